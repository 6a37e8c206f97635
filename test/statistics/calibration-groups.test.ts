import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calibrationTenths, histogram, quantile } from '../../shared/statistics/grouped.ts'
import { wilsonInterval } from '../../shared/statistics/proportion.ts'
import { scoreCounts } from '../../shared/statistics/score-counts.ts'

const counts = (scores: readonly number[], present: readonly number[]) => scoreCounts(Float64Array.from(scores), Uint8Array.from(present))

describe('equal-mass tenths', () => {
  test('GRP-1: quantiles of type 7 (R 4.2, quantile)', () => {
    const data = counts([1, 2, 4, 8, 16], [0, 1, 0, 1, 1])
    expect([0, 0.1, 0.25, 0.6, 0.95, 1].map((share) => quantile(data, share))).toEqual([1, 1.4, 2, expect.closeTo(5.6, 14), expect.closeTo(14.4, 13), 16])
  })
  test('GRP-1: every row in the tenth of its score, written out over the sorted rows', () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.constantFrom(0, 1)), { minLength: 1, maxLength: 80 })
    fc.assert(
      fc.property(rows, (list) => {
        const sorted = list.map(([score, y]) => ({ score: score / 32, y })).sort((a, b) => a.score - b.score)
        const at = (share: number): number => {
          const place = (sorted.length - 1) * share
          const [low, high] = [Math.floor(place), Math.min(sorted.length - 1, Math.floor(place) + 1)].map((rank) => sorted[rank]?.score ?? 0)
          return (low ?? 0) + (place - Math.floor(place)) * ((high ?? 0) - (low ?? 0))
        }
        const edges = [...new Set([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1].map(at))]
        const groups = edges.map((edge, k) => sorted.filter(({ score }) => score <= edge && (k === 0 || score > (edges[k - 1] ?? 0)))).filter((group) => group.length > 0)
        const expected = groups.map((group) => {
          const [n, events] = [group.length, group.filter(({ y }) => y === 1).length]
          const { lower, upper } = wilsonInterval(events, n, 0.9)
          const meanPredicted = group.reduce((sum, { score }) => sum + score, 0) / n
          return { n, events, meanPredicted: expect.closeTo(meanPredicted, 13), observed: events / n, lower, upper }
        })
        expect(calibrationTenths(counts(sorted.map(({ score }) => score), sorted.map(({ y }) => y)), 0.9)).toEqual(expected)
      }),
      { seed: 31, numRuns: 200 },
    )
  })
  test('GRP-1: nobody has no tenths; one class, or one examination, has them', () => {
    expect(calibrationTenths(counts([], []), 0.95)).toEqual([])
    for (const y of [0, 1]) expect(calibrationTenths(counts([0.2], [y]), 0.95)).toMatchObject([{ n: 1, events: y, meanPredicted: 0.2, observed: y }])
  })
})

describe('histogram', () => {
  test('GRP-2: twenty steps between any two ends, closed on the left, the last on both sides; what lies outside is left out', () => {
    const data = counts([-3, 2, 2, 2.1, 2.5, 11.9, 12, 13], [1, 1, 0, 1, 0, 1, 0, 0])
    const { edges, present, absent } = histogram(data, 2, 12)
    edges.forEach((edge, k) => expect(edge).toBeCloseTo(2 + k / 2, 13))
    expect(edges).toHaveLength(21)
    const at = (bins: Readonly<Record<number, number>>) => Array.from({ length: 20 }, (_, k) => bins[k] ?? 0)
    expect([present, absent]).toEqual([at({ 0: 2, 19: 1 }), at({ 0: 1, 1: 1, 19: 1 })])
  })
  test('GRP-2: one bin where both ends are one, and no −0', () => {
    expect(histogram(counts([0.4, 0.4], [1, 0]), 0.4, 0.4)).toEqual({ edges: [0.4, 0.4], present: [1], absent: [1] })
    expect(histogram(counts([0], [1]), -0, -0).edges.some((edge) => Object.is(edge, -0))).toBe(false)
    expect(histogram(counts([-1e308, 1e308], [1, 0]), -1e308, 1e308).edges.every(Number.isFinite)).toBe(true)
  })
})
