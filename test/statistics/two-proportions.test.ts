import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Measured } from '../../shared/statistics/accuracy.ts'
import {
  agrestiCaffoInterval,
  fisherExactTest,
  independentDifference,
  oddsRatio,
  pooledTest,
  riskRatio,
  waldDifferenceInterval,
} from '../../shared/statistics/independent-comparisons.ts'
import {
  farringtonManningInterval,
  farringtonManningTest,
  miettinenNurminenInterval,
  miettinenNurminenTest,
  newcombeHybridInterval,
  proportionDifference,
  restrictedProportions,
} from '../../shared/statistics/independent-proportions.ts'
import type { Bounds } from '../../shared/statistics/interval.ts'
import {
  chiSquareMcNemar,
  exactMcNemar,
  midPMcNemar,
  newcombePairedInterval,
  pairedDifference,
  tangoInterval,
  tangoTest,
} from '../../shared/statistics/paired-proportions.ts'
import { wilsonInterval } from '../../shared/statistics/proportion.ts'
import { normalQuantile } from '../../shared/statistics/special.ts'

type Row = number | null
type Four = [number, number, number, number]
interface Independent {
  source: string
  counts: Four
  difference: number
  newcombe: Row[]
  miettinenNurminen: Row[]
  farringtonManning: Row[]
  wald: Row[] | null
  agrestiCaffo: Row[]
  pooled: Row[]
  fisher: number
  riskRatio: Row[] | null
  oddsRatio: Row[] | null
  shifted: number[][]
}
interface Paired {
  source: string
  counts: Four
  difference: number
  exact: number
  midP: number
  chiSquare: Row[]
  edwards: Row[]
  newcombe: Row[]
  tango: Row[]
}
const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))
const vector = read('resources/vectors/two-proportions.json') as { independent: Independent[]; paired: Paired[] }
const pairs = [...vector.paired, ...(read('test/vectors/asah/two-by-two.json') as { paired: Paired[] }).paired]

const two = ([x1, n1, x2, n2]: Four) => ({ x1, n1, x2, n2 })
const calls = ([both, firstOnly, secondOnly, neither]: Four) => ({ both, firstOnly, secondOnly, neither })
const agree = (found: Row | undefined, expected: Row | undefined, tolerance = 1e-9) => {
  if (typeof found !== 'number' || typeof expected !== 'number') expect(found ?? null).toBe(expected ?? null)
  else expect(Math.abs(found - expected) / (Math.abs(expected) || 1)).toBeLessThan(tolerance)
}
const agreeBounds = ({ lower, upper }: Bounds, expected: Row[] | null) => {
  agree(lower, expected?.[0])
  agree(upper, expected?.[1])
}
const agreeMeasured = ({ value, bounds }: Measured, expected: Row[] | null) =>
  [value, bounds.lower, bounds.upper].forEach((each, k) => agree(each, expected?.[k]))
const law = { seed: 31, numRuns: 200 }
const size = fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 5_000_000 }))
const group = size.chain((n) => fc.tuple(fc.oneof(fc.integer({ min: 0, max: n }), fc.constantFrom(0, n)), fc.constant(n)))
const groups = fc.tuple(group, group).map(([[x1, n1], [x2, n2]]) => ({ x1, n1, x2, n2 }))
const cell = fc.oneof(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 2_500_000 }))
const paired = fc.record({ both: cell, firstOnly: cell, secondOnly: cell, neither: cell })

describe('two independent proportions', () => {
  test.each(vector.independent.map((row) => [row.source, row] as const))(
    'DIF-1, DIF-2, DIF-3, DIF-4, DIF-5, DIF-6, DIF-7, DIF-8, DIF-9, DIF-10: %s',
    (_, row) => {
      const counts = two(row.counts)
      agree(proportionDifference(counts), row.difference)
      agreeBounds(newcombeHybridInterval(counts, 0.95), row.newcombe)
      agreeBounds(miettinenNurminenInterval(counts, 0.95), row.miettinenNurminen)
      agreeBounds(farringtonManningInterval(counts, 0.95), row.farringtonManning)
      agreeBounds(waldDifferenceInterval(counts, 0.95), row.wald)
      agreeBounds(agrestiCaffoInterval(counts, 0.95), row.agrestiCaffo)
      const { statistic, p } = pooledTest(counts)
      agree(statistic, row.pooled[0])
      agree(p, row.pooled[1])
      agree(fisherExactTest(counts).p, row.fisher)
      agreeMeasured(riskRatio(counts, 0.95), row.riskRatio)
      agreeMeasured(oddsRatio(counts, 0.95), row.oddsRatio)
      for (const [margin = 0, z, p1s, r1, r2, zN, pN] of row.shifted) {
        const fm = farringtonManningTest(counts, -margin, 'greater')
        const mn = miettinenNurminenTest(counts, -margin, 'greater')
        const restricted = restrictedProportions(counts, -margin)
        const found = [fm.statistic, fm.p, restricted.p1, restricted.p2, mn.statistic, mn.p]
        ;[z, p1s, r1, r2, zN, pN].forEach((expected, k) => agree(found[k], expected))
      }
    },
  )
  test('DIF-2: the restricted estimate has the best likelihood of all with that difference', () => {
    const term = (count: number, p: number) => (count === 0 ? 0 : count * Math.log(p))
    fc.assert(
      fc.property(groups, fc.integer({ min: -95, max: 95 }), ({ x1, n1, x2, n2 }, percent) => {
        const delta = percent / 100
        const { p1, p2 } = restrictedProportions({ x1, n1, x2, n2 }, delta)
        expect(Math.abs(p1 - p2 - delta)).toBeLessThan(1e-12)
        const at = (q: number) => term(x1, q + delta) + term(n1 - x1, 1 - q - delta) + term(x2, q) + term(n2 - x2, 1 - q)
        const best = term(x1, p1) + term(n1 - x1, 1 - p1) + term(x2, p2) + term(n2 - x2, 1 - p2)
        const [low, high] = [Math.max(0, -delta), Math.min(1, 1 - delta)]
        for (let k = 1; k < 40; k++) expect(at(low + ((high - low) * k) / 40)).toBeLessThanOrEqual(best + 1e-9 * Math.abs(best) + 1e-9)
      }),
      law,
    )
  })
  test('DIF-1, DIF-4: bounds contain the difference, lie in [−1, 1], mirror when the groups are swapped', () => {
    fc.assert(
      fc.property(groups, fc.constantFrom(0.9, 0.95, 0.99), (counts, level) => {
        const swapped = { x1: counts.x2, n1: counts.n2, x2: counts.x1, n2: counts.n1 }
        const d = proportionDifference(counts) ?? Number.NaN
        for (const interval of [newcombeHybridInterval, miettinenNurminenInterval, farringtonManningInterval]) {
          const { lower, upper } = interval(counts, level)
          const other = interval(swapped, level)
          if (lower === null || other.upper === null) throw new Error('refused')
          expect(-1 <= lower && lower <= d && d <= upper && upper <= 1).toBe(true)
          expect(Math.abs(lower + other.upper)).toBeLessThan(1e-12)
        }
      }),
      law,
    )
  })
  test('DIF-3, DIF-4: the test at a bound of the interval is exactly at its level', () => {
    fc.assert(
      fc.property(groups, (counts) => {
        for (const [interval, score] of [
          [miettinenNurminenInterval, miettinenNurminenTest],
          [farringtonManningInterval, farringtonManningTest],
        ] as const) {
          const { lower } = interval(counts, 0.95)
          if (lower === null || lower === -1) continue
          const at = score(counts, lower, 'greater')
          if (at.p !== null) expect(Math.abs(at.p - 0.025)).toBeLessThan(1e-7)
        }
      }),
      law,
    )
  })
  test('DIF-1, DIF-3, DIF-4, DIF-5, DIF-6, DIF-7, DIF-8, DIF-9, DIF-10: refusals', () => {
    const none = { x1: 0, n1: 0, x2: 1, n2: 2 }
    for (const interval of [newcombeHybridInterval, miettinenNurminenInterval, waldDifferenceInterval, agrestiCaffoInterval]) {
      expect(interval(none, 0.95)).toEqual({ lower: null, upper: null, reason: 'denominator-zero' })
      expect(() => interval({ x1: 3, n1: 2, x2: 0, n2: 1 }, 0.95)).toThrow(RangeError)
    }
    expect(proportionDifference(none)).toBeNull()
    expect(farringtonManningTest(none, 0, 'less')).toMatchObject({ p: null, reason: 'denominator-zero' })
    const sure = { x1: 5, n1: 5, x2: 4, n2: 4 }
    expect(pooledTest(sure)).toEqual({ statistic: null, p: null, reason: 'zero-variance' })
    expect(waldDifferenceInterval(sure, 0.95)).toMatchObject({ reason: 'zero-variance' })
    expect(fisherExactTest(none)).toEqual({ p: null, reason: 'denominator-zero' })
    expect(fisherExactTest(sure)).toEqual({ p: 1 })
    expect(riskRatio({ x1: 1, n1: 2, x2: 0, n2: 2 }, 0.95)).toMatchObject({ value: null, reason: 'zero-cell' })
    expect(riskRatio({ x1: 0, n1: 2, x2: 1, n2: 2 }, 0.95)).toMatchObject({ value: 0, bounds: { reason: 'zero-cell' } })
    expect(oddsRatio(sure, 0.95)).toMatchObject({ value: null, reason: 'zero-cell' })
  })
  test('DIF-9, DIF-10: a cell of 1 is not an empty cell', () => {
    for (const ratio of [riskRatio, oddsRatio]) {
      const { value, bounds } = ratio({ x1: 1, n1: 2, x2: 1, n2: 2 }, 0.95)
      expect(value).toBe(1)
      expect((bounds.lower ?? 0) * (bounds.upper ?? 0)).toBeCloseTo(1, 12)
    }
  })
  test('DIF-8: Fisher’s p stays a probability and does not depend on the order of the groups, also for 10^7', () => {
    fc.assert(
      fc.property(groups, ({ x1, n1, x2, n2 }) => {
        const one = fisherExactTest({ x1, n1, x2, n2 }).p ?? Number.NaN
        expect(one >= 0 && one <= 1).toBe(true)
        expect(Math.abs(one - (fisherExactTest({ x1: x2, n1: n2, x2: x1, n2: n1 }).p ?? 0))).toBeLessThan(1e-9)
      }),
      { seed: 32, numRuns: 60 },
    )
  })
  test('DIF-11: independent estimates: variances add; nothing varies: refused', () => {
    const found = independentDifference({ value: 0.8, standardError: 0.03 }, { value: 0.7, standardError: 0.04 }, 0.95)
    expect(found.standardError).toBeCloseTo(0.05, 15)
    expect(found.z).toBeCloseTo(2, 12)
    expect(found.p).toBeCloseTo(0.04550026389635842, 12)
    expect(found.bounds.lower).toBeCloseTo(0.1 - 0.05 * normalQuantile(0.975), 14)
    const still = { value: 1, standardError: 0 }
    expect(independentDifference(still, still, 0.95)).toMatchObject({ p: null, bounds: { reason: 'zero-variance' } })
  })
})

describe('two paired proportions', () => {
  test.each(pairs.map((row) => [row.source, row] as const))(
    'PAIR-1, PAIR-2, PAIR-3, PAIR-5, PAIR-6: %s',
    (_, row) => {
      const counts = calls(row.counts)
      agree(pairedDifference(counts), row.difference)
      agree(exactMcNemar(counts).p, row.exact)
      agree(midPMcNemar(counts).p, row.midP)
      const [plain, corrected] = [chiSquareMcNemar(counts, 'none'), chiSquareMcNemar(counts, 'edwards')]
      agree(plain.statistic, row.chiSquare[0])
      agree(plain.p, row.chiSquare[1])
      agree(corrected.statistic, row.edwards[0])
      agree(corrected.p, row.edwards[1])
      agreeBounds(newcombePairedInterval(counts, 0.95), row.newcombe)
      agreeBounds(tangoInterval(counts, 0.95), row.tango)
    },
  )
  test('PAIR-1, PAIR-3: McNemar of 86 and 150 as R prints it', () => {
    const counts = { both: 794, firstOnly: 86, secondOnly: 150, neither: 570 }
    expect(exactMcNemar(counts).p).toBeCloseTo(3.71593614e-5, 13)
    expect(chiSquareMcNemar(counts, 'none').statistic).toBeCloseTo(17.355932, 6)
  })
  test('PAIR-4: at 0 the statistic is McNemar’s, at a bound of the interval the test is at its level', () => {
    fc.assert(
      fc.property(paired, (counts) => {
        const at0 = tangoTest(counts, 0, 'greater')
        const chi = chiSquareMcNemar(counts, 'none')
        if (at0.statistic !== null) agree(at0.statistic * at0.statistic, chi.statistic)
        const { lower, upper } = tangoInterval(counts, 0.95)
        if (lower !== null && lower > -1) {
          const { p } = tangoTest(counts, lower, 'greater')
          if (p !== null) expect(Math.abs(p - 0.025)).toBeLessThan(1e-7)
        }
        if (upper !== null && upper < 1) {
          const { p } = tangoTest(counts, upper, 'less')
          if (p !== null) expect(Math.abs(p - 0.025)).toBeLessThan(1e-7)
        }
      }),
      law,
    )
  })
  test('PAIR-5, PAIR-6: bounds contain the difference, lie in [−1, 1], mirror when the two are swapped', () => {
    fc.assert(
      fc.property(paired, fc.constantFrom(0.9, 0.95, 0.99), (counts, level) => {
        const d = pairedDifference(counts)
        if (d === null) return
        const swapped = { ...counts, firstOnly: counts.secondOnly, secondOnly: counts.firstOnly }
        for (const interval of [tangoInterval, newcombePairedInterval]) {
          const { lower, upper } = interval(counts, level)
          const other = interval(swapped, level)
          if (lower === null || other.upper === null) throw new Error('refused')
          expect(-1 <= lower && lower <= d + 1e-15 && d - 1e-15 <= upper && upper <= 1).toBe(true)
          expect(Math.abs(lower + other.upper)).toBeLessThan(1e-12)
        }
      }),
      law,
    )
  })
  test('PAIR-6: with φ = 0 it is the interval of independent groups', () => {
    const { lower, upper } = newcombePairedInterval({ both: 6, firstOnly: 4, secondOnly: 3, neither: 2 }, 0.95)
    expect(Math.abs((lower ?? 9) - (newcombeHybridInterval({ x1: 10, n1: 15, x2: 9, n2: 15 }, 0.95).lower ?? 0))).toBeLessThan(1e-15)
    expect((upper ?? 0) - (lower ?? 0)).toBeGreaterThan((wilsonInterval(10, 15, 0.95).upper ?? 0) - 2 / 3)
  })
  test('PAIR-1, PAIR-2: p values are probabilities, mid-p not above exact; ends', () => {
    fc.assert(
      fc.property(paired, (counts) => {
        const [exact, mid] = [exactMcNemar(counts).p, midPMcNemar(counts).p]
        if (exact === null || mid === null) return
        expect(0 <= mid && mid <= exact * (1 + 1e-12) && exact <= 1).toBe(true)
      }),
      law,
    )
    expect(midPMcNemar({ both: 1, firstOnly: 1, secondOnly: 1, neither: 1 }).p).toBeCloseTo(0.75, 14)
    expect(exactMcNemar({ both: 1, firstOnly: 1, secondOnly: 1, neither: 1 }).p).toBe(1)
  })
  test('PAIR-1, PAIR-2, PAIR-3, PAIR-4, PAIR-5, PAIR-6: refusals', () => {
    const none = { both: 0, firstOnly: 0, secondOnly: 0, neither: 0 }
    const same = { both: 20, firstOnly: 0, secondOnly: 0, neither: 30 }
    expect([exactMcNemar(none), midPMcNemar(none)]).toEqual([1, 2].map(() => ({ p: null, reason: 'no-examinations' })))
    expect(chiSquareMcNemar(same, 'none')).toEqual({ statistic: null, p: null, reason: 'no-discordant-pairs' })
    expect(tangoTest(same, 0, 'greater')).toMatchObject({ p: null, reason: 'no-discordant-pairs' })
    expect(tangoTest(same, -0.05, 'greater').statistic).toBeGreaterThan(0)
    for (const interval of [tangoInterval, newcombePairedInterval]) {
      expect(interval(none, 0.95)).toMatchObject({ lower: null, reason: 'no-examinations' })
      expect(() => interval({ ...same, both: -1 }, 0.95)).toThrow(RangeError)
    }
    expect(chiSquareMcNemar({ both: 0, firstOnly: 2, secondOnly: 2, neither: 0 }, 'edwards').statistic).toBe(0)
  })
})
