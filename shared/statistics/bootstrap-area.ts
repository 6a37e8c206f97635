import type { ReplicateValues } from './bootstrap.ts'
import type { ResamplePlan, UnitWeights } from './resample.ts'
import { drawWeights, newWeights } from './resample.ts'
import type { ScoreDirection } from './score-counts.ts'

/** Tie groups that hold present rows: where each ends among present rows, and its range among absent rows. */
interface PresentGroups {
  readonly presentEnd: Uint32Array
  readonly absentFrom: Uint32Array
  readonly absentTo: Uint32Array
}

function presentGroups(plan: ResamplePlan): PresentGroups {
  const present = plan.present.group
  const absent = plan.absent.group
  const presentEnd = new Uint32Array(present.length)
  const absentFrom = new Uint32Array(present.length)
  const absentTo = new Uint32Array(present.length)
  let n = 0
  let a = 0
  for (let p = 0; p < present.length; n++) {
    const g = present[p] ?? 0
    while (a < absent.length && (absent[a] ?? 0) < g) a++
    absentFrom[n] = a
    while (a < absent.length && absent[a] === g) a++
    absentTo[n] = a
    while (p < present.length && present[p] === g) p++
    presentEnd[n] = p
  }
  return { presentEnd: presentEnd.slice(0, n), absentFrom: absentFrom.slice(0, n), absentTo: absentTo.slice(0, n) }
}

/** Sum of weights of the rows from ≤ i < to. */
function weightOf(unit: Uint32Array, weights: UnitWeights, from: number, to: number): number {
  let sum = 0
  for (let i = from; i < to; i++) sum += weights[unit[i] ?? 0] ?? 0
  return sum
}

/** Area of a weighted sample, from the weights directly: the counts per score are not written down. */
function weightedArea(
  plan: ResamplePlan,
  groups: PresentGroups,
  weights: UnitWeights,
  direction: ScoreDirection,
): number | null {
  const present = plan.present.unit
  const absent = plan.absent.unit
  const { presentEnd, absentFrom, absentTo } = groups
  let twice = 0
  let nPresent = 0
  let nAbsent = 0
  let p = 0
  let a = 0
  for (let k = 0; k < presentEnd.length; k++) {
    const end = presentEnd[k] ?? 0
    const from = absentFrom[k] ?? 0
    const to = absentTo[k] ?? 0
    const here = weightOf(present, weights, p, end)
    nAbsent += weightOf(absent, weights, a, from)
    const tied = weightOf(absent, weights, from, to)
    twice += here * (2 * nAbsent + tied)
    nAbsent += tied
    nPresent += here
    p = end
    a = to
  }
  nAbsent += weightOf(absent, weights, a, absent.length)
  const pairs = 2 * nPresent * nAbsent
  if (pairs === 0) return null
  return (direction === 'higher-is-positive' ? twice : pairs - twice) / pairs
}

/**
 * Replicates from ≤ r < to of the area under the curve (rule BOOT-5): the very values that `bootstrapReplicates` gives
 * for `areaUnderCurve`, about twice as fast, because no counts per score are made.
 */
export function bootstrapAreas(
  plan: ResamplePlan,
  direction: ScoreDirection,
  seed: number,
  from: number,
  to: number,
): ReplicateValues {
  const groups = presentGroups(plan)
  const weights = newWeights(plan)
  const values = new Float64Array(to - from)
  let n = 0
  for (let r = from; r < to; r++) {
    drawWeights(plan, weights, seed, r)
    const area = weightedArea(plan, groups, weights, direction)
    if (area !== null) values[n++] = area
  }
  return { values: values.slice(0, n), nLost: to - from - n }
}
