import { multiplicities, proportionMethods } from '../../../shared/vocabulary/protocol.ts'
import { protocolWords } from '../../../shared/words/en/screens-protocol.ts'
import { TextField } from '../../kit/index.ts'
import { AskedAnalyses } from './AskedAnalyses.tsx'
import { textAt } from './draft.ts'
import { DraftNumber, DraftSelect, optionsOf, useDraft, useError } from './DraftFields.tsx'
import { setValue } from './slice.ts'

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
    <ClusterField />
    <AskedAnalyses />
    <fieldset className="protocol-group">
      <legend>{words.multiplicity}</legend>
      <div className="form-grid">
        <DraftSelect
          path={['multiplicity']}
          label={words.multiplicity}
          hint={words.multiplicityHint}
          options={optionsOf(multiplicities, words.multiplicities)}
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

/** The whole declaration comes and goes with its column: an empty one would be half a statement. */
function ClusterField() {
  const draft = useDraft()
  const error = useError(['clusters', 'column'])
  return (
    <fieldset className="protocol-group">
      <legend>{words.clusters}</legend>
      <TextField
        label={words.clustersLabel}
        hint={words.clustersHint}
        error={error}
        value={textAt(draft, ['clusters', 'column'])}
        onChange={(column) => setValue(['clusters'], column === '' ? undefined : { column })}
      />
    </fieldset>
  )
}
