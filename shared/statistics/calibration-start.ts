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
  const fine = together({ counts, values }, 16)
  return [together(fine, 8), fine]
}

/** Counts of some neighbouring scores at a time, with the mean of a value of theirs over the examinations. */
function together({ counts, values }: Condensed, size: number): Condensed {
  const n = Math.ceil(values.length / size)
  const scores = new Float64Array(n)
  // Of the kind that they were: the passes over them are made for one kind of list at a time.
  const [present, absent] = counts.present instanceof Uint32Array ? [new Uint32Array(n), new Uint32Array(n)] : [new Float64Array(n), new Float64Array(n)]
  const means = new Float64Array(n)
  for (let k = 0; k < n; k++) {
    let having = 0
    let without = 0
    let sum = 0
    for (let g = k * size; g < Math.min(values.length, (k + 1) * size); g++) {
      const here = counts.present[g] ?? 0
      const other = counts.absent[g] ?? 0
      having += here
      without += other
      sum += (here + other) * (values[g] ?? 0)
    }
    scores[k] = counts.scores[k * size] ?? 0
    present[k] = having
    absent[k] = without
    means[k] = sum / (having + without)
  }
  return { counts: { scores, present, absent, nPresent: counts.nPresent, nAbsent: counts.nAbsent }, values: means }
}
