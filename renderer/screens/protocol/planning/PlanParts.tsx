import { planningWords as words } from '../../../../shared/words/en/screens-planning.ts'
import { Button, Card } from '../../../kit/index.ts'
import { listAt, textAt, type Json } from '../draft.ts'
import { useDraft } from '../DraftFields.tsx'
import { partOfSubgroup } from './plan-draft.ts'
import { setPlanValue, usePlan } from './plan-slice.ts'
import { PlanNumber, PlanText } from './PlanFields.tsx'

/** Sites and subgroups with their expected shares; the protocol's own subgroups can be taken over. */
export function PlanParts() {
  const protocol = useDraft()
  const { plan } = usePlan()
  const parts = listAt(plan, ['parts'])
  const subgroups = listAt(protocol, ['subgroups']).filter((each) => listAt(each, ['levels']).length > 0)
  return (
    <fieldset className="protocol-group">
      <legend>{words.parts}</legend>
      <p className="muted">{words.partsIntro}</p>
      {parts.map((part, index) => (
        <Part key={index} part={part} index={index} />
      ))}
      <div className="row row-wrap">
        <Button icon="plus" onPress={() => setPlanValue(['parts', parts.length], { label: '', shares: [{ label: '' }] })}>
          {words.addPart}
        </Button>
        {subgroups.map((each, index) => (
          <Button key={index} icon="plus" onPress={() => setPlanValue(['parts', parts.length], partOfSubgroup(each))}>
            {words.addSubgroup(textAt(each, ['label']))}
          </Button>
        ))}
      </div>
    </fieldset>
  )
}

function Part({ part, index }: { readonly part: Json; readonly index: number }) {
  const path = ['parts', index]
  const label = textAt(part, ['label'])
  const name = label === '' ? words.partName(index + 1) : label
  const shares = listAt(part, ['shares'])
  return (
    <Card
      level={3}
      title={name}
      actions={<Button kind="quiet" icon="trash" label={words.remove(name)} onPress={() => setPlanValue(path, undefined)} />}
    >
      <PlanText path={[...path, 'label']} label={words.partLabel} />
      {shares.map((_, at) => (
        <div className="protocol-line protocol-line-two" key={at}>
          <PlanText path={[...path, 'shares', at, 'label']} label={words.level1} />
          <PlanNumber path={[...path, 'shares', at, 'share']} label={words.share} />
          <Button kind="quiet" icon="trash" label={words.removeLevel(at + 1)} onPress={() => setPlanValue([...path, 'shares', at], undefined)} />
        </div>
      ))}
      <div>
        <Button icon="plus" onPress={() => setPlanValue([...path, 'shares', shares.length], { label: '' })}>
          {words.addLevel}
        </Button>
      </div>
    </Card>
  )
}
