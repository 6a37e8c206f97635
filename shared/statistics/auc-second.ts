import type { ScoreDirection } from './score-counts.ts'

/** One score over the rows analysed. Scores: no NaN. */
export interface DirectedRows {
  readonly scores: Float64Array
  readonly direction: ScoreDirection
}

/** Value and variance of an area or a difference of areas; variance null where a class or its clusters are too few. */
export interface SecondArea {
  readonly value: number
  readonly variance: number | null
}

interface Classes {
  readonly nPresent: number
  readonly nAbsent: number
}

function classesOf(present: Uint8Array): Classes {
  const nPresent = present.reduce((sum, each) => sum + each, 0)
  return { nPresent, nAbsent: present.length - nPresent }
}

/** How many of an ascending list are below (or, with orEqual, not above) a value, by bisection. */
function rankIn(ascending: Float64Array, value: number, orEqual: boolean): number {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const here = ascending[middle] ?? 0
    if (here < value || (orEqual && here === value)) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * Of each row, twice the number of rows of the other class that it beats, ties once: whole numbers. A present row beats
 * an absent one beyond which it lies; an absent row is beaten likewise, so that both classes average to the area.
 */
function winsOf({ scores, direction }: DirectedRows, present: Uint8Array): Float64Array {
  const others = (wanted: 0 | 1) => scores.filter((_, row) => present[row] === wanted).sort()
  const [absent, having] = [others(0), others(1)]
  const isHigher = direction === 'higher-is-positive'
  return scores.map((score, row) => {
    const list = present[row] === 1 ? absent : having
    const below = rankIn(list, score, false) + rankIn(list, score, true)
    return isHigher === (present[row] === 1) ? below : 2 * list.length - below
  })
}

/** Mean and sum of squared deviations, row by row (Welford 1962). */
class Moments {
  private n = 0
  private mean = 0
  squares = 0
  add(value: number): void {
    this.n++
    const step = value - this.mean
    this.mean += step / this.n
    this.squares += step * (value - this.mean)
  }
}

/**
 * Second engine for paired DeLong (rule TWO-14): wins of each row by bisection in the sorted other class, as whole
 * numbers; their difference between the two scores; Welford's sum of squares of it. O(n log n). Null without both
 * classes.
 */
export function pairedDelongByBisection(first: DirectedRows, second: DirectedRows, present: Uint8Array): SecondArea | null {
  const { nPresent, nAbsent } = classesOf(present)
  if (nPresent === 0 || nAbsent === 0) return null
  const [a, b] = [winsOf(first, present), winsOf(second, present)]
  const [ofPresent, ofAbsent] = [new Moments(), new Moments()]
  let twice = 0
  a.forEach((wins, row) => {
    const apart = wins - (b[row] ?? 0)
    if (present[row] === 1) {
      twice += apart
      ofPresent.add(apart)
    } else ofAbsent.add(apart)
  })
  const value = twice / (2 * nPresent * nAbsent)
  if (nPresent < 2 || nAbsent < 2) return { value, variance: null }
  const share = ofPresent.squares / (4 * nAbsent * nAbsent) / (nPresent * (nPresent - 1))
  return { value, variance: share + ofAbsent.squares / (4 * nPresent * nPresent) / (nAbsent * (nAbsent - 1)) }
}

/** Wins summed per cluster, and how many rows they belong to. */
interface ClusterWins {
  present: number
  nPresent: number
  absent: number
  nAbsent: number
}

/**
 * Second engine for Obuchowski's area and, with a second score, for the difference of two (rule TWO-15): whole-number
 * wins summed per cluster, centred afterwards. clusters: any number naming the cluster of each row.
 */
export function obuchowskiByBisection(
  first: DirectedRows,
  second: DirectedRows | null,
  present: Uint8Array,
  clusters: Uint32Array,
): SecondArea | null {
  const { nPresent, nAbsent } = classesOf(present)
  if (nPresent === 0 || nAbsent === 0) return null
  const wins = winsOf(first, present)
  const minus = second === null ? null : winsOf(second, present)
  const sums = new Map<number, ClusterWins>()
  let twice = 0
  wins.forEach((each, row) => {
    const won = each - (minus?.[row] ?? 0)
    const of = sums.get(clusters[row] ?? 0) ?? { present: 0, nPresent: 0, absent: 0, nAbsent: 0 }
    if (present[row] === 1) {
      of.present += won
      of.nPresent++
      twice += won
    } else {
      of.absent += won
      of.nAbsent++
    }
    sums.set(clusters[row] ?? 0, of)
  })
  const value = twice / (2 * nPresent * nAbsent)
  return { value, variance: varianceOver([...sums.values()], value, nPresent, nAbsent) }
}

/** Obuchowski's variance: each class among its clusters, and what the classes share in a cluster. */
function varianceOver(sums: readonly ClusterWins[], value: number, nPresent: number, nAbsent: number): number | null {
  const having = sums.filter((each) => each.nPresent > 0).length
  const without = sums.filter((each) => each.nAbsent > 0).length
  if (having < 2 || without < 2) return null
  let [present, absent, mixed] = [0, 0, 0]
  for (const each of sums) {
    const p = (each.present / (2 * nAbsent) - value * each.nPresent) / nPresent
    const a = (each.absent / (2 * nPresent) - value * each.nAbsent) / nAbsent
    present += p * p
    absent += a * a
    mixed += p * a
  }
  const k = sums.length
  return Math.max(0, (present * having) / (having - 1) + (absent * without) / (without - 1) + (2 * mixed * k) / (k - 1))
}
