import type { ClassRows, ReplicateCounts, ResamplePlan, UnitWeights } from './resample.ts'
import type { ScoreCounts, ScoreOrder } from './score-counts.ts'
import type { WeightedDesign } from './weighted-design.ts'
import { NO_STRATUM } from './weighted-design.ts'

/** Weights of the rows of a resampling plan, in the plan's order. */
export interface Weighting {
  readonly present: RowWeights
  readonly absent: RowWeights
  /** Per stratum, what each unit holds: sampling weight of all its rows and of its verified rows. */
  readonly strata: readonly { readonly all: Float64Array; readonly verified: Float64Array }[]
}

/** weight: by sampling alone where the fractions verified are estimated again in each replicate. */
export interface RowWeights {
  readonly weight: Float64Array
  readonly stratum: Uint8Array
}

/**
 * Resampling of rows that carry weights (rule WGT-16): rows, or whole clusters, are drawn with their weights; fractions
 * verified are estimated again in each replicate, so that their uncertainty is in it. rows: design row of each element
 * of the order. Units are all rows of the strata, verified or not; without strata, the rows given.
 */
export function planWeightedResampling(design: WeightedDesign, order: ScoreOrder, rows: Uint32Array, present: Uint8Array): ResamplePlan {
  const { unitOf, nUnits } = numberUnits(design, rows)
  const byScore = [...rows.keys()].sort((a, b) => (order.group[a] ?? 0) - (order.group[b] ?? 0))
  const ofClass = (wanted: 0 | 1): { units: ClassRows; weights: RowWeights } => {
    const kept = Uint32Array.from(byScore.filter((i) => (present[rows[i] ?? 0] === 1 ? 1 : 0) === wanted))
    const weightOf = (row: number): number => (design.strata === null ? design.weights[row] : design.strata.sampling[row]) ?? 0
    return {
      units: { group: kept.map((i) => order.group[i] ?? 0), unit: kept.map((i) => unitOf[rows[i] ?? 0] ?? 0) },
      weights: {
        weight: Float64Array.from(kept, (i) => weightOf(rows[i] ?? 0)),
        stratum: Uint8Array.from(kept, (i) => design.strata?.codes[rows[i] ?? 0] ?? NO_STRATUM),
      },
    }
  }
  const [withCondition, without] = [ofClass(1), ofClass(0)]
  return {
    kind: design.clusters === null ? 'unstratified' : 'cluster',
    scores: order.scores,
    present: withCondition.units,
    absent: without.units,
    strata: [nUnits],
    weighting: { present: withCondition.weights, absent: without.weights, strata: unitTotals(design, unitOf, nUnits) },
  }
}

const NO_UNIT = 0xffff_ffff

/** Units in order of first appearance among design rows. */
function numberUnits({ weights, clusters, strata }: WeightedDesign, rows: Uint32Array): { unitOf: Uint32Array; nUnits: number } {
  const enters = new Uint8Array(weights.length)
  for (const row of rows) enters[row] = 1
  const unitOf = new Uint32Array(weights.length).fill(NO_UNIT)
  const known = new Map<number, number>()
  let nUnits = 0
  for (let row = 0; row < weights.length; row++) {
    if (enters[row] === 0 && (strata === null || strata.codes[row] === NO_STRATUM)) continue
    const key = clusters === null ? row : (clusters[row] ?? 0)
    let unit = clusters === null ? undefined : known.get(key)
    if (unit === undefined) known.set(key, (unit = nUnits++))
    unitOf[row] = unit
  }
  return { unitOf, nUnits }
}

function unitTotals({ weights, strata }: WeightedDesign, unitOf: Uint32Array, nUnits: number): Weighting['strata'] {
  if (strata === null) return []
  const totals = strata.sizes.map(() => ({ all: new Float64Array(nUnits), verified: new Float64Array(nUnits) }))
  for (let row = 0; row < unitOf.length; row++) {
    const to = totals[strata.codes[row] ?? NO_STRATUM]
    const unit = unitOf[row] ?? NO_UNIT
    if (to === undefined || unit === NO_UNIT) continue
    const weight = strata.sampling[row] ?? 0
    to.all[unit] = (to.all[unit] ?? 0) + weight
    if ((weights[row] ?? 0) > 0) to.verified[unit] = (to.verified[unit] ?? 0) + weight
  }
  return totals
}

/** Sums of weights per tie group of one replicate, brought to the number of examinations drawn (rule WGT-15). */
export function weighWeighted(plan: ResamplePlan, weighting: Weighting, drawn: UnitWeights, into: ReplicateCounts): ScoreCounts {
  const factors = weighting.strata.map(({ all, verified }) => {
    let [every, known] = [0, 0]
    for (let unit = 0; unit < drawn.length; unit++) {
      every += (drawn[unit] ?? 0) * (all[unit] ?? 0)
      known += (drawn[unit] ?? 0) * (verified[unit] ?? 0)
    }
    return known > 0 ? every / known : 0
  })
  const present = weighClass(plan.present, weighting.present, { drawn, factors, to: into.present })
  const absent = weighClass(plan.absent, weighting.absent, { drawn, factors, to: into.absent })
  const all = present.weight + absent.weight
  const scale = all > 0 ? (present.rows + absent.rows) / all : 0
  for (const list of [into.present, into.absent]) for (let g = 0; g < list.length; g++) list[g] = (list[g] ?? 0) * scale
  into.nPresent = present.weight * scale
  into.nAbsent = absent.weight * scale
  into.rows = { nPresent: present.rows, nAbsent: absent.rows }
  return into
}

function weighClass(
  { group, unit }: ClassRows,
  { weight, stratum }: RowWeights,
  { drawn, factors, to }: { readonly drawn: UnitWeights; readonly factors: readonly number[]; readonly to: ScoreCounts['present'] },
): { weight: number; rows: number } {
  to.fill(0)
  const sums = { weight: 0, rows: 0 }
  for (let i = 0; i < group.length; i++) {
    const times = drawn[unit[i] ?? 0] ?? 0
    if (times === 0) continue
    const here = times * (weight[i] ?? 0) * (factors[stratum[i] ?? NO_STRATUM] ?? 1)
    const g = group[i] ?? 0
    to[g] = (to[g] ?? 0) + here
    sums.weight += here
    sums.rows += times
  }
  return sums
}

/**
 * Sums of weights per distinct score, brought to the number of examinations (rule WGT-15), for every point estimate that
 * takes counts. index: into the order, of the i-th of `rows`; scores without weight are left out.
 */
export function weightedCounts(
  weights: Float64Array,
  { order, index, rows }: { readonly order: ScoreOrder; readonly index: Uint32Array; readonly rows: Uint32Array },
  present: Uint8Array,
): ScoreCounts {
  const sums = { present: new Float64Array(order.scores.length), absent: new Float64Array(order.scores.length) }
  const classes = { nPresent: 0, nAbsent: 0 }
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? 0
    const group = order.group[index[i] ?? 0] ?? 0
    const isPresent = present[row] === 1
    if (isPresent) classes.nPresent++
    else classes.nAbsent++
    const to = isPresent ? sums.present : sums.absent
    to[group] = (to[group] ?? 0) + (weights[row] ?? 0)
  }
  return rescaled({ scores: order.scores, ...sums, nPresent: 0, nAbsent: 0 }, classes)
}

/** Sums over classes brought to the number of examinations; scores without weight left out. */
function rescaled(counts: ScoreCounts, rows: ClassSizes): ScoreCounts {
  const kept = Uint32Array.from(counts.scores.keys()).filter((g) => (counts.present[g] ?? 0) + (counts.absent[g] ?? 0) > 0)
  const total = (list: ScoreCounts['present']): number => kept.reduce((sum, g) => sum + (list[g] ?? 0), 0)
  const all = total(counts.present) + total(counts.absent)
  const scale = all > 0 ? (rows.nPresent + rows.nAbsent) / all : 0
  const pick = (list: ScoreCounts['present']) => Float64Array.from(kept, (g) => (list[g] ?? 0) * scale)
  const found = { scores: Float64Array.from(kept, (g) => counts.scores[g] ?? 0), present: pick(counts.present), absent: pick(counts.absent) }
  const sum = (list: Float64Array): number => list.reduce((a, b) => a + b, 0)
  return { ...found, nPresent: sum(found.present), nAbsent: sum(found.absent), rows }
}

/**
 * Counts of an enriched sample at the prevalence π of the intended use (rule WGT-11): the present ones count π/p̂, the
 * absent ones (1 − π)/(1 − p̂), p̂ of the whole sample also in a subgroup. Brought to the number of examinations. As they
 * are where the whole sample lacks a class.
 */
export function atPrevalence(counts: ScoreCounts, prevalence: number, whole: ClassSizes = counts): ScoreCounts {
  if (whole.nPresent === 0 || whole.nAbsent === 0) return counts
  const [ofPresent, ofAbsent] = [prevalence / whole.nPresent, (1 - prevalence) / whole.nAbsent]
  const { nPresent, nAbsent } = counts
  const all = nPresent * ofPresent + nAbsent * ofAbsent
  const scale = all > 0 ? (nPresent + nAbsent) / all : 0
  return {
    scores: counts.scores,
    present: Float64Array.from(counts.present, (value) => value * ofPresent * scale),
    absent: Float64Array.from(counts.absent, (value) => value * ofAbsent * scale),
    nPresent: nPresent * ofPresent * scale,
    nAbsent: nAbsent * ofAbsent * scale,
    rows: examinationsOf(counts),
  }
}

interface ClassSizes {
  readonly nPresent: number
  readonly nAbsent: number
}

/** Examinations behind counts, weighted or not. */
export const examinationsOf = ({ nPresent, nAbsent, rows }: ScoreCounts): ClassSizes =>
  rows ?? { nPresent, nAbsent }
