import { planKindNames } from '../../../../shared/words/en/planning.ts'
import { planningWords as words } from '../../../../shared/words/en/screens-planning.ts'
import { Button, Card, Checkbox } from '../../../kit/index.ts'
import { isObject, listAt, textAt, valueAt, type Json } from '../draft.ts'
import { optionsOf, useDraft } from '../DraftFields.tsx'
import { itemOfKind, markedIds, missingItems, newItem, planFields, planKinds, withEndpoints, type PlanField, type PlanKind } from './plan-draft.ts'
import { setPlan, setPlanValue, usePlan } from './plan-slice.ts'
import { PlanNumber, PlanSelect, PlanText } from './PlanFields.tsx'

/** What is to be shown, one card an item. */
export function PlanItems() {
  const protocol = useDraft()
  const { plan } = usePlan()
  const items = listAt(plan, ['items'])
  const nMissing = missingItems(plan, protocol).length
  return (
    <fieldset className="protocol-group">
      <legend>{words.items}</legend>
      {items.length === 0 && <p className="muted">{words.none}</p>}
      {items.map((item, index) => (
        <PlanItemCard key={index} item={item} index={index} />
      ))}
      {markedIds(plan).length > 1 && <PlanNumber path={['jointPower']} label={words.jointPower} hint={words.jointPowerHint} />}
      <div className="row row-wrap">
        <Button icon="plus" onPress={() => setPlanValue(['items', items.length], newItem(plan))}>
          {words.add}
        </Button>
        <Button icon="plus" onPress={() => setPlan(withEndpoints(plan, protocol))} why={nMissing === 0 ? words.noEndpoints : null}>
          {words.fromEndpoints(nMissing)}
        </Button>
      </div>
    </fieldset>
  )
}

function PlanItemCard({ item, index }: { readonly item: Json; readonly index: number }) {
  const { plan } = usePlan()
  const path = ['items', index]
  const kind = textAt(item, ['kind']) as PlanKind
  const id = textAt(item, ['id'])
  const label = textAt(item, ['label'])
  const name = label === '' ? words.name(index + 1) : label
  const marked = markedIds(plan)
  const mark = (isMarked: boolean) => setPlanValue(['coPrimary'], isMarked ? [...marked, id] : marked.filter((each) => each !== id))
  return (
    <Card
      level={3}
      title={name}
      actions={<Button kind="quiet" icon="trash" label={words.remove(name)} onPress={() => setPlanValue(path, undefined)} />}
    >
      <div className="form-grid">
        <PlanText path={[...path, 'label']} label={words.label} />
        <PlanText path={[...path, 'id']} label={words.id} />
        <PlanSelect
          path={[...path, 'kind']}
          label={words.kind}
          options={optionsOf(planKinds, planKindNames)}
          onChoose={(next) => setPlanValue(path, itemOfKind(next, isObject(item) ? item : {}))}
        />
        {(planFields[kind] ?? []).map((field) => (
          <ItemField key={field} field={field} index={index} />
        ))}
      </div>
      {valueAt(item, ['power']) !== undefined && (
        <Checkbox isSelected={marked.includes(id)} onChange={mark}>
          {words.together}
        </Checkbox>
      )}
    </Card>
  )
}

const isChoice = (field: PlanField): field is keyof typeof words.choices => Object.hasOwn(words.choices, field)

function ItemField({ field, index }: { readonly field: PlanField; readonly index: number }) {
  const path = ['items', index, field]
  const shared = { path, label: words.fields[field], hint: words.hints[field] }
  if (!isChoice(field)) return <PlanNumber {...shared} isInteger={field === 'failures'} />
  const options = Object.entries(words.choices[field]).map(([id, label]) => ({ id, label }))
  return <PlanSelect {...shared} options={options} />
}
