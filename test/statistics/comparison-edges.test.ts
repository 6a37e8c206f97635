import { describe, expect, test } from 'vitest'
import { balancedAccuracy, youdenIndex } from '../../shared/statistics/accuracy.ts'
import { hosmerLemeshow } from '../../shared/statistics/hosmer-lemeshow.ts'
import {
  agrestiCaffoInterval, fisherExactTest, independentDifference, oddsRatio, riskRatio,
} from '../../shared/statistics/independent-comparisons.ts'
import {
  farringtonManningInterval, miettinenNurminenInterval, newcombeHybridInterval, proportionDifference, restrictedProportions,
  scoreDifferenceTest,
} from '../../shared/statistics/independent-proportions.ts'
import { netBenefit } from '../../shared/statistics/net-benefit.ts'
import { specificityAtSensitivity, youdenCutOffs } from '../../shared/statistics/operating-points.ts'
import {
  chiSquareMcNemar, exactMcNemar, midPMcNemar, newcombePairedInterval, pairedDifference, tangoInterval, tangoTest,
} from '../../shared/statistics/paired-proportions.ts'
import { scoreCounts } from '../../shared/statistics/score-counts.ts'

describe('groups without anybody and empty cells', () => {
  const empty = [{ x1: 0, n1: 0, x2: 1, n2: 3 }, { x1: 1, n1: 3, x2: 0, n2: 0 }] as const
  test('DIF-1, DIF-6, DIF-8, DIF-9, DIF-10: an empty group on either side is refused', () => {
    for (const counts of empty) {
      expect(newcombeHybridInterval(counts, 0.95)).toMatchObject({ lower: null, reason: 'denominator-zero' })
      expect(agrestiCaffoInterval(counts, 0.95)).toMatchObject({ lower: null, reason: 'denominator-zero' })
      expect(fisherExactTest(counts)).toEqual({ p: null, reason: 'denominator-zero' })
      for (const ratio of [riskRatio, oddsRatio]) {
        expect(ratio(counts, 0.95)).toMatchObject({ value: null, bounds: { reason: 'denominator-zero' } })
      }
    }
  })
  test('DIF-10: any of the four cells empty is refused', () => {
    for (const [x1, x2] of [[0, 1], [3, 1], [1, 0], [1, 3]] as const) {
      expect(oddsRatio({ x1, n1: 3, x2, n2: 3 }, 0.95)).toMatchObject({ value: null, bounds: { reason: 'zero-cell' } })
    }
  })
  test('DIF-4: none at all and all of both mirror each other, in groups of different size', () => {
    for (const interval of [farringtonManningInterval, miettinenNurminenInterval]) {
      const none = interval({ x1: 0, n1: 10, x2: 0, n2: 25 }, 0.95)
      const all = interval({ x1: 10, n1: 10, x2: 25, n2: 25 }, 0.95)
      if (none.lower === null || all.lower === null) throw new Error('refused')
      expect(all.lower).toBeCloseTo(-none.upper, 12)
      expect(all.upper).toBeCloseTo(-none.lower, 12)
    }
    // Whoever all of one group but none of the other has: no closed form.
    const apart = farringtonManningInterval({ x1: 10, n1: 10, x2: 0, n2: 25 }, 0.95)
    expect(apart).toMatchObject({ upper: 1 })
    expect(apart.lower).toBeGreaterThan(0.5)
  })
  test('DIF-1, DIF-3, DIF-4: without anybody on either side there is no difference, test or interval', () => {
    for (const counts of empty) {
      expect(proportionDifference(counts)).toBeNull()
      expect(scoreDifferenceTest(counts, 0.1, 'greater', 'farrington-manning')).toMatchObject({ p: null, reason: 'denominator-zero' })
      expect(farringtonManningInterval(counts, 0.95)).toMatchObject({ lower: null, reason: 'denominator-zero' })
    }
  })
  test('DIF-2: a difference of ±1 leaves no choice', () => {
    expect(restrictedProportions({ x1: 3, n1: 9, x2: 2, n2: 7 }, 1)).toEqual({ p1: 1, p2: 0 })
    expect(restrictedProportions({ x1: 3, n1: 9, x2: 2, n2: 7 }, -1)).toEqual({ p1: 0, p2: 1 })
  })
  test('DIF-5, DIF-6: intervals by the normal approximation are cut at both ends', () => {
    // 2/3 − 1/3 ± 1.96 √(2 · 2/27) is beyond 1.
    expect(agrestiCaffoInterval({ x1: 1, n1: 1, x2: 0, n2: 1 }, 0.95).upper).toBe(1)
    expect(agrestiCaffoInterval({ x1: 0, n1: 1, x2: 1, n2: 1 }, 0.95).lower).toBe(-1)
  })
})

describe('calls on the same examinations', () => {
  test('PAIR-4: nobody is called by the second only, and the restricted estimate of that is exactly 0', () => {
    // q solves 6 q² + 0 q − 0 = 0, so the variance is that of delta alone: (2 − 1.5)/√(3 · ¼).
    const found = tangoTest({ both: 1, firstOnly: 2, secondOnly: 0, neither: 0 }, 0.5, 'greater')
    expect(found.statistic).toBeCloseTo(1 / Math.sqrt(3), 14)
  })
  test('PAIR-6: φ is lessened by n/2 as soon as its numerator is positive, and not below 0 (mpmath, 30 digits)', () => {
    // a d − b c = 1, less than n/2: no correlation is used.
    const found = newcombePairedInterval({ both: 1, firstOnly: 0, secondOnly: 5, neither: 1 }, 0.95)
    expect(found.lower).toBeCloseTo(-0.879999750171173794, 14)
    expect(found.upper).toBeCloseTo(-0.190643887805348559, 14)
    const usual = newcombePairedInterval({ both: 9, firstOnly: 2, secondOnly: 1, neither: 8 }, 0.95)
    expect(usual.lower).toBeCloseTo(-0.132161643496809435, 14)
    expect(usual.upper).toBeCloseTo(0.22505012871282023408, 14)
  })
  test('PAIR-1, PAIR-2, PAIR-3, PAIR-4, PAIR-5, PAIR-6: nobody is refused as nobody; one examination is somebody', () => {
    const nobody = { both: 0, firstOnly: 0, secondOnly: 0, neither: 0 }
    const refused = { reason: 'no-examinations' }
    expect(pairedDifference(nobody)).toBeNull()
    expect([exactMcNemar(nobody), midPMcNemar(nobody), chiSquareMcNemar(nobody, 'none'), tangoTest(nobody, 0.1, 'greater')]).toMatchObject(new Array(4).fill(refused))
    expect([tangoInterval(nobody, 0.95), newcombePairedInterval(nobody, 0.95)]).toMatchObject([refused, refused])
    const one = { ...nobody, firstOnly: 1 }
    expect(pairedDifference(one)).toBe(1)
    expect(exactMcNemar(one)).toEqual({ p: expect.closeTo(1, 13) })
    expect(midPMcNemar(one)).toEqual({ p: expect.closeTo(0.5, 13) })
    expect(chiSquareMcNemar(one, 'none')).toMatchObject({ statistic: expect.closeTo(1, 13), p: expect.closeTo(0.31731050786291415, 14) })
    expect(tangoTest(one, 0, 'greater')).toMatchObject({ statistic: expect.closeTo(1, 13) })
    for (const interval of [tangoInterval, newcombePairedInterval]) expect(interval(one, 0.95)).toMatchObject({ lower: expect.any(Number) })
  })
})

describe('independent differences', () => {
  test('DIF-11: interval and p in both directions', () => {
    // 0.1 ± 1.959963984540054 · 0.05; p = 2 (1 − Φ(2)).
    const found = independentDifference({ value: 0.8, standardError: 0.03 }, { value: 0.7, standardError: 0.04 }, 0.95)
    expect(found.z).toBeCloseTo(2, 12)
    expect(found.p).toBeCloseTo(0.04550026389635842, 14)
    expect(found.bounds.lower).toBeCloseTo(0.1 - 0.0979981992270027, 13)
    expect(found.bounds.upper).toBeCloseTo(0.1 + 0.0979981992270027, 13)
    const turned = independentDifference({ value: 0.7, standardError: 0.04 }, { value: 0.8, standardError: 0.03 }, 0.95)
    expect(turned.p).toBe(found.p)
  })
})

describe('net benefit and Hosmer-Lemeshow at their limits', () => {
  const counts = { tp: 3, fp: 2, present: 5, absent: 10 }
  test('NET-1: thresholds lie within (0, 1); treating nobody is worth 0', () => {
    for (const threshold of [0, 1, -0.1, 1.1]) expect(() => netBenefit(threshold, counts)).toThrow(RangeError)
    expect(netBenefit(0.25, counts).treatNone).toBe(0)
  })
  test('NET-2: a prevalence needs the rates it weighs, and lies within [0, 1]', () => {
    for (const prevalence of [-0.1, 1.5]) expect(() => netBenefit(0.25, counts, prevalence)).toThrow(RangeError)
    const without = [{ ...counts, tp: 0, present: 0 }, { ...counts, fp: 0, absent: 0 }]
    for (const each of without) expect(() => netBenefit(0.25, each, 0.3)).toThrow(RangeError)
    expect(netBenefit(0.25, { ...counts, tp: 0, present: 0 }, 0)).toMatchObject({ netBenefit: expect.closeTo(-0.2 / 3, 14), standardised: null })
    expect(netBenefit(0.25, { ...counts, fp: 0, absent: 0 }, 1)).toMatchObject({ netBenefit: 0.6, standardised: 0.6 })
  })
  test('HOS-1: no group is refused; two leave nothing for the data a model was fitted on, three leave one', () => {
    const bin = { n: 10, events: 4, meanPredicted: 0.5, observed: 0.4 }
    expect(hosmerLemeshow([])).toEqual({ statistic: null, reason: 'no-examinations' })
    expect(hosmerLemeshow([bin, bin])).toMatchObject({ external: { degreesOfFreedom: 2 }, development: null })
    expect(hosmerLemeshow([bin, bin, bin])).toMatchObject({ development: { degreesOfFreedom: 1 } })
  })
})

describe('one table and one score', () => {
  test('ACC-3: both bounds of balanced accuracy are those of J, moved and halved', () => {
    const table = { tp: 26, fp: 14, fn: 15, tn: 58 }
    const [balanced, j] = [balancedAccuracy(table, 0.95).bounds, youdenIndex(table, 0.95).bounds]
    if (balanced.lower === null || j.lower === null) throw new Error('refused')
    expect(2 * balanced.lower - 1).toBeCloseTo(j.lower, 14)
    expect(2 * balanced.upper - 1).toBeCloseTo(j.upper, 14)
  })
  test('OPT-1: the rates at the best cut-off are fractions of all with and of all without the condition', () => {
    const counts = scoreCounts(Float64Array.of(1, 2, 3, 4, 5, 6, 7), Uint8Array.of(0, 0, 1, 0, 1, 1, 1))
    const found = youdenCutOffs(counts, 'higher-is-positive')
    if (found.value === null) throw new Error('refused')
    expect(found.points).toEqual([
      { threshold: 5, tp: 3, fp: 0, sensitivity: 3 / 4, specificity: 1 },
    ])
  })
  test('OPT-2: one class on either side has no specificity at a sensitivity', () => {
    for (const y of [0, 1]) {
      const counts = scoreCounts(Float64Array.of(1, 2), Uint8Array.of(y, y))
      expect(specificityAtSensitivity(counts, 'higher-is-positive', 0.5)).toMatchObject({ value: null, reason: 'one-class' })
    }
  })
})
