import { evidenceClasses } from '../../../shared/vocabulary/protocol.ts'
import { protocolWords } from '../../../shared/words/en/screens-protocol.ts'
import { DraftSelect, DraftText, optionsOf } from './DraftFields.tsx'
import { SamplingFields } from './SamplingFields.tsx'

const words = protocolWords.general

export const GeneralSection = () => (
  <div className="form-grid">
    <div className="form-wide">
      <DraftText path={['title']} label={words.title} />
    </div>
    <div className="form-wide">
      <DraftText path={['targetCondition']} label={words.targetCondition} hint={words.targetConditionHint} rows={2} />
    </div>
    <div className="form-wide">
      <DraftText path={['referenceStandard']} label={words.referenceStandard} hint={words.referenceStandardHint} rows={3} />
    </div>
    <div className="form-wide">
      <DraftText path={['studyType']} label={words.studyType} hint={words.studyTypeHint} />
    </div>
    <DraftText path={['unit']} label={words.unit} hint={words.unitHint} />
    <DraftSelect path={['evidenceClass']} label={words.evidenceClass} options={optionsOf(evidenceClasses, words.evidenceClasses)} />
    <SamplingFields />
    <div className="form-wide">
      <DraftText path={['notes']} label={`${words.notes} (optional)`} rows={3} isOptional />
    </div>
  </div>
)
