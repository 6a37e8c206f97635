import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { planningView } from '../../../electron/engine/planning-view.ts'
import { useApp } from '../../../renderer/app-state.ts'
import { sectionOf, type JsonObject } from '../../../renderer/screens/protocol/draft.ts'
import { DraftProvider } from '../../../renderer/screens/protocol/DraftFields.tsx'
import { emptyPlan, itemOfEndpoint, itemOfKind, markedIds, newItem, partOfSubgroup, planFields, planKinds, planText, withEndpoints } from '../../../renderer/screens/protocol/planning/plan-draft.ts'
import { openPlan, setPlan, usePlan } from '../../../renderer/screens/protocol/planning/plan-slice.ts'
import { PlanningSection } from '../../../renderer/screens/protocol/planning/PlanningSection.tsx'
import type { StudyView } from '../../../shared/ipc/views.ts'
import { PlanItem } from '../../../shared/vocabulary/planning.ts'
import { problem } from '../../../shared/vocabulary/problem.ts'
import { planningWords } from '../../../shared/words/en/screens-planning.ts'
import { baseProtocol } from '../../evaluation/study.ts'

const protocol = JSON.parse(JSON.stringify(baseProtocol)) as JsonObject
const endpointOf = (quantity: string, goal: number, bound = 'lower') => ({ id: 'E7', title: 'Seven', estimand: { quantity }, criterion: { bound, comparison: '>=', goal } })
const studyId = 'a'.repeat(32)

describe('sample size as typed', () => {
  test('fields of each kind are those of the vocabulary', () => {
    for (const kind of planKinds) {
      const option = PlanItem.options.find((each) => each.shape.kind.value === kind)
      const keys = Object.keys(option?.shape ?? {}).filter((key) => !['kind', 'id', 'label', 'endpoint'].includes(key))
      expect([...planFields[kind]].sort()).toEqual(keys.sort())
      for (const field of planFields[kind]) expect(planningWords.fields[field]).toMatch(/^[A-Z]/)
    }
  })

  test('an endpoint is planned by its criterion where a kind fits it', () => {
    expect(itemOfEndpoint(endpointOf('specificity', 0.8), protocol)).toMatchObject({ kind: 'goal', among: 'absent', endpoint: 'E7', label: 'Seven', goal: 0.8, bound: 'lower', interval: 'clopper-pearson', power: 0.9 })
    expect(itemOfEndpoint(endpointOf('ppv', 0.3, 'upper'), protocol)).toMatchObject({ among: 'called-positive', bound: 'upper' })
    expect(itemOfEndpoint(endpointOf('auroc', 0.8), protocol)).toMatchObject({ kind: 'area-goal', goal: 0.8, variance: 'obuchowski' })
    expect(itemOfEndpoint(endpointOf('sensitivity-difference', -0.05), protocol)).toMatchObject({ kind: 'paired-margin', among: 'present', margin: 0.05 })
    expect(itemOfEndpoint(endpointOf('sensitivity-difference', 0.05), protocol)).toBe(null)
    expect(itemOfEndpoint(endpointOf('calibration-slope', 0.8), protocol)).toBe(null)
  })

  test('a plan begins with the endpoints, and each is added once', () => {
    const plan = emptyPlan(protocol)
    expect(plan['items']).toHaveLength(1)
    expect(withEndpoints(plan, protocol)).toEqual(plan)
    const other = { ...protocol, endpoints: [...baseProtocol.endpoints, endpointOf('auroc', 0.7)] as JsonObject[] }
    expect(withEndpoints(plan, other)['items']).toHaveLength(2)
    expect(partOfSubgroup({ id: 'sex', label: 'Sex', levels: ['F', 'M'], labels: { F: 'Female' } })).toEqual({ label: 'Sex', shares: [{ label: 'Female' }, { label: 'M' }] })
  })

  test('another kind keeps the name and what both have', () => {
    const item = itemOfKind('goal', { id: 'a', label: 'A', expected: 0.9, goal: 0.8, firstOnly: 0.1 })
    expect(itemOfKind('area-half-width', item)).toEqual({ id: 'a', label: 'A', expected: 0.9, variance: 'obuchowski', kind: 'area-half-width' })
  })

  test('what is sent leaves out marks of one item and empty parts', () => {
    const plan = { ...emptyPlan(protocol), coPrimary: ['E1', 'gone'], parts: [], assumptions: { assurance: 0.9, clusters: {} } }
    expect(markedIds(plan)).toEqual(['E1'])
    const sent = JSON.parse(planText(plan)) as JsonObject
    expect(Object.keys(sent).sort()).toEqual(['assumptions', 'format', 'items', 'level', 'version'])
    expect(sent['assumptions']).toEqual({ assurance: 0.9 })
    expect(newItem(plan)['id']).toBe('item_1')
  })

  test('what the engine says of an unfinished plan has a field, and a finished one is put in as a valid protocol part', () => {
    const open = planningView(planText(emptyPlan(protocol)))
    expect(open.problems.map((each) => each.where?.path).sort()).toEqual(['items[0].expected'])
    expect(sectionOf(problem('protocol/planning-differs', undefined, { path: 'planning.answers' }))).toBe('planning')
  })
})

describe('sample size on the screen', () => {
  const study = { id: studyId } as StudyView
  /** Markup without a browser shows a store's first state: it is made to be the present one. */
  const draw = (draft: JsonObject) => {
    Object.assign(useApp.getInitialState(), useApp.getState())
    Object.assign(usePlan.getInitialState(), usePlan.getState())
    return renderToStaticMarkup(
      <DraftProvider draft={draft} problems={[]}>
        <PlanningSection />
      </DraftProvider>,
    )
  }

  test('every kind shows its fields, problems stand at them, and the answer has its table, curve and text', () => {
    useApp.setState({ study })
    openPlan(studyId, protocol)
    const items = planKinds.map((kind, i) => itemOfKind(kind, { id: `i${i}`, label: `Item of ${kind}` }))
    setPlan({ ...emptyPlan(protocol), items })
    const text = planText(usePlan.getState().plan)
    usePlan.setState({ problems: planningView(text).problems, answered: text })
    const empty = draw(protocol)
    for (const kind of planKinds) expect(empty).toContain(`Item of ${kind}`)
    expect(empty).toContain('Still needed.')
    expect(empty).toContain(planningWords.notInProtocol)

    setPlan({ ...emptyPlan(protocol), assumptions: { prevalence: 0.2, assurance: 0.9 }, items: [{ ...itemOfKind('goal', { id: 'se', label: 'Sensitivity', expected: 0.95, goal: 0.9 }), power: 0.8 }] })
    const sent = planText(usePlan.getState().plan)
    const { answer, problems } = planningView(sent)
    usePlan.setState({ answer, problems, answered: sent })
    const answered = draw(protocol)
    expect(answered).toContain('This needs 255 examinations with the target condition')
    expect(answered).toContain('Power of Sensitivity over the number of examinations')
    expect(answered).not.toContain(planningWords.stale)
    const kept = draw({ ...protocol, planning: JSON.parse(JSON.stringify(answer?.record)) as JsonObject })
    expect(kept).toContain(planningWords.removeFrom)
    setPlan({ ...usePlan.getState().plan, level: 0.9 })
    expect(draw(protocol)).toContain(planningWords.stale)
  })
})
