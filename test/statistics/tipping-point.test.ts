import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clopperPearsonInterval, wilsonInterval } from '../../shared/statistics/proportion.ts'
import { jeffreysInterval } from '../../shared/statistics/proportion-bounds.ts'
import { clopperPearsonSide, jeffreysSide } from '../../shared/statistics/proportion-side.ts'
import type { Table } from '../../shared/statistics/roc.ts'
import type { ProportionCriterion, TippingChange, TippingQuantity } from '../../shared/statistics/tipping-point.ts'
import { tippingChanges, tippingPoint, tippingQuantities } from '../../shared/statistics/tipping-point.ts'

const exact = (x: number, n: number) => clopperPearsonInterval(x, n, 0.95)
const score = (x: number, n: number) => wilsonInterval(x, n, 0.95)

const proportionOf = ({ tp, fp, fn, tn }: Table, quantity: TippingQuantity): { x: number; n: number } =>
  ({ sensitivity: { x: tp, n: tp + fn }, specificity: { x: tn, n: tn + fp }, ppv: { x: tp, n: tp + fp }, npv: { x: tn, n: tn + fn } })[quantity]

function verdict(table: Table, quantity: TippingQuantity, { bound, comparison, goal, interval }: ProportionCriterion): boolean | null {
  const { x, n } = proportionOf(table, quantity)
  const value = interval(x, n)[bound]
  if (value === null) return null
  return { '>=': value >= goal, '>': value > goal, '<=': value <= goal, '<': value < goal }[comparison]
}

/** Every table that is one change away. */
function neighbours(table: Table, quantity: TippingQuantity, change: TippingChange): Table[] {
  const cells = ['tp', 'fp', 'fn', 'tn'] as const
  const mine = { sensitivity: ['tp', 'fn'], specificity: ['tn', 'fp'], ppv: ['tp', 'fp'], npv: ['tn', 'fn'] }[quantity]
  const flipped = { tp: 'fp', fp: 'tp', fn: 'tn', tn: 'fn' } as const
  return cells.flatMap((cell): Table[] => {
    const here = table[cell]
    if (change === 'added') return mine.includes(cell) ? [{ ...table, [cell]: here + 1 }] : []
    if (here === 0) return []
    if (change === 'dropped') return mine.includes(cell) ? [{ ...table, [cell]: here - 1 }] : []
    return [{ ...table, [cell]: here - 1, [flipped[cell]]: table[flipped[cell]] + 1 }]
  })
}

/** Breadth-first over all tables: slow and sure. */
function brute(table: Table, quantity: TippingQuantity, change: TippingChange, criterion: ProportionCriterion, most: number): number | null {
  const start = verdict(table, quantity, criterion)
  let frontier = [table]
  const seen = new Set<string>([JSON.stringify(table)])
  for (let k = 1; k <= most; k++) {
    frontier = frontier.flatMap((each) => neighbours(each, quantity, change)).filter((each) => {
      const key = JSON.stringify(each)
      return seen.has(key) ? false : seen.add(key)
    })
    if (frontier.some((each) => verdict(each, quantity, criterion) === !start)) return k
  }
  return null
}

describe('tipping points', () => {
  const small = fc.integer({ min: 0, max: 6 })
  const tables = fc.record({ tp: small, fp: small, fn: small, tn: small })
  test('TIP-1, TIP-2: the least number of changes among all tables that can be reached', () => {
    fc.assert(
      fc.property(
        tables,
        fc.constantFrom(...tippingQuantities),
        fc.constantFrom(...tippingChanges),
        fc.constantFrom('lower' as const, 'upper' as const),
        fc.constantFrom('>=' as const, '>' as const, '<=' as const, '<' as const),
        fc.constantFrom(0.2, 0.35, 0.5, 0.7),
        fc.constantFrom(exact, score),
        (table, quantity, change, bound, comparison, goal, interval) => {
          const criterion = { bound, comparison, goal, interval }
          const found = tippingPoint(table, quantity, change, criterion, 12)
          if (proportionOf(table, quantity).n === 0) {
            expect(found).toEqual({ isMet: null, reason: 'denominator-zero' })
            return
          }
          expect(found.isMet).toBe(verdict(table, quantity, criterion))
          expect(found.isMet === null ? null : found.n).toBe(brute(table, quantity, change, criterion, 12))
        },
      ),
      { seed: 8, numRuns: 300 },
    )
  })
  test.each([
    ['near one half, where both kinds of flips weigh the same', { tp: 0, fp: 330, fn: 0, tn: 420 }, 'specificity', 0.5],
    ['far from it', { tp: 900, fp: 300, fn: 60, tn: 700 }, 'sensitivity', 0.8],
    ['upwards', { tp: 500, fp: 200, fn: 260, tn: 700 }, 'sensitivity', 0.7],
  ] as const)('TIP-2: %s: the least of all mixtures, with the fewest that leave', (_, table, quantity, goal) => {
    const criterion = { bound: 'lower' as const, comparison: '>=' as const, goal, interval: exact }
    const found = tippingPoint(table, quantity, 'reference-flipped', criterion)
    const { x, n } = proportionOf(table, quantity)
    const isMet = verdict(table, quantity, criterion)
    const flips = { newFailure: quantity === 'sensitivity' ? table.tn : table.tp, newSuccess: quantity === 'sensitivity' ? table.fp : table.fn }
    const [from, to, spare] = isMet === true ? [x, n - x, flips.newFailure] : [n - x, x, flips.newSuccess]
    let best: { leave: number; enter: number } | null = null
    for (let total = 1; best === null && total <= from + spare; total++) {
      for (let leave = Math.max(0, total - spare); leave <= Math.min(from, total); leave++) {
        const of = n - leave + (total - leave)
        const after = isMet === true ? from - leave : to + total - leave
        if (of > 0 && ((exact(after, of).lower ?? 0) >= goal) !== isMet) {
          best = { leave, enter: total - leave }
          break
        }
      }
    }
    if (best === null || found.isMet === null) throw new Error('nothing turns')
    expect(found.n).toBe(best.leave + best.enter)
    expect(found.after).toEqual({ x: isMet === true ? from - best.leave : to + best.enter, of: n - best.leave + best.enter })
    // Deciding by a probability changes nothing.
    const side = (successes: number, of: number) => clopperPearsonSide('lower', successes, of, 0.95, goal)
    expect(tippingPoint(table, quantity, 'reference-flipped', { ...criterion, side })).toEqual(found)
  })
  test.each([
    ['PROP-1', clopperPearsonInterval, clopperPearsonSide],
    ['PROP-5', jeffreysInterval, jeffreysSide],
  ] as const)('%s: the side of a goal on which a bound lies, without the bound', (_, interval, sideOf) => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 0, max: 3000 }), fc.constantFrom('lower' as const, 'upper' as const), fc.double({ min: 0.001, max: 0.999, noNaN: true }), (x, rest, bound, goal) => {
        const n = x + rest
        const value = interval(x, n, 0.95)[bound]
        const side = sideOf(bound, x, n, 0.95, goal)
        if (value === null) return expect(side).toBeNull()
        expect([null, value > goal ? 'above' : 'below']).toContain(side)
        // At the bound itself nothing is clear; a little beside it, it is.
        if (value > 0 && value < 1) {
          expect(sideOf(bound, x, n, 0.95, value)).toBeNull()
          expect(sideOf(bound, x, n, 0.95, value * (1 - 1e-6))).toBe('above')
          expect(sideOf(bound, x, n, 0.95, value + (1 - value) * 1e-6)).toBe('below')
        }
      }),
      { seed: 9, numRuns: 300 },
    )
  })
  test('TIP-1: one change fewer does not turn it over; what it turns to is told', () => {
    const criterion = { bound: 'lower' as const, comparison: '>=' as const, goal: 0.8, interval: exact }
    const table = { tp: 930, fp: 80, fn: 70, tn: 920 }
    const found = tippingPoint(table, 'sensitivity', 'dropped', criterion)
    if (found.isMet === null || found.n === null || found.after === null) throw new Error('no tipping point')
    expect(found.isMet).toBe(true)
    expect(exact(found.after.x, found.after.of).lower).toBeLessThan(0.8)
    expect(exact(930 - found.n + 1, 1000 - found.n + 1).lower).toBeGreaterThanOrEqual(0.8)
    expect(tippingPoint({ tp: 10, fp: 0, fn: 0, tn: 0 }, 'sensitivity', 'dropped', { ...criterion, bound: 'upper', goal: 0.9 })).toEqual({ isMet: true, n: null, after: null })
  })
  test('TIP-2: large tables need few intervals', () => {
    let nIntervals = 0
    const interval = (x: number, n: number) => {
      nIntervals++
      return score(x, n)
    }
    const criterion = { bound: 'lower' as const, comparison: '>=' as const, goal: 0.9, interval }
    const found = tippingPoint({ tp: 950_000, fp: 400_000, fn: 50_000, tn: 8_600_000 }, 'sensitivity', 'reference-flipped', criterion)
    expect(found).toMatchObject({ isMet: true, n: expect.any(Number) })
    expect(nIntervals).toBeLessThan(3 * (found.isMet === null ? 0 : (found.n ?? 0)))
  })
  const least = { bound: 'lower', comparison: '>=', interval: score } as const
  test('TIP-1: every mixture of two kinds of flips, tried one by one; of equal ones that with the fewest that leave', () => {
    for (const [table, goal] of [
      [{ tp: 95, fp: 0, fn: 5, tn: 50 }, 0.8],
      [{ tp: 20, fp: 0, fn: 1, tn: 60 }, 0.35],
      [{ tp: 20, fp: 0, fn: 3, tn: 60 }, 0.5],
      [{ tp: 12, fp: 0, fn: 40, tn: 9 }, 0.1],
      [{ tp: 4, fp: 0, fn: 6, tn: 50 }, 0.1],
    ] as const) {
      let best = { sum: Infinity, x: 0, of: 0 }
      for (let leave = 0; leave <= table.tp; leave++) {
        for (let enter = 0; enter <= table.tn; enter++) {
          const [x, of] = [table.tp - leave, table.tp - leave + table.fn + enter]
          if (of > 0 && leave + enter < best.sum && (score(x, of).lower ?? 1) < goal) best = { sum: leave + enter, x, of }
        }
      }
      const found = tippingPoint(table, 'sensitivity', 'reference-flipped', { ...least, goal })
      expect(found).toEqual({ isMet: true, n: best.sum, after: { x: best.x, of: best.of } })
    }
  })
  test('TIP-1: a bound exactly on the goal meets ≥ and ≤, and neither > nor <', () => {
    const table = { tp: 9, fp: 0, fn: 3, tn: 0 }
    const { lower, upper } = score(9, 12)
    if (lower === null) throw new Error('no interval')
    const isMet = (bound: 'lower' | 'upper', comparison: '>=' | '>' | '<=' | '<', goal: number) =>
      tippingPoint(table, 'sensitivity', 'dropped', { bound, comparison, goal, interval: score }).isMet
    expect((['>=', '>', '<=', '<'] as const).map((comparison) => isMet('lower', comparison, lower))).toEqual([true, false, true, false])
    expect((['>=', '>', '<=', '<'] as const).map((comparison) => isMet('upper', comparison, upper))).toEqual([true, false, true, false])
  })
  test('TIP-1: the last one who can leave decides; nobody left is no verdict', () => {
    // Lower bounds of 4, 3, 2, 1 of as many: 0.40, 0.29, 0.16, 0.03.
    const criterion = { bound: 'lower', comparison: '>=', goal: 0.1, interval: exact } as const
    expect(tippingPoint({ tp: 4, fp: 0, fn: 0, tn: 0 }, 'sensitivity', 'dropped', criterion)).toEqual({ isMet: true, n: 3, after: { x: 1, of: 1 } })
  })
  test('TIP-2: more than a million may have to be added', () => {
    const [x, goal] = [20_000_000, 0.95]
    const found = tippingPoint({ tp: x, fp: 0, fn: 0, tn: 0 }, 'sensitivity', 'added', { ...least, goal })
    if (found.isMet === null || found.n === null) throw new Error('no tipping point')
    expect(found.n).toBeGreaterThan(1_000_000)
    expect(found.after).toEqual({ x, of: x + found.n })
    expect([score(x, x + found.n).lower ?? 1, score(x, x + found.n - 1).lower ?? 0].map((lower) => lower >= goal)).toEqual([false, true])
  })
})
