import type { ScoreCounts } from '../statistics/score-counts.ts'

/** Several statistics of one replicate share what is kept by its counts. */
export function kept<K extends object, T>(make: (key: K) => T): (key: K) => T {
  const found = new WeakMap<K, { readonly value: T }>()
  return (key) => {
    const known = found.get(key)
    if (known !== undefined) return known.value
    const value = make(key)
    found.set(key, { value })
    return value
  }
}

/** Of the scores of a replicate: all scores of the cohort, and which of them these are. */
interface Origin {
  readonly all: Float64Array
  readonly at: Uint32Array
}
const origins = new WeakMap<Float64Array, Origin>()

/**
 * The distinct scores that have examinations: a replicate leaves some without. 64-bit numbers hold counts and sums of
 * weights. What depends on the score alone stays known by score (`byScore`).
 */
export function occurring(counts: ScoreCounts): ScoreCounts {
  const { scores } = counts
  const at = occurringAt(counts)
  if (at.length === scores.length) return counts
  const kept = { scores: picked(scores, at), present: picked(counts.present, at), absent: picked(counts.absent, at) }
  origins.set(kept.scores, { all: scores, at })
  return { ...counts, ...kept }
}

function occurringAt({ present, absent }: ScoreCounts): Uint32Array {
  const at = new Uint32Array(present.length)
  let n = 0
  for (let g = 0; g < at.length; g++) {
    at[n] = g
    // Without a branch: which scores occur is chance, and no processor guesses it.
    n += Number((present[g] ?? 0) + (absent[g] ?? 0) !== 0)
  }
  return at.subarray(0, n)
}

function picked(list: ScoreCounts['present'], at: Uint32Array): Float64Array {
  const found = new Float64Array(at.length)
  for (let i = 0; i < found.length; i++) found[i] = list[at[i] ?? 0] ?? 0
  return found
}

/** What depends on each score alone: computed once for the cohort's scores, picked for those of a replicate. */
export function byScore(make: (scores: Float64Array) => Float64Array): (scores: Float64Array) => Float64Array {
  const ofAll = kept(make)
  return (scores) => {
    const origin = origins.get(scores)
    return origin === undefined ? ofAll(scores) : picked(ofAll(origin.all), origin.at)
  }
}
