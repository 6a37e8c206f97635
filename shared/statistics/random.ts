/**
 * Seeded random numbers (rules RND-1 to RND-3), identical in every JavaScript engine: only 32-bit integer operations,
 * and products of doubles, which IEEE 754 fixes. Replicate r of seed s has its own stream, so that replicates can be
 * made in any order and by any number of workers.
 */
export interface RandomStream {
  /** State of xoshiro128++, four words, not all zero. */
  readonly state: Uint32Array
}

const rotate = (x: number, k: number): number => (x << k) | (x >>> (32 - k))

const rotations = [
  [10, 26],
  [11, 21],
  [13, 27],
  [23, 5],
  [6, 20],
  [17, 11],
  [25, 10],
  [18, 20],
] as const

/**
 * Threefry-4x32, 20 rounds (Salmon, Moraes, Dror & Shaw 2011, Parallel random numbers: as easy as 1, 2, 3; rule RND-1):
 * a keyed mixing of a counter. Four 32-bit words each.
 */
export function threefry4x32(counter: readonly number[], key: readonly number[]): Uint32Array {
  const k = Uint32Array.from([...key.slice(0, 4), 0])
  k[4] = 0x1bd1_1bda ^ (k[0] ?? 0) ^ (k[1] ?? 0) ^ (k[2] ?? 0) ^ (k[3] ?? 0)
  const x = Uint32Array.from(counter)
  const inject = (round: number): void => {
    for (let i = 0; i < 4; i++) x[i] = (x[i] ?? 0) + (k[(round + i) % 5] ?? 0)
    x[3] = (x[3] ?? 0) + round
  }
  inject(0)
  for (let round = 0; round < 20; round++) {
    const [left, right] = rotations[round % 8] ?? [0, 0]
    const isEven = round % 2 === 0
    mix(x, 0, isEven ? 1 : 3, left)
    mix(x, 2, isEven ? 3 : 1, right)
    if (round % 4 === 3) inject((round + 1) / 4)
  }
  return x
}

function mix(x: Uint32Array, to: number, by: number, turn: number): void {
  x[to] = (x[to] ?? 0) + (x[by] ?? 0)
  x[by] = rotate(x[by] ?? 0, turn) ^ (x[to] ?? 0)
}

/**
 * Stream (seed, r) (rule RND-2): Threefry of counter (r, 0, 0, 0) under key (seed, 0x50726f62, 0x69747900, 1) is the
 * state of xoshiro128++ (Blackman & Vigna 2021, ACM Transactions on Mathematical Software 47: 36), period 2^128 − 1.
 * seed, r: whole numbers in [0, 2^32).
 */
export function randomStream(seed: number, r: number): RandomStream {
  if (!isWord(seed) || !isWord(r)) throw new RangeError('seed and replicate are whole numbers below 2^32')
  const state = threefry4x32([r, 0, 0, 0], [seed, 0x5072_6f62, 0x6974_7900, 1])
  if (state.every((word) => word === 0)) state[0] = 1
  return { state }
}

const isWord = (x: number): boolean => Number.isInteger(x) && x >= 0 && x < 4_294_967_296

/** The next 32 bits, as a whole number in [0, 2^32). */
export function nextWord(stream: RandomStream): number {
  const s = stream.state
  const s0 = s[0] ?? 0
  const s1 = s[1] ?? 0
  const sum = s0 + (s[3] ?? 0)
  const word = (rotate(sum | 0, 7) + s0) >>> 0
  const s2 = (s[2] ?? 0) ^ s0
  const s3 = (s[3] ?? 0) ^ s1
  s[1] = s1 ^ s2
  s[0] = s0 ^ s3
  s[2] = s2 ^ (s1 << 9)
  s[3] = rotate(s3, 11)
  return word
}

/** Up to so many indices the product of a word and their number is exact in a double: 32 + 21 bits. */
const EXACT_PRODUCT = 2_097_152

/** ⌊word · size / 2^32⌋, exact for every size below 2^32: the product in two halves of 48 bits at most. */
function highWord(word: number, size: number): number {
  const low = (word & 0xffff) * size
  return Math.floor(((word >>> 16) * size + Math.floor(low / 65_536)) / 65_536)
}

/**
 * Draws `draws` times with replacement from the indices of `tally` and adds 1 to each drawn one (rule RND-3). Lemire's
 * method with rejection (2019, ACM Transactions on Modeling and Computer Simulation 29: 3): exactly uniform. At most
 * 2^32 − 1 indices. The generator's state stays in local variables: this is the hot loop of every bootstrap.
 */
export function tallyDraws(stream: RandomStream, tally: Uint8Array | Uint32Array, draws: number): void {
  const size = tally.length
  if (size === 0) return
  if (size > EXACT_PRODUCT) return tallyMany(stream, tally, draws)
  const s = stream.state
  let s0 = (s[0] ?? 0) | 0
  let s1 = (s[1] ?? 0) | 0
  let s2 = (s[2] ?? 0) | 0
  let s3 = (s[3] ?? 0) | 0
  const unfair = (4_294_967_296 - size) % size
  const scale = size / 4_294_967_296
  let done = 0
  while (done < draws) {
    const sum = (s0 + s3) | 0
    const word = (((sum << 7) | (sum >>> 25)) + s0) >>> 0
    const shifted = s1 << 9
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = (s3 << 11) | (s3 >>> 21)
    if (Math.imul(word, size) >>> 0 < unfair) continue
    const at = (word * scale) >>> 0
    tally[at] = (tally[at] ?? 0) + 1
    done++
  }
  s[0] = s0
  s[1] = s1
  s[2] = s2
  s[3] = s3
}

/** The same of more indices than one product can hold: their tallies are out of the cache, so that the halves cost little. */
function tallyMany(stream: RandomStream, tally: Uint8Array | Uint32Array, draws: number): void {
  const size = tally.length
  const unfair = (4_294_967_296 - size) % size
  for (let done = 0; done < draws; ) {
    const word = nextWord(stream)
    if (Math.imul(word, size) >>> 0 < unfair) continue
    const at = highWord(word, size)
    tally[at] = (tally[at] ?? 0) + 1
    done++
  }
}
