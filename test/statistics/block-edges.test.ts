import { describe, expect, test } from 'vitest'
import { delong } from '../../shared/statistics/auc.ts'
import { averagePrecision } from '../../shared/statistics/average-precision.ts'
import { brierScore } from '../../shared/statistics/brier.ts'
import { calibrationDistances } from '../../shared/statistics/calibration-curve.ts'
import { scoreCounts } from '../../shared/statistics/score-counts.ts'

/*
 * Sums over scores are made a block of 512 at a time. Around one block and two, each number is that of its definition, one
 * examination after the other.
 */
const sizes = [1, 2, 511, 512, 513, 1024, 1025, 1300]

/** n different scores in (0, 1), in no order; a third has the condition. */
function sample(n: number): { scores: Float64Array; present: Uint8Array } {
  const scores = Float64Array.from({ length: n }, (_, i) => (((i * 389) % n) + 0.5) / n)
  return { scores, present: Uint8Array.from({ length: n }, (_, i) => ((i * 7) % 3 === 0 ? 1 : 0)) }
}
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
const near = (found: number | null | undefined, wanted: number, of: unknown): void => expect(Math.abs((found ?? Number.NaN) - wanted) / Math.max(wanted, 1e-3), String(of)).toBeLessThan(1e-12)

describe('blocks of scores', () => {
  test('BRI-1: the Brier score is the mean of the squares', () => {
    for (const n of sizes) {
      const { scores, present } = sample(n)
      near(brierScore(scoreCounts(scores, present)), mean([...scores].map((p, i) => (p - (present[i] ?? 0)) ** 2)), n)
    }
  })

  test('AVP-1: average precision, from either end', () => {
    for (const n of sizes) {
      const { scores, present } = sample(n)
      for (const direction of ['higher-is-positive', 'lower-is-positive'] as const) {
        const sign = direction === 'higher-is-positive' ? -1 : 1
        const order = [...scores.keys()].sort((a, b) => sign * ((scores[a] ?? 0) - (scores[b] ?? 0)))
        let tp = 0
        const precisions = order.flatMap((row, k) => (present[row] === 1 ? [++tp / (k + 1)] : []))
        near(averagePrecision(scoreCounts(scores, present), direction), mean(precisions), `${n} ${direction}`)
      }
    }
  })

  test('AUC-2: DeLong’s variance is that of the placements', () => {
    for (const n of sizes.slice(2)) {
      const { scores, present } = sample(n)
      const of = (wanted: number): number[] => [...scores].filter((_, i) => present[i] === wanted)
      const [diseased, healthy] = [of(1), of(0)]
      const placements = diseased.map((score) => healthy.filter((each) => each < score).length / healthy.length)
      const others = healthy.map((score) => diseased.filter((each) => each > score).length / diseased.length)
      const variance = (values: readonly number[]): number => values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / (values.length - 1) / values.length
      near(delong(scoreCounts(scores, present), 'higher-is-positive').variance, variance(placements) + variance(others), n)
    }
  })

  test('CUR-2: mean, median, 90th centile and largest distance of a curve', () => {
    for (const n of sizes) {
      const { scores, present } = sample(n)
      const counts = scoreCounts(scores, present)
      const fitted = Float64Array.from(counts.scores, (score, g) => score + ((g * 37) % 101) / 1000 - 0.05)
      const apart = [...counts.scores].map((score, g) => Math.abs(score - (fitted[g] ?? 0))).sort((a, b) => a - b)
      const quantile = (share: number): number => {
        const at = (n - 1) * share
        const low = apart[Math.floor(at)] ?? 0
        return low + (at - Math.floor(at)) * ((apart[Math.floor(at) + 1] ?? low) - low)
      }
      const found = calibrationDistances(counts, fitted)
      near(found.ici, mean(apart), n)
      near(found.e50, quantile(0.5), n)
      near(found.e90, quantile(0.9), n)
      near(found.emax, apart.at(-1) ?? Number.NaN, n)
    }
  })
})
