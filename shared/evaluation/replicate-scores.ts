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

/** Room for one replicate over the same scores after the other: thousands of large lists are not made anew. */
const roomFor = kept((scores: Float64Array) => {
  const list = () => new Float64Array(scores.length)
  return { at: new Uint32Array(scores.length), scores: list(), present: list(), absent: list() }
})

/**
 * The distinct scores that have examinations: a replicate leaves some without. 64-bit numbers hold counts and sums of
 * weights. What depends on the score alone stays known by score (`byScore`). Holds until the next replicate of the scores.
 */
export function occurring(counts: ScoreCounts): ScoreCounts {
  const { scores, present, absent } = counts
  const to = roomFor(scores)
  let n = 0
  for (let g = 0; g < scores.length; g++) {
    const ofPresent = present[g] ?? 0
    const ofAbsent = absent[g] ?? 0
    to.at[n] = g
    to.scores[n] = scores[g] ?? 0
    to.present[n] = ofPresent
    to.absent[n] = ofAbsent
    // Without a branch: which scores occur is chance, and no processor guesses it.
    n += Number(ofPresent + ofAbsent !== 0)
  }
  if (n === scores.length) return counts
  const kept = { scores: to.scores.subarray(0, n), present: to.present.subarray(0, n), absent: to.absent.subarray(0, n) }
  origins.set(kept.scores, { all: scores, at: to.at.subarray(0, n) })
  return { ...counts, ...kept }
}

const rooms = new WeakMap<ArrayBufferLike, Map<string, Float64Array>>()

/**
 * A list by name for something about the counts of one replicate; beginning with 0. The next replicate has its counts in the
 * same memory, and then this list.
 */
export function roomOf({ present }: ScoreCounts, name: string, size: number): Float64Array {
  const named = rooms.get(present.buffer) ?? new Map<string, Float64Array>()
  rooms.set(present.buffer, named)
  const known = named.get(name)
  const list = known !== undefined && known.length >= size ? known : new Float64Array(Math.ceil(size * 1.1))
  named.set(name, list)
  return list.subarray(0, size)
}

/** What depends on each score alone: computed once for the cohort's scores, picked for those of a replicate. */
export function byScore(make: (scores: Float64Array) => Float64Array): (scores: Float64Array) => Float64Array {
  const ofAll = kept((scores: Float64Array) => ({ values: make(scores), room: new Float64Array(scores.length) }))
  return (scores) => {
    const origin = origins.get(scores)
    if (origin === undefined) return ofAll(scores).values
    const { values, room } = ofAll(origin.all)
    const { at } = origin
    for (let i = 0; i < at.length; i++) room[i] = values[at[i] ?? 0] ?? 0
    return room.subarray(0, at.length)
  }
}
