import { exp } from './elementary.ts'
import { effectiveTrials, exactBounds } from './clustered-second.ts'
import { normalMultiplierByQuadrature } from './quadrature-second.ts'
import type { Second } from './table-second.ts'
import type { WeightedDesign } from './weighted-design.ts'
import { type UnitSums, acrossUnits, unitSums } from './weighted-units-second.ts'

export interface WeightedSecond extends Second {
  readonly standardError: number | null
  /** Rounding alone decides how wide the interval is: no opinion on bounds. */
  readonly isResidue?: boolean
}

const rootOf = (variance: number | null): number | null => (variance === null ? null : Math.sqrt(variance))

/** value ± z · standard error within limits. */
function about(value: number, standardError: number | null, least: number, most: number, level: number): WeightedSecond {
  if (standardError === null) return { value, standardError, bounds: null }
  const half = normalMultiplierByQuadrature(level) * standardError
  return { value, standardError, bounds: { lower: Math.max(least, value - half), upper: Math.min(most, value + half) } }
}

/** Rows of both classes with a call: rows of the design, and which cell each is in. */
export interface CalledRows {
  readonly rows: Uint32Array
  readonly called: Uint8Array
  readonly present: Uint8Array
}

/** Sums of weights of the four cells by unit (rule TWO-33): everything below is a function of them. */
class Cells {
  readonly sums: UnitSums
  readonly tp: number
  readonly fn: number
  readonly fp: number
  readonly tn: number

  constructor(design: WeightedDesign, { rows, called, present }: CalledRows) {
    const isIn = (call: 0 | 1, truth: 0 | 1): Uint8Array => Uint8Array.from(rows, (row) => (called[row] === call && present[row] === truth ? 1 : 0))
    this.sums = unitSums(design, rows, [isIn(1, 1), isIn(0, 1), isIn(1, 0), isIn(0, 0)])
    const [tp = 0, fn = 0, fp = 0, tn = 0] = this.sums.totals
    this.tp = tp
    this.fn = fn
    this.fp = fp
    this.tn = tn
  }

  get positive(): number {
    return this.tp + this.fn
  }

  get negative(): number {
    return this.fp + this.tn
  }

  /** Of a number with these derivatives by tp, fn, fp, tn. */
  errorOf(derivatives: readonly number[]): number | null {
    const line = this.sums.line(derivatives)
    return rootOf(acrossUnits(line, line))
  }
}

/** Second engine for Youden's J of weighted rows (rule TWO-33), as a cross product of cells. Both classes must have weight. */
export function weightedYoudenByCells(design: WeightedDesign, rows: CalledRows, level: number): WeightedSecond {
  const cells = new Cells(design, rows)
  const { tp, fn, fp, tn, positive, negative } = cells
  const value = (tp * tn - fn * fp) / (positive * negative)
  const [p, n] = [positive * positive, negative * negative]
  return about(value, cells.errorOf([fn / p, -tp / p, -tn / n, fp / n]), -1, 1, level)
}

export function weightedBalancedAccuracyByCells(design: WeightedDesign, rows: CalledRows, level: number): WeightedSecond {
  const { value, standardError } = weightedYoudenByCells(design, rows, level)
  return about(0.5 + value / 2, standardError === null ? null : standardError / 2, 0, 1, level)
}

/** value ÷ and × one factor; none where a cell of the ratio is empty. */
function ratio(value: number, error: number | null, level: number): WeightedSecond {
  if (error === null || !Number.isFinite(error)) return { value, standardError: null, bounds: null }
  const factor = exp(normalMultiplierByQuadrature(level) * error)
  return { value, standardError: value * error, bounds: { lower: value / factor, upper: value * factor } }
}

/** Second engine for LR+, LR− and the odds ratio of weighted rows (rule TWO-33): derivatives of the logarithm by cells. */
export function weightedRatioByCells(design: WeightedDesign, rows: CalledRows, kind: 'positive' | 'negative' | 'odds', level: number): WeightedSecond {
  const cells = new Cells(design, rows)
  const { tp, fn, fp, tn, positive, negative } = cells
  if (kind === 'positive') {
    const error = cells.errorOf([fn / tp / positive, -1 / positive, -tn / fp / negative, 1 / negative])
    return ratio(tp / fp / (positive / negative), error, level)
  }
  if (kind === 'negative') {
    const error = cells.errorOf([-1 / positive, tp / fn / positive, 1 / negative, -fp / tn / negative])
    return ratio(fn / tn / (positive / negative), error, level)
  }
  return ratio((tp / fp) * (tn / fn), cells.errorOf([1 / tp, -1 / fn, -1 / fp, 1 / tn]), level)
}

/**
 * Second engine for PPV or NPV at a stated prevalence with variances over units (rule TWO-34): odds from cells, multiplied
 * and divided by one factor. Both classes must have weight.
 */
export function predictiveValueByCells(design: WeightedDesign, rows: CalledRows, which: 'ppv' | 'npv', prevalence: number, level: number): WeightedSecond {
  const cells = new Cells(design, rows)
  const { tp, fn, fp, tn, positive, negative } = cells
  const isPpv = which === 'ppv'
  const odds = prevalence / (1 - prevalence)
  const right = isPpv ? tp * negative * odds : tn * positive
  const wrong = isPpv ? fp * positive : fn * negative * odds
  const value = right / (right + wrong)
  if (right === 0 || wrong === 0) return { value, standardError: null, bounds: null }
  const error = isPpv
    ? cells.errorOf([fn / tp / positive, -1 / positive, -tn / fp / negative, 1 / negative])
    : cells.errorOf([1 / positive, -tp / fn / positive, -1 / negative, fp / tn / negative])
  if (error === null) return { value, standardError: null, bounds: null }
  const factor = exp(normalMultiplierByQuadrature(level) * error)
  return { value, standardError: error * value * (1 - value), bounds: { lower: right / (right + wrong * factor), upper: (right * factor) / (right * factor + wrong) } }
}

/** What a weighted proportion is of: rows averaged, whether each is a hit, and who could have been averaged. */
export interface ProportionOf {
  readonly rows: Uint32Array
  readonly isHit: Uint8Array
  readonly frame: Uint32Array
  /** Only some of the frame have the reference standard. */
  readonly isVerification: boolean
}

/** Second engine for a weighted proportion (rule TWO-35); null without weight. */
export function weightedProportionByParts(design: WeightedDesign, { rows, isHit, frame, isVerification }: ProportionOf, level: number): WeightedSecond | null {
  const sums = unitSums(design, rows, [isHit, isHit.map((hit) => 1 - hit)])
  const [hit = 0, miss = 0] = sums.totals
  const all = hit + miss
  if (!(all > 0)) return null
  const value = hit / all
  const line = sums.line([miss / all / all, -hit / all / all])
  const variance = acrossUnits(line, line)
  const found = { value, standardError: rootOf(variance) }
  const x = isHit.reduce((sum, each) => sum + each, 0)
  const isEnd = x === 0 || x === rows.length
  if (variance === null || (isEnd && isVerification)) return { ...found, bounds: null }
  const unitsAmong = (list: Uint32Array): number => (design.clusters === null ? list.length : new Set(Array.from(list, (row) => design.clusters?.[row])).size)
  if (isEnd) return { ...found, bounds: exactBounds(x === 0 ? 0 : 1, (effective(design, rows) / rows.length) * unitsAmong(rows), level) }
  const carriers = design.strata === null ? rows : frame
  const n = carriers.length
  // Units that are all alike leave a rounding residue, and the definition jumps at 0.
  if (variance < 1e-26 * value * (1 - value)) return { ...found, bounds: null, isResidue: true }
  return { ...found, bounds: exactBounds(value, effectiveTrials(value, n, unitsAmong(carriers), variance, level), level) }
}

/** Kish's number from relative weights: n over one plus the squared coefficient of variation. */
function effective({ weights }: WeightedDesign, rows: Uint32Array): number {
  const n = rows.length
  const mean = rows.reduce((sum, row) => sum + (weights[row] ?? 0), 0) / n
  const squares = rows.reduce((sum, row) => sum + ((weights[row] ?? 0) / mean - 1) * ((weights[row] ?? 0) / mean - 1), 0)
  return n / (1 + squares / n)
}

/** Second engine for a paired difference of weighted rates (rule TWO-35). gains: 1, 0 or −1 of each row; some weight. */
export function weightedDifferenceByParts(design: WeightedDesign, rows: Uint32Array, gains: Int8Array, level: number): WeightedSecond {
  const sums = unitSums(design, rows, [gains, new Uint8Array(rows.length).fill(1)])
  const [gain = 0, all = 0] = sums.totals
  const line = sums.line([1 / all, -gain / all / all])
  return about(gain / all, rootOf(acrossUnits(line, line)), -1, 1, level)
}
