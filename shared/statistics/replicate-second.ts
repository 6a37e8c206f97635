import { log1p } from './elementary.ts'

/**
 * Second engines for what is judged by its bootstrap (rule TWO-25), from explicit rows: no counts per score, no shared
 * order. Scores of the rows with and without the target condition, each ascending in the direction of the disease.
 */
export interface SortedClasses {
  readonly present: Float64Array
  readonly absent: Float64Array
}

/** sign: −1 where lower scores are positive. */
export function sortedClasses(scores: Float64Array, present: Uint8Array, rows: Uint32Array, sign: 1 | -1): SortedClasses {
  const pick = (wanted: boolean): Float64Array =>
    Float64Array.from(rows.filter((row) => (present[row] === 1) === wanted), (row) => sign * (scores[row] ?? 0)).sort()
  return { present: pick(true), absent: pick(false) }
}

/** For each of `own`, ascending: how many of `others` lie below it, and how many are equal to it. */
function placed(own: Float64Array, others: Float64Array, visit: (below: number, equal: number) => void): void {
  let [below, upTo] = [0, 0]
  for (const value of own) {
    while (below < others.length && (others[below] ?? 0) < value) below++
    while (upTo < others.length && (others[upTo] ?? 0) <= value) upTo++
    visit(below, upTo - below)
  }
}

/**
 * Average precision as the mean, over rows with the condition, of the precision at their own score. share: the prevalence
 * that both classes are brought to, or null. Null when nobody has the condition.
 */
export function averagePrecisionByRows({ present, absent }: SortedClasses, share: number | null): number | null {
  const [nPresent, nAbsent] = [present.length, absent.length]
  if (nPresent === 0) return null
  const odds = share === null || nAbsent === 0 ? 1 : ((1 - share) / share) * (nPresent / nAbsent)
  const atOrAbove: number[] = []
  placed(present, present, (below) => atOrAbove.push(nPresent - below))
  let [i, sum] = [0, 0]
  placed(present, absent, (below) => {
    const right = atOrAbove[i++] ?? 0
    sum += 1 / (1 + (odds * (nAbsent - below)) / right)
  })
  return sum / nPresent
}

/** McClish's area, or null below chance; whether it is so near chance that rounding decides between the two. */
export interface StandardisedArea {
  readonly value: number | null
  readonly isAtChance: boolean
}

/**
 * Partial area over specificities from `from` up, standardised: each row with the condition adds its own share of the curve,
 * nothing until the false positives above it, all from those level with it on, and a ramp between. Null with one class.
 */
export function partialAreaByRamps({ present, absent }: SortedClasses, from: number): StandardisedArea | null {
  const n = absent.length
  if (present.length === 0 || n === 0) return null
  const end = 1 - from
  let sum = 0
  placed(present, absent, (below, equal) => {
    const [rises, full] = [(n - below - equal) / n, (n - below) / n]
    if (end >= full) sum += end - (rises + full) / 2
    else if (end > rises) sum += ((end - rises) * (end - rises)) / (2 * (full - rises))
  })
  const area = sum / present.length
  const isAtChance = Math.abs(area - (end * end) / 2) < 1e-12 * end
  return { value: area < (end * end) / 2 ? null : (end - end * end + area) / (end * (2 - end)), isAtChance }
}

/** The classes and the direction exchanged: specificity takes the place of sensitivity. */
export const exchanged = ({ present, absent }: SortedClasses): SortedClasses => {
  const mirrored = (values: Float64Array): Float64Array => values.map((value) => -value).reverse()
  return { present: mirrored(absent), absent: mirrored(present) }
}

/**
 * Largest sensitivity at a specificity of `least` at least: as many false positives as that allows are counted first; the
 * rows beyond the next one without the condition are called. Null with one class, or where no score is beyond it.
 */
export function sensitivityByRank({ present, absent }: SortedClasses, least: number): number | null {
  const n = absent.length
  if (present.length === 0 || n === 0) return null
  let allowed = n
  while ((n - allowed) / n < least) allowed--
  if (allowed === n) return 1
  const barred = absent[n - 1 - allowed] ?? Infinity
  const called = present.reduce((sum, value) => sum + (value > barred ? 1 : 0), 0)
  const isObserved = called > 0 || (absent[n - 1] ?? 0) > barred
  return isObserved ? called / present.length : null
}

/** Largest specificity at a sensitivity of `least` at least (0 < least < 1): the threshold is the score of the last row needed. */
export function specificityByRank({ present, absent }: SortedClasses, least: number): number | null {
  const n = present.length
  if (n === 0 || absent.length === 0) return null
  let needed = 1
  while (needed / n < least) needed++
  const threshold = present[n - needed] ?? 0
  return absent.reduce((sum, value) => sum + (value < threshold ? 1 : 0), 0) / absent.length
}

/** Mean over each class apart, then weighed by the share of each; share: null for that of the rows. */
function byClass({ present, absent }: SortedClasses, share: number | null, ofPresent: (p: number) => number, ofAbsent: (p: number) => number): number | null {
  const n = present.length + absent.length
  if (n === 0) return null
  const mean = (values: Float64Array, of: (p: number) => number): number => (values.length === 0 ? 0 : values.reduce((sum, p) => sum + of(p), 0) / values.length)
  const isMixed = present.length > 0 && absent.length > 0
  const weight = share === null || !isMixed ? present.length / n : share
  return weight * mean(present, ofPresent) + (1 - weight) * mean(absent, ofAbsent)
}

/** Brier score: mean squares of each class. */
export const brierByClass = (rows: SortedClasses, share: number | null): number | null =>
  byClass(rows, share, (p) => (1 - p) * (1 - p), (p) => p * p)

/** 1 − Brier score over that of the observed fraction; null with one class. */
export function scaledBrierByClass(rows: SortedClasses, share: number | null): number | null {
  const brier = brierByClass(rows, share)
  const [nPresent, nAbsent] = [rows.present.length, rows.absent.length]
  if (brier === null || nPresent === 0 || nAbsent === 0) return null
  const weight = share ?? nPresent / (nPresent + nAbsent)
  return 1 - brier / (weight - weight * weight)
}

const ULP = 2.220_446_049_250_313e-16

/** Log loss from odds: ln(1 + odds against what happened), p kept as far from the ends as rule LOG-1 says. */
export function logLossByClass(rows: SortedClasses, share: number | null): number | null {
  const kept = (p: number): number => Math.min(1 - ULP, Math.max(ULP, p))
  return byClass(rows, share, (p) => log1p((1 - kept(p)) / kept(p)), (p) => log1p(kept(p) / (1 - kept(p))))
}
