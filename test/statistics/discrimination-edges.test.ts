import { describe, expect, test } from 'vitest'
import { delong, delongInterval } from '../../shared/statistics/auc.ts'
import { logitDelongInterval } from '../../shared/statistics/auc-intervals.ts'
import { mergedDelong } from '../../shared/statistics/auc-merged.ts'
import { averagePrecision } from '../../shared/statistics/average-precision.ts'
import { areaDifferenceInterval, pairedDelong } from '../../shared/statistics/delong-paired.ts'
import { unpairedDelong } from '../../shared/statistics/delong-unpaired.ts'
import { sensitivityAtSpecificity, specificityAtSensitivity, youdenCutOffs } from '../../shared/statistics/operating-points.ts'
import { partialAreaOverSensitivity, partialAreaOverSpecificity } from '../../shared/statistics/partial-auc.ts'
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

describe('parts of the curve', () => {
  const data = counts([1, 2, 3, 3, 4, 5, 6, 6, 7, 4, 9, 8], [0, 0, 1, 0, 1, 0, 0, 1, 1, 0, 1, 1])
  test('PAUC-1, PAUC-2: ranges that end on neither side of the curve (R pROC 1.18, partial.auc.correct)', () => {
    for (const [from, to, overSpecificity, overSensitivity] of [
      [0.5, 0.8, [0.2138888888888889, 0.7792022792022792], [0.2327777777777778, 0.8276353276353277]],
      [0.3, 0.9, [0.4644444444444445, 0.8117283950617283], [0.4811111111111111, 0.8348765432098764]],
      [0.6, 1, [0.255, 0.7734375], [0.2244444444444444, 0.7256944444444444]],
    ] as const) {
      const [a, b] = [partialAreaOverSpecificity(data, up, { from, to }), partialAreaOverSensitivity(data, up, { from, to })]
      if (a.area === null || b.area === null) throw new Error('refused')
      expect([a.area, a.standardised, b.area, b.standardised].map((x) => x?.toFixed(13))).toEqual([...overSpecificity, ...overSensitivity].map((x) => x.toFixed(13)))
    }
  })
  test('PAUC-1: a range lies within 0 and 1, classes of one are enough, and chance is one half', () => {
    for (const [from, to] of [[-0.1, 0.5], [0.5, 1.1], [0.5, 0.5], [0.6, 0.5]] as const) {
      expect(() => partialAreaOverSpecificity(data, up, { from, to })).toThrow(RangeError)
    }
    for (const y of [0, 1]) expect(partialAreaOverSpecificity(counts([1, 2], [y, y]), up, { from: 0, to: 1 })).toEqual({ area: null, reason: 'one-class' })
    expect(partialAreaOverSpecificity(counts([1, 2], [0, 1]), up, { from: 0, to: 1 })).toEqual({ area: 1, standardised: 1 })
    expect(partialAreaOverSpecificity(counts([2, 2], [0, 1]), up, { from: 0, to: 1 })).toEqual({ area: 0.5, standardised: 0.5 })
  })
  test('OPT-1, OPT-2: one of each class is enough; one class alone is said to be that', () => {
    const point = { threshold: 2, tp: 1, fp: 0, sensitivity: 1, specificity: 1 }
    for (const found of [youdenCutOffs, sensitivityAtSpecificity, specificityAtSensitivity].map((best) => best(counts([1, 2], [0, 1]), up, 0.9))) {
      expect(found).toEqual({ value: 1, points: [point] })
    }
    for (const y of [0, 1]) {
      for (const found of [youdenCutOffs, sensitivityAtSpecificity, specificityAtSensitivity].map((best) => best(counts([1, 2], [y, y]), up, 0.9))) {
        expect(found).toEqual({ value: null, reason: 'one-class' })
      }
    }
  })
  test('OPT-2: the specificity at a point counts the false positives against all without the condition', () => {
    const found = specificityAtSensitivity(data, up, 0.8)
    expect(found).toEqual({ value: 3 / 6, points: [{ threshold: 4, tp: 5, fp: 3, sensitivity: 5 / 6, specificity: 3 / 6 }] })
  })
  test('AVP-1: a score that nobody drawn has, as in a bootstrap replicate, is no step and no number that is none', () => {
    const drawn = { scores: Float64Array.of(1, 2, 3), present: Uint32Array.of(1, 0, 0), absent: Uint32Array.of(1, 1, 0), nPresent: 1, nAbsent: 2 }
    expect([averagePrecision(drawn, up), averagePrecision(drawn, 'lower-is-positive')]).toEqual([1 / 3, 1 / 2])
  })
})
