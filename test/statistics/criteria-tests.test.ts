import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exactBinomialTest, normalShiftTest } from '../../shared/statistics/criteria-tests.ts'
import type { PValue } from '../../shared/statistics/multiplicity.ts'
import { benjaminiHochbergAdjusted, fixedSequenceAdjusted, holmAdjusted } from '../../shared/statistics/multiplicity.ts'
import { clopperPearsonInterval } from '../../shared/statistics/proportion.ts'
import { binomialLowerTailBySums, binomialUpperTailBySums } from '../../shared/statistics/proportion-second.ts'

const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))
const criteria = read('resources/vectors/criteria.json') as {
  binomial: [number, number, number, 'greater' | 'less', number][]
  multiplicity: { p: number[]; holm: number[]; benjaminiHochberg: number[] }[]
}
const shifts = ['resources/vectors/two-proportions.json', 'test/vectors/asah/two-by-two.json'].flatMap(
  (path) => (read(path) as { shifts: number[][] }).shifts,
)
const relative = (found: number | null | undefined, expected: number | undefined) =>
  Math.abs((found ?? Number.NaN) - (expected ?? Number.NaN)) / (Math.abs(expected ?? 0) || 1)
const chance = fc.double({ min: 0, max: 1, noNaN: true })
const law = { seed: 41, numRuns: 300 }

describe('tests of criteria', () => {
  test.each(criteria.binomial)('CRI-1: %d of %d against %d, %s', (x, n, goal, alternative, expected) => {
    expect(relative(exactBinomialTest(x, n, goal, alternative).p, expected)).toBeLessThan(1e-12)
  })
  test('CRI-1, TWO-1: two independent tails agree to 1e-9, up to n = 10^7', () => {
    const some = fc.integer({ min: 1, max: 10_000_000 }).chain((n) =>
      fc.tuple(fc.double({ min: 0.001, max: 0.999, noNaN: true }), fc.double({ min: -4, max: 4, noNaN: true }), fc.constant(n)),
    )
    fc.assert(
      fc.property(some, ([goal, sd, n]) => {
        const x = Math.min(n, Math.max(0, Math.round(n * goal + sd * Math.sqrt(n * goal * (1 - goal)))))
        expect(relative(exactBinomialTest(x, n, goal, 'greater').p, binomialUpperTailBySums(x, n, goal))).toBeLessThan(1e-9)
        expect(relative(exactBinomialTest(x, n, goal, 'less').p, binomialLowerTailBySums(x, n, goal))).toBeLessThan(1e-9)
      }),
      { seed: 42, numRuns: 100 },
    )
  })
  test('CRI-1: rejects exactly when the Clopper-Pearson bound excludes the goal', () => {
    const xn = fc.integer({ min: 1, max: 500 }).chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)))
    fc.assert(
      fc.property(xn, fc.double({ min: 0.01, max: 0.99, noNaN: true }), ([x, n], goal) => {
        const { lower, upper } = clopperPearsonInterval(x, n, 0.95)
        if (lower === null) throw new Error('refused')
        if (Math.abs(lower - goal) < 1e-9 || Math.abs(upper - goal) < 1e-9) return
        expect((exactBinomialTest(x, n, goal, 'greater').p ?? 1) <= 0.025).toBe(lower > goal)
        expect((exactBinomialTest(x, n, goal, 'less').p ?? 1) <= 0.025).toBe(upper < goal)
      }),
      law,
    )
  })
  test('CRI-1: refusals', () => {
    expect(exactBinomialTest(0, 0, 0.5, 'greater')).toEqual({ p: null, reason: 'denominator-zero' })
    for (const goal of [0, 1, Number.NaN]) expect(() => exactBinomialTest(1, 2, goal, 'less')).toThrow(RangeError)
    expect(() => exactBinomialTest(3, 2, 0.5, 'less')).toThrow(RangeError)
  })
  test('CRI-2: non-inferiority of paired areas under margins, every open case', () => {
    expect(shifts.length).toBeGreaterThan(15)
    for (const [difference = 0, error = 0, margin = 0, z, p] of shifts) {
      const found = normalShiftTest(difference, error, -margin, 'greater')
      expect(relative(found.statistic, z)).toBeLessThan(1e-9)
      expect(relative(found.p, p)).toBeLessThan(1e-9)
    }
  })
  test('CRI-2: the two sides add to one; no variance and nonsense are refused', () => {
    const sum = (normalShiftTest(0.1, 0.2, 0.05, 'greater').p ?? 0) + (normalShiftTest(0.1, 0.2, 0.05, 'less').p ?? 0)
    expect(sum).toBeCloseTo(1, 15)
    expect(normalShiftTest(0.1, 0, 0, 'greater')).toEqual({ statistic: null, p: null, reason: 'zero-variance' })
    expect(() => normalShiftTest(Number.NaN, 1, 0, 'greater')).toThrow(RangeError)
    expect(() => normalShiftTest(0, -1, 0, 'greater')).toThrow(RangeError)
  })
})

describe('multiplicity', () => {
  test.each(criteria.multiplicity)('MUL-1, MUL-2: adjusted p of $p', ({ p, holm, benjaminiHochberg }) => {
    holmAdjusted(p).forEach((each, k) => expect(relative(each, holm[k])).toBeLessThan(1e-14))
    benjaminiHochbergAdjusted(p).forEach((each, k) => expect(relative(each, benjaminiHochberg[k])).toBeLessThan(1e-14))
  })
  test('MUL-1: Holm rejects as the step-down procedure does', () => {
    fc.assert(
      fc.property(fc.array(chance, { maxLength: 12 }), (p) => {
        const order = [...p].sort((a, b) => a - b)
        let rejected = 0
        while (rejected < order.length && (order[rejected] ?? 1) * (order.length - rejected) <= 0.05) rejected++
        expect(holmAdjusted(p).filter((each) => each !== null && each <= 0.05).length).toBe(rejected)
      }),
      law,
    )
  })
  test('MUL-2: Benjamini-Hochberg rejects as the step-up procedure does', () => {
    fc.assert(
      fc.property(fc.array(chance.map((each) => each / 4), { maxLength: 12 }), (p) => {
        const order = [...p].sort((a, b) => a - b)
        let rejected = 0
        order.forEach((each, k) => {
          if ((each * order.length) / (k + 1) <= 0.05) rejected = k + 1
        })
        expect(benjaminiHochbergAdjusted(p).filter((each) => each !== null && each <= 0.05).length).toBe(rejected)
      }),
      law,
    )
  })
  test('MUL-3: a fixed sequence stops at the first one that is not shown or not testable', () => {
    expect(fixedSequenceAdjusted([0.01, 0.04, 0.02])).toEqual([0.01, 0.04, 0.04])
    expect(fixedSequenceAdjusted([0.01, null, 0.02])).toEqual([0.01, null, 1])
  })
  test('MUL-1, MUL-2, MUL-3: never below p, keep nulls, do not depend on order (but the sequence), refuse nonsense', () => {
    const list = fc.array(fc.oneof(chance, fc.constant<PValue>(null)), { maxLength: 15 })
    for (const adjust of [holmAdjusted, benjaminiHochbergAdjusted, fixedSequenceAdjusted]) {
      fc.assert(
        fc.property(list, (p) => {
          const found = adjust(p)
          found.forEach((each, k) => {
            const own = p[k] ?? null
            if (own === null || each === null) expect(each).toBe(own)
            else expect(own <= each && each <= 1).toBe(true)
          })
          if (adjust !== fixedSequenceAdjusted) expect(adjust([...p].reverse()).reverse()).toEqual(found)
        }),
        law,
      )
      expect(adjust([])).toEqual([])
      expect(() => adjust([0.5, 1.5])).toThrow(RangeError)
      expect(() => adjust([-1e-9])).toThrow(RangeError)
      expect(() => adjust([Number.NaN])).toThrow(RangeError)
    }
  })
})
