import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkProtocol, checkProtocolAgainstColumns } from '../../shared/evaluation/protocol-check.ts'
import { evaluate } from '../../shared/evaluation/evaluate.ts'
import { exactBinomialTest } from '../../shared/statistics/criteria-tests.ts'
import { farringtonManningInterval, farringtonManningTest } from '../../shared/statistics/independent-proportions.ts'
import { youdenCutOffs } from '../../shared/statistics/operating-points.ts'
import { clopperPearsonInterval } from '../../shared/statistics/proportion.ts'
import { scoreCounts } from '../../shared/statistics/score-counts.ts'
import type { Column } from '../../shared/vocabulary/columns.ts'
import { textColumn } from '../../shared/vocabulary/columns.ts'
import type { Results } from '../../shared/vocabulary/results.ts'
import { SITE, covariateColumn, scoreColumn } from '../../shared/vocabulary/roles.ts'
import { baseProtocol, evaluateRows, overlapping, protocolWith, studyInput } from './study.ts'

const age = { id: 'age', label: 'Age', kind: 'bands', column: 'age', edges: [50, 70] }
const sexByAge = { id: 'sex-age', label: 'Sex and age', first: 'sex', second: 'age' }
const subgroups = [...baseProtocol.subgroups, age]
const codesOf = (changes: object): string[] => checkProtocol({ ...baseProtocol, ...changes }).problems.map((each) => `${each.code} ${each.where?.path ?? ''}`)
const estimateOf = (results: Results, id: string) => {
  const found = results.estimates.find((each) => each.id === id)
  if (found === undefined) throw new Error(`no estimate ${id}`)
  return found
}

describe('pairs of subgroups', () => {
  const ages = [40, 60, 80, 40, 60, Number.NaN, 40, 60, 80, 40]
  const rows = overlapping(5)
  const pairInput = () => {
    const input = studyInput(protocolWith({ subgroups, subgroupPairs: [sexByAge] }), rows)
    const cohort = new Map<string, Column>([...input.cohort, [covariateColumn('age'), { kind: 'number', values: Float64Array.from(ages) }]])
    return { ...input, cohort }
  }

  test('EVA-6: every combination has its rows, empty ones too, and each examination is in exactly one', () => {
    const results = evaluate(pairInput())
    const levels = results.estimates.filter((each) => each.quantity === 'prevalence' && each.subgroup?.id === 'sex-age')
    expect(levels.map((each) => each.subgroup?.level)).toEqual([
      'F × <50', 'F × [50,70)', 'F × >=70', 'F × missing', 'M × <50', 'M × [50,70)', 'M × >=70', 'M × missing',
    ])
    const expected = ['F', 'M'].flatMap((sex) =>
      ['<50', '[50,70)', '>=70', 'missing'].map((band) => {
        const of = (value: number): string => (Number.isNaN(value) ? 'missing' : value < 50 ? '<50' : value < 70 ? '[50,70)' : '>=70')
        return rows.filter((row, i) => row.sex === sex && of(ages[i] ?? 0) === band).length
      }),
    )
    expect(levels.map((each) => each.denominators.n)).toEqual(expected)
    expect(expected).toContain(0)
    expect(levels.find((each) => each.denominators.n === 0)?.reason).toBe('denominator-zero')
    expect(levels.reduce((sum, each) => sum + each.denominators.n, 0)).toBe(rows.length)
  })

  test('PCK-15: a pair joins two different subgroups that exist, with few enough combinations', () => {
    const of = (pair: object, more: object = {}) => codesOf({ subgroups, subgroupPairs: [{ ...sexByAge, ...pair }], ...more })
    expect(of({})).toEqual([])
    expect(of({ second: 'nobody' })).toEqual(['protocol/unknown-reference subgroupPairs[0].second'])
    expect(of({ second: 'sex' })).toEqual(['protocol/subgroup subgroupPairs[0]'])
    expect(of({ id: 'age' })).toEqual(['protocol/duplicate-id subgroups[2].id'])
    const many = { ...age, edges: Array.from({ length: 20 }, (_, i) => i) }
    const letters = { id: 'sex', label: 'Sex', kind: 'categories', column: 'sex', levels: [...'ABCDEFGHIJ'] }
    expect(of({}, { subgroups: [letters, many] })).toEqual(['protocol/subgroup subgroupPairs[0]'])
  })
})

describe('analysis sets', () => {
  const men = { id: 'men', label: 'Men only', effect: 'include', column: 'sex', test: { kind: 'is-one-of', values: ['M'] } }
  const sets = { perProtocol: [men] }
  const rows = [
    { reference: 'present', score: 0.9, sex: 'M' }, { reference: 'present', score: 0.2, sex: 'F' }, { reference: 'absent', score: 0.1, sex: 'M' },
    { reference: 'absent', score: null, reason: 'failed', sex: 'M' }, { reference: 'indeterminate', score: 0.8, sex: 'M' },
  ]

  test('SET-1: all intended to diagnose, evaluable and per protocol are counted, and the last has estimates of its own', () => {
    const results = evaluateRows(protocolWith({ analysisSets: sets, missing: { ...baseProtocol.missing, predictions: 'as-negative' } }), rows)
    expect(results.analysisSets).toEqual({
      flow: [{ id: 'men', label: 'Men only', excluded: 1, remaining: 4 }],
      counts: [{ prediction: 'a', operatingPoint: 'T50', intendedToDiagnose: 5, evaluable: 3, perProtocol: 2 }],
    })
    const sensitivity = results.estimates.find((each) => each.id === 'a/T50/sensitivity/per-protocol=per-protocol')
    expect(sensitivity?.denominators).toMatchObject({ present: 1 })
    expect(estimateOf(results, 'a/T50/specificity/worst-case').denominators).toMatchObject({ x: 1, of: 2 })
    expect('analysisSets' in evaluateRows(protocolWith({}), rows)).toBe(false)
  })

  test('PCK-17: its conditions are checked as cohort rules are, and no subgroup takes its name', () => {
    expect(codesOf({ analysisSets: sets })).toEqual([])
    const range = { ...men, column: 'age', test: { kind: 'between' } }
    expect(codesOf({ analysisSets: { perProtocol: [range] } })).toEqual(['protocol/shape analysisSets.perProtocol[0].test'])
    expect(codesOf({ analysisSets: { perProtocol: [men, men] } })).toEqual(['protocol/duplicate-id analysisSets.perProtocol[1].id'])
    expect(codesOf({ analysisSets: sets, subgroups: [{ ...baseProtocol.subgroups[0], id: 'per-protocol' }] })).toEqual(['protocol/duplicate-id analysisSets'])
    const misfits = checkProtocolAgainstColumns(protocolWith({ subgroups: [], analysisSets: sets }), [])
    expect(misfits.map((each) => each.where?.path)).toEqual(['analysisSets.perProtocol[0].column'])
  })
})

describe('two releases', () => {
  const first = { ...baseProtocol.predictions[0] }
  const second = { ...first, id: 'old', label: 'Old', scoreColumn: 'old' }
  const releases = { id: 'new-old', label: 'New against old', between: 'releases', first: { prediction: 'a', operatingPoint: 'T50' }, second: { prediction: 'old', operatingPoint: 'T50' } }
  const both = (scores: readonly (readonly [number, number])[], reference: readonly string[], sites?: readonly string[]) => {
    const protocol = protocolWith({ predictions: [first, second], comparisons: [releases] })
    const rows = scores.map(([now], i) => ({ reference: reference[i] ?? 'absent', score: now, sex: i % 2 === 0 ? 'F' : 'M' }))
    const input = studyInput(protocol, rows)
    const old = Float64Array.from(scores.map(([, before]) => before))
    const cohort = sites === undefined ? input.cohort : new Map<string, Column>([...input.cohort, [SITE, textColumn(sites)]])
    return evaluate({ ...input, cohort, predictions: new Map<string, Column>([...input.predictions, [scoreColumn('old'), { kind: 'number', values: old }]]) })
  }

  test('CMP-4: every changed call is counted and listed by its place, in each subgroup and site', () => {
    const scores = [[0.9, 0.1], [0.1, 0.9], [0.9, 0.9], [0.9, 0.1], [0.1, 0.9], [0.1, 0.1], [0.9, Number.NaN], [0.9, 0.2]] as const
    const reference = ['present', 'present', 'present', 'absent', 'absent', 'absent', 'present', 'indeterminate']
    const { flips = [], pairedTables } = both(scores, reference, ['X', 'X', 'X', 'X', 'Y', 'Y', 'Y', 'Y'])
    expect(flips.map(({ kind, n, examinations }) => [kind, n, examinations])).toEqual([
      ['newly-found', 1, [1]],
      ['newly-missed', 1, [2]],
      ['alarm-added', 1, [4]],
      ['alarm-removed', 1, [5]],
    ])
    expect(flips[0]?.levels).toEqual([
      { subgroup: 'sex', level: 'F', n: 1, of: 2 },
      { subgroup: 'sex', level: 'M', n: 0, of: 1 },
      { subgroup: 'site', level: 'X', n: 1, of: 3 },
      { subgroup: 'site', level: 'Y', n: 0, of: 0 },
    ])
    const overall = pairedTables.find((each) => each.subgroup === undefined)
    expect([overall?.present.firstOnly, overall?.present.secondOnly, overall?.absent.firstOnly, overall?.absent.secondOnly]).toEqual([1, 1, 1, 1])
  })

  test('CMP-4: counts agree with the paired calls, levels with the whole, and a long list is cut', () => {
    const call = fc.constantFrom(0.1, 0.9)
    fc.assert(
      fc.property(fc.array(fc.tuple(call, call, fc.boolean()), { minLength: 1, maxLength: 60 }), (all) => {
        const { flips = [], pairedTables } = both(all.map(([a, b]) => [a, b]), all.map(([, , has]) => (has ? 'present' : 'absent')))
        const overall = pairedTables.find((each) => each.subgroup === undefined)
        expect(flips.map((each) => each.n)).toEqual([overall?.present.firstOnly, overall?.present.secondOnly, overall?.absent.firstOnly, overall?.absent.secondOnly])
        for (const each of flips) {
          expect(each.examinations.length).toBe(each.n)
          expect(each.levels.reduce((sum, level) => sum + level.n, 0)).toBe(each.n)
        }
      }),
      { numRuns: 25 },
    )
    const many = Array.from({ length: 2100 }, () => [0.9, 0.1] as const)
    const { flips = [] } = both(many, many.map(() => 'absent'))
    expect(flips.map((each) => [each.n, each.examinations.length])).toEqual([[0, 0], [0, 0], [2100, 2000], [0, 0]])
  })
})

describe('two groups', () => {
  const bySex = { id: 'f-m', label: 'F against M', between: 'groups', groups: { column: 'sex', first: ['F'], second: ['M'] }, first: { prediction: 'a', operatingPoint: 'T50' }, second: { prediction: 'a', operatingPoint: 'T50' } }
  const rows = overlapping(40).map((row, i) => ({ ...row, score: row.sex === 'M' && i % 3 === 0 ? 1 - (row.score ?? 0) : row.score }))
  const onGroups = (goal: number) => ({ ...baseProtocol.endpoints[0], estimand: { quantity: 'sensitivity-difference', comparison: 'f-m' }, criterion: { bound: 'lower', comparison: '>', goal } })

  test('CMP-5: rates by Farrington and Manning, areas by DeLong of independent samples', () => {
    const results = evaluateRows(protocolWith({ comparisons: [bySex], endpoints: [onGroups(-0.1)] }), rows)
    const table = (level: string) => {
      const found = results.confusion.find((each) => each.subgroup?.level === level)
      if (found === undefined) throw new Error('no table')
      return found
    }
    const [f, m] = [table('F'), table('M')]
    const counts = { x1: f.tp, n1: f.tp + f.fn, x2: m.tp, n2: m.tp + m.fn }
    const sensitivity = estimateOf(results, 'f-m/sensitivity-difference')
    const { lower, upper } = farringtonManningInterval(counts, 0.95)
    expect(sensitivity.value).toBeCloseTo(counts.x1 / counts.n1 - counts.x2 / counts.n2, 14)
    expect(sensitivity.intervals.map(({ method }) => method)).toEqual(['farrington-manning', 'newcombe-hybrid'])
    expect([sensitivity.intervals[0]?.lower, sensitivity.intervals[0]?.upper]).toEqual([lower, upper])
    expect(estimateOf(results, 'f-m/specificity-difference').options).toMatchObject({ x1: f.tn, n1: f.tn + f.fp, x2: m.tn, n2: m.tn + m.fp })
    const [areaF, areaM] = ['F', 'M'].map((level) => estimateOf(results, `a/auroc/sex=${level}`))
    const area = estimateOf(results, 'f-m/auroc-difference')
    expect(area.value).toBeCloseTo((areaF?.value ?? 0) - (areaM?.value ?? 0), 14)
    expect(area.standardError).toBeCloseTo(Math.sqrt((areaF?.variance ?? 0) + (areaM?.variance ?? 0)), 14)
    expect(results.endpoints[0]?.test).toMatchObject({ method: 'farrington-manning', pValue: farringtonManningTest(counts, -0.1, 'greater').p })
    expect(results.endpoints[0]?.test?.agreement?.relativeDifference).toBeLessThan(1e-10)
    expect(results.pairedTables).toEqual([])
    // Everybody is in one group in each level: the other is empty.
    expect(estimateOf(results, 'f-m/sensitivity-difference/sex=F').reason).toBe('denominator-zero')
  })

  test('CMP-5: under clusters the differences stay and their intervals are refused', () => {
    const input = studyInput(protocolWith({ comparisons: [bySex], clusters: { column: 'pair' } }), rows)
    const cohort = new Map<string, Column>([...input.cohort, [covariateColumn('pair'), textColumn(rows.map((_, i) => `p${i >> 1}`))]])
    const found = evaluate({ ...input, cohort }).estimates.filter((each) => each.comparison === 'f-m' && each.subgroup === undefined)
    expect(found).toHaveLength(3)
    for (const each of found) {
      expect(each.value).not.toBeNull()
      expect(each.intervals.every(({ lower, reason }) => lower === null && reason === 'refused-under-clusters')).toBe(true)
    }
  })

  test('CMP-6: a comparison with a reader says that it is about these readers only', () => {
    const reader = { ...baseProtocol.predictions[0], role: 'reader' }
    const of = (output: object) => estimateOf(evaluateRows(protocolWith({ predictions: [output], comparisons: [bySex] }), rows), 'f-m/sensitivity-difference').warnings ?? []
    expect(of(reader)).toContain('readers-only-these')
    expect(of(baseProtocol.predictions[0] ?? {})).not.toContain('readers-only-these')
  })

  test('PCK-13: groups belong to a comparison between groups and have no value in common', () => {
    const of = (changes: object) => codesOf({ comparisons: [{ ...bySex, ...changes }] })
    expect(of({})).toEqual([])
    expect(of({ groups: { ...bySex.groups, second: ['F', 'M'] } })).toEqual(['protocol/shape comparisons[0].groups'])
    expect(of({ groups: undefined })).toEqual(['protocol/shape comparisons[0].groups'])
    expect(of({ between: undefined })).toEqual(['protocol/shape comparisons[0].groups', 'protocol/shape comparisons[0]'])
    const columns = [{ name: 'covariate:x', kind: 'text' as const }]
    const misfits = checkProtocolAgainstColumns(protocolWith({ subgroups: [], comparisons: [bySex] }), columns)
    expect(misfits.map((each) => each.where?.path)).toEqual(['comparisons[0].groups.column'])
  })
})

describe('operational measures', () => {
  const points = (thresholds: readonly number[]) => [
    { ...baseProtocol.predictions[0], score: { kind: 'probability', direction: 'higher-is-positive', operatingPoints: thresholds.map((threshold, i) => ({ id: `T${i}`, threshold, chosenOn: 'd' })) } },
  ]
  const endpoints = [{ ...baseProtocol.endpoints[0], estimand: { quantity: 'sensitivity', prediction: 'a', operatingPoint: 'T0' } }]
  const asked = (thresholds: readonly number[], more: object = {}) =>
    protocolWith({ predictions: points(thresholds), endpoints, analyses: { operational: true }, ...more })

  test('OPR-1: alerts per 100 count every examination with a call, also those without a reference standard', () => {
    const rows = [
      { reference: 'present', score: 0.9 }, { reference: 'absent', score: 0.8 }, { reference: 'indeterminate', score: 0.7 },
      { reference: 'not-done', score: 0.1 }, { reference: 'absent', score: null, reason: 'failed' },
    ]
    const found = estimateOf(evaluateRows(asked([0.5]), rows), 'a/T0/alerts-per-100-examinations')
    const exact = clopperPearsonInterval(3, 4, 0.95)
    expect(found.value).toBe(75)
    expect(found.denominators).toEqual({ n: 4, present: 1, absent: 1, x: 3, of: 4 })
    expect([found.intervals[0]?.lower, found.intervals[0]?.upper]).toEqual([100 * (exact.lower ?? 0), 100 * (exact.upper ?? 0)])
  })

  test('OPR-2: alerts per true positive are one over the predictive value, with its interval turned round', () => {
    const results = evaluateRows(asked([0.5]), overlapping(20))
    const alerts = estimateOf(results, 'a/T0/alerts-per-true-positive')
    const ppv = estimateOf(results, 'a/T0/ppv')
    expect(alerts.value).toBe(1 / (ppv.value ?? 0))
    expect([alerts.intervals[0]?.lower, alerts.intervals[0]?.upper]).toEqual([1 / (ppv.intervals[0]?.upper ?? 0), 1 / (ppv.intervals[0]?.lower ?? 0)])
    const none = evaluateRows(asked([0.5]), [{ reference: 'absent', score: 0.9 }, { reference: 'present', score: 0.1 }])
    expect(estimateOf(none, 'a/T0/alerts-per-true-positive')).toMatchObject({ value: null, reason: 'no-true-positives' })
  })

  test('OPR-3: changes against the first operating point are differences of the rates, with their signs', () => {
    for (const thresholds of [[0.4, 0.6], [0.6, 0.4]] as const) {
      const results = evaluateRows(asked(thresholds), overlapping(30))
      const value = (id: string) => estimateOf(results, id).value ?? Number.NaN
      const change = (quantity: string) => value(`a/T1/${quantity}`)
      expect(change('sensitivity-change')).toBeCloseTo(value('a/T1/sensitivity') - value('a/T0/sensitivity'), 12)
      expect(change('specificity-change')).toBeCloseTo(value('a/T1/specificity') - value('a/T0/specificity'), 12)
      expect(change('alerts-per-100-change')).toBeCloseTo(value('a/T1/alerts-per-100-examinations') - value('a/T0/alerts-per-100-examinations'), 12)
      const { intervals } = estimateOf(results, 'a/T1/sensitivity-change')
      expect(intervals[0]?.lower ?? 1).toBeLessThan(change('sensitivity-change'))
      expect(intervals[0]?.upper ?? 0).toBeGreaterThan(change('sensitivity-change'))
      expect(results.estimates.some((each) => each.id.startsWith('a/T0/') && each.id.includes('change'))).toBe(false)
    }
  })

  test('OPR-3: where no call differs the interval still lies on the side that the thresholds tell', () => {
    const rows = overlapping(30).map((row) => ({ ...row, score: row.reference === 'present' ? 0.9 : 0.1 }))
    const output = (direction: string, thresholds: readonly number[]) => [{ ...points(thresholds)[0], score: { kind: 'marker', direction, operatingPoints: points(thresholds)[0]?.score.operatingPoints } }]
    const alerts = (direction: string, thresholds: readonly number[]) =>
      estimateOf(evaluateRows(asked(thresholds, { predictions: output(direction, thresholds) }), rows), 'a/T1/alerts-per-100-change')
    for (const [direction, laxer, stricter] of [['higher-is-positive', [0.6, 0.4], [0.4, 0.6]], ['lower-is-positive', [0.4, 0.6], [0.6, 0.4]]] as const) {
      expect(alerts(direction, laxer)).toMatchObject({ value: 0, intervals: [{ lower: 0 }, { lower: 0 }] })
      expect(alerts(direction, laxer).intervals[0]?.upper ?? 0).toBeGreaterThan(1)
      expect(alerts(direction, stricter)).toMatchObject({ value: 0, intervals: [{ upper: 0 }, { upper: 0 }] })
    }
  })

  test('JDG-4: a criterion on alerts is tested as the proportion that it is made from', () => {
    const criterion = (goal: number) => ({ bound: 'upper', comparison: '<=', goal })
    const on = (quantity: string, goal: number) => ({ ...endpoints[0], estimand: { quantity, prediction: 'a', operatingPoint: 'T0' }, criterion: criterion(goal) })
    const per100 = evaluateRows(asked([0.5], { endpoints: [on('alerts-per-100-examinations', 60)] }), overlapping(30))
    const { x = 0, of = 1 } = estimateOf(per100, 'a/T0/alerts-per-100-examinations').denominators
    expect(per100.endpoints[0]?.test?.pValue).toBe(exactBinomialTest(x, of, 0.6, 'less').p)
    const perTrue = evaluateRows(asked([0.5], { endpoints: [on('alerts-per-true-positive', 2)] }), overlapping(30))
    const ppv = estimateOf(perTrue, 'a/T0/ppv').denominators
    expect(perTrue.endpoints[0]?.test?.pValue).toBe(exactBinomialTest(ppv.x ?? 0, ppv.of ?? 1, 0.5, 'greater').p)
    expect(perTrue.endpoints[0]?.verdict).toBe('met')
  })

  test('PCK-16: what is computed only when asked must be asked for', () => {
    const on = (quantity: string) => ({ ...baseProtocol.endpoints[0], estimand: { quantity, prediction: 'a', operatingPoint: 'T50' } })
    expect(codesOf({ endpoints: [on('youden')] })).toEqual(['protocol/shape endpoints[0].estimand.quantity'])
    expect(codesOf({ endpoints: [on('youden')], analyses: { tableMeasures: true } })).toEqual([])
    expect(codesOf({ endpoints: [on('alerts-per-100-examinations')] })).toEqual(['protocol/shape endpoints[0].estimand.quantity'])
    expect(codesOf({ endpoints: [on('alerts-per-100-examinations')], analyses: { operational: true } })).toEqual([])
    const beyond = { ...on('alerts-per-100-examinations'), criterion: { bound: 'upper', comparison: '<=', goal: 120 } }
    expect(codesOf({ endpoints: [beyond], analyses: { operational: true } })).toEqual(['protocol/impossible-criterion endpoints[0].criterion.goal'])
  })

  test('EST-6: the largest Youden index comes with every threshold that reaches it', () => {
    const rows = overlapping(12)
    const results = evaluateRows(protocolWith({ analyses: { discrimination: { youdenCutOffs: true } } }), rows)
    const counts = scoreCounts(Float64Array.from(rows, (row) => row.score ?? 0), Uint8Array.from(rows, (row) => (row.reference === 'present' ? 1 : 0)))
    const best = youdenCutOffs(counts, 'higher-is-positive')
    const found = estimateOf(results, 'a/youden-maximum')
    expect(found.value).toBe(best.value)
    expect(found.options?.['threshold']).toBe(best.value === null ? '' : best.points.map((each) => each.threshold).join(', '))
  })
})
