import type { ScoreCounts } from './score-counts.ts'

// Where a fit over very many distinct scores starts: from the fit to neighbouring scores taken together. A start is no
// part of an answer (the same steps go on to the same criterion on all scores), but of its last digits: below MANY
// nothing is taken together, and every digit stays what it was.

/** Distinct scores from which a fit starts so (rule CAL-8). */
export const MANY = 16_384
const TOGETHER = 32

/** Counts of 32 neighbouring scores at a time, with the mean of a value of theirs over the examinations. */
export function condensed(counts: ScoreCounts, values: Float64Array): { counts: ScoreCounts; values: Float64Array } {
  const n = Math.ceil(values.length / TOGETHER)
  const scores = new Float64Array(n)
  const present = new Float64Array(n)
  const absent = new Float64Array(n)
  const means = new Float64Array(n)
  for (let k = 0; k < n; k++) {
    let [having, without, sum] = [0, 0, 0]
    for (let g = k * TOGETHER; g < Math.min(values.length, (k + 1) * TOGETHER); g++) {
      const here = counts.present[g] ?? 0
      having += here
      without += counts.absent[g] ?? 0
      sum += (here + (counts.absent[g] ?? 0)) * (values[g] ?? 0)
    }
    scores[k] = counts.scores[k * TOGETHER] ?? 0
    present[k] = having
    absent[k] = without
    means[k] = sum / (having + without)
  }
  return { counts: { scores, present, absent, nPresent: counts.nPresent, nAbsent: counts.nAbsent }, values: means }
}
