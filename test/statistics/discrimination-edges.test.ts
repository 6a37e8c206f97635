import { describe, expect, test } from 'vitest'
import { delong, delongInterval } from '../../shared/statistics/auc.ts'
import { logitDelongInterval } from '../../shared/statistics/auc-intervals.ts'
import { mergedDelong } from '../../shared/statistics/auc-merged.ts'
import { areaDifferenceInterval, pairedDelong } from '../../shared/statistics/delong-paired.ts'
import { unpairedDelong } from '../../shared/statistics/delong-unpaired.ts'
import { rocCurve } from '../../shared/statistics/roc.ts'
import { orderScores, scoreCounts } from '../../shared/statistics/score-counts.ts'

const up = 'higher-is-positive'
const counts = (scores: readonly number[], present: readonly number[]) => scoreCounts(Float64Array.from(scores), Uint8Array.from(present))
const ordered = (...scores: readonly number[]) => ({ order: orderScores(Float64Array.from(scores)), direction: up }) as const

describe('an area that has no interval says why', () => {
  test('AUC-1, AUC-2: one empty class has no area, one member has no variance', () => {
    expect(delong(counts([1, 2], [1, 1]), up)).toEqual({ value: null, variance: null })
    expect(delong(counts([1, 2], [0, 0]), up)).toEqual({ value: null, variance: null })
    for (const one of [[0, 1, 1], [1, 0, 0]]) {
      expect(delong(counts([1, 2, 3], one), up).variance).toBeNull()
      expect(mergedDelong(Float64Array.of(1, 2, 3), Uint8Array.from(one), up).variance).toBeNull()
    }
  })
  test('AUC-3, AUC-4: 0 is a boundary as 1 is', () => {
    for (const value of [0, 1]) {
      expect(delongInterval({ value, variance: 0 }, 0.95)).toMatchObject({ reason: 'two-sided-interval-at-boundary' })
      expect(logitDelongInterval({ value, variance: 0 }, 0.95)).toMatchObject({ reason: 'two-sided-interval-at-boundary' })
    }
  })
  test('AREA-1: one member of either class has no paired variance', () => {
    for (const present of [[1, 0, 0, 0], [0, 1, 1, 1]]) {
      expect(pairedDelong(ordered(2, 1, 4, 3), ordered(1, 2, 3, 4), Uint8Array.from(present))).toEqual({ difference: null, reason: 'denominator-zero' })
    }
  })
  test('AREA-2: a difference is cut at both ends of its scale', () => {
    const areas = { first: 1, second: 0.02, difference: 0.98, covariance: 0, standardError: 0.02 }
    expect(areaDifferenceInterval(areas, 0.95)).toEqual({ lower: expect.closeTo(0.98 - 0.02 * 1.959963984540054, 14), upper: 1 })
    expect(areaDifferenceInterval({ ...areas, difference: -0.98 }, 0.95)).toEqual({ lower: -1, upper: expect.closeTo(-0.98 + 0.02 * 1.959963984540054, 14) })
  })
  test('AREA-4: an upper bound above 0, and both cuts (R 4.2, qt and pt with Satterthwaite’s degrees of freedom)', () => {
    expect(unpairedDelong({ value: 0.9, variance: 0.0025, n: 30 }, { value: 0.8, variance: 0.0036, n: 40 }, 0.95)).toMatchObject({
      degreesOfFreedom: expect.closeTo(67.92315886311914, 11),
      pValue: expect.closeTo(0.20477070456231444, 12),
      lower: expect.closeTo(-0.0558542983124807, 12),
      upper: expect.closeTo(0.2558542983124807, 12),
    })
    const [high, low] = [{ value: 0.99, variance: 0.01, n: 5 }, { value: 0.01, variance: 0.01, n: 5 }]
    expect([unpairedDelong(high, low, 0.95), unpairedDelong(low, high, 0.95)]).toMatchObject([{ upper: 1 }, { lower: -1 }])
  })
})

describe('a curve thinned for drawing', () => {
  const twenty = Array.from({ length: 20 }, (_, i) => i + 1)
  const sixPresent = twenty.map((score) => Number([3, 9, 14, 17, 18, 20].includes(score)))

  test('ROC-2: of twenty distinct scores every fifth row is kept when five points are allowed', () => {
    expect(rocCurve(counts(twenty, sixPresent), up, 5)).toEqual({
      thresholds: [null, 16, 11, 6, 1],
      sensitivity: [0, 3 / 6, 4 / 6, 5 / 6, 1],
      falsePositiveRate: [0, 2 / 14, 6 / 14, 10 / 14, 1],
    })
    // From the other end, and with steps of 20/3 rows: the first row beyond 6⅔ and 13⅓.
    expect(rocCurve(counts(twenty, sixPresent), 'lower-is-positive', 4)?.thresholds).toEqual([null, 7, 14, 20])
  })
  test('ROC-2: as many distinct scores as points are one too many with (0, 0); one fewer is drawn whole', () => {
    expect(rocCurve(counts(twenty.slice(0, 5), sixPresent.slice(0, 5)), up, 5)?.thresholds).toEqual([null, 4, 3, 2, 1])
    expect(rocCurve(counts(twenty.slice(0, 4), sixPresent.slice(0, 4)), up, 5)?.thresholds).toEqual([null, 4, 3, 2, 1])
  })
  test('ROC-2: few distinct scores are all kept, however unequally the rows lie', () => {
    const scores = [3, 2, ...new Array<number>(18).fill(1)]
    expect(rocCurve(counts(scores, scores.map((score) => Number(score === 2))), up, 5)?.thresholds).toEqual([null, 3, 2, 1])
  })
})
