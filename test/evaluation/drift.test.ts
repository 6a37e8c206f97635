import { describe, expect, it } from 'vitest'
import { checkProtocol, checkProtocolAgainstColumns } from '../../shared/evaluation/protocol-check.ts'
import type { Column } from '../../shared/vocabulary/columns.ts'
import { textColumn } from '../../shared/vocabulary/columns.ts'
import { driftQuantities } from '../../shared/vocabulary/protocol-designs.ts'
import { covariateColumn } from '../../shared/vocabulary/roles.ts'
import { estimateOf, evaluateRaters, expected, outputs, raterProtocol, study } from './rater-study.ts'
import { baseProtocol } from './study.ts'

const between = { column: 'period', baseline: ['before'], current: ['after'] }
const age = { id: 'age', label: 'Age', variable: { column: 'age', kind: 'number' }, between, bins: 5 }
const score = { id: 'score', label: 'Score', variable: { prediction: 'a' }, between, bins: 4 }
const ward = { id: 'ward', label: 'Ward', variable: { column: 'ward', kind: 'category' }, between, bins: 10 }
const drifts = [age, score, ward]
const results = evaluateRaters({ drifts })
const close = (found: number | null | undefined, wanted: unknown) => expect(Math.abs((found ?? Number.NaN) - Number(wanted))).toBeLessThan(1e-10)

describe('drift through a protocol (rater-study.json)', () => {
  it('DRF-1: five distances of a number, as numpy and scipy give them', () => {
    for (const id of ['age', 'score']) for (const quantity of driftQuantities) close(estimateOf(results, `${id}/${quantity}`).value, expected[id]?.[quantity])
    expect(estimateOf(results, 'age/psi').options).toMatchObject({ nBaseline: 69, nCurrent: 49, nBaselineMissing: 1, nCurrentMissing: 1, bins: 5, nEmptyBins: 0, emptyBinsCountAs: 1e-6 })
    expect(estimateOf(results, 'score/psi').denominators.n).toBe(118)
  })

  it('DRF-1: a covariate of categories has PSI and Jensen-Shannon over its categories and nothing else', () => {
    expect(results.estimates.filter((each) => each.driftOf === 'ward').map((each) => each.quantity)).toEqual(['psi', 'jensen-shannon'])
    for (const quantity of ['psi', 'jensen-shannon']) close(estimateOf(results, `ward/${quantity}`).value, expected['ward']?.[quantity])
    // Codes that are numbers, such as a grade, are categories where the protocol says so.
    const coded: Column = { kind: 'number', values: Float64Array.from(study.ward, (each) => ['clinic', 'icu', 'ward'].indexOf(each)) }
    const asCodes = evaluateRaters({ drifts: [ward] }, new Map<string, Column>([[covariateColumn('ward'), coded]]))
    close(estimateOf(asCodes, 'ward/psi').value, expected['ward']?.['psi'])
    expect(() => evaluateRaters({ drifts: [{ ...ward, variable: { column: 'ward', kind: 'number' } }] })).toThrow('protocol/column-kind')
    expect(results.driftTables?.[2]?.categories).toEqual(expected['ward']?.['categories'])
  })

  it('DRF-1: the same set on both sides has no distance, an empty one no number', () => {
    const twin: Column = textColumn(study.period.map((_, i) => (i % 2 === 0 ? 'before' : 'after')))
    const pairs: Column = { kind: 'number', values: Float64Array.from(study.period, (_, i) => Math.floor(i / 2)) }
    const same = evaluateRaters({ drifts: [age] }, new Map<string, Column>([[covariateColumn('period'), twin], [covariateColumn('age'), pairs]]))
    for (const quantity of ['psi', 'jensen-shannon', 'kolmogorov-smirnov', 'wasserstein', 'standardised-mean-difference']) close(estimateOf(same, `age/${quantity}`).value, 0)
    const empty = evaluateRaters({ drifts: [{ ...age, between: { ...between, current: ['never'] } }] })
    for (const quantity of driftQuantities) expect(estimateOf(empty, `age/${quantity}`)).toMatchObject({ value: null, reason: 'no-examinations' })
  })

  it('DRF-2: the p value is the limiting one with equal values, exact without, none under clusters', () => {
    const ks = estimateOf(results, 'age/kolmogorov-smirnov').options
    expect(ks?.['pMethod']).toBe('smirnov-limiting')
    close(Number(ks?.['pValue']), expected['age']?.['p'])
    // 0 … 3 before, 4 … 7 after: 2 of the 70 orderings are as far apart.
    const ordered: Column = { kind: 'number', values: Float64Array.from(study.period, (_, i) => (i < 8 ? i : Number.NaN)) }
    const few = textColumn(study.period.map((_, i) => (i < 4 ? 'before' : 'after')))
    const exact = evaluateRaters({ drifts: [age] }, new Map<string, Column>([[covariateColumn('age'), ordered], [covariateColumn('period'), few]]))
    expect(estimateOf(exact, 'age/kolmogorov-smirnov')).toMatchObject({ value: 1, options: { pMethod: 'smirnov-exact' } })
    close(Number(estimateOf(exact, 'age/kolmogorov-smirnov').options?.['pValue']), 2 / 70)
    const clustered = evaluateRaters({ drifts, clusters: { column: 'participant' } })
    expect(estimateOf(clustered, 'age/kolmogorov-smirnov').options?.['pValue']).toBeUndefined()
  })

  it('DRF-3: percentile intervals within each set; whole clusters, over both sets where one has rows in both', () => {
    const booted = evaluateRaters({ drifts, bootstrap: { replicates: 400, seed: 3 } })
    const mean = estimateOf(booted, 'age/standardised-mean-difference')
    expect(mean.intervals[0]).toMatchObject({ method: 'bootstrap-percentile' })
    expect(mean.options).toMatchObject({ replicates: 400, resampling: 'within-sets' })
    // Large-sample standard error of the standardised mean difference: √(1/n₁ + 1/n₂ + d²/(2n)).
    const d = mean.value ?? 0
    expect(mean.standardError).toBeCloseTo(Math.sqrt(1 / 69 + 1 / 49 + (d * d) / 2 / 118), 1)
    expect(estimateOf(results, 'age/psi').intervals).toEqual([])
    const clustered = evaluateRaters({ drifts, clusters: { column: 'participant' }, bootstrap: { replicates: 200, seed: 3 } })
    expect(estimateOf(clustered, 'age/psi').options).toMatchObject({ resampling: 'cluster', clusters: 'participant', nClusters: 45 })
    const nested = evaluateRaters({ drifts, clusters: { column: 'period' }, bootstrap: { replicates: 200, seed: 3 } })
    // One cluster a set: nothing varies between replicates, and no interval is made up.
    expect(estimateOf(nested, 'age/psi').intervals[0]).toMatchObject({ lower: null, reason: 'zero-variance' })
    expect(estimateOf(nested, 'age/psi').warnings).toContain('fewer-than-20-clusters')
  })

  it('DRF-4: the bins PSI rests on and a histogram hold every examination', () => {
    const [first] = results.driftTables ?? []
    expect([first?.baseline, first?.current]).toEqual(expected['age']?.['bins'])
    expect(first?.edges).toHaveLength(4)
    const total = (counts: readonly number[] = []) => counts.reduce((sum, n) => sum + n, 0)
    expect([total(first?.histogram?.baseline), total(first?.histogram?.current)]).toEqual([69, 49])
    expect(first?.histogram?.edges).toHaveLength(21)
  })
})

describe('drift in the protocol check', () => {
  const of = (changes: object) =>
    checkProtocol({ ...baseProtocol, predictions: outputs, drifts: [{ ...age, ...changes }] }).problems.map((each) => `${each.code.replace('protocol/', '')} ${each.where?.path ?? ''}`)

  it('PCK-19: variable and sets exist, the sets share no value', () => {
    expect(of({})).toEqual([])
    expect(of({ variable: { prediction: 'x' } })).toEqual(['unknown-reference drifts[0].variable.prediction'])
    expect(of({ variable: { prediction: 'db' } })).toEqual(['not-available-for-output drifts[0].variable.prediction'])
    expect(of({ variable: { column: 'period', kind: 'category' } })).toEqual(['shape drifts[0].variable.column'])
    expect(of({ between: { ...between, current: ['after', 'before'] } })).toEqual(['shape drifts[0].between.current[1]'])
    const kinds = [{ name: covariateColumn('sex'), kind: 'text' }, { name: covariateColumn('site'), kind: 'text' }, { name: covariateColumn('age'), kind: 'number' }] as const
    const missing = checkProtocolAgainstColumns(raterProtocol({ drifts: [age] }), kinds)
    expect(missing.map((each) => `${each.code} ${each.where?.path ?? ''}`)).toEqual(['protocol/no-such-column drifts[0].between.column'])
  })
})
