import { describe, expect, test } from 'vitest'
import { planSampleSize } from '../../shared/evaluation/planning.ts'
import { checkPlan } from '../../shared/evaluation/planning-check.ts'
import { planCurves } from '../../shared/evaluation/planning-curves.ts'
import { checkProtocol } from '../../shared/evaluation/protocol-check.ts'
import { PlanAnswers, SampleSizePlan } from '../../shared/vocabulary/planning.ts'
import type { PlanItem } from '../../shared/vocabulary/planning.ts'
import { planningRecord } from '../../shared/report/planning.ts'
import { clopperPearsonInterval } from '../../shared/statistics/proportion.ts'
import { powerAgainstGoal } from '../../shared/statistics/planning-proportion.ts'
import { baseProtocol } from './study.ts'

const sensitivity = { id: 'se', label: 'Sensitivity', kind: 'goal', among: 'present', expected: 0.95, bound: 'lower', goal: 0.9, interval: 'clopper-pearson', power: 0.8 } as const
const specificity = { ...sensitivity, id: 'sp', label: 'Specificity', among: 'absent', expected: 0.9, goal: 0.85 } as const
const base = {
  format: 'probity.sample-size-plan',
  version: 1,
  level: 0.95,
  assumptions: { prevalence: 0.2, assurance: 0.9 },
  items: [sensitivity, specificity] as readonly object[],
}
const planWith = (changes: object): SampleSizePlan => {
  const { plan, problems } = checkPlan({ ...base, ...changes })
  if (plan === null) throw new Error(JSON.stringify(problems))
  return plan
}
const answerTo = (item: object, changes: object = {}) => planSampleSize(planWith({ items: [item], ...changes })).items[0]
const placesOf = (changes: object) => checkPlan({ ...base, ...changes }).problems.map((each) => `${each.code} ${each.where?.path ?? ''}`)

const everyKind: readonly PlanItem[] = [
  sensitivity,
  { id: 'w', label: 'Width', kind: 'half-width', among: 'all', expected: 0.9, halfWidth: 0.05, interval: 'wilson', basis: 'at-expected' },
  { id: 'm', label: 'Mean width', kind: 'half-width', among: 'called-positive', expected: 0.9, halfWidth: 0.05, interval: 'wilson', basis: 'mean' },
  { id: 'z', label: 'Zero failures', kind: 'few-failures', among: 'absent', goal: 0.95, failures: 0, interval: 'clopper-pearson' },
  { id: 'ni', label: 'Paired', kind: 'paired-margin', among: 'present', firstOnly: 0.06, secondOnly: 0.05, margin: 0.05, power: 0.8 },
  { id: 'fm', label: 'Two groups', kind: 'independent-margin', among: 'present', first: 0.9, second: 0.9, secondPerFirst: 2, margin: 0.1, power: 0.9 },
  { id: 'aw', label: 'Area', kind: 'area-half-width', expected: 0.85, halfWidth: 0.05, variance: 'hanley-mcneil' },
  { id: 'ag', label: 'Area goal', kind: 'area-goal', expected: 0.85, goal: 0.8, variance: 'obuchowski', power: 0.8 },
]

describe('sample size: the plan', () => {
  test('SSP-1: wrong forms, unknown keys, nonsense and text are refused with their place', () => {
    expect(placesOf({ items: [] })).toEqual(['planning/not-valid items'])
    expect(placesOf({ level: 1, extra: 1 })).toEqual(['planning/not-valid level', 'planning/not-valid extra'])
    expect(placesOf({ items: [{ ...sensitivity, power: 0.2 }] })).toEqual(['planning/not-valid items[0].power'])
    for (const nonsense of [null, 3, [], '', '{', '{"a":1,"a":2}']) expect(checkPlan(nonsense).plan).toBe(null)
    expect(checkPlan(JSON.stringify(base)).problems).toEqual([])
  })
  test('SSP-2: what an item needs must be stated', () => {
    expect(placesOf({ assumptions: { assurance: 0.9 } })).toEqual(['planning/not-valid assumptions.prevalence'])
    expect(placesOf({ items: [{ ...sensitivity, among: 'called-positive' }] })).toEqual(['planning/not-valid assumptions.calledPositive'])
    expect(placesOf({ items: [{ ...sensitivity, among: 'all' }], assumptions: { assurance: 0.9 } })).toEqual([])
    expect(placesOf({ items: [sensitivity, sensitivity] })).toEqual(['planning/not-valid items[1].id'])
    expect(placesOf({ items: [everyKind[1], sensitivity], coPrimary: ['w', 'nobody', 'se', 'se'] })).toEqual(['planning/not-valid coPrimary[0]', 'planning/not-valid coPrimary[1]', 'planning/not-valid coPrimary[3]'])
    expect(placesOf({ parts: [{ label: 'Site', shares: [{ label: 'A', share: 0.6 }, { label: 'B', share: 0.5 }] }] })).toEqual(['planning/not-valid parts[0].shares'])
    expect(placesOf({ items: [{ ...everyKind[4], firstOnly: 0.6, secondOnly: 0.6 }] })).toEqual(['planning/not-valid items[0].firstOnly'])
  })
})

describe('sample size: the answers', () => {
  test('SSP-3, SSP-8: every kind is answered, by the numbers of the references, in schema and in the same bytes', () => {
    const plan = planWith({ items: everyKind, assumptions: { prevalence: 0.25, calledPositive: 0.3, assurance: 0.9 } })
    const answers = planSampleSize(plan)
    expect(answers.items.map((each) => each.needed)).toEqual([255, 141, 139, 72, 260, 171, 99, 235])
    expect(answers.items[5]).toMatchObject({ neededSecond: 342, counting: 513 })
    expect(answers.items[6]).toMatchObject({ neededAbsent: 297 })
    expect(PlanAnswers.parse(answers)).toEqual(answers)
    expect(JSON.stringify(planSampleSize(plan))).toBe(JSON.stringify(answers))
  })
  test('SSP-3: no size has a reason, and then the study has none', () => {
    const answers = planSampleSize(planWith({ items: [sensitivity, { ...specificity, expected: 0.85 }] }))
    expect(answers.items[1]).toMatchObject({ needed: null, reason: 'expected-not-beyond-goal' })
    expect(answers).toMatchObject({ examinations: null, at: null, parts: [] })
  })
  test('SSP-4: design effect and losses, by hand', () => {
    const assumptions = { prevalence: 0.2, indeterminate: 0.05, missing: 0.02, verified: 0.5, clusters: { size: 3, intraclassCorrelation: 0.1 }, assurance: 0.9 }
    const answer = answerTo(sensitivity, { assumptions })
    // 255 · 1.2 = 306; 0.2 · 0.95 · 0.98 · 0.5 = 0.0931; 306 / 0.0931 = 3286.8
    expect(answer).toMatchObject({ needed: 255, counting: 306, examinations: { expected: 3287 } })
    expect(answer?.fraction).toBeCloseTo(0.0931, 15)
    expect(answer?.examinations?.assured).toBeGreaterThan(3287)
    expect(answer?.examinations?.probability).toBeGreaterThanOrEqual(0.9)
  })
  test('SSP-4: the absent of an area can be what the study is too small for', () => {
    const area = everyKind[7] ?? sensitivity
    const verified = answerTo(area, { assumptions: { prevalence: 0.9, assurance: 0.9 } })
    const { needed = 0, neededAbsent = 0, examinations } = verified ?? {}
    expect(neededAbsent).toBeLessThan(needed ?? 0)
    expect(examinations?.expected).toBe(Math.max(Math.ceil((needed ?? 0) / 0.9 - 1e-9), Math.ceil(neededAbsent / (1 - 0.9) - 1e-9)))
  })
  test('SSP-5: the study is as large as its largest item, and says what a planned size gives instead', () => {
    const answers = planSampleSize(planWith({}))
    expect(answers.examinations).toBe(Math.max(...answers.items.map((each) => each.examinations?.assured ?? 0)))
    for (const each of answers.items) expect(each.reached?.power).toBeGreaterThanOrEqual(0.8)
    const small = planSampleSize(planWith({ planned: 500 })).items[0]
    expect(small?.reached).toEqual({ n: 100, power: powerAgainstGoal({ ...sensitivity, level: 0.95, method: 'clopper-pearson' }, 100), canBeMet: true })
  })
  test('SSP-6: joint power of two classes is exact, of anything else the bound', () => {
    const both = planSampleSize(planWith({ coPrimary: ['se', 'sp'], planned: 1500 }))
    const [one = 0, two = 0] = both.items.map((each) => each.reached?.power)
    expect(both.joint).toMatchObject({ method: 'independent-classes' })
    expect(both.joint?.fixedCounts).toBeCloseTo(one * two, 12)
    expect(Math.abs((both.joint?.power ?? 0) - one * two)).toBeLessThan(0.05)
    const same = planSampleSize(planWith({ items: [sensitivity, { ...specificity, among: 'present' }], coPrimary: ['se', 'sp'], planned: 1500 }))
    const powers = same.items.map((each) => each.reached?.power ?? 0)
    expect(same.joint).toMatchObject({ ids: ['se', 'sp'], method: 'bonferroni-bound' })
    expect(same.joint?.power).toBeCloseTo((powers[0] ?? 0) + (powers[1] ?? 0) - 1, 12)
  })
  test('SSP-6: a joint power that is asked for raises the study to it, or is refused', () => {
    const asked = planSampleSize(planWith({ coPrimary: ['se', 'sp'], jointPower: 0.95 }))
    const alone = planSampleSize(planWith({ coPrimary: ['se', 'sp'] }))
    expect(asked.examinations).toBe(asked.joint?.examinations)
    expect(asked.examinations).toBeGreaterThan(alone.examinations ?? 0)
    expect(asked.joint?.power).toBeGreaterThanOrEqual(0.95)
    expect(placesOf({ jointPower: 0.9 })).toEqual(['planning/not-valid jointPower'])
    expect(placesOf({ items: [sensitivity, { ...specificity, among: 'present' }], coPrimary: ['se', 'sp'], jointPower: 0.9 })).toEqual(['planning/not-valid jointPower'])
  })
  test('SSP-7: parts add up to no less than the study and are less precise than all of it', () => {
    const shares = [0.5, 0.3, 0.2].map((share, i) => ({ label: `Site ${i}`, share }))
    const { parts, at } = planSampleSize(planWith({ items: [everyKind[1]], parts: [{ label: 'Site', shares }], planned: 1001 }))
    const levels = parts[0]?.levels ?? []
    expect(levels.map((each) => each.examinations)).toEqual([501, 301, 201])
    expect(levels.reduce((sum, each) => sum + each.examinations, 0)).toBeGreaterThanOrEqual(at ?? 0)
    const widths = levels.map((each) => each.items[0]?.halfWidth ?? 0)
    expect(widths).toEqual(widths.toSorted((a, b) => a - b))
  })
  test('SSP-11: curves pass through the number needed, and are the item’s own numbers', () => {
    const plan = planWith({ items: everyKind, assumptions: { prevalence: 0.25, calledPositive: 0.3, assurance: 0.9 } })
    const curves = planCurves(plan, planSampleSize(plan))
    expect(curves.map((each) => each.id)).toEqual(['se', 'w', 'm', 'ni', 'fm', 'aw', 'ag'])
    for (const { points, needed, measure, target } of curves) {
      expect(points.length).toBeGreaterThan(10)
      expect(points[0]?.n).toBeLessThan(needed)
      expect(points.at(-1)?.n).toBeGreaterThan(needed)
      const enough = points.filter((each) => each.n >= needed)
      for (const { value } of enough) expect(measure === 'power' ? value >= target : value <= target).toBe(true)
    }
    const [first] = curves
    for (const { n, value } of first?.points ?? []) expect(value).toBe(powerAgainstGoal({ ...sensitivity, level: 0.95, method: 'clopper-pearson' }, n))
  })
})

describe('sample size: in a protocol', () => {
  const record = (changes: object) => {
    const plan = planWith(changes)
    return planningRecord(plan, planSampleSize(plan))
  }
  const item = { ...sensitivity, endpoint: 'E1', goal: 0.3, expected: 0.5 }
  const warningsOf = (planning: unknown) => checkProtocol({ ...baseProtocol, planning }).problems.map((each) => `${each.severity} ${each.code} ${each.where?.path ?? ''}`)

  test('SSP-9: a criterion that a perfect result cannot meet is warned of at its goal, and locks all the same', () => {
    const few = record({ items: [{ ...item, expected: 0.95, goal: 0.9 }], planned: 150 })
    const endpoints = [{ ...baseProtocol.endpoints[0], criterion: { bound: 'lower', comparison: '>=', goal: 0.9 } }]
    // 30 of 150 have the condition; 30 of 30 leave the bound below 0.9.
    expect(clopperPearsonInterval(30, 30, 0.95).lower).toBeLessThan(0.9)
    const { protocol, problems } = checkProtocol({ ...baseProtocol, endpoints, planning: few })
    expect(problems.map((each) => `${each.severity} ${each.code} ${each.where?.path ?? ''}`)).toEqual(['warning protocol/goal-cannot-be-met endpoints[0].criterion.goal'])
    expect(protocol?.planning).toEqual(few)
    expect(warningsOf(record({ items: [item], planned: 180 }))).toEqual([])
  })
  test('SSP-10: answers that are not the plan’s, another goal and an unknown endpoint are warned of', () => {
    const good = record({ items: [item] })
    expect(warningsOf(good)).toEqual([])
    expect(warningsOf({ ...good, answers: { ...good.answers, examinations: 12 } })).toEqual(['warning protocol/planning-differs planning.answers'])
    expect(warningsOf(record({ items: [{ ...item, goal: 0.31 }] }))).toEqual(['warning protocol/planning-differs planning.inputs.items[0].goal'])
    expect(warningsOf(record({ items: [{ ...item, endpoint: 'E9' }] }))).toEqual(['warning protocol/planning-differs planning.inputs.items[0].endpoint'])
    const { assumptions: _, ...broken } = good.inputs
    expect(warningsOf({ ...good, inputs: broken })).toEqual(['error protocol/shape planning.inputs.assumptions'])
    expect(warningsOf({ ...good, inputs: { ...good.inputs, assumptions: { assurance: 0.9 } } })).toEqual(['error planning/not-valid planning.inputs.assumptions.prevalence'])
  })
})
