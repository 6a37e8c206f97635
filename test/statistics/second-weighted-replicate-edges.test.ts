import { describe, expect, test } from 'vitest'
import {
  type WeighedClasses,
  averagePrecisionByWeight,
  brierByWeight,
  logLossByWeight,
  partialAreaByWeight,
  scaledBrierByWeight,
  sensitivityByWeight,
  specificityByWeight,
} from '../../shared/statistics/weighted-replicate-second.ts'

type Pairs = readonly (readonly [number, number])[]
/** Scores with their weights, of a class each. */
const classes = (present: Pairs, absent: Pairs): WeighedClasses => {
  const of = (list: Pairs) => ({ x: Float64Array.from(list, ([x]) => x), w: Float64Array.from(list, ([, w]) => w) })
  return { present: of(present), absent: of(absent) }
}
const evenly = (scores: readonly number[], weight = 1): Pairs => scores.map((score) => [score, weight] as const)

describe('numbers of replicates of weighted rows, by hand', () => {
  test('TWO-39: a class without weight has none of them, a little weight is enough', () => {
    const some = evenly([0.2, 0.6], 0.01)
    const none = evenly([0.2, 0.6], 0)
    for (const each of [classes(none, some), classes(some, none), classes([], some), classes(some, [])]) {
      expect([partialAreaByWeight(each, 0.5), sensitivityByWeight(each, 0.5), specificityByWeight(each, 0.5)]).toEqual([{ value: null }, { value: null }, { value: null }])
      expect(scaledBrierByWeight(each)).toBeNull()
    }
    expect([averagePrecisionByWeight(classes(none, some)), averagePrecisionByWeight(classes([], some))]).toEqual([null, null])
    expect([brierByWeight(classes(none, none)), logLossByWeight(classes([], []))]).toEqual([null, null])
    // (0.64 + 0.16 + 0.04 + 0.36)/4, against ½ · ½.
    expect(brierByWeight(classes(some, some))).toBeCloseTo(0.3, 14)
    expect(scaledBrierByWeight(classes(some, some))).toBeCloseTo(1 - 0.3 / 0.25, 14)
    expect(averagePrecisionByWeight(classes(some, none))).toBe(1)
  })
  test('TWO-39: scores may be below 0', () => {
    const found = classes(evenly([-3, -1]), evenly([-4, -2]))
    // Precision 1 at −1; two of three at −3.
    expect(averagePrecisionByWeight(found)).toBeCloseTo((1 + 2 / 3) / 2, 14)
    // Of the first half of 1 − specificity the one of −1 has all, the one of −3 nothing: area ¼, (¼ + ¼)/(½ · 1½).
    expect(partialAreaByWeight(found, 0.5).value).toBeCloseTo(2 / 3, 14)
    expect(averagePrecisionByWeight(classes(evenly([-3]), evenly([-2, -1])))).toBeCloseTo(1 / 3, 14)
    expect(sensitivityByWeight(found, 0.75)).toEqual({ value: 0.5 })
    expect(specificityByWeight(found, 0.75)).toEqual({ value: 0.5 })
  })
  test('TWO-39: at a specificity of 1 only what lies beyond everybody without the condition counts; at 0 everything', () => {
    const found = classes(evenly([-5, 1, 2, 7]), evenly([-6, 3, 4]))
    expect(sensitivityByWeight(found, 1)).toEqual({ value: 0.25 })
    expect(sensitivityByWeight(found, 0)).toEqual({ value: 1 })
    // Nobody beyond the highest: no threshold has that specificity.
    expect(sensitivityByWeight(classes(evenly([1, 2]), evenly([3, 4])), 1)).toEqual({ value: null })
  })
  test('TWO-39: tied rows are called together', () => {
    const found = classes(evenly([1, 5, 5, 5]), evenly([1, 2, 5, 5]))
    expect(specificityByWeight(found, 0.3)).toEqual({ value: 0.5 })
    expect(sensitivityByWeight(found, 0.6)).toEqual({ value: null })
    expect(sensitivityByWeight(found, 0.45)).toEqual({ value: 0.75 })
  })
  test('TWO-39: where a sum of weights meets a rate both sides are given; a two-thousandth beside it is not met', () => {
    const five = evenly([1, 2, 3, 4, 5], 0.7)
    const both = ({ value, others = [] }: ReturnType<typeof specificityByWeight>) => [value, ...others].map((each) => each?.toFixed(4)).sort()
    // 4 of 5 with the condition: from 2 on.
    expect(both(specificityByWeight(classes(five, evenly([0, 1.5, 3])), 0.8))).toEqual(['0.3333', '0.6667'])
    expect(specificityByWeight(classes(five, evenly([0, 1.5, 3])), 0.8005)).toEqual({ value: expect.closeTo(1 / 3, 12) })
    expect(specificityByWeight(classes(five, evenly([0, 1.5, 3])), 0.7995)).toEqual({ value: expect.closeTo(2 / 3, 12) })
    expect(both(sensitivityByWeight(classes(evenly([2, 4.5, 6]), five), 0.8))).toEqual(['0.3333', '0.6667'])
    // The highest of all has not the condition: on one side there is no threshold.
    expect(sensitivityByWeight(classes(evenly([2, 4.5]), five), 0.8)).toEqual({ value: 0.5, isEither: true })
  })
  test('TWO-39: a partial area below chance is none, one at chance is either, one a ten-millionth above it is a number', () => {
    const at = (present: Pairs) => partialAreaByWeight(classes(present, evenly([5, 5, 5, 5])), 0.8)
    expect(at([[1, 1]])).toEqual({ value: null, isEither: false })
    expect(at([[5, 1]]).isEither).toBe(true)
    expect(at([[9, 1]])).toEqual({ value: expect.closeTo(1, 14), isEither: false })
    expect(at([[5, 1], [9, 1e-6]])).toEqual({ value: expect.closeTo(0.5, 6), isEither: false })
    expect(at([[1, 1e-6], [5, 1]])).toEqual({ value: null, isEither: false })
  })
  test('TWO-39, LOG-1: a probability of 0 or 1 that was wrong costs ln 2⁵², one that was right nothing', () => {
    const worst = 52 * Math.LN2
    expect(logLossByWeight(classes([[0, 1], [1, 3]], []))).toBeCloseTo(worst / 4, 12)
    expect(logLossByWeight(classes([], [[0, 3], [1, 1]]))).toBeCloseTo(worst / 4, 12)
    // A millionth is not yet kept away from the end.
    expect(logLossByWeight(classes([[1e-9, 1]], [[1 - 1e-9, 1]]))).toBeCloseTo(9 * Math.LN10, 6)
  })
})
