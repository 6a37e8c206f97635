import { describe, expect, test } from 'vitest'
import { secondEngine } from '../../shared/evaluation/agreement.ts'
import { endpointTest } from '../../shared/evaluation/endpoint-tests.ts'
import { evaluate } from '../../shared/evaluation/evaluate.ts'
import { disagreement } from '../../shared/evaluation/second-engines.ts'
import { type RowsNumber, redrawnReplicates, withRedrawn } from '../../shared/evaluation/second-replicates.ts'
import { numbered } from '../../shared/evaluation/second-weighted.ts'
import { type ReplicateValues, bootstrapStandardError, percentileInterval } from '../../shared/statistics/bootstrap.ts'
import { type DrawnUnits, redrawnRows, unitsOfOneStratum } from '../../shared/statistics/redraw-second.ts'
import { judgedOverTime } from '../../shared/vocabulary/judged-quantities.ts'
import type { Estimate } from '../../shared/vocabulary/results.ts'
import { pbcInput, pbcRules } from './pbcseq.ts'
import { evaluateRows, overlapping, protocolWith, type Row } from './study.ts'

/* What keeps a wrong number from being signed, where samples are few, partly undefined or without an opinion. */

const brier = evaluateRows(protocolWith({}), overlapping(5)).estimates.find(({ id }) => id === 'a/brier') ?? expect.fail()
const replicates = 200
const protocol = { bootstrap: { replicates, seed: 1 }, intervals: protocolWith({}).intervals }
type Again = (drawn: Uint32Array) => RowsNumber

/** A mean over single rows: easy to make by hand, and to make wrong. */
const meanOf = (values: Float64Array): ((drawn: Uint32Array) => number) => (drawn) => drawn.reduce((sum, row) => sum + (values[row] ?? 0), 0) / drawn.length

function firstOf(units: DrawnUnits, again: Again): ReplicateValues {
  const all = Array.from({ length: replicates }, (_, r) => again(redrawnRows(units, 1, r)).value)
  const values = Float64Array.from(all.filter((value) => value !== null))
  return { values, nLost: replicates - values.length }
}

function estimateFrom(first: ReplicateValues, value: number): Estimate {
  const bounds = percentileInterval(first, 0.95)
  const interval = { method: 'bootstrap-percentile', level: 0.95, lower: bounds.lower ?? 0, upper: bounds.upper ?? 0 }
  return { ...brier, value, standardError: bootstrapStandardError(first) ?? 0, intervals: [interval] }
}

const differenceOf = (estimate: Estimate, first: ReplicateValues, again: Again, units: DrawnUnits): number =>
  withRedrawn([{ estimate, first, again }], units, protocol)[0]?.agreement?.relativeDifference ?? Number.NaN

const fewValues = Float64Array.from({ length: 100 }, (_, i) => ((i * 31) % 100) / 100)
const fewUnits = unitsOfOneStratum(null, 100)
const few = meanOf(fewValues)

describe('replicates made twice', () => {
  test('TWI-5: of many rows some replicates are made again, and the bounds are those of all', () => {
    const values = Float64Array.from({ length: 10_000 }, (_, i) => ((i * 31) % 100) / 100)
    const units = unitsOfOneStratum(null, values.length)
    expect(redrawnReplicates(replicates, values.length)).toBe(100)
    const mean = meanOf(values)
    const again: Again = (drawn) => ({ value: mean(drawn) })
    const first = firstOf(units, again)
    const right = estimateFrom(first, mean(units.rows))
    const off = { ...first, values: first.values.map((value, r) => (r === 17 ? value * (1 + 3e-9) : value)) }
    // Where rounding decides whether some of these are defined, nothing is said against those that are the same.
    const either: Again = (drawn) => ({ value: mean(drawn), isEither: (drawn[0] ?? 0) % 2 === 0 })
    const list = [{ estimate: right, first, again }, { estimate: right, first, again: either }, { estimate: right, first: off, again }]
    const [same = 1, open = 1, wrong = 0] = withRedrawn(list, units, protocol).map(({ agreement }) => agreement?.relativeDifference)
    expect(same).toBeLessThan(1e-12)
    expect(open).toBeLessThan(1e-12)
    expect(wrong).toBeGreaterThan(1e-9)
  })

  test('TWI-5: a replicate near 0 is held against half the width of the interval', () => {
    const centred = Float64Array.from({ length: 100 }, (_, i) => (i - 49.5) / 100)
    const mean = meanOf(centred)
    const again: Again = (drawn) => ({ value: mean(drawn) })
    const first = firstOf(fewUnits, again)
    const right = estimateFrom(first, mean(fewUnits.rows))
    const [{ lower, upper } = expect.fail()] = right.intervals
    const least = first.values.reduce((least, value) => Math.min(least, Math.abs(value)), Infinity)
    const off = { ...first, values: first.values.map((value) => (Math.abs(value) === least ? value + 1e-6 : value)) }
    const half = ((upper ?? 0) - (lower ?? 0)) / 2
    expect(differenceOf(right, off, again, fewUnits) / (1e-6 / half)).toBeCloseTo(1, 6)
  })

  test('TWI-5: a sample without an opinion says nothing against a first engine that lost none', () => {
    const again: Again = (drawn) => (drawn.includes(3) ? { value: few(drawn) } : { value: null, isOpen: true })
    const first = firstOf(fewUnits, (drawn) => ({ value: few(drawn) }))
    const right = estimateFrom(first, few(fewUnits.rows))
    expect(differenceOf(right, first, again, fewUnits)).toBeLessThan(1e-12)
    const off = { ...first, values: first.values.map((value) => value * (1 + 3e-9)) }
    expect(differenceOf(right, off, again, fewUnits)).toBeGreaterThan(1e-9)
  })

  test('TWI-5: where both lost samples, values that are all different are seen beside those without an opinion', () => {
    const again: Again = (drawn) => (drawn.includes(3) ? { value: few(drawn) } : { value: null, isOpen: true })
    const first = firstOf(fewUnits, again)
    expect(first.nLost).toBeGreaterThan(20)
    expect(differenceOf(estimateFrom(first, few(fewUnits.rows)), first, again, fewUnits)).toBeLessThan(1e-12)
    // Bounds and standard error come from the same wrong values: nothing but the replicates themselves tells.
    const wrong = { ...first, values: first.values.map((value) => value + 1) }
    expect(differenceOf(estimateFrom(wrong, few(fewUnits.rows)), wrong, again, fewUnits)).toBeGreaterThan(0.1)
  })
})

describe('one number twice', () => {
  test('TWI-2: the value and the standard error of a coefficient are both held against the second', () => {
    const of = (found: { value: number; standardError: number } | null) =>
      secondEngine({ quantity: 'cohen-kappa', method: 'cohen', rules: [], value: 0.5, standardError: 0.1, second: { method: 'again', compute: () => found } }).agreement?.relativeDifference
    expect(of({ value: 0.5, standardError: 0.1 })).toBe(0)
    expect(of({ value: 0.5 + 1e-6, standardError: 0.1 })).toBeCloseTo(1e-6, 12)
    expect(of({ value: 0.5, standardError: 0.2 })).toBe(0.5)
    expect(of(null)).toBe(1)
  })

  test('TWI-1: two groups are compared twice down to one examination in either', () => {
    const at = { prediction: 'a', operatingPoint: 'T50' }
    const bySex = { id: 'f-m', label: 'F against M', between: 'groups', groups: { column: 'sex', first: ['F'], second: ['M'] }, first: at, second: at }
    const calls = (sex: string, reference: string, right: number, wrong: number): Row[] =>
      Array.from({ length: right + wrong }, (_, i) => ({ sex, reference, score: (i < right) === (reference === 'present') ? 0.9 : 0.1 }))
    for (const [one, more] of [['F', 'M'], ['M', 'F']] as const) {
      const rows = [...calls(one, 'present', 1, 0), ...calls(more, 'present', 2, 1), ...calls(one, 'absent', 3, 2), ...calls(more, 'absent', 4, 2)]
      const found = evaluateRows(protocolWith({ comparisons: [bySex] }), rows).estimates.find(({ id }) => id === 'f-m/sensitivity-difference')
      expect(found?.value, one).not.toBeNull()
      expect(found?.agreement?.relativeDifference, one).toBeLessThan(1e-9)
    }
  })

  test('TWI-1: rates per day of times in hours are those of the same times in days times 24, and agree', () => {
    const of = (unit: 'days' | 'hours') => evaluate(pbcInput({ ...(pbcRules['plain'] ?? expect.fail()), unit }))
    const [days, hours] = [of('days'), of('hours')]
    for (const quantity of ['false-alarms-per-day', 'alerts-per-1000-days']) {
      const [a, b] = [days, hours].map(({ estimates }) => estimates.find(({ id }) => id === `bili/T/${quantity}`))
      expect((b?.value ?? 0) / (a?.value ?? 1), quantity).toBeCloseTo(24, 9)
    }
    const judged = hours.estimates.filter(({ quantity, subgroup, value }) => judgedOverTime.some((each) => each === quantity) && subgroup === undefined && value !== null)
    for (const { id, agreement } of judged) expect(agreement?.relativeDifference, id).toBeLessThan(1e-10)
  })

  test('TWI-6: a second engine that has no number of a weighted estimate is a difference of 1', () => {
    expect(disagreement(brier, numbered('again', null))).toBe(1)
  })

  test('TWI-3: two p values below what is compared do not differ', () => {
    const criterion = { bound: 'lower', comparison: '>=', goal: 0.3 } as const
    const estimate: Estimate = { ...brier, quantity: 'sensitivity', value: 1, intervals: [{ method: 'clopper-pearson', level: 0.95, lower: 0.996, upper: 1 }], denominators: { n: 1000, present: 1000, absent: 0, x: 1000, of: 1000 } }
    expect(endpointTest(criterion, estimate)?.agreement).toEqual({ method: 'binomial-by-sums', relativeDifference: 0 })
  })
})
