import { verificationMethods } from '../../../shared/vocabulary/protocol-designs.ts'
import { protocolWords } from '../../../shared/words/en/screens-protocol.ts'
import { samplingWords as words } from '../../../shared/words/en/screens-sampling.ts'
import { Select } from '../../kit/index.ts'
import { listAt, textAt, valueAt, withValue } from './draft.ts'
import { DraftNumber, DraftSelect, DraftText, optionsOf, useDraft, useError } from './DraftFields.tsx'
import { outputOptions, pointOptions } from './quantity-options.ts'
import { setValue } from './slice.ts'

const general = protocolWords.general

/** How the sample and the reference standard came about; what undoes a design comes and goes with it. */
export function SamplingFields() {
  const draft = useDraft()
  const sampling = textAt(draft, ['sampling'])
  const verification = textAt(draft, ['verification'])
  const choose = (key: string, value: string, design: string) =>
    setValue([], withValue(withValue(draft, [design], undefined), [key], value))
  return (
    <>
      <DraftSelect
        path={['sampling']}
        label={general.sampling}
        options={optionsOf(['consecutive', 'enriched', 'weighted'], general.samplings, general.samplingNotes)}
        onChoose={(value) => choose('sampling', value, 'samplingDesign')}
      />
      {sampling === 'enriched' && <DraftNumber path={['samplingDesign', 'statedPrevalence']} label={words.prevalence} hint={words.prevalenceHint} minimum={0} />}
      {sampling === 'weighted' && <DraftText path={['samplingDesign', 'weightColumn']} label={words.weightColumn} hint={words.weightColumnHint} isOptional />}
      {(sampling === 'enriched' || sampling === 'weighted') && <DraftText path={['samplingDesign', 'source']} label={words.source} hint={words.sourceHint} isOptional />}
      <DraftSelect
        path={['verification']}
        label={general.verification}
        options={optionsOf(['all', 'random-fraction', 'result-dependent'], general.verifications)}
        onChoose={(value) => choose('verification', value, 'verificationDesign')}
      />
      {verification !== '' && verification !== 'all' && <VerificationFields />}
    </>
  )
}

function VerificationFields() {
  const draft = useDraft()
  const error = useError(['verificationDesign'])
  const method = textAt(draft, ['verificationDesign', 'method'])
  return (
    <>
      <DraftSelect
        path={['verificationDesign', 'method']}
        label={words.method}
        options={optionsOf(verificationMethods, words.methods, words.methodNotes)}
        onChoose={(value) => setValue(['verificationDesign'], { method: value })}
      />
      {error !== null && <p className="field-error form-wide">{error}</p>}
      {method === 'begg-greenes' && <DependsOn />}
      {method === 'inverse-probability' && (
        <DraftText path={['verificationDesign', 'probabilityColumn']} label={words.probabilityColumn} hint={words.probabilityColumnHint} isOptional />
      )}
    </>
  )
}

/** The call that decided who is verified: an output of this protocol at one of its operating points. */
function DependsOn() {
  const draft = useDraft()
  const path = ['verificationDesign', 'dependsOn']
  const ownError = useError(path)
  const pointError = useError([...path, 'operatingPoint'])
  const output = listAt(draft, ['predictions']).find((each) => textAt(each, ['id']) === textAt(draft, [...path, 'prediction']))
  const points = pointOptions(output)
  const point = valueAt(draft, [...path, 'operatingPoint'])
  const chosen = typeof point === 'string' ? point : points.some((each) => each.id === '') ? '' : null
  return (
    <>
      <DraftSelect
        path={[...path, 'prediction']}
        label={words.decidedBy}
        hint={words.decidedByHint}
        options={outputOptions(draft)}
        onChoose={(prediction) => setValue(path, { prediction })}
      />
      <Select
        label={words.point}
        options={points}
        value={chosen}
        onChange={(id) => setValue([...path, 'operatingPoint'], id === '' ? undefined : id)}
        isDisabled={points.length === 0}
        error={pointError ?? ownError}
      />
    </>
  )
}
