import { describe, expect, test } from 'vitest'
import { alertSums } from '../../shared/statistics/alert-sums.ts'
import { alertUnitsBySearch } from '../../shared/statistics/alert-units-second.ts'
import { expm1, log1p } from '../../shared/statistics/elementary.ts'
import { clopperPearsonSide, jeffreysSide } from '../../shared/statistics/proportion-side.ts'
import { betaQuantileByQuadrature, studentMultiplierByQuadrature } from '../../shared/statistics/quadrature-second.ts'
import { ratioByProducts } from '../../shared/statistics/ratio-second.ts'
import { ratioOfSums } from '../../shared/statistics/ratios.ts'
import { percentileBySelection, selectedQuantile, selectedValue } from '../../shared/statistics/replicate-bounds-second.ts'
import type { AlertRules, Stays } from '../../shared/statistics/stays.ts'

const none = Number.NaN
const relative = (found: number, known: number): number => Math.abs(found / known - 1)

describe('second engines of distributions and bounds at their ends', () => {
  test('TWO-5: beta(1, b) and beta(a, 1) have closed forms, however lopsided', () => {
    for (const p of [1e-6, 0.025, 0.5, 0.975]) {
      for (const b of [0.02, 30, 1e9, 1e12]) expect(relative(betaQuantileByQuadrature(p, 1, b), -expm1(log1p(-p) / b)), `${p} ${b}`).toBeLessThan(1e-9)
      for (const a of [0.02, 30, 1e9]) expect(relative(betaQuantileByQuadrature(p, a, 1), p ** (1 / a)), `${p} ${a}`).toBeLessThan(1e-9)
    }
  })
  test('TWO-6: far out and with many degrees of freedom Student is normal', () => {
    // Fisher's expansion of the quantile in 1/df about z = 5.6120012441747891 (R: qnorm(1e-8, lower.tail = FALSE)).
    const z = 5.6120012441747891
    for (const df of [1e7, 1e8]) expect(relative(studentMultiplierByQuadrature(1e-8, df), z + (z ** 3 + z) / (4 * df))).toBeLessThan(1e-9)
  })

  test('PROP-1, PROP-5: the side of a bound is told up to a billionth of its tail, and of no bound that is 0 or 1 or missing', () => {
    // One of one: 2.5% below the lower bound; none of one: 97.5% below the upper.
    const lower = (goal: number) => clopperPearsonSide('lower', 1, 1, 0.95, goal)
    const upper = (goal: number) => clopperPearsonSide('upper', 0, 1, 0.95, goal)
    expect([-4e-11, -1e-11, 0, 1e-11, 4e-11].map((off) => lower(0.025 + off))).toEqual(['above', null, null, null, 'below'])
    expect([-4e-11, -1e-11, 0, 1e-11, 4e-11].map((off) => upper(0.975 + off))).toEqual(['above', null, null, null, 'below'])
    expect([clopperPearsonSide('lower', 0, 9, 0.95, 0.5), clopperPearsonSide('upper', 9, 9, 0.95, 0.5), clopperPearsonSide('lower', 0, 0, 0.95, 0.5), clopperPearsonSide('upper', 0, 0, 0.95, 0.5)]).toEqual([null, null, null, null])
    expect([clopperPearsonSide('lower', 1, 9, 0.95, 0.5), clopperPearsonSide('upper', 8, 9, 0.95, 0.5)]).toEqual(['below', 'above'])
    expect([jeffreysSide('lower', 0, 0, 0.95, 0.5), jeffreysSide('lower', 0, 1, 0.95, 0.5), jeffreysSide('upper', 1, 1, 0.95, 0.5)]).toEqual([null, 'below', 'above'])
    // Outside of 0 to 1 the bound itself has to say.
    for (const goal of [-0.5, 0, 1, 1.5, none]) expect([clopperPearsonSide('lower', 5, 9, 0.95, goal), jeffreysSide('upper', 5, 9, 0.95, goal)]).toEqual([null, null])
  })
})

describe('second engines over time at their ends', () => {
  test('TWO-29: nothing below the line has no ratio, a ratio at the end of its scale no bounds', () => {
    const [zero, three] = [new Float64Array(3), Float64Array.of(2, 3, 4)]
    for (const scale of ['log', 'logit'] as const) {
      expect(ratioByProducts(zero, zero, scale, 0.95)).toBeNull()
      expect(ratioByProducts(zero, three, scale, 0.95)).toEqual({ value: 0, standardError: 0, bounds: null })
    }
    expect(ratioByProducts(three, three, 'logit', 0.95)).toEqual({ value: 1, standardError: 0, bounds: null })
    expect(ratioByProducts(Float64Array.of(3, 2, 5), three, 'logit', 0.95)).toMatchObject({ value: 10 / 9, bounds: null })
    expect(ratioByProducts(Float64Array.of(3, 2, 5), three, 'log', 0.95)?.bounds).not.toBeNull()
  })
  test('RAT-1, TWO-29: what a unit without exposure adds counts in the ratio and not as a unit', () => {
    const [y, x] = [Float64Array.of(3, 1, 2, 1), Float64Array.of(4, 0, 5, 6)]
    const [first, second] = [ratioOfSums(y, x), ratioByProducts(y, x, 'log', 0.95)]
    expect(first).toMatchObject({ value: 7 / 15, nClusters: 3 })
    // By hand: residuals 17/15, −5/15, −27/15 over 15, three units.
    expect(second?.standardError).toBeCloseTo(Math.sqrt(((289 + 25 + 729) / 225 / 225) * 1.5) , 14)
    expect(second).toMatchObject({ value: 7 / 15, standardError: expect.closeTo(Math.sqrt(first?.variance ?? none), 14) })
  })

  const rules: AlertRules = { horizon: 6, earliest: 10, latest: 0, refractory: 5, endsWithEvent: false, endsWithTreatment: true, firstOnly: false }
  /** The same three examinations: [start, end, onset, [time, call], …]. */
  const stays: Stays = {
    start: Float64Array.of(0, 0, 5), end: Float64Array.of(30, 24, 40), onset: Float64Array.of(20, 18, none),
    treatment: new Float64Array(3).fill(none), isAnalysed: Uint8Array.of(1, 1, 1), offsets: Uint32Array.of(0, 5, 9, 12),
    times: Float64Array.of(8, 11, 14, 16, 19, 9, 13, 15, 17, 6, 20, 33),
  }
  const calls = Uint8Array.of(1, 0, 1, 1, 0, 1, 0, 1, 0, 1, 1, 0)
  test('TWO-28: a unit holds the sums of its examinations', () => {
    const { sums } = alertSums(stays, calls, rules)
    const byUnit = alertUnitsBySearch(stays, calls, rules, Uint32Array.of(0, 1, 2), (row) => row % 2)
    for (const [name, values] of Object.entries(byUnit)) {
      const [a = 0, b = 0, c = 0] = sums[name as keyof typeof byUnit]
      expect([...values], name).toEqual([a + c, b])
    }
    // Another order, so that the last of a unit is not the one with the event.
    const together = alertUnitsBySearch(stays, calls, rules, Uint32Array.of(0, 2, 1, 0), () => 7)
    for (const [name, values] of Object.entries(together)) {
      const [a = 0, b = 0, c = 0] = sums[name as keyof typeof byUnit]
      expect([...values], name).toEqual([2 * a + b + c])
    }
  })
  test('ALR-5, TWO-28: an episode that begins at the onset is credited for nothing', () => {
    const at = (time: number) => {
      const one: Stays = { start: Float64Array.of(0), end: Float64Array.of(30), onset: Float64Array.of(20), treatment: Float64Array.of(none), isAnalysed: Uint8Array.of(1), offsets: Uint32Array.of(0, 1), times: Float64Array.of(time) }
      const [first, second] = [alertSums(one, Uint8Array.of(1), rules).sums, alertUnitsBySearch(one, Uint8Array.of(1), rules, Uint32Array.of(0), () => 0)]
      expect([...second.creditedEpisodes]).toEqual([...first.creditedEpisodes])
      return second.creditedEpisodes[0]
    }
    expect([at(19.5), at(20), at(20.5)]).toEqual([1, 0, 0])
  })
})

describe('second engine of replicates at its ends', () => {
  test('TWO-24: one replicate too few, and replicates all alike, have no bounds', () => {
    const up = (n: number) => Float64Array.from({ length: n }, (_, i) => (i * 7) % n)
    expect([percentileBySelection(up(39), 0.95).bounds, percentileBySelection(up(40), 0.95).bounds !== null]).toEqual([null, true])
    const alike = percentileBySelection(new Float64Array(100).fill(0.3), 0.95)
    expect(alike.bounds).toBeNull()
    expect(alike.standardError).toBeCloseTo(0, 15)
    expect(percentileBySelection(Float64Array.of(...new Float64Array(99), 1), 0.95).bounds).toEqual({ lower: 0, upper: 0 })
    expect([percentileBySelection(Float64Array.of(4), 0.95), percentileBySelection(Float64Array.of(4, 8), 0.95).standardError]).toEqual([{ standardError: null, bounds: null }, Math.sqrt(8)])
  })
  test('TWO-24: quantiles of type 7, at a value and between two, ties and ends included', () => {
    const values = Float64Array.of(5, 1, 4, 1, 3)
    expect([0, 0.25, 0.375, 0.5, 0.9, 1].map((share) => selectedQuantile(values, share))).toEqual([1, 1, 2, 3, 4.6, 5])
    expect([selectedQuantile(Float64Array.of(8), 0.3), selectedValue(values, 9), selectedValue(new Float64Array(0), 0)]).toEqual([8, 5, none])
  })
})
