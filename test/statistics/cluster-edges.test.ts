import { describe, expect, test } from 'vitest'
import { clusterArea, clusteredAreaContrast, clusteredAreaReason, obuchowskiArea } from '../../shared/statistics/clustered-auc.ts'
import {
  clusteredDifference, clusteredProportionInterval, effectiveTrials, kornGraubardInterval, ratioEstimator, ratioWaldInterval,
} from '../../shared/statistics/clustered-proportion.ts'
import { kendallW } from '../../shared/statistics/paired-measurements.ts'
import { orderScores } from '../../shared/statistics/score-counts.ts'

const counted = (successes: readonly number[], trials: readonly number[]) => ({ successes: Uint32Array.from(successes), trials: Uint32Array.from(trials) })
const area = (rows: readonly (readonly [score: number, present: number, cluster: number])[]) =>
  clusterArea(
    { order: orderScores(Float64Array.from(rows, ([score]) => score)), direction: 'higher-is-positive' },
    Uint8Array.from(rows, ([, present]) => present),
    Uint32Array.from(rows, ([, , cluster]) => cluster),
  )
/** Cluster k has one success of two trials, or two of two where k is in twice. */
const clusters = (n: number, twice: number) => counted(Array.from({ length: n }, (_, k) => (k < twice ? 2 : 1)), Array.from({ length: n }, () => 2))

describe('few clusters', () => {
  test('CLU-4, CLU-8: twenty are not few, nineteen are', () => {
    expect([ratioEstimator(clusters(20, 5))?.isFew, ratioEstimator(clusters(19, 5))?.isFew]).toEqual([false, true])
    expect(clusteredDifference(clusters(20, 5), clusters(20, 2), 0.95)).toMatchObject({ nClusters: 20, isFew: false })
    expect(clusteredDifference(clusters(19, 5), clusters(19, 2), 0.95)).toMatchObject({ nClusters: 19, isFew: true })
  })
  test('CLU-8: two clusters have a difference, one has none', () => {
    expect(clusteredDifference(counted([2, 1], [3, 3]), counted([1, 1], [3, 3]), 0.95).difference).toBeCloseTo(1 / 6, 12)
    expect(clusteredDifference(counted([2], [3]), counted([1], [3]), 0.95)).toEqual({ difference: null, reason: 'too-few-clusters' })
  })
  test('CLU-8: a side without trials is refused; one trial a side has no variation', () => {
    const [none, one, other] = [counted([0, 0], [0, 0]), counted([1, 0], [1, 0]), counted([0, 1], [0, 1])]
    for (const [a, b] of [[none, one], [one, none]] as const) {
      expect(clusteredDifference(a, b, 0.95)).toEqual({ difference: null, reason: 'denominator-zero' })
    }
    expect(clusteredDifference(one, other, 0.95)).toEqual({ difference: null, reason: 'zero-variance' })
  })
  test('CLU-8: bounds are cut to [−1, 1]', () => {
    const high = clusteredDifference(counted([3, 2], [3, 3]), counted([0, 1], [3, 3]), 0.95)
    const low = clusteredDifference(counted([0, 1], [3, 3]), counted([3, 2], [3, 3]), 0.95)
    expect([high, low]).toMatchObject([{ upper: 1 }, { lower: -1 }])
  })
  test('CLU-5: the Wald interval is cut to [0, 1]', () => {
    expect(ratioWaldInterval(ratioEstimator(counted([3, 3, 1], [3, 3, 3])), 0.95)).toMatchObject({ upper: 1 })
    expect(ratioWaldInterval(ratioEstimator(counted([0, 0, 2], [3, 3, 3])), 0.95)).toMatchObject({ lower: 0 })
  })
  test('CLU-1, CLU-3: two clusters of each class are enough, and both sides need them', () => {
    const enough = area([[1, 1, 0], [2, 0, 0], [3, 1, 1], [0, 0, 1]])
    const single = area([[1, 1, 0], [2, 0, 0], [3, 0, 1]])
    if (enough === null || single === null) throw new Error('no area')
    expect([clusteredAreaReason(enough), clusteredAreaReason(single)]).toEqual([null, 'too-few-clusters'])
    expect(clusteredAreaReason(area([[1, 0, 0], [2, 1, 0], [3, 1, 1]]))).toBe('too-few-clusters')
    for (const [a, b] of [[enough, single], [single, enough]] as const) {
      expect(clusteredAreaContrast(a, b)).toEqual({ difference: null, reason: 'too-few-clusters' })
    }
  })
})

describe('cluster numbers that nobody has', () => {
  const rows = [[1, 1, 0], [2, 0, 0], [3, 1, 1], [0, 0, 1], [2, 1, 2], [2, 0, 2], [1, 0, 3], [4, 1, 3]] as const
  const [plain, spread] = [rows, rows.map(([score, present, cluster]) => [score, present, 2 * cluster + 1] as const)].map((list) => area(list))
  test('CLU-1, CLU-3: they are no clusters of an area', () => {
    if (!plain || !spread) throw new Error('no area')
    expect(spread.nClusters).toBe(4)
    expect(obuchowskiArea(spread)).toEqual(obuchowskiArea(plain))
    const other = area(rows.map(([score, present, cluster]) => [score * present, present, 2 * cluster + 1]))
    const same = area(rows.map(([score, present, cluster]) => [score * present, present, cluster]))
    if (other === null || same === null) throw new Error('no area')
    expect(clusteredAreaContrast(spread, other)).toEqual(clusteredAreaContrast(plain, same))
  })
  test('CLU-8: they are no clusters of a difference', () => {
    const found = clusteredDifference(counted([2, 0, 1], [3, 0, 3]), counted([1, 0, 1], [3, 0, 3]), 0.95)
    expect(found).toEqual(clusteredDifference(counted([2, 1], [3, 3]), counted([1, 1], [3, 3]), 0.95))
  })
})

describe('Korn-Graubard or Wald', () => {
  test('CLU-6: no variation between clusters leaves one trial a cluster', () => {
    const same = ratioEstimator(counted([1, 1, 1], [2, 2, 2]))
    if (same === null) throw new Error('no estimate')
    expect(effectiveTrials(same, 0.95)).toBe(3)
    expect(clusteredProportionInterval(ratioEstimator(clusters(30, 0)), 0.95).method).toBe('korn-graubard')
    expect(clusteredProportionInterval(same, 0.95)).toEqual({ method: 'korn-graubard', bounds: kornGraubardInterval(same, 0.95) })
  })
  test('CLU-7: the change is at ten effective successes or failures', () => {
    // One trial a cluster: 40 · 39/40 effective trials, so 9.75 failures are too few for Wald and 10.725 are not.
    const methods = [10, 11].map((failures) => {
      const hits = Array.from({ length: 40 }, (_, k) => Number(k >= failures))
      return clusteredProportionInterval(ratioEstimator(counted(hits, hits.map(() => 1))), 0.95).method
    })
    expect(methods).toEqual(['korn-graubard', 'ratio-wald'])
  })
})

test('COR-3: one subject cannot be ranked', () => {
  expect(kendallW(Float64Array.of(1, 2), 2)).toEqual({ value: null, reason: 'no-examinations' })
})
