/**
 * Second engine for drawing replicates (rule TWO-23): the generator of rules RND-1 to RND-3 written again from its papers in
 * whole-number arithmetic modulo 2^32 instead of shifts, and draws as a list of what was drawn instead of tallies.
 */
const WORD = 4_294_967_296

/** 2^k for k = 0 … 32, exact. */
const powers = Array.from({ length: 32 }).reduce<number[]>((list) => [...list, 2 * (list[list.length - 1] ?? 1)], [1])

/** x turned left by k bits within 32: what falls out above comes back below. x · 2^k is exact in a double. */
const turned = (x: number, k: number): number => ((x * (powers[k] ?? 1)) % WORD) + Math.floor(x / (powers[32 - k] ?? 1))

const either = (x: number, y: number): number => (x ^ y) >>> 0

/** Turns of the first and second pair of words in each of eight rounds (Salmon et al. 2011, table 2). */
const firstTurns = [10, 11, 13, 23, 6, 17, 25, 18] as const
const secondTurns = [26, 21, 27, 5, 20, 11, 10, 20] as const

/** Threefry-4x32-20 as its paper draws it: mix neighbours, then exchange words 1 and 3; keys go in every fourth round. */
function startOf(seed: number, r: number): number[] {
  const key = [seed, 0x5072_6f62, 0x6974_7900, 1]
  const schedule = [...key, key.reduce(either, 0x1bd1_1bda)]
  const keyed = (words: readonly number[], turn: number): number[] =>
    words.map((word, i) => (word + (schedule[(turn + i) % 5] ?? 0) + (i === 3 ? turn : 0)) % WORD)
  let words = keyed([r, 0, 0, 0], 0)
  for (let round = 1; round <= 20; round++) {
    const [a = 0, b = 0, c = 0, d = 0] = words
    const left = (a + b) % WORD
    const right = (c + d) % WORD
    const [one, two] = [turned(b, firstTurns[(round - 1) % 8] ?? 0), turned(d, secondTurns[(round - 1) % 8] ?? 0)]
    words = [left, either(two, right), right, either(one, left)]
    if (round % 4 === 0) words = keyed(words, round / 4)
  }
  return words
}

/** xoshiro128++ (Blackman & Vigna 2021). */
function wordsFrom(start: readonly number[]): () => number {
  let [a = 0, b = 0, c = 0, d = 0] = start
  return () => {
    const word = (turned((a + d) % WORD, 7) + a) % WORD
    const shifted = (b * 512) % WORD
    c = either(c, a)
    d = either(d, b)
    b = either(b, c)
    a = either(a, d)
    c = either(c, shifted)
    d = turned(d, 11)
    return word
  }
}

/**
 * What replicate r draws: of each stratum as many units as it has, in the order of the draws, numbered from 0 within the
 * stratum (Lemire 2019 with rejection; the product of 32 by 32 bits in two halves, exact).
 */
export function drawnAgain(seed: number, r: number, strata: readonly number[]): Uint32Array[] {
  const next = wordsFrom(startOf(seed, r))
  return strata.map((size) => {
    const drawn = new Uint32Array(size)
    const unfair = WORD % size
    for (let n = 0; n < size; ) {
      const word = next()
      const low = (word % 65_536) * size
      const high = Math.floor(word / 65_536) * size + Math.floor(low / 65_536)
      if ((high % 65_536) * 65_536 + (low % 65_536) < unfair) continue
      drawn[n++] = Math.floor(high / 65_536)
    }
    return drawn
  })
}

/** Units that are drawn, stratum by stratum, and the rows of each: rows[starts[u]] up to rows[starts[u + 1]]. */
export interface DrawnUnits {
  readonly strata: readonly number[]
  readonly rows: Uint32Array
  readonly starts: Uint32Array
}

/** Every row as often as its unit was drawn in replicate r: explicit copies, no weights. */
export function redrawnRows({ strata, rows, starts }: DrawnUnits, seed: number, r: number): Uint32Array {
  let before = 0
  const units = drawnAgain(seed, r, strata).map((drawn, s) => {
    const from = before
    before += strata[s] ?? 0
    return drawn.map((unit) => unit + from)
  })
  const size = units.reduce((sum, list) => list.reduce((all, unit) => all + (starts[unit + 1] ?? 0) - (starts[unit] ?? 0), sum), 0)
  const copies = new Uint32Array(size)
  let n = 0
  for (const list of units) {
    for (const unit of list) for (let at = starts[unit] ?? 0; at < (starts[unit + 1] ?? 0); at++) copies[n++] = rows[at] ?? 0
  }
  return copies
}

/** Rows 0 ≤ row < n as units of their own within each class, those with the target condition first. */
export function unitsByClass(present: Uint8Array): DrawnUnits {
  const all = Uint32Array.from(present.keys())
  const withCondition = all.filter((row) => present[row] === 1)
  const rows = Uint32Array.from([...withCondition, ...all.filter((row) => present[row] !== 1)])
  return { strata: [withCondition.length, rows.length - withCondition.length], rows, starts: Uint32Array.from({ length: rows.length + 1 }, (_, i) => i) }
}

/** One stratum: whole clusters in the order of their first row, or single rows where there are none. */
export function unitsOfOneStratum(clusters: Uint32Array | null, n: number): DrawnUnits {
  const lists = new Map<number, number[]>()
  for (let row = 0; row < n; row++) {
    const cluster = clusters === null ? row : (clusters[row] ?? 0)
    const list = lists.get(cluster)
    if (list === undefined) lists.set(cluster, [row])
    else list.push(row)
  }
  const starts = new Uint32Array(lists.size + 1)
  const rows = new Uint32Array(n)
  let [unit, at] = [0, 0]
  for (const list of lists.values()) {
    rows.set(list, at)
    at += list.length
    starts[++unit] = at
  }
  return { strata: [lists.size], rows, starts }
}
