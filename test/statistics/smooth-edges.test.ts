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
})
