import { CompensatedSum } from './sum.ts'

/** Row belongs to no stratum: it is not among those who could have been verified. */
export const NO_STRATUM = 255

/** How rows stand for a population. Arrays hold one element a row; all rows of a study, verified or not. */
export interface WeightedDesign {
  /** What a row counts for in sums: 0 where nothing is known of it. Any scale; finite, never negative. */
  readonly weights: Float64Array
  /** 0-based cluster number of each row; null: rows are independent. */
  readonly clusters: Uint32Array | null
  /** Fractions verified that were estimated from these rows; null where weights are known numbers. */
  readonly strata: VerificationStrata | null
}

/** Who could have been verified, by what it depended on, with the fraction that was. */
export interface VerificationStrata {
  /** 0-based stratum of each row, NO_STRATUM outside. */
  readonly codes: Uint8Array
  /** Weight of each row by sampling alone, verified or not. */
  readonly sampling: Float64Array
  /** Per stratum: rows, rows verified, and the weighted fraction verified (null without rows). */
  readonly sizes: readonly StratumSize[]
}

export interface StratumSize {
  readonly n: number
  readonly nVerified: number
  readonly total: number
  readonly fraction: number | null
}

/**
 * Weights that stand for the unverified too (rule WGT-5): sampling weight over the fraction of its stratum's sampling
 * weight that was verified, estimated here. Sums then equal those of Begg & Greenes 1983, Biometrics 39: 207–215, who
 * apply what was found among the verified of each call to all of that call. 0 for rows that were not verified.
 */
export function verificationDesign(
  codes: Uint8Array,
  verified: Uint8Array,
  sampling: Float64Array,
  clusters: Uint32Array | null,
): WeightedDesign {
  const nStrata = codes.reduce((most, code) => (code === NO_STRATUM ? most : Math.max(most, code + 1)), 0)
  const sizes = Array.from({ length: nStrata }, (_, stratum): StratumSize => {
    const all = new CompensatedSum()
    const known = new CompensatedSum()
    let [n, nVerified] = [0, 0]
    for (let row = 0; row < codes.length; row++) {
      if (codes[row] !== stratum) continue
      n++
      all.add(sampling[row] ?? 0)
      if (verified[row] !== 1) continue
      nVerified++
      known.add(sampling[row] ?? 0)
    }
    return { n, nVerified, total: all.value, fraction: n === 0 ? null : known.value / all.value }
  })
  const weights = new Float64Array(codes.length)
  for (let row = 0; row < weights.length; row++) {
    const fraction = sizes[codes[row] ?? NO_STRATUM]?.fraction
    if (verified[row] === 1 && fraction) weights[row] = (sampling[row] ?? 0) / fraction
  }
  return { weights, clusters, strata: { codes, sampling, sizes } }
}

/** What each row adds to the error of an estimate, and which rows could add something. */
export interface Contributions {
  readonly values: Float64Array
  readonly enters: Uint8Array
}

/**
 * Linearised contributions of an estimate (rule WGT-1): weight × influence of each row. Where fractions verified were
 * estimated (rule WGT-6), each row of a stratum carries the stratum's mean influence once by its sampling weight, and
 * the verified ones their deviation from it: V/π·(u − ū) + ū. Robins, Rotnitzky & Zhao 1994, JASA 89: 846–866.
 * influence: of the i-th of `rows`, of which Σ weight × influence is 0 in the estimates used here.
 */
export function contributions(design: WeightedDesign, rows: Uint32Array, influence: (row: number, i: number) => number): Contributions {
  const { weights, strata } = design
  const values = new Float64Array(weights.length)
  const enters = new Uint8Array(weights.length)
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? 0
    values[row] = (weights[row] ?? 0) * influence(row, i)
    enters[row] = 1
  }
  if (strata === null) return { values, enters }
  const sums = strata.sizes.map(() => new CompensatedSum())
  for (const row of rows) sums[strata.codes[row] ?? NO_STRATUM]?.add(values[row] ?? 0)
  const means = strata.sizes.map(({ total }, s) => (total === 0 ? 0 : (sums[s]?.value ?? 0) / total))
  for (let row = 0; row < weights.length; row++) {
    const mean = means[strata.codes[row] ?? NO_STRATUM]
    if (mean === undefined) continue
    enters[row] = 1
    values[row] = (values[row] ?? 0) + mean * ((strata.sampling[row] ?? 0) - (weights[row] ?? 0))
  }
  return { values, enters }
}

/** Sum of contributions times numbers: of a difference, a logarithm, a mean of two estimates. */
export function combine(parts: readonly (readonly [Contributions, number])[]): Contributions {
  const size = parts[0]?.[0].values.length ?? 0
  const values = new Float64Array(size)
  const enters = new Uint8Array(size)
  for (const [part, factor] of parts) {
    for (let row = 0; row < size; row++) {
      values[row] = (values[row] ?? 0) + factor * (part.values[row] ?? 0)
      enters[row] = (enters[row] ?? 0) | (part.enters[row] ?? 0)
    }
  }
  return { values, enters }
}

/** Covariance of two linearised estimates over K units, and K. Null below two units. */
export interface LinearisedCovariance {
  readonly value: number | null
  readonly nUnits: number
}

/**
 * K/(K − 1) Σ a·b over units (rule WGT-1): rows, or clusters with the sums of their rows. Units are those where either
 * estimate could get something. Binder 1983, International Statistical Review 51: 279–292.
 */
export function linearisedCovariance(a: Contributions, b: Contributions, clusters: Uint32Array | null): LinearisedCovariance {
  const sum = new CompensatedSum()
  let nUnits = 0
  if (clusters === null) {
    for (let row = 0; row < a.values.length; row++) {
      if (((a.enters[row] ?? 0) | (b.enters[row] ?? 0)) === 0) continue
      nUnits++
      sum.add((a.values[row] ?? 0) * (b.values[row] ?? 0))
    }
  } else {
    const [left, right] = [clusterSums(a, clusters), clusterSums(b, clusters)]
    for (let k = 0; k < left.enters.length; k++) {
      if (((left.enters[k] ?? 0) | (right.enters[k] ?? 0)) === 0) continue
      nUnits++
      sum.add((left.values[k] ?? 0) * (right.values[k] ?? 0))
    }
  }
  return { value: nUnits < 2 ? null : (sum.value * nUnits) / (nUnits - 1), nUnits }
}

function clusterSums({ values, enters }: Contributions, clusters: Uint32Array): Contributions {
  let most = 0
  for (const cluster of clusters) most = cluster > most ? cluster : most
  const sums = { values: new Float64Array(most + 1), enters: new Uint8Array(most + 1) }
  for (let row = 0; row < values.length; row++) {
    const cluster = clusters[row] ?? 0
    sums.values[cluster] = (sums.values[cluster] ?? 0) + (values[row] ?? 0)
    sums.enters[cluster] = (sums.enters[cluster] ?? 0) | (enters[row] ?? 0)
  }
  return sums
}

/**
 * Effective number of rows of unequal weight, (Σw)²/Σw² (rule WGT-2). Kish 1965, Survey Sampling. 0 without weight.
 */
export function effectiveRows(design: WeightedDesign, rows: Uint32Array): number {
  const sum = new CompensatedSum()
  const squares = new CompensatedSum()
  for (const row of rows) {
    const weight = design.weights[row] ?? 0
    sum.add(weight)
    squares.add(weight * weight)
  }
  return squares.value === 0 ? 0 : (sum.value * sum.value) / squares.value
}
