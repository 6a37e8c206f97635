import { describe, expect, test } from 'vitest'
import { calibrationDistances } from '../../shared/statistics/calibration-curve.ts'
import { weightedCounts } from '../../shared/statistics/resample-weighted.ts'
import { restrictedCubicSpline } from '../../shared/statistics/restricted-cubic-spline.ts'
import { orderScores } from '../../shared/statistics/score-counts.ts'
import { weightedDistances } from '../../shared/statistics/weighted-curve-second.ts'

interface Row {
  readonly p: number
  readonly present: number
  readonly weight: number
}

/** Distances by the first engine; null where it has no curve. */
function firstOf(list: readonly Row[]) {
  const rows = Uint32Array.from(list.keys())
  const counts = weightedCounts(Float64Array.from(list, ({ weight }) => weight), { order: orderScores(Float64Array.from(list, ({ p }) => p)), index: rows, rows }, Uint8Array.from(list, ({ present }) => present))
  const { fitted } = restrictedCubicSpline(counts)
  return fitted === null ? null : calibrationDistances(counts, fitted)
}

function secondOf(list: readonly Row[]) {
  const of = (wanted: number) => {
    const own = list.filter(({ present }) => present === wanted).sort((a, b) => a.p - b.p)
    return { x: Float64Array.from(own, ({ p }) => p), w: Float64Array.from(own, ({ weight }) => weight) }
  }
  return weightedDistances({ present: of(1), absent: of(0) })
}

const near = (found: number, expected: number): void => expect(Math.abs(found - expected)).toBeLessThan(1e-10)
const which = ['ici', 'e50', 'e90', 'emax'] as const

/** Both engines say the same. */
function bothAgree(list: readonly Row[]): Record<(typeof which)[number], number> {
  const [first, second] = [firstOf(list), secondOf(list)]
  if (first === null || second === null || second === 'separated') throw new Error('no curve')
  expect(second.isEither).toBe(false)
  for (const each of which) near(second[each], first[each])
  return second
}

/** n rows at as many places, the condition in a pattern that no curve follows. */
const study = (n: number, weightOf: (i: number) => number, places = n): Row[] =>
  Array.from({ length: n }, (_, i) => ({ p: (0.5 + (i % places)) / places, present: (i * i + i) % 7 < 1 + (5 * (i % places)) / places ? 1 : 0, weight: weightOf(i) }))

describe('second engine of distances of a weighted spline', () => {
  test('TWO-40, WGT-15: equal weights of any scale are weights of 1, where sums meet ranks and where they do not', () => {
    for (const n of [60, 61, 81, 101]) {
      const expected = bothAgree(study(n, () => 1))
      for (const scale of [0.1, 0.7, 3, 1e6 / 3]) {
        const found = bothAgree(study(n, () => scale))
        for (const each of which) near(found[each], expected[each])
      }
    }
  })
  test('TWO-40: weights that differ, ties of both classes, few and many places', () => {
    for (const [n, places] of [[90, 30], [150, 17], [40, 40], [200, 15]] as const) bothAgree(study(n, (i) => 0.3 + ((i * 7) % 11), places))
  })
  test('TWO-40, RCS-1: probabilities of 0 and 1 are kept 1e-10 from the ends, others near them are not', () => {
    for (const end of [0, 1e-10, 1e-9, 1e-4]) {
      const list = study(80, (i) => 1 + (i % 4) / 3)
      bothAgree([...list, ...[0, 1, 1, 0, 1].flatMap((present) => [{ p: end, present, weight: 1 }, { p: 1 - end, present: 1 - present, weight: 2 }])])
    }
  })
  test('TWO-40, RCS-1: fewer than 15 places, knots that coincide and one class have no curve', () => {
    const fewer = (places: number) => Array.from({ length: 20 * places }, (_, i) => ({ p: (0.5 + (i % places)) / places, present: Math.floor(i / places) < 3 + ((i % places) * 14) / places ? 1 : 0, weight: 1 }))
    expect([secondOf(fewer(13)), secondOf(fewer(14))]).toEqual([null, null])
    bothAgree(fewer(15))
    // At place 1 only the first two knots coincide, at 58 only the last two.
    for (const [place, weight] of [[1, 30], [20, 60], [30, 60], [40, 60], [58, 30]] as const) {
      const heavy = study(60, (i) => (i === place ? weight : 1))
      expect([firstOf(heavy), secondOf(heavy)]).toEqual([null, null])
    }
    for (const present of [0, 1]) expect(secondOf(study(60, () => 1).map((row) => ({ ...row, present })))).toBeNull()
  })
  test('TWO-40: classes that come apart are said to', () => {
    const apart = study(60, () => 1).map((row) => ({ ...row, present: row.p > 0.5 ? 1 : 0 }))
    expect([firstOf(apart), secondOf(apart)]).toEqual([null, 'separated'])
  })
})
