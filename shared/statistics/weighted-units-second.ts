import { NO_STRATUM, type WeightedDesign } from './weighted-design.ts'

/**
 * Second engine for numbers of weighted rows (rule TWO-32): what each unit holds of the sums that a number is made from, and
 * what it lends to the unverified, added up first; the number's derivative by those sums afterwards. The first engine adds
 * up influences row by row instead.
 */
export interface UnitSums {
  /** Σ weight × part over the rows. */
  readonly totals: readonly number[]
  /** How far each unit moves a number with these derivatives by the sums. */
  readonly line: (derivatives: readonly number[]) => UnitLine
}

export interface UnitLine {
  readonly values: Float64Array
  /** Units that could move it. */
  readonly enters: Uint8Array
}

/** parts: of the i-th of `rows`, one list a sum. */
export function unitSums({ weights, clusters, strata }: WeightedDesign, rows: ArrayLike<number>, parts: readonly ArrayLike<number>[]): UnitSums {
  const nParts = parts.length
  const nUnits = clusters === null ? weights.length : clusters.reduce((most, code) => Math.max(most, code), -1) + 1
  const unitOf = (row: number): number => (clusters === null ? row : (clusters[row] ?? 0))
  const held = new Float64Array(nUnits * nParts)
  const enters = new Uint8Array(nUnits)
  const totals = parts.map(() => 0)
  const sizes = strata?.sizes ?? []
  const ofStratum = sizes.map(() => parts.map(() => 0))
  for (let i = rows.length - 1; i >= 0; i--) {
    const row = rows[i] ?? 0
    const unit = unitOf(row)
    const here = ofStratum[strata?.codes[row] ?? NO_STRATUM]
    enters[unit] = 1
    for (let k = 0; k < nParts; k++) {
      const amount = (weights[row] ?? 0) * (parts[k]?.[i] ?? 0)
      held[unit * nParts + k] = (held[unit * nParts + k] ?? 0) + amount
      totals[k] = (totals[k] ?? 0) + amount
      if (here !== undefined) here[k] = (here[k] ?? 0) + amount
    }
  }
  const lent = new Float64Array(nUnits * sizes.length)
  for (let row = (strata?.codes.length ?? 0) - 1; row >= 0; row--) {
    const code = strata?.codes[row] ?? NO_STRATUM
    if (code >= sizes.length) continue
    const at = unitOf(row) * sizes.length + code
    enters[unitOf(row)] = 1
    lent[at] = (lent[at] ?? 0) + ((strata?.sampling[row] ?? 0) - (weights[row] ?? 0))
  }
  const line = (derivatives: readonly number[]): UnitLine => {
    const dot = (list: ArrayLike<number>, from: number): number => derivatives.reduce((sum, each, k) => sum + each * (list[from + k] ?? 0), 0)
    const means = sizes.map(({ total }, s) => (total === 0 ? 0 : dot(ofStratum[s] ?? [], 0) / total))
    const values = new Float64Array(nUnits)
    for (let unit = 0; unit < nUnits; unit++) {
      const own = dot(held, unit * nParts)
      values[unit] = means.reduce((sum, mean, s) => sum + mean * (lent[unit * sizes.length + s] ?? 0), own)
    }
    return { values, enters }
  }
  return { totals, line }
}

/** K/(K − 1) Σ a·b over the K units that could move either; null below two. */
export function acrossUnits(a: UnitLine, b: UnitLine): number | null {
  let [sum, n] = [0, 0]
  for (let unit = 0; unit < a.values.length; unit++) {
    if (a.enters[unit] !== 1 && b.enters[unit] !== 1) continue
    n++
    sum += (a.values[unit] ?? 0) * (b.values[unit] ?? 0)
  }
  return n < 2 ? null : (sum * n) / (n - 1)
}

/** Variance of a number that both classes move, each class with its own K/(K − 1). */
export function acrossClasses(present: UnitLine, absent: UnitLine): number | null {
  const [p, a] = [acrossUnits(present, present), acrossUnits(absent, absent)]
  return p === null || a === null ? null : p + a + 2 * (acrossUnits(present, absent) ?? 0)
}
