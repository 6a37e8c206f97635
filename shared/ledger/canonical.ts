import canonicalize from 'canonicalize'

/**
 * Canonical JSON (RFC 8785): keys in code-unit order, shortest numbers, no spaces. Equal values give equal bytes.
 * Throws TypeError on what JSON cannot say: undefined, a function, NaN, an infinity, a lone surrogate.
 */
export function canonicalJson(value: unknown): string {
  let text: string | undefined
  try {
    text = canonicalize(value)
  } catch (error) {
    throw new TypeError(`not canonical JSON: ${error instanceof Error ? error.message : 'unknown'}`)
  }
  if (text === undefined) throw new TypeError('not canonical JSON: undefined')
  return text
}

/** True if the text is exactly the canonical form of what it says. */
export function isCanonicalJson(text: string): boolean {
  try {
    return canonicalJson(JSON.parse(text)) === text
  } catch {
    return false
  }
}
