import { proportionMethods } from '../../../shared/vocabulary/protocol.ts'
import { protocolWords } from '../../../shared/words/en/screens-protocol.ts'
import { DraftNumber, DraftSelect, optionsOf } from './DraftFields.tsx'

const words = protocolWords.analysis

export const AnalysisSection = () => (
  <div className="stack-loose">
    <fieldset className="protocol-group">
      <legend>{words.intervals}</legend>
      <div className="form-grid">
        <DraftNumber path={['intervals', 'level']} label={words.level} hint={words.levelHint} />
        <DraftSelect
          path={['intervals', 'proportion']}
          label={words.proportion}
          hint={words.proportionHint}
          options={optionsOf(proportionMethods, words.proportions)}
        />
      </div>
    </fieldset>
    <fieldset className="protocol-group">
      <legend>{words.missing}</legend>
      <div className="form-grid">
        <DraftSelect
          path={['missing', 'predictions']}
          label={words.predictions}
          options={optionsOf(['complete-case', 'as-negative', 'as-positive'], words.predictionChoices)}
        />
        <DraftSelect
          path={['missing', 'indeterminatePredictions']}
          label={words.indeterminatePredictions}
          options={optionsOf(['exclude', 'as-negative', 'as-positive'], words.indeterminatePredictionChoices)}
        />
        <DraftSelect
          path={['missing', 'indeterminateReference']}
          label={words.indeterminateReference}
          hint={words.alwaysExcluded}
          options={optionsOf(['exclude', 'as-absent', 'as-present'], words.indeterminateReferenceChoices)}
        />
      </div>
    </fieldset>
    <fieldset className="protocol-group">
      <legend>{words.cells}</legend>
      <div className="form-grid">
        <DraftNumber path={['minimumCells', 'estimate']} label={words.estimate} isInteger minimum={1} />
        <DraftNumber path={['minimumCells', 'descriptive']} label={words.descriptive} isInteger minimum={1} />
      </div>
    </fieldset>
    <fieldset className="protocol-group">
      <legend>{words.bootstrap}</legend>
      <div className="form-grid">
        <DraftNumber path={['bootstrap', 'replicates']} label={words.replicates} hint={words.replicatesHint} isInteger minimum={0} />
        <DraftNumber path={['bootstrap', 'seed']} label={words.seed} isInteger minimum={0} />
      </div>
    </fieldset>
  </div>
)
