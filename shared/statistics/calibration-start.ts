import type { ScoreCounts } from './score-counts.ts'

// Where a fit over very many distinct scores starts: from the fit to neighbouring scores taken together. A start is no
// part of an answer (the same steps go on to the same criterion on all scores), but of its last digits: below MANY
// nothing is taken together, and every digit stays what it was.

/** Distinct scores from which a fit starts so (rule CAL-8). */
export const MANY = 16_384

export interface Condensed {
  readonly counts: ScoreCounts
  readonly values: Float64Array
}

/** From coarse to fine: 128 neighbouring scores together, then 16; nothing where there are few. */
export function condensed(counts: ScoreCounts, values: Float64Array): Condensed[] {
  if (values.length < MANY) return []
  const fine = fineOf.get(counts) ?? together(counts, 16)
  fineOf.set(counts, fine)
  const ofFine = meansOf(counts, values, fine, 16)
  const coarse = together(fine, 8)
  return [{ counts: coarse, values: meansOf(fine, ofFine, coarse, 8) }, { counts: fine, values: ofFine }]
}

/** Of the same counts once, for intercept and slope. */
const fineOf = new WeakMap<ScoreCounts, ScoreCounts>()

/** Counts of some neighbouring scores at a time, under the first of them. */
function together({ scores, present, absent, nPresent, nAbsent }: ScoreCounts, size: number): ScoreCounts {
  const n = Math.ceil(scores.length / size)
  const first = new Float64Array(n)
  for (let k = 0; k < n; k++) first[k] = scores[k * size] ?? 0
  return { scores: first, present: sumsOf(present, size), absent: sumsOf(absent, size), nPresent, nAbsent }
}

/** Of the kind that they were: the passes over them are made for one kind of list at a time. */
function sumsOf(list: ScoreCounts['present'], size: number): ScoreCounts['present'] {
  const n = Math.ceil(list.length / size)
  const sums = list instanceof Uint32Array ? new Uint32Array(n) : new Float64Array(n)
  for (let k = 0; k < n; k++) {
    const to = Math.min(list.length, (k + 1) * size)
    let sum = 0
    for (let g = k * size; g < to; g++) sum += list[g] ?? 0
    sums[k] = sum
  }
  return sums
}

/** Means of a value of each score over the examinations of those taken together. */
function meansOf({ present, absent }: ScoreCounts, values: Float64Array, among: ScoreCounts, size: number): Float64Array {
  const means = new Float64Array(among.scores.length)
  for (let k = 0; k < means.length; k++) {
    const to = Math.min(values.length, (k + 1) * size)
    let sum = 0
    for (let g = k * size; g < to; g++) sum += ((present[g] ?? 0) + (absent[g] ?? 0)) * (values[g] ?? 0)
    means[k] = sum / ((among.present[k] ?? 0) + (among.absent[k] ?? 0))
  }
  return means
}
