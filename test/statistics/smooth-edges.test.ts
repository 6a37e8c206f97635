import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { loessDirect, loessInterpolate } from '../../shared/statistics/loess.ts'
import type { Smooth } from '../../shared/statistics/loess.ts'
import { lowessIter0 } from '../../shared/statistics/lowess.ts'
import { scoreCounts } from '../../shared/statistics/score-counts.ts'

interface Sample {
  readonly name: string
  readonly x: readonly number[]
  readonly y: readonly number[]
  readonly curves: readonly { readonly kind: 'lowess' | 'loess-interpolate' | 'loess-direct'; readonly share: number; readonly cell: number; readonly fitted: readonly number[] }[]
}
/** By R: make-smooth-edges.R. */
const samples = JSON.parse(readFileSync('test/vectors/smooth-edges.json', 'utf8')) as Sample[]
const counts = (x: readonly number[], y: readonly number[]) => scoreCounts(Float64Array.from(x), Uint8Array.from(y))

/** Names of the curves that are not R's at some score. */
function different(kind: Sample['curves'][number]['kind'], fit: (data: ReturnType<typeof counts>, share: number, cell: number) => Smooth): string[] {
  return samples.flatMap(({ name, x, y, curves }) =>
    curves.flatMap((curve) => {
      if (curve.kind !== kind) return []
      const { fitted } = fit(counts(x, y), curve.share, curve.cell)
      const isNear = fitted?.length === curve.fitted.length && curve.fitted.every((each, k) => Math.abs(each - (fitted[k] ?? Number.NaN)) <= 1e-9 * (1 + Math.abs(each)))
      return isNear ? [] : [`${name} ${curve.share} ${curve.cell}`]
    }),
  )
}

describe('smooth curves where scores tie, crowd, lie far apart or outside 0 and 1', () => {
  test('LOW-1: equals R', () => expect(different('lowess', lowessIter0)).toEqual([]))
  test('LOE-1: equals R', () => expect(different('loess-interpolate', loessInterpolate)).toEqual([]))
  test('LOE-2: equals R', () => expect(different('loess-direct', (data, share) => loessDirect(data, share))).toEqual([]))
  test('LOE-1, LOE-2, LOW-1: as many distinct scores as are needed, and one fewer', () => {
    const some = (n: number) => counts(Array.from({ length: n }, (_, i) => i / n), Array.from({ length: n }, (_, i) => i % 2))
    for (const fit of [loessInterpolate, loessDirect]) {
      expect(fit(some(15)).fitted).not.toBe(null)
      expect(fit(some(14))).toEqual({ fitted: null, reason: 'too-few-distinct-scores' })
      expect(fit(some(0))).toEqual({ fitted: null, reason: 'no-examinations' })
    }
    // At one point alone the largest number that is taken costs little.
    expect(loessDirect(some(10_000), 0.75, Float64Array.of(0.5)).fitted?.length).toBe(1)
    expect([lowessIter0(some(0)), lowessIter0(some(2)), lowessIter0(some(3)).fitted?.length]).toEqual([{ fitted: null, reason: 'no-examinations' }, { fitted: null, reason: 'too-few-distinct-scores' }, 3])
  })
  test('LOE-1, LOE-2: a quadratic through fewer than three scores is none', () => {
    // A third of the examinations share one score, and no cell's neighbours hold another.
    const one = counts([...Array.from({ length: 400 }, () => 0.5), ...Array.from({ length: 20 }, (_, i) => i / 20)], Array.from({ length: 420 }, (_, i) => i % 2))
    expect(loessInterpolate(one, 0.2)).toEqual({ fitted: null, reason: 'too-few-distinct-scores' })
    expect(loessDirect(one, 0.2)).toEqual({ fitted: null, reason: 'too-few-distinct-scores' })
  })
  /** Events in such shares that their curve is a quadratic, most of the last score. */
  function quadratic(x: readonly number[]) {
    const middle = (x[0] ?? 0) / 2 + (x.at(-1) ?? 0) / 2
    const height = (at: number): number => 0.3 + 0.2 * (at - middle) - 0.1 * (at - middle) ** 2
    const sizes = x.map((_, i) => (i === x.length - 1 ? 40 : 1 + (i % 3)))
    const present = Float64Array.from(sizes, (n, i) => n * height(x[i] ?? 0))
    const absent = Float64Array.from(sizes, (n, i) => n - (present[i] ?? 0))
    const sum = (list: Float64Array): number => list.reduce((a, b) => a + b, 0)
    const data = { scores: Float64Array.from(x), present, absent, nPresent: sum(present), nAbsent: sum(absent) }
    const worst = ({ fitted }: Smooth, at: readonly number[]): number => at.reduce((most, each, i) => Math.max(most, Math.abs(height(each) - (fitted?.[i] ?? Number.NaN))), 0)
    return { data, worst }
  }
  test.each([
    ['even', Array.from({ length: 40 }, (_, i) => i / 39)],
    ['below 0', Array.from({ length: 40 }, (_, i) => -3 + i / 20)],
    ['far from 0', Array.from({ length: 40 }, (_, i) => 50 + i * i / 400)],
  ])('LOE-1, LOE-2: a quadratic is met exactly, whatever the weights, where scores are %s', (_, x) => {
    const { data, worst } = quadratic(x)
    for (const span of [0.5, 0.75, 1]) for (const curve of [loessInterpolate(data, span), loessInterpolate(data, span, 0.05), loessDirect(data, span)]) expect(worst(curve, x)).toBeLessThan(1e-9)
  })
  test.each([1e-6, 1e-8, 1e-10])('LOE-2: scores %f apart in a window of ½ still carry a quadratic', (apart) => {
    const crowd = Array.from({ length: 25 }, (_, i) => 0.5 + i * apart)
    const { data, worst } = quadratic([...crowd, 1])
    expect(worst(loessDirect(data, 0.75, Float64Array.from(crowd)), crowd)).toBeLessThan(1e-9)
    // Still a quadratic, not its mean: between the scores the curve bends as it should.
    const steep = { ...data, present: data.present.map((_, i) => ((data.present[i] ?? 0) + (data.absent[i] ?? 0)) * ((i - 12) / 12) ** 2) }
    const { fitted } = loessDirect({ ...steep, absent: data.present.map((n, i) => n + (data.absent[i] ?? 0) - (steep.present[i] ?? 0)) }, 0.75, Float64Array.from(crowd))
    crowd.forEach((at, i) => expect(fitted?.[i]).toBeCloseTo((((at - 0.5) / apart - 12) / 12) ** 2, apart < 1e-9 ? 3 : 5))
  })
  test('LOE-2: two scores within the window, or one, carry no quadratic, wherever it is asked for and however many share them', () => {
    for (const n of [30, 3_000_000]) for (const within of [[0.5], [0.5, 0.51], [0.47, 0.55]]) {
      // The next score holds as many as the window still wants, so that it is its edge, where weights are 0.
      const scores = [...within, 2, ...Array.from({ length: 14 }, (_, i) => 10 + i)]
      const sizes = scores.map((_, i) => (i <= within.length ? n : 1))
      const data = { scores: Float64Array.from(scores), present: Float64Array.from(sizes, (size, i) => (i % 2 === 0 ? size : 1) / 3), absent: Float64Array.from(sizes, (size, i) => size - (i % 2 === 0 ? size : 1) / 3), nPresent: 1, nAbsent: 1 }
      const span = (within.length + 0.5) * n / sizes.reduce((a, b) => a + b, 0)
      for (let i = 0; i < 60; i++) expect(loessDirect(data, span, Float64Array.of(0.3 + i / 173))).toEqual({ fitted: null, reason: 'too-few-distinct-scores' })
    }
  })
  test('LOE-1, LOE-2, LOW-1: a share of the examinations that rounding puts below a whole number is that number', () => {
    expect(0.29 * 100).toBeLessThan(29)
    const hundred = counts(Array.from({ length: 100 }, (_, i) => Math.sqrt(i) / 10), Array.from({ length: 100 }, (_, i) => Number((i * 37) % 100 < i)))
    for (const fit of [loessInterpolate, loessDirect, lowessIter0]) {
      const [found, same, fewer] = [0.29, 0.295, 0.285].map((share) => fit(hundred, share))
      expect(found?.fitted?.length).toBe(100)
      expect(found).toEqual(same)
      expect(found).not.toEqual(fewer)
    }
  })
})
