import { describe, expect, it } from 'vitest'
import { clopperPearsonInterval } from '../../shared/statistics/proportion.ts'
import type { Row } from './study.ts'
import { evaluateRows, protocolWith } from './study.ts'

/** Calls rightly in `right` of `n` present examinations of one sex. */
const women = (right: number, n: number, sex: string, reference = 'present'): Row[] =>
  Array.from({ length: n }, (_, i) => ({ reference, sex, score: (i < right) === (reference === 'present') ? 0.9 : 0.1 }))

const rows = [...women(38, 40, 'F'), ...women(50, 60, 'M'), ...women(45, 50, 'F', 'absent'), ...women(40, 50, 'M', 'absent')]
const asked = (more: object = {}) =>
  protocolWith({ analyses: { subgroupContrasts: true, tippingPoint: true }, ...more })

describe('subgroup contrasts and tipping points', () => {
  const results = evaluateRows(asked(), rows)

  it('CTR-1: each level is held against everybody else', () => {
    const [first, second] = results.contrasts
    expect(first?.difference).toBeCloseTo(38 / 40 - 50 / 60, 14)
    // Two levels: one is the other's complement, so the signs turn and the intervals mirror.
    expect(second?.difference).toBeCloseTo(-(38 / 40 - 50 / 60), 14)
    expect(second?.interval.lower).toBeCloseTo(-(first?.interval.upper ?? 0), 12)
    expect(first?.pValue).toBe(second?.pValue)
  })

  it('CTR-2: heterogeneity has Q, I² and τ², and below five levels nothing is concluded', () => {
    const [found] = results.heterogeneity
    const variance = (p: number, n: number) => (p * (1 - p)) / n
    const gap = 38 / 40 - 50 / 60
    expect(found?.q).toBeCloseTo((gap * gap) / (variance(38 / 40, 40) + variance(50 / 60, 60)), 10)
    expect(found).toMatchObject({ nLevels: 2, degreesOfFreedom: 1, warnings: ['fewer-than-5-sites'] })
    expect(found?.iSquared).toBeGreaterThanOrEqual(0)
  })

  it('TPP-1: the smallest number of changes that overturns the verdict, and one fewer does not', () => {
    const endpoint = { ...asked().endpoints[0], criterion: { bound: 'lower', comparison: '>=', goal: 0.75 } }
    const found = evaluateRows(asked({ endpoints: [endpoint] }), rows)
    expect(found.endpoints[0]?.verdict).toBe('met')
    const flips = found.tippingPoints.find((each) => each.change === 'reference-flipped' && each.subgroup === undefined)
    const added = found.tippingPoints.find((each) => each.change === 'added' && each.subgroup === undefined)
    expect(flips?.towards).toBe('not-met')
    const lower = (x: number, n: number) => clopperPearsonInterval(x, n, 0.95).lower ?? 0
    const n = added?.n ?? 0
    expect(n).toBeGreaterThan(0)
    // Added missed examinations: 88 of 100 + n.
    expect(lower(88, 100 + n)).toBeLessThan(0.75)
    expect(lower(88, 100 + n - 1)).toBeGreaterThanOrEqual(0.75)
    // Wrong reference results can do no worse than moving successes out and new failures in.
    expect(flips?.n).toBeLessThanOrEqual(n)
    expect(found.tippingPoints.some((each) => each.subgroup?.level === 'F')).toBe(true)
  })

  it('BTS-1: without clusters rows are drawn within each class, and what has an interval keeps it first', () => {
    const found = evaluateRows(asked({ bootstrap: { replicates: 200, seed: 3 }, analyses: { discrimination: {} } }), rows)
    const area = found.estimates.find((each) => each.id === 'a/auroc')
    expect(area?.intervals.map((each) => each.method)).toEqual(['delong', 'delong-logit', 'bootstrap-percentile'])
    const brier = found.estimates.find((each) => each.id === 'a/brier')
    expect(brier?.options).toMatchObject({ resampling: 'stratified', replicates: 200 })
    expect(brier?.intervals[0]?.lower).toBeLessThan(brier?.value ?? 0)
    expect(found.estimates.filter((each) => each.subgroup !== undefined && each.options?.['replicates'] !== undefined)).toEqual([])
  })
})
