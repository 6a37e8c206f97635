import type { ScoreCounts, ScoreOrder } from './score-counts.ts'
import { countGroups } from './score-counts.ts'

/** Parts of one walk: part and class of a row fit a byte, and the bytes of a million rows a processor's own cache. */
const AT_ONCE = 127
const NO_KEY = 255

/** Lists of rows, no row in two of them, as numbers that `indexOf` takes to the order's rows; −1: not among those. */
export interface Parts {
  readonly rows: readonly Uint32Array[]
  readonly indexOf: Int32Array
}

/**
 * The counts of all parts of the rows at once (rule ORD-2): one walk along the sorted rows instead of one a part, each
 * row to the end of its part's list. The same counts as `countScores` of each part's rows; scores that no row of a part
 * has are left out. Lists of all parts lie in common memory.
 */
export function countParts(order: ScoreOrder, present: Uint8Array, { rows, indexOf }: Parts): ScoreCounts[] {
  const found: ScoreCounts[] = []
  for (let first = 0; first < rows.length; first += AT_ONCE) {
    const parts = rows.slice(first, first + AT_ONCE)
    const keys = new Uint8Array(present.length).fill(NO_KEY)
    const sizes = new Uint32Array(2 * parts.length)
    parts.forEach((list, part) => {
      let [counted, having] = [0, 0]
      for (let i = 0; i < list.length; i++) {
        const row = indexOf[list[i] ?? 0] ?? -1
        if (row < 0) continue
        const hit = present[row] ?? 0
        keys[row] = 2 * part + hit
        having += hit
        counted++
      }
      sizes[2 * part] = counted - having
      sizes[2 * part + 1] = having
    })
    found.push(...walk(order, keys, sizes))
  }
  return found
}

/** The counts of all rows of an order (rule ORD-2): its own scores, along the sorted rows where it has them. */
export function countAll(order: ScoreOrder, present: Uint8Array): ScoreCounts {
  const from = { order, groups: null }
  const { sorted, scores } = order
  if (sorted === undefined) return { ...countGroups(order, present), from }
  const { rows, groups } = sorted
  const having = new Uint32Array(scores.length)
  const without = new Uint32Array(scores.length)
  let nPresent = 0
  for (let i = 0; i < rows.length; i++) {
    const hit = present[rows[i] ?? 0] ?? 0
    const group = groups[i] ?? 0
    having[group] = (having[group] ?? 0) + hit
    without[group] = (without[group] ?? 0) + 1 - hit
    nPresent += hit
  }
  return { scores, present: having, absent: without, nPresent, nAbsent: rows.length - nPresent, from }
}

/** The counts of the rows of `whole` that are not of `part`, both over one order: whole numbers subtracted. Scores that only the part has stay, with counts of zero. */
export function countRest(whole: ScoreCounts, part: ScoreCounts): ScoreCounts {
  const [present, absent] = [whole.present.slice(), whole.absent.slice()]
  const groups = part.from?.groups
  // Without groups the part has all scores, or is empty.
  for (let i = 0; i < part.scores.length; i++) {
    const group = groups?.[i] ?? i
    present[group] = (present[group] ?? 0) - (part.present[i] ?? 0)
    absent[group] = (absent[group] ?? 0) - (part.absent[i] ?? 0)
  }
  return { ...whole, present, absent, nPresent: whole.nPresent - part.nPresent, nAbsent: whole.nAbsent - part.nAbsent }
}

/** sizes: rows of each key, 2 × part + 1 where the target condition is present. */
function walk(order: ScoreOrder, keys: Uint8Array, sizes: Uint32Array): ScoreCounts[] {
  const { sorted } = order
  if (sorted === undefined) throw new RangeError('an order without its sorted rows')
  const begins = new Uint32Array(sizes.length / 2 + 1)
  for (let part = 0; part + 1 < begins.length; part++) begins[part + 1] = (begins[part] ?? 0) + (sizes[2 * part] ?? 0) + (sizes[2 * part + 1] ?? 0)
  const total = begins[begins.length - 1] ?? 0
  const groups = new Uint32Array(total)
  const counts = [new Uint32Array(total), new Uint32Array(total)] as const
  const ends = begins.slice(0, -1)
  fill({ ...sorted, keys }, { ends, found: groups, absent: counts[0], present: counts[1] })
  const scores = new Float64Array(total)
  return Array.from(ends, (to, part): ScoreCounts => {
    const from = begins[part] ?? 0
    for (let i = from; i < to; i++) scores[i] = order.scores[groups[i] ?? 0] ?? 0
    return {
      scores: scores.subarray(from, to),
      present: counts[1].subarray(from, to),
      absent: counts[0].subarray(from, to),
      nPresent: sizes[2 * part + 1] ?? 0,
      nAbsent: sizes[2 * part] ?? 0,
      from: { order, groups: groups.subarray(from, to) },
    }
  })
}

interface Walked {
  readonly rows: Uint32Array
  readonly groups: Uint32Array
  readonly keys: Uint8Array
}

interface Lists {
  /** Where each part's list ends so far. */
  readonly ends: Uint32Array
  /** Tie groups. */
  readonly found: Uint32Array
  readonly absent: Uint32Array
  readonly present: Uint32Array
}

const BLOCK = 1024
const picked = new Uint8Array(BLOCK)

function fill({ rows, groups, keys }: Walked, { ends, found, absent, present }: Lists): void {
  // One more than the tie group at the end of each list: 0 while it is empty.
  const last = new Uint32Array(ends.length)
  for (let from = 0; from < rows.length; from += BLOCK) {
    const n = Math.min(BLOCK, rows.length - from)
    // Fetched by themselves: they lie anywhere, and a processor waits for many at once where nothing else is to be decided.
    for (let i = 0; i < n; i++) picked[i] = keys[rows[from + i] ?? 0] ?? NO_KEY
    for (let i = 0; i < n; i++) {
      const key = picked[i] ?? NO_KEY
      if (key === NO_KEY) continue
      const part = key >> 1
      const hit = key & 1
      const mark = (groups[from + i] ?? 0) + 1
      const end = (ends[part] ?? 0) + Number(last[part] !== mark)
      ends[part] = end
      last[part] = mark
      found[end - 1] = mark - 1
      present[end - 1] = (present[end - 1] ?? 0) + hit
      absent[end - 1] = (absent[end - 1] ?? 0) + 1 - hit
    }
  }
}
