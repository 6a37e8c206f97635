import { quantityNames } from '../../../shared/words/en/quantities.ts'
import { raterWords } from '../../../shared/words/en/screens-raters.ts'
import { Button, Select } from '../../kit/index.ts'
import { isOrdinalAgreement, raterOptions, whatAgreementGives } from './agreement-options.ts'
import { freeId, idsAt, listAt, textAt, valueAt, type Json, type Path } from './draft.ts'
import { DraftSelect, DraftText, optionsOf, useDraft, useError } from './DraftFields.tsx'
import { ItemList } from './ItemList.tsx'
import { pointOptions } from './quantity-options.ts'
import { setValue } from './slice.ts'

const words = raterWords.agreements

/** Where an output is called: at its operating points; by its decision only where its score has none. */
function callPoints(output: Json | undefined) {
  const all = pointOptions(output)
  const ofScore = all.filter((each) => each.id !== '')
  return ofScore.length > 0 ? ofScore : all
}

/** Two raters at least that an agreement could start with: outputs that give the same kind, or two operating points. */
function firstRaters(draft: Json): { readonly of: 'calls' | 'scores'; readonly raters: Json[] } | null {
  const able = (of: string): string[] => raterOptions(draft, of).flatMap((each) => (each.isDisabled === true ? [] : [each.id]))
  for (const of of ['calls', 'scores'] as const) {
    const [first, second] = able(of)
    if (first !== undefined && second !== undefined) return { of, raters: [{ prediction: first }, { prediction: second }] }
  }
  const output = listAt(draft, ['predictions']).find((each) => callPoints(each).length > 1)
  if (output === undefined) return null
  const [first, second] = callPoints(output).map((each) => ({ prediction: textAt(output, ['id']), operatingPoint: each.id }))
  return { of: 'calls', raters: [first ?? {}, second ?? {}] }
}

/** Outputs held against each other as raters. */
export function AgreementsSection() {
  const draft = useDraft()
  const start = firstRaters(draft)
  const add = () => {
    if (start === null) return
    const id = freeId('agreement_', idsAt(draft, ['agreements']))
    setValue(['agreements', listAt(draft, ['agreements']).length], { id, label: '', of: start.of, raters: start.raters })
  }
  return (
    <div className="stack">
      <p className="muted">{words.intro}</p>
      <ItemList
        path={['agreements']}
        none={words.none}
        nameKeys={['label', 'id']}
        nameOf={words.name}
        removeLabel={words.remove}
        foot={
          <Button icon="plus" onPress={add} why={start === null ? words.needTwo : null}>
            {words.add}
          </Button>
        }
      >
        {(path, item) => <Agreement path={path} item={item} />}
      </ItemList>
    </div>
  )
}

interface PartProps {
  readonly path: Path
  readonly item: Json
}

function Agreement({ path, item }: PartProps) {
  const draft = useDraft()
  const error = useError([...path, 'raters'])
  const raters = listAt(item, ['raters'])
  const given = whatAgreementGives(item, draft)
  const hasReader = raters.some((rater) => textAt(outputOf(draft, rater), ['role']) === 'reader')
  return (
    <div className="stack">
      <div className="form-grid">
        <DraftText path={[...path, 'label']} label={words.label} />
        <DraftText path={[...path, 'id']} label={words.id} />
        <DraftSelect path={[...path, 'of']} label={words.of} options={optionsOf(['calls', 'scores'], words.kinds)} onChoose={(of) => setValue(path, withKind(item, of))} />
        <WeightsField path={path} item={item} />
      </div>
      {raters.map((rater, index) => (
        <Rater key={index} path={[...path, 'raters', index]} item={rater} of={textAt(item, ['of'])} index={index} nRaters={raters.length} />
      ))}
      {error !== null && <p className="field-error">{error}</p>}
      <div className="row">
        <Button icon="plus" onPress={() => setValue([...path, 'raters', raters.length], { prediction: '' })}>
          {words.addRater}
        </Button>
      </div>
      <p className="protocol-sentence">
        {given.length === 0 ? words.givesNothing : words.gives(given.map((each) => quantityNames[each] ?? each).join(', '))}
      </p>
      {hasReader && <p className="muted">{words.readersOnly}</p>}
    </div>
  )
}

const outputOf = (draft: Json, rater: Json): Json | undefined =>
  listAt(draft, ['predictions']).find((each) => textAt(each, ['id']) === textAt(rater, ['prediction']))

/** Another kind: raters stay, operating points and weights of the old kind go. */
function withKind(item: Json, of: string): Json {
  const raters = listAt(item, ['raters']).map((rater): Json => ({ prediction: textAt(rater, ['prediction']) }))
  return { id: textAt(item, ['id']), label: textAt(item, ['label']), of, raters }
}

/** Asked for where the scores are categories in order, and shown to be taken out where they are not. */
function WeightsField({ path, item }: PartProps) {
  const draft = useDraft()
  const isAsked = valueAt(item, ['weights']) !== undefined
  if (!isOrdinalAgreement(item, draft) && !isAsked) return null
  return <DraftSelect path={[...path, 'weights']} label={words.weights} hint={words.weightsHint} options={optionsOf(['unweighted', 'linear', 'quadratic'], words.weightNames)} />
}

interface RaterProps extends PartProps {
  readonly of: string
  readonly index: number
  readonly nRaters: number
}

function Rater({ path, item, of, index, nRaters }: RaterProps) {
  const draft = useDraft()
  const error = useError(path)
  const pointError = useError([...path, 'operatingPoint'])
  const name = of === 'calls' && nRaters === 2 && index === 1 ? words.comparator : words.rater(index + 1)
  const points = of === 'calls' ? callPoints(outputOf(draft, item)) : []
  const point = valueAt(item, ['operatingPoint'])
  // Without a choice the first one counts, as the evaluation has it.
  const chosen = typeof point === 'string' ? point : points[0]?.id
  return (
    <div className="form-grid">
      <DraftSelect
        path={[...path, 'prediction']}
        label={`${name}: ${words.output}`}
        options={raterOptions(draft, of)}
        onChoose={(prediction) => setValue(path, { prediction })}
      />
      {of === 'calls' && (
        <Select
          label={`${name}: ${words.point}`}
          options={points}
          value={chosen ?? null}
          onChange={(id) => setValue([...path, 'operatingPoint'], id === '' ? undefined : id)}
          isDisabled={points.length === 0}
          error={pointError ?? error}
        />
      )}
      {of !== 'calls' && error !== null && <p className="field-error">{error}</p>}
      {nRaters > 2 && (
        <Button kind="quiet" icon="trash" label={words.removeRater(index + 1)} onPress={() => setValue(path, undefined)} />
      )}
    </div>
  )
}
