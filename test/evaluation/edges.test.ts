import { describe, expect, test } from 'vitest'
import { evaluate } from '../../shared/evaluation/evaluate.ts'
import { plan } from '../../shared/evaluation/plan.ts'
import type { Column } from '../../shared/vocabulary/columns.ts'
import { textColumn } from '../../shared/vocabulary/columns.ts'
import type { Protocol } from '../../shared/vocabulary/protocol.ts'
import type { Estimate, Results } from '../../shared/vocabulary/results.ts'
import { PARTICIPANT_ID, decisionColumn, scoreColumn } from '../../shared/vocabulary/roles.ts'
import { baseProtocol, decisionOutput, evaluateRows, overlapping, protocolWith, studyInput, type Row } from './study.ts'

/*
 * Samples at the edge: one class, nothing scored, one level that holds everybody, one examination. A number that cannot
 * be had says why, and nothing else on the page moves.
 */

const find = (results: Results, id: string): Estimate => {
  const found = results.estimates.find((each) => each.id === id)
  if (found === undefined) throw new Error(`no estimate ${id} among ${results.estimates.map((each) => each.id).join(', ')}`)
  return found
}
const [first] = baseProtocol.predictions
const second = { ...first, id: 'b', label: 'B', scoreColumn: 'b' }
const aAgainstB = { id: 'ab', label: 'A minus B', first: { prediction: 'a', operatingPoint: 'T50' }, second: { prediction: 'b', operatingPoint: 'T50' } }
const scored = (reference: string, ...scores: readonly (number | null)[]): Row[] => scores.map((score) => ({ reference, score }))

/** With a second output, by scores or by decisions. */
function evaluateWith(protocol: Protocol, rows: readonly Row[], more: readonly (readonly [string, Column])[], persons?: readonly string[]): Results {
  const input = studyInput(protocol, rows)
  const cohort = new Map<string, Column>([...input.cohort, ...(persons === undefined ? [] : [[PARTICIPANT_ID, textColumn(persons)] as const])])
  return evaluate({ ...input, cohort, predictions: new Map<string, Column>([...input.predictions, ...more]) })
}
const asB = (rows: readonly Row[]): readonly [string, Column] => [scoreColumn('b'), { kind: 'number', values: Float64Array.from(rows, ({ score }) => 1 - (score ?? Number.NaN)) }]

describe('one class', () => {
  const resampled = protocolWith({ bootstrap: { replicates: 50, seed: 1 } })

  test('BTS-1: a sample of one class is not resampled', () => {
    for (const reference of ['present', 'absent']) {
      const { intervals } = find(evaluateRows(resampled, scored(reference, 0.1, 0.2, 0.4, 0.7)), 'a/brier')
      expect(intervals, reference).toEqual([])
    }
  })

  test('EST-6: of one class a measure says one-class, of nobody no-examinations', () => {
    const asked = protocolWith({ analyses: { flexibleCalibration: { smoother: 'loess', bins: 5 } } })
    const reason = (rows: readonly Row[]): unknown => find(evaluateRows(asked, rows), 'a/scaled-brier').reason
    expect(reason(scored('present', 0.2, 0.7))).toBe('one-class')
    expect(reason(scored('absent', 0.2, 0.7))).toBe('one-class')
    expect(reason(scored('present', null, null))).toBe('no-examinations')
  })

  test('EST-6: an area of 0 has a one-sided bound from above', () => {
    const { options } = find(evaluateRows(protocolWith({}), [...scored('present', 0.1, 0.2), ...scored('absent', 0.8, 0.9)]), 'a/auroc')
    expect(options).toMatchObject({ oneSided: 'upper', oneSidedBound: expect.closeTo(1 - Math.sqrt(0.025), 12) })
  })

  test('CMP-2: a difference that nobody can enter says so and has no options', () => {
    const rows = scored('absent', 0.1, 0.2, 0.7)
    const results = evaluateWith(protocolWith({ predictions: [first, second], comparisons: [aAgainstB] }), rows, [asB(rows)])
    expect(find(results, 'ab/sensitivity-difference')).toMatchObject({ value: null, reason: 'denominator-zero' })
    const area = find(results, 'ab/auroc-difference')
    expect(area).toMatchObject({ value: null, reason: 'one-class' })
    expect(Object.keys(area)).not.toContain('options')
  })
})

describe('few scores', () => {
  test('EST-5: nobody scored: no curve and no histogram, and each number says no-examinations', () => {
    const results = evaluateRows(protocolWith({}), [...scored('present', null), ...scored('absent', null)])
    expect([results.roc, results.calibration, results.histograms]).toEqual([[], [], []])
    expect(find(results, 'a/brier')).toMatchObject({ value: null, reason: 'no-examinations' })
  })

  test('EST-5: one score is drawn', () => {
    const { histograms } = evaluateRows(protocolWith({}), scored('present', 0.35))
    expect(histograms).toHaveLength(1)
    expect(histograms[0]?.present.reduce((sum, n) => sum + n, 0)).toBe(1)
  })

  test('EST-5: an output of decisions says once, not in every subgroup, that it has no score', () => {
    const endpoint = { ...baseProtocol.endpoints[0], estimand: { quantity: 'sensitivity', prediction: 'a', operatingPoint: 'decision' } }
    const results = evaluateRows(protocolWith({ predictions: [decisionOutput], endpoints: [endpoint] }), [
      { reference: 'present', decision: 'positive', sex: 'F' },
      { reference: 'absent', decision: 'negative', sex: 'M' },
    ])
    const without = results.estimates.filter(({ reason }) => reason === 'no-score')
    expect(without.map(({ subgroup }) => subgroup)).toEqual(without.map(() => undefined))
    expect(without.map(({ descriptive }) => descriptive)).toEqual(without.map(() => false))
    expect(without.map(({ quantity }) => quantity)).toContain('auroc')
  })

  test('CMP-2: without a score on both sides rates are compared, areas are not', () => {
    const rows = overlapping(6)
    const decided = { ...decisionOutput, id: 'b' }
    const comparison = { ...aAgainstB, second: { prediction: 'b' } }
    const calls = textColumn(rows.map((_, i) => (i % 3 === 0 ? 'positive' : 'negative')))
    const results = evaluateWith(protocolWith({ predictions: [first, decided], comparisons: [comparison] }), rows, [[decisionColumn('b'), calls]])
    const ids = results.estimates.filter((each) => each.comparison === 'ab' && each.subgroup === undefined).map((each) => each.id)
    expect(ids).toContain('ab/sensitivity-difference')
    expect(ids).not.toContain('ab/auroc-difference')
  })

  test('CMP-2: without calls on both sides areas are compared, rates are not', () => {
    const rows = overlapping(6)
    const marker = { ...second, score: { kind: 'marker', direction: 'higher-is-positive', operatingPoints: [] } }
    const comparison = { ...aAgainstB, second: { prediction: 'b' } }
    const results = evaluateWith(protocolWith({ predictions: [first, marker], comparisons: [comparison] }), rows, [asB(rows)])
    expect(results.pairedTables).toEqual([])
    expect(find(results, 'ab/auroc-difference').value).not.toBeNull()
  })

  test('OUT-5: reasons stand in code-unit order, whatever the order of the file', () => {
    const rows = ['motion', 'blur', 'no lead', 'artefact'].map((reason): Row => ({ reference: 'present', score: null, reason }))
    const of = (each: readonly Row[]): unknown => evaluateRows(protocolWith({}), each).counts.predictions[0]?.missing
    const sorted = ['artefact', 'blur', 'motion', 'no lead'].map((reason) => ({ reason, n: 1 }))
    expect(of(rows)).toEqual(sorted)
    expect(of(rows.toReversed())).toEqual(sorted)
    expect(of(rows.toSorted((a, b) => ((a.reason ?? '') < (b.reason ?? '') ? -1 : 1)))).toEqual(sorted)
  })
})

describe('clusters at the edge', () => {
  const clustered = (more: object = {}): Protocol => protocolWith({ clusters: { column: 'participant' }, ...more })
  const rows: Row[] = [...overlapping(12)]
  const persons = rows.map((_, i) => `P${i % 8}`)

  test('CLS-3: what is unresolved on either side enters no rate over clusters', () => {
    const open: Row[] = [{ reference: 'present', score: null }, { reference: 'indeterminate', score: 0.9 }, { reference: 'absent', score: null }]
    const of = (each: readonly Row[], who: readonly string[]) => evaluateWith(clustered(), each, [], who)
    const [before, after] = [of(rows, persons), of([...rows, ...open], [...persons, 'P0', 'P1', 'P2'])]
    for (const quantity of ['sensitivity', 'specificity', 'ppv', 'npv']) {
      expect(find(after, `a/T50/${quantity}`), quantity).toEqual(find(before, `a/T50/${quantity}`))
    }
  })

  test('EST-3: a rate of nobody is descriptive whatever the minimum', () => {
    const protocol = clustered({ minimumCells: { estimate: 1, descriptive: 1 } })
    const absent = rows.map((row) => ({ ...row, reference: 'absent' }))
    expect(find(evaluateWith(protocol, absent, [], persons), 'a/T50/sensitivity')).toMatchObject({ reason: 'denominator-zero', descriptive: true })
  })

  test('CLS-4: an examination without a score moves nobody else to its cluster', () => {
    const of = (each: readonly Row[], who: readonly string[]) => find(evaluateWith(clustered(), each, [], who), 'a/auroc')
    const [before, after] = [of(rows, persons), of([...rows, { reference: 'present', score: null }], [...persons, 'P5'])]
    expect(after).toEqual(before)
    expect(before.options?.['nClusters']).toBe(8)
  })

  test('CLS-1: a column of the cohort can tell the clusters; one that is not there leaves no interval', () => {
    const intervals = (column: string) =>
      evaluateRows(protocolWith({ clusters: { column } }), rows).estimates.filter((each) => each.intervals.some(({ lower }) => lower !== null))
    expect(new Set(intervals('sex').map((each) => each.options?.['clusters']))).toEqual(new Set(['sex']))
    expect(intervals('ward')).toEqual([])
  })

  test('CLS-7: one examination without a cluster refuses every interval, the bootstrap too', () => {
    const protocol = clustered({ bootstrap: { replicates: 50, seed: 1 } })
    const intervals = (who: readonly (string | null)[]) =>
      evaluateWith(protocol, rows, [], who as readonly string[]).estimates.flatMap((each) => each.intervals.filter(({ lower }) => lower !== null).map(({ method }) => method))
    expect(intervals(persons)).toContain('bootstrap-percentile')
    expect(intervals(persons.map((each, i) => (i === 3 ? null : each)))).toEqual([])
  })
})

describe('levels at the edge', () => {
  const contrasted = (more: object = {}): Protocol => protocolWith({ analyses: { subgroupContrasts: true }, ...more })
  const bySex = (sex: string, reference: string, n: number, right: number): Row[] =>
    Array.from({ length: n }, (_, i) => ({ reference, sex, score: (i < right) === (reference === 'present') ? 0.9 : 0.1 }))

  test('CTR-1: a level that holds everybody is compared with nobody', () => {
    const rows = [...bySex('F', 'present', 6, 5), ...bySex('F', 'absent', 5, 3), ...bySex('M', 'absent', 5, 4)]
    const women = evaluateRows(contrasted(), rows).contrasts.find((each) => each.subgroup.level === 'F')
    expect(women).toMatchObject({ difference: null, reason: 'denominator-zero', pValue: null, method: 'newcombe-hybrid' })
  })

  test('CTR-1: a comparison of outputs is not contrasted again', () => {
    const endpoint = { ...baseProtocol.endpoints[0], estimand: { quantity: 'sensitivity-difference', comparison: 'ab' }, criterion: { bound: 'lower', comparison: '>=', goal: -0.1 } }
    const rows = [...bySex('F', 'present', 8, 6), ...bySex('M', 'present', 8, 5), ...bySex('F', 'absent', 8, 6), ...bySex('M', 'absent', 8, 7)]
    const protocol = contrasted({ predictions: [first, second], comparisons: [aAgainstB], endpoints: [endpoint] })
    const results = evaluateWith(protocol, rows, [asB(rows)])
    expect(results.contrasts).toEqual([])
    expect(results.heterogeneity).toEqual([])
  })

  test('CTR-2: of one level, or none, with an estimate there is no Q and no degree of freedom', () => {
    const of = (rows: readonly Row[]) => evaluateRows(contrasted(), rows).heterogeneity[0]
    const women = bySex('F', 'present', 9, 7)
    const menWithout = bySex('M', 'absent', 9, 7)
    expect(of([...women, ...menWithout])).toMatchObject({ q: null, nLevels: 1, degreesOfFreedom: 0 })
    expect(of([...bySex('F', 'absent', 9, 7), ...menWithout])).toMatchObject({ q: null, nLevels: 0, degreesOfFreedom: 0 })
  })

  test('CTR-2: areas are pooled with DeLong’s variances of the levels', () => {
    const endpoint = { ...baseProtocol.endpoints[0], estimand: { quantity: 'auroc', prediction: 'a' } }
    const results = evaluateRows(contrasted({ endpoints: [endpoint] }), overlapping(30).map((row, i) => ({ ...row, sex: i % 5 < 3 ? 'F' : 'M' })))
    const [f, m] = ['F', 'M'].map((sex) => find(results, `a/auroc/sex=${sex}`))
    const gap = (f?.value ?? 0) - (m?.value ?? 0)
    expect(gap).not.toBe(0)
    const variances = [f, m].map((each) => (each?.standardError ?? 0) ** 2)
    expect(results.heterogeneity[0]).toMatchObject({ nLevels: 2, q: expect.closeTo((gap * gap) / ((variances[0] ?? 0) + (variances[1] ?? 0)), 12) })
  })

  test('TPP-1: a verdict is tipped by the table of its own output and operating point', () => {
    const points = [0.2, 0.5, 0.8].map((threshold) => ({ id: `T${threshold * 100}`, threshold, chosenOn: 'x' }))
    const score = { kind: 'probability', direction: 'higher-is-positive', operatingPoints: points }
    const rows = overlapping(30)
    const protocol = protocolWith({ analyses: { tippingPoint: true }, predictions: [{ ...first, score }, { ...second, score }] })
    const of = evaluateWith(protocol, rows, [asB(rows)]).tippingPoints.filter(({ subgroup }) => subgroup === undefined)
    expect(new Set(of.map(({ change }) => change)).size).toBe(of.length)
    const alone = evaluateRows(protocolWith({ analyses: { tippingPoint: true } }), rows).tippingPoints.filter(({ subgroup }) => subgroup === undefined)
    expect(of).toEqual(alone)
  })

  test('EVA-1: no two work items have the same id', () => {
    const ids = plan(protocolWith({ predictions: [first, second], comparisons: [aAgainstB] })).items.map(({ id }) => id)
    expect(ids).toEqual(['prevalence', 'prevalence/sex', 'a', 'a/sex', 'b', 'b/sex', 'ab', 'ab/sex'])
  })
})

describe('what is said beside a number', () => {
  test('MIS-1: each cell of the table stands in its own place', () => {
    const calls = (reference: string, positive: number, negative: number): Row[] => [
      ...Array.from({ length: positive }, () => ({ reference, decision: 'positive' })),
      ...Array.from({ length: negative }, () => ({ reference, decision: 'negative' })),
    ]
    const endpoint = { ...baseProtocol.endpoints[0], estimand: { quantity: 'sensitivity', prediction: 'a', operatingPoint: 'decision' } }
    const protocol = protocolWith({ predictions: [decisionOutput], endpoints: [endpoint], analyses: { missingDataSensitivity: true } })
    const results = evaluateRows(protocol, [...calls('present', 7, 2), ...calls('absent', 3, 11)])
    expect(find(results, 'a/decision/sensitivity/as-negative').denominators).toMatchObject({ x: 7, of: 9 })
    expect(find(results, 'a/decision/specificity/as-negative').denominators).toMatchObject({ x: 11, of: 14 })
  })

  test('JDG-1: the goal stands beside the verdict as the protocol has it, and never as −0', () => {
    const goal = (value: number): unknown => {
      const criterion = { bound: 'lower', comparison: '>=', goal: value }
      const endpoint = { ...baseProtocol.endpoints[0], estimand: { quantity: 'youden', prediction: 'a', operatingPoint: 'T50' }, criterion }
      return evaluateRows(protocolWith({ endpoints: [endpoint], analyses: { tableMeasures: true } }), overlapping(10)).endpoints[0]?.goal
    }
    expect(goal(0.25)).toBe(0.25)
    expect(goal(-0)).toBe(0)
  })

  test('EST-7: intercept and slope name their own model and rules', () => {
    const results = evaluateRows(protocolWith({}), overlapping(20))
    expect(find(results, 'a/calibration-intercept')).toMatchObject({ method: 'logistic-offset', rules: ['CAL-1', 'CAL-2'] })
    expect(find(results, 'a/calibration-slope')).toMatchObject({ method: 'logistic', rules: ['CAL-1', 'CAL-3', 'CAL-4'] })
  })

  test('EST-6: a ratio that cannot be had says why', () => {
    const rows = [...scored('present', 0.9, 0.8), ...scored('absent', 0.1, 0.2)]
    const results = evaluateRows(protocolWith({ analyses: { tableMeasures: true } }), rows)
    for (const quantity of ['lr-positive', 'diagnostic-odds-ratio']) {
      expect(find(results, `a/T50/${quantity}`), quantity).toMatchObject({ value: null, reason: 'zero-cell' })
    }
    expect(Object.keys(find(results, 'a/T50/accuracy'))).not.toContain('reason')
  })

  test('BTS-1: replicates that have no number are counted and warned of', () => {
    // All with the condition are one person: a sample of persons without this one has one class.
    const rows = [...scored('present', 0.45, 0.7, 0.9), ...scored('absent', 0.1, 0.5, 0.2, 0.3, 0.6)]
    const persons = rows.map((_, i) => `P${Math.max(2, i)}`)
    const protocol = protocolWith({ clusters: { column: 'participant' }, bootstrap: { replicates: 100, seed: 2 }, analyses: { flexibleCalibration: { smoother: 'loess', bins: 5 } } })
    const results = evaluateWith(protocol, rows, [], persons)
    const { warnings, options } = find(results, 'a/scaled-brier')
    expect(options?.['nLost']).toBeGreaterThan(0)
    expect(warnings).toEqual(['bootstrap-replicates-lost'])
    // The Brier score itself is a number in every sample.
    expect(Object.keys(find(results, 'a/brier'))).not.toContain('warnings')
  })
})

describe('the flexible calibration curve', () => {
  const curveOf = (rows: readonly Row[]) => {
    const protocol = protocolWith({ analyses: { flexibleCalibration: { smoother: 'loess', bins: 5 } } })
    return evaluateRows(protocol, rows).calibrationCurves?.[0]
  }
  /** Different scores from 0.1 to 0.9; every third examination has the condition. */
  const ladder = (n: number, isPresent = (i: number): boolean => i % 3 === 0): Row[] =>
    Array.from({ length: n }, (_, i) => ({ reference: isPresent(i) ? 'present' : 'absent', score: 0.1 + (0.8 * i) / (n - 1) }))

  test('EST-6: up to 201 different scores are all drawn, of more every second, third … and the last', () => {
    expect(curveOf(ladder(201))?.predicted).toHaveLength(201)
    const more = curveOf(ladder(202))?.predicted ?? []
    expect(more).toHaveLength(102)
    expect([more[0], more[1], more.at(-1)]).toEqual([0.1, 0.1 + (0.8 * 2) / 201, 0.1 + 0.8])
  })

  test('EST-6: loess up to 5,000 examinations of both classes together, splines above', () => {
    const rare = (i: number): boolean => i % 10 === 0
    expect(curveOf(ladder(5000, rare))?.smoother).toBe('loess-interpolate')
    expect(curveOf(ladder(5001, rare))?.smoother).toBe('restricted-cubic-spline')
  })
})
