import { describe, expect, test } from 'vitest'
import { calibrationIntercept, calibrationSlope, jointRecalibration, logitsOf, rememberLogits } from '../../shared/statistics/calibration.ts'
import { ln, logistic, logit } from '../../shared/statistics/elementary.ts'
import { orderScores, scoreCounts } from '../../shared/statistics/score-counts.ts'

const countsOf = (p: readonly number[], y: readonly number[]) => scoreCounts(Float64Array.from(p), Uint8Array.from(y))
/** Longer than any list before, however often the tests run. */
let longest = 60_000

describe('logits of an order', () => {
  test('CAL-1: are computed once for all that is counted over it, or taken from who has them', () => {
    const order = orderScores(Float64Array.of(0.5, 0.25, 0, 1))
    const known = logitsOf(order)
    expect([...known]).toEqual([1e-10, 0.25, 0.5, 1 - 1e-10].map(logit))
    expect(logitsOf(order)).toBe(known)
    const other = orderScores(Float64Array.of(0.5, 0.25))
    const given = Float64Array.of(-1, 0)
    rememberLogits(other, given)
    expect(logitsOf(other)).toBe(given)
  })
  test('CAL-2: a list longer than any before has room as well', () => {
    // Scores and outcomes are the same turned round, so that the intercept is 0; but for the last, which makes it the log odds.
    const n = 2 * ++longest
    const counts = { scores: new Float64Array(n).fill(0.5), present: new Uint32Array(n), absent: new Uint32Array(n), nPresent: 4, nAbsent: 2 }
    counts.present[0] = 1
    counts.absent[0] = 2
    counts.present[n - 1] = 3
    expect(calibrationIntercept(counts).value).toBeCloseTo(ln(2), 12)
  })
})

describe('classes that do not overlap', () => {
  // On either side of a half and across it, so that neither end is 0 on the logit scale.
  const below = [-3, -2.5, -2].map(logistic)
  const across = [-1, 0.5, 1].map(logistic)
  const above = [2, 3].map(logistic)
  test.each([
    { low: below, high: across }, { low: across, high: above }, { low: below, high: above }, { low: [...below, ...across], high: above },
  ])('CAL-4: are separated wherever they lie, whichever is above (#%#)', ({ low, high }) => {
    const p = [...low, ...high]
    for (const lower of [0, 1]) expect(calibrationSlope(countsOf(p, p.map((_, i) => (i < low.length ? lower : 1 - lower))))).toEqual({ value: null, reason: 'perfect-separation' })
  })
  test.each([{ scores: below }, { scores: across }, { scores: above }])('CAL-4: one class around the other is no separation (#%#)', ({ scores }) => {
    const [low = 0, high = 1] = [scores[0], scores.at(-1)]
    const inside = [0.4, 0.6].map((share) => low + share * (high - low))
    for (const outer of [0, 1]) expect(calibrationSlope(countsOf([low, ...inside, high], [outer, 1 - outer, 1 - outer, outer])).value).not.toBe(null)
  })
})

describe('classes that overlap in the last digits only', () => {
  test.each([
    { p: [0.3333223308436573, 0.8430769161786884, 0.33332233084365726, 0.33332233084365726, 0.8915343035478145], y: [0, 1, 1, 0, 1] },
    { p: [0.49999999999999967, 0.5, 4.594701508608457e-8], y: [0, 1, 1] },
  ])('CAL-4: no slope where rounding leaves no information on the way, or no step (#%#)', ({ p, y }) => {
    expect(calibrationSlope(countsOf(p, y))).toEqual({ value: null, reason: 'no-convergence' })
  })
})

describe('a last step that is more than rounding', () => {
  test('CAL-8: is taken: intercept and slope of 16,500 scores to 1e-12', () => {
    // As in test/vectors/make-many-scores.py, in extended precision. Steps of 1e-11 are the last here.
    const u = Float64Array.from({ length: 16_500 }, (_, i) => (((i + 1) * 7919) % 17_011) / 17_011)
    const y = Uint8Array.from(u, (p, i) => Number((((i + 1) * 104_729) % 65_537) / 65_537 < 0.05 + 0.3 * p * p))
    const counts = scoreCounts(u.map((p) => p * 0.1), y)
    const joint = jointRecalibration(counts)
    expect(Math.abs((joint.intercept ?? 0) / 0.9677086225435483 - 1)).toBeLessThan(1e-12)
    expect(Math.abs((joint.slope ?? 0) / 0.90057902149639 - 1)).toBeLessThan(1e-12)
    const [intercept, slope] = [calibrationIntercept(counts), calibrationSlope(counts)]
    if (intercept.value === null || slope.value === null) throw new Error('no fit')
    expect(Math.abs(intercept.value / 1.247420337061421 - 1)).toBeLessThan(1e-12)
    expect(Math.abs(intercept.standardError / 0.022394493479300278 - 1)).toBeLessThan(1e-9)
    expect(Math.abs(slope.standardError / 0.0376777808975593 - 1)).toBeLessThan(1e-9)
  })
})
