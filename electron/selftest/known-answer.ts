/** One known answer and what this program computes for it. */
export interface KnownAnswer {
  readonly id: string
  readonly what: string
  readonly source: string
  /** Null: must not be estimable. */
  readonly expected: number | string | null
  readonly computed: number | string | null
  /** |computed − expected| / |expected|; the absolute difference when 0 is expected; null for text and null answers. */
  readonly relativeDifference: number | null
  readonly ok: boolean
}

/** Reads resources/vectors/<name>.json. */
export type ReadVector = (name: string) => unknown

export interface CheckContext {
  readonly readVector: ReadVector
  readonly sha256: (bytes: Uint8Array) => Uint8Array
}

/** A group of known answers. Other rooms add theirs (digests, passphrase hashing) to the list they hand in. */
export interface KnownAnswerCheck {
  readonly name: string
  /** Part of the quick self-test before the first store opens. */
  readonly quick: boolean
  readonly run: (context: CheckContext) => KnownAnswer[] | Promise<KnownAnswer[]>
}

/** Compares numbers to a relative tolerance; null only equals null. */
export function answer(
  about: { id: string; what: string; source: string },
  expected: number | null,
  computed: number | null,
  tolerance: number,
): KnownAnswer {
  if (expected === null || computed === null) {
    return { ...about, expected, computed, relativeDifference: null, ok: expected === computed }
  }
  const difference = Math.abs(computed - expected)
  const relativeDifference = expected === 0 ? difference : difference / Math.abs(expected)
  return { ...about, expected, computed, relativeDifference, ok: relativeDifference <= tolerance }
}

/** Like answer, but to an absolute tolerance: for values known to some printed decimals. */
export function printedAnswer(
  about: { id: string; what: string; source: string },
  expected: number,
  computed: number | null,
  halfUnit: number,
): KnownAnswer {
  const compared = answer(about, expected, computed, Infinity)
  return { ...compared, ok: computed !== null && Math.abs(computed - expected) <= halfUnit }
}

/** Text (a digest in hex, a word) that must be the same to the last character. */
export function textAnswer(about: { id: string; what: string; source: string }, expected: string, computed: string): KnownAnswer {
  return { ...about, expected, computed, relativeDifference: null, ok: expected === computed }
}

/**
 * Like answer, but the difference is relative to at least `scale`: for a number that is the difference of numbers of
 * that size and may come out near 0, where only their rounding error is left.
 */
export function scaledAnswer(
  about: { id: string; what: string; source: string },
  expected: number | null,
  computed: number | null,
  tolerance: number,
  scale: number,
): KnownAnswer {
  const size = expected === null || expected === 0 ? scale : Math.max(1, scale / Math.abs(expected))
  return answer(about, expected, computed, tolerance * size)
}
