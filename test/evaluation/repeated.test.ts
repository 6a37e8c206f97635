import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { canonicalResults } from '../../shared/evaluation/digests.ts'
import { evaluate } from '../../shared/evaluation/evaluate.ts'
import type { EvaluationInput } from '../../shared/evaluation/input.ts'
import { checkProtocol, checkProtocolAgainstColumns } from '../../shared/evaluation/protocol-check.ts'
import type { Column, Columns } from '../../shared/vocabulary/columns.ts'
import { takeRows, textColumn } from '../../shared/vocabulary/columns.ts'
import { parseInstant } from '../../shared/vocabulary/instants.ts'
import { Refusal } from '../../shared/vocabulary/problem.ts'
import type { RepeatedPredictions } from '../../shared/vocabulary/protocol-designs.ts'
import type { Estimate, Results } from '../../shared/vocabulary/results.ts'
import { AVAILABLE_AT, ENDED_AT, PREDICTED_AT, STARTED_AT, TIME_OFFSETS, covariateColumn } from '../../shared/vocabulary/roles.ts'
import { pbcInput, pbcRules } from './pbcseq.ts'
import { baseProtocol, evaluateRows, overlapping, protocolWith, studyInput } from './study.ts'

const rules: RepeatedPredictions = {
  times: 'numbers',
  unit: 'hours',
  start: 'start',
  end: 'end',
  onset: 'onset',
  horizon: 6,
  credit: { earliest: 10, latest: 2 },
  refractory: 5,
  atRiskEndsWith: ['event', 'discharge'],
  alerts: 'every',
}

interface Stay {
  readonly reference: string
  readonly start?: number | null
  readonly end?: number | null
  readonly onset?: number | null
  readonly predictions?: readonly (readonly [time: number, score: number])[]
}

const number = (values: readonly (number | null | undefined)[]): Column => ({ kind: 'number', values: Float64Array.from(values, (each) => each ?? Number.NaN) })

function staysInput(stays: readonly Stay[], changes: object = {}): EvaluationInput {
  const protocol = protocolWith({
    repeated: rules,
    endpoints: [{ ...baseProtocol.endpoints[0], estimand: { quantity: 'event-sensitivity', prediction: 'a', operatingPoint: 'T50' } }],
    ...changes,
  })
  const rows = stays.flatMap((stay, i) => (stay.predictions ?? []).map(([time, score]) => ({ id: `x${i}`, time, score })))
  const base = studyInput(protocol, stays.map(({ reference }) => ({ reference })))
  const cohort = new Map([
    ...base.cohort,
    [covariateColumn('start'), number(stays.map((each) => (each.start === undefined ? 0 : each.start)))],
    [covariateColumn('end'), number(stays.map((each) => (each.end === undefined ? 24 : each.end)))],
    [covariateColumn('onset'), number(stays.map((each) => each.onset))],
  ] as [string, Column][])
  const asked = studyInput(protocol, rows.map((row) => ({ id: row.id, reference: '', score: row.score })))
  const predictions = new Map([...asked.predictions, [PREDICTED_AT, number(rows.map((row) => row.time))]] as [string, Column][])
  return { ...base, cohort, predictions }
}

const evaluateStays = (stays: readonly Stay[], changes: object = {}): Results => evaluate(staysInput(stays, changes))

function codesOf(run: () => unknown): string[] {
  try {
    run()
  } catch (error) {
    if (error instanceof Refusal) return error.problems.map((each) => `${each.code} ${JSON.stringify(each.params ?? {})}`)
    throw error
  }
  return []
}

const held = (results: Results, id: string): Estimate => results.estimates.find((each) => each.id === id) ?? expect.fail(`no ${id}`)

const event: Stay = { reference: 'present', onset: 20, predictions: [[1, 0.9], [3, 0.1], [14, 0.8], [19, 0.7]] }
const quiet: Stay = { reference: 'absent', predictions: [[2, 0.1], [12, 0.6], [23, 0.2]] }

describe('times', () => {
  test('TIM-1: the mapped start and end serve where no column has their name; kinds are checked', () => {
    const asked = { ...rules, times: 'instants' as const, start: STARTED_AT, end: ENDED_AT }
    const input = staysInput([event, quiet], { repeated: asked })
    const hour = (h: number): string => `2024-02-29T${String(h).padStart(2, '0')}:00Z`
    const cohort = new Map<string, Column>([
      ...input.cohort,
      [STARTED_AT, textColumn([hour(0), hour(0)])],
      [ENDED_AT, textColumn(['2024-03-01T00:00Z', '2024-03-01T00:00Z'])],
      [covariateColumn('onset'), textColumn([hour(20), null])],
    ])
    const origin = parseInstant(hour(0))?.milliseconds ?? 0
    const times = input.predictions.get(PREDICTED_AT)
    const inMilliseconds = times?.kind === 'number' ? times.values.map((h) => origin + h * 3_600_000) : new Float64Array(0)
    const predictions = new Map<string, Column>([...input.predictions, [PREDICTED_AT, { kind: 'number', values: inMilliseconds }], [TIME_OFFSETS, textColumn(['stated'])]])
    const found = evaluate({ ...input, cohort, predictions })
    const plain = evaluateStays([event, quiet])
    expect(found.repeated).toEqual(plain.repeated)
    expect([found.leadTimes, found.timesToAlert]).toEqual([plain.leadTimes, plain.timesToAlert])
    for (const { id, value } of plain.estimates) expect(held(found, id).value, id).toBe(value)
    // The same stays told in minutes.
    const minutes = { ...rules, unit: 'minutes' as const, horizon: 360, credit: { earliest: 600, latest: 120 }, refractory: 300 }
    const long = (stay: Stay): Stay => ({ ...stay, end: 1440, ...(stay.onset === undefined || stay.onset === null ? {} : { onset: stay.onset * 60 }), predictions: (stay.predictions ?? []).map(([time, score]) => [time * 60, score] as const) })
    const inMinutes = evaluateStays([event, quiet].map(long), { repeated: minutes })
    expect(inMinutes.repeated).toEqual(plain.repeated)
    expect(held(inMinutes, 'a/T50/lead-time-median').value).toBe(60 * (held(plain, 'a/T50/lead-time-median').value ?? Number.NaN))
    expect(held(inMinutes, 'a/T50/false-alarms-per-day').value).toBe(held(plain, 'a/T50/false-alarms-per-day').value)

    const columns = (kind: 'number' | 'text') => ['start', 'end', 'onset', 'sex'].map((name) => ({ name: covariateColumn(name), kind: name === 'sex' ? ('text' as const) : kind }))
    expect(checkProtocolAgainstColumns(input.protocol, [...columns('text'), { name: STARTED_AT, kind: 'text' }, { name: ENDED_AT, kind: 'text' }])).toEqual([])
    expect(checkProtocolAgainstColumns(protocolWith({ repeated: rules }), columns('text')).map((each) => each.where?.path)).toEqual(['repeated.start', 'repeated.end', 'repeated.onset'])
  })

  test('TIM-2: times that cannot be are refused with their counts', () => {
    const refusal = (...stays: Stay[]) => codesOf(() => evaluateStays([event, quiet, ...stays]))
    expect(refusal({ reference: 'absent', start: null })).toEqual(['evaluation/times-missing {"column":"start","n":1}'])
    expect(refusal({ reference: 'absent', end: null })).toEqual(['evaluation/times-missing {"column":"end","n":1}'])
    expect(refusal({ reference: 'absent', start: 30 })).toEqual(['evaluation/end-before-start {"n":1}'])
    expect(refusal({ reference: 'present' }, { reference: 'absent', onset: 3 })).toEqual(['evaluation/onset-disagrees {"presentWithout":1,"absentWith":1}'])
    expect(refusal({ reference: 'present', onset: 25 })).toEqual(['evaluation/onset-after-end {"n":1}'])
    expect(refusal({ reference: 'indeterminate', start: null, onset: 99 })).toEqual([])
  })

  test('TIM-3: instants with and without an offset never mix, and text that is no time is refused', () => {
    expect(parseInstant('2024-02-29T12:00+02:00')).toEqual({ milliseconds: 1_709_200_800_000, hasOffset: true })
    expect(parseInstant('2024-02-29 10:00')).toEqual({ milliseconds: 1_709_200_800_000, hasOffset: false })
    expect(parseInstant('1969-12-31T23:59:59.5Z')?.milliseconds).toBe(-500)
    expect(parseInstant('2023-02-29')).toBeNull()
    const asked = { ...rules, times: 'instants' as const }
    const input = staysInput([event, quiet], { repeated: asked })
    const withTimes = (onset: string, offsets: string): EvaluationInput => ({
      ...input,
      cohort: new Map<string, Column>([
        ...input.cohort,
        [covariateColumn('start'), textColumn(['2024-01-01T00:00', '2024-01-01T00:00'])],
        [covariateColumn('end'), textColumn(['2024-01-02T00:00', '2024-01-02T00:00'])],
        [covariateColumn('onset'), textColumn([onset, null])],
      ]),
      predictions: new Map<string, Column>([...input.predictions, [TIME_OFFSETS, textColumn(input.predictions.size > 0 ? [offsets] : [])]]),
    })
    expect(codesOf(() => evaluate(withTimes('2024-01-01T20:00', 'none')))).toEqual([])
    expect(codesOf(() => evaluate(withTimes('2024-01-01T20:00Z', 'none')))).toEqual(['evaluation/offsets-differ {"what":"onset, predicted-at"}'])
    expect(codesOf(() => evaluate(withTimes('2024-01-01T20:00', 'stated')))).toEqual(['evaluation/offsets-differ {"what":"predicted-at, onset"}'])
    expect(codesOf(() => evaluate(withTimes('yesterday', 'none')))).toEqual(['evaluation/times-not-instants {"column":"onset","n":1}'])
  })

  test('TIM-4: the order of rows makes no difference, extra rows are counted, one time stands once', () => {
    const input = pbcInput(pbcRules['plain'] ?? expect.fail())
    const rows = Uint32Array.from({ length: 1945 }, (_, k) => 1944 - k)
    const turned: Columns = new Map([...input.predictions].map(([name, column]) => [name, takeRows(column, rows)]))
    const same = evaluate({ ...input, predictions: turned })
    expect(canonicalResults(same)).toBe(canonicalResults(evaluate(input)))
    const fewer = evaluateStays([event, quiet])
    const one = staysInput([event, quiet, event])
    const lessCohort: Columns = new Map([...one.cohort].map(([name, column]) => [name, takeRows(column, Uint32Array.of(0, 1))]))
    const extra = evaluate({ ...one, cohort: lessCohort })
    expect(extra.counts.extraPredictions).toBe(4)
    expect(extra.repeated).toEqual(fewer.repeated)
    expect(codesOf(() => evaluateStays([{ ...event, predictions: [[1, 0.5], [1, 0.6]] }, quiet]))).toEqual(['intake/duplicate-prediction-time {"value":"x0"}'])
  })
})

describe('levels of evidence side by side', () => {
  test('TIM-5: the flow counts everything once, overall and in every level', () => {
    const results = evaluate(pbcInput(pbcRules['goesOn'] ?? expect.fail(), { subgroups: [{ id: 'sex', label: 'Sex', kind: 'categories', column: 'sex', levels: ['F', 'M'] }] }))
    const [all, women, men] = (results.repeated ?? []).filter((each) => each.prediction === 'chol')
    expect(women?.subgroup).toEqual({ id: 'sex', level: 'F' })
    for (const part of ['predictions', 'examinations', 'events', 'alerts', 'episodes', 'everAlerted', 'singly'] as const) {
      for (const [name, n] of Object.entries(all?.[part] ?? {})) {
        const of = (flow: typeof all): number => Object.entries(flow?.[part] ?? {}).find(([key]) => key === name)?.[1] ?? Number.NaN
        expect(of(women) + of(men), `${part} ${name}`).toBe(n)
      }
    }
    expect(all?.predictions.total).toBe(1945)
    const unresolved = evaluateStays([event, quiet, { ...quiet, reference: 'pending' }])
    expect(unresolved.repeated?.[0]?.examinations).toEqual({ total: 3, unresolved: 1, neverAtRisk: 0, withPredictions: 2, withoutPredictions: 0 })
  })

  test('TIM-6: the panel takes the most positive prediction before the onset, warns, and has no calibration', () => {
    const late = { ...event, predictions: [[1, 0.2], [22, 0.99]] as const }
    const results = evaluateStays([event, late, quiet], { repeated: { ...rules, atRiskEndsWith: ['discharge'] } })
    expect(results.confusion[0]).toMatchObject({ tp: 1, fn: 1, fp: 1, tn: 0 })
    expect(results.repeated?.[0]?.everAlerted).toEqual({ tp: 1, fn: 1, fp: 1, tn: 0 })
    const panel = results.estimates.filter((each) => ['sensitivity', 'specificity', 'ppv', 'npv', 'auroc'].includes(each.quantity))
    expect(panel.length).toBeGreaterThan(4)
    for (const each of panel) expect(each.warnings, each.id).toContain('depends-on-length-of-stay')
    expect(held(results, 'a/calibration-slope')).toMatchObject({ value: null, reason: 'not-a-probability' })
    expect(held(results, 'a/T50/event-sensitivity').warnings).toBeUndefined()
    expect(held(results, 'prevalence').warnings).toBeUndefined()
    const nobody = evaluateStays([event, { ...quiet, predictions: [] }])
    expect(nobody.counts.predictions[0]?.missing).toEqual([{ reason: 'no-prediction-while-at-risk', n: 1 }])
  })

  test('TIM-6: decisions alone rank positive before negative before neither', () => {
    const output = { id: 'a', label: 'A', decisionColumn: 'd', decision: { codes: { P: 'positive', N: 'negative', I: 'indeterminate' } } }
    const input = staysInput([event, quiet], { predictions: [output], endpoints: [{ ...baseProtocol.endpoints[0], estimand: { quantity: 'event-sensitivity', prediction: 'a' } }] })
    const decisions = textColumn(['indeterminate', 'negative', 'positive', 'negative', 'negative', 'indeterminate', 'negative'])
    const results = evaluate({ ...input, predictions: new Map<string, Column>([...input.predictions, ['decision:a', decisions]]) })
    expect(results.confusion[0]).toMatchObject({ tp: 1, tn: 1, fp: 0, fn: 0 })
    expect(results.repeated?.[0]?.predictions.withoutCall).toBe(2)
  })

  test('TIM-7: without clusters event sensitivity has exact intervals, the rest count the examination as one', () => {
    const results = evaluate(pbcInput(pbcRules['plain'] ?? expect.fail()))
    expect(held(results, 'bili/T/event-sensitivity').intervals.map((each) => each.method)).toEqual(['clopper-pearson', 'wilson'])
    expect(held(results, 'bili/T/alert-ppv').options).toMatchObject({ clusters: 'examination' })
    expect(held(results, 'bili/T/false-alarms-per-day').intervals.map((each) => each.method)).toEqual(['ratio-log', 'poisson-exact'])
    const clustered = evaluate(pbcInput(pbcRules['plain'] ?? expect.fail(), { clusters: { column: 'site' } }))
    expect(held(clustered, 'bili/T/event-sensitivity')).toMatchObject({ method: 'ratio-estimator', options: { clusters: 'site', nClusters: 25 } })
    expect(held(clustered, 'bili/T/false-alarms-per-day').intervals.map((each) => each.method)).toEqual(['ratio-log'])
    expect(clustered.endpoints[0]?.test?.method).toBe('normal-shift')
  })

  test('TIM-8: the predictions of one examination are no independent ones', () => {
    // Each score of an examination four times over: the same area, and no more certain.
    const rows = overlapping(30)
    const stays = (times: readonly number[]): Stay[] =>
      rows.map(({ reference, score }) => ({ reference, onset: reference === 'present' ? 20 : null, predictions: times.map((time) => [time, score ?? 0] as const) }))
    const once = held(evaluateStays(stays([16])), 'a/prediction-auroc')
    const often = held(evaluateStays(stays([15, 16, 17, 18])), 'a/prediction-auroc')
    expect(often.value).toBeCloseTo(once.value ?? 0, 12)
    expect(often.standardError).toBeCloseTo(once.standardError ?? 0, 12)
    expect(often.intervals[0]?.method).toBe('obuchowski')
    // 14 is exactly the horizon before 20, and counts.
    expect(held(evaluateStays([event, quiet]), 'a/prediction-auroc').options).toMatchObject({ predictionsDue: 2, predictionsNotDue: 5 })
  })

  test('TIM-9: the delay is the median over predictions at risk', () => {
    const results = evaluate(pbcInput(pbcRules['plain'] ?? expect.fail()))
    expect(held(results, 'bili/decision-delay-median')).toMatchObject({ value: 3, options: { unit: 'days', predictions: 1945 } })
    expect(evaluateStays([event, quiet]).estimates.some((each) => each.quantity === 'decision-delay-median')).toBe(false)
    const median = (delays: readonly number[]): unknown => {
      const input = staysInput([event, { ...quiet, predictions: delays.map((_, k) => [k + 1, 0.1] as const) }])
      const at = input.predictions.get(PREDICTED_AT)
      const times = at?.kind === 'number' ? at.values : new Float64Array(0)
      // The event's four record no delay.
      const available = times.map((time, k) => (k < 4 ? Number.NaN : time + (delays[k - 4] ?? 0)))
      return held(evaluate({ ...input, predictions: new Map<string, Column>([...input.predictions, [AVAILABLE_AT, { kind: 'number', values: available }]]) }), 'a/decision-delay-median').value
    }
    expect(median([5])).toBe(5)
    expect(median([9, 1])).toBe(5)
    expect(median([9, 1, 4])).toBe(4)
    expect(median([9, 1, 4, 2])).toBe(3)
  })

  test('TIM-5: a curve of more than 1,001 points keeps both its ends and equal steps between', () => {
    const of = (n: number) =>
      evaluateStays([quiet, ...Array.from({ length: n }, (_, i): Stay => ({ reference: 'present', onset: 20, predictions: [[10 + (7 * (i + 1)) / n, 0.9]] }))]).leadTimes?.[0]?.leadTime ?? []
    expect(of(900)).toHaveLength(901)
    const many = of(3000)
    expect(many).toHaveLength(1001)
    expect(many[0]).toBe(0)
    expect(many.at(-1)).toBeCloseTo(10 - 7 / 3000, 12)
    const steps = many.slice(1).map((time, k) => Math.abs(time - (many[k] ?? 0)))
    expect(Math.max(...steps.slice(1, -1))).toBeLessThan(2.5 * 7 / 1000)
  })

  test('TIM-10: bootstrap by examination, near the linearised interval; a row without a cluster refuses all', () => {
    const drawn = { bootstrap: { replicates: 500, seed: 7 } }
    const results = evaluate(pbcInput(pbcRules['plain'] ?? expect.fail(), drawn))
    const rate = held(results, 'bili/T/false-alarms-per-day')
    const [log, , percentile] = rate.intervals
    expect(percentile?.method).toBe('bootstrap-percentile')
    expect((percentile?.lower ?? 0) / (log?.lower ?? 1)).toBeCloseTo(1, 1)
    expect((percentile?.upper ?? 0) / (log?.upper ?? 1)).toBeCloseTo(1, 1)
    const lead = held(results, 'bili/T/lead-time-median')
    expect(lead.intervals).toHaveLength(1)
    expect(lead.intervals[0]?.lower).toBeLessThanOrEqual(lead.value ?? 0)
    expect(held(results, 'bili/T/alert-ppv/sex=F').intervals.some((each) => each.method === 'bootstrap-percentile')).toBe(false)
    const input = pbcInput(pbcRules['plain'] ?? expect.fail(), { ...drawn, clusters: { column: 'site' } })
    const holed = new Map<string, Column>([...input.cohort, [covariateColumn('site'), textColumn(Array.from({ length: 312 }, (_, k) => (k === 5 ? null : `s${k % 9}`)))]])
    const refused = held(evaluate({ ...input, cohort: holed }), 'bili/T/false-alarms-per-day')
    expect(refused.intervals).toEqual([{ method: 'ratio-log', level: 0.95, lower: null, upper: null, reason: 'needs-clusters' }])
  })

  test('EST-2, EST-3: minimum cells hold in levels; nothing is thrown without alerts or events', () => {
    const results = evaluateStays([event, quiet, quiet], { minimumCells: { estimate: 3, descriptive: 5 } })
    expect(held(results, 'a/T50/event-sensitivity/sex=F')).toMatchObject({ value: null, reason: 'below-minimum-cell' })
    const silent = evaluateStays([quiet, { ...quiet, predictions: [[1, 0.1]] }], { bootstrap: { replicates: 50, seed: 1 } })
    expect(held(silent, 'a/T50/event-sensitivity')).toMatchObject({ value: null, reason: 'no-events' })
    expect(held(silent, 'a/T50/lead-time-median')).toMatchObject({ value: null, reason: 'no-events' })
    const never = evaluateStays([{ ...quiet, predictions: [] }, { ...quiet, end: 0 }])
    expect(held(never, 'a/T50/alert-ppv')).toMatchObject({ value: null, reason: 'no-alerts' })
    expect(held(never, 'a/T50/false-alarms-per-day')).toMatchObject({ value: 0 })
    const nobody = evaluateStays([{ ...quiet, end: 0 }])
    expect(held(nobody, 'a/T50/false-alarms-per-day')).toMatchObject({ value: null, reason: 'no-exposure' })
    const spec = ['shared/statistics/SPEC.md', 'shared/evaluation/SPEC.md'].map((file) => readFileSync(file, 'utf8')).join('\n')
    expect(results.estimates.flatMap((each) => each.rules).filter((rule) => !spec.includes(`- ${rule} `))).toEqual([])
  })

  test('TIM-12: without the part in the protocol nothing of it is in the results', () => {
    const results = evaluateRows(protocolWith({}), overlapping(10))
    expect(Object.keys(results).filter((key) => ['repeated', 'leadTimes', 'timesToAlert'].includes(key))).toEqual([])
    expect(canonicalResults(results)).not.toMatch(/alert|length-of-stay/)
  })
})

describe('verdicts over time', () => {
  test('JDG-4: the test of a rate or a share of time is on the scale of its interval: a bound at the goal has half the level', () => {
    const plain = held(evaluate(pbcInput(pbcRules['plain'] ?? expect.fail())), 'bili/T/false-alarms-per-day').intervals[0]
    const share = held(evaluate(pbcInput(pbcRules['plain'] ?? expect.fail())), 'bili/T/duration-ppv').intervals[0]
    const asked = (id: string, quantity: string, criterion: object) => ({ ...baseProtocol.endpoints[0], id, estimand: { quantity, prediction: 'bili', operatingPoint: 'T' }, criterion })
    const endpoints = [
      asked('E1', 'false-alarms-per-day', { bound: 'upper', comparison: '<=', goal: plain?.upper }),
      asked('E2', 'duration-ppv', { bound: 'lower', comparison: '>=', goal: share?.lower }),
    ]
    const results = evaluate(pbcInput(pbcRules['plain'] ?? expect.fail(), { endpoints, success: { combine: 'all', endpoints: ['E1', 'E2'] } }))
    expect(results.endpoints.map((each) => each.verdict)).toEqual(['met', 'met'])
    for (const each of results.endpoints) expect(each.test?.pValue).toBeCloseTo(0.025, 9)
  })
})

describe('protocol check', () => {
  const paths = (repeated: object, changes: object = {}): string[] =>
    checkProtocol({ ...baseProtocol, repeated: { ...rules, ...repeated }, ...changes }).problems.map((each) => `${each.code} ${each.where?.path ?? ''}`)
  const asking = (quantity: string, goal: number, more: object = {}): object => ({
    endpoints: [{ ...baseProtocol.endpoints[0], estimand: { quantity, prediction: 'a', ...more }, criterion: { bound: 'lower', comparison: '>=', goal } }],
  })

  test('PCK-20: rules that contradict themselves are refused', () => {
    expect(paths({})).toEqual([])
    expect(paths({ credit: { earliest: 2, latest: 3 } })).toEqual(['protocol/shape repeated.credit.latest'])
    expect(paths({ onset: 'end' })).toEqual(['protocol/shape repeated'])
    expect(paths({ atRiskEndsWith: ['treatment'] })).toEqual(['protocol/shape repeated.treatment'])
    expect(paths({ treatment: 'treated' })).toEqual(['protocol/shape repeated.atRiskEndsWith'])
    expect(paths({}, { missing: { ...baseProtocol.missing, indeterminateReference: 'as-present' } })).toEqual(['protocol/shape missing.indeterminateReference'])
    const silent = { ...baseProtocol.predictions[0], score: { ...baseProtocol.predictions[0]?.score, operatingPoints: [] } }
    expect(paths({}, { predictions: [silent], ...asking('auroc', 0.7) })).toEqual(['protocol/shape predictions[0].score.operatingPoints'])
  })

  test('PCK-20: what endpoints can be about', () => {
    const at = { operatingPoint: 'T50' }
    for (const quantity of ['event-sensitivity', 'alert-ppv', 'duration-ppv', 'prediction-npv']) expect(paths({}, asking(quantity, 0.5, at)), quantity).toEqual([])
    expect(paths({}, asking('prediction-auroc', 0.5))).toEqual([])
    expect(paths({}, asking('event-sensitivity', 0.5))).toEqual(['protocol/shape endpoints[0].estimand.operatingPoint'])
    expect(paths({}, asking('event-sensitivity', 1.5, at))).toEqual(['protocol/impossible-criterion endpoints[0].criterion.goal'])
    const upper = { bound: 'upper', comparison: '<=', goal: 3 }
    const rate = { endpoints: [{ ...baseProtocol.endpoints[0], estimand: { quantity: 'false-alarms-per-day', prediction: 'a', ...at }, criterion: upper }] }
    expect(paths({}, rate)).toEqual([])
    expect(paths({}, asking('lead-time-median', 1, at))).toEqual(['protocol/not-built-yet endpoints[0].estimand.quantity'])
    expect(paths({}, asking('calibration-slope', 0.5))).toEqual(['protocol/not-available-for-output endpoints[0].estimand.quantity'])
    const plain = checkProtocol({ ...baseProtocol, ...asking('event-sensitivity', 0.5, at) }).problems.map((each) => each.code)
    expect(plain).toEqual(['protocol/not-available-for-output'])
    const decided = { id: 'a', label: 'A', decisionColumn: 'd', decision: { codes: { P: 'positive', N: 'negative' } } }
    expect(paths({}, { predictions: [decided], ...asking('prediction-auroc', 0.5) })).toEqual(['protocol/not-available-for-output endpoints[0].estimand.quantity'])
  })
})
