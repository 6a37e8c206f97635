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

/**
 * True if the text that `value` was parsed from is its canonical form. JSON.stringify writes strings and numbers as
 * RFC 8785 does, so where every object's keys already stand in order nothing need be sorted; anything else is written anew.
 */
export function isCanonicalTextOf(value: unknown, text: string): boolean {
  if (!text.includes('\\ud') && keysInOrder(value)) return JSON.stringify(value) === text
  return canonicalJson(value) === text
}

function keysInOrder(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (Array.isArray(value)) return value.every(keysInOrder)
  const members = value as Record<string, unknown>
  let last = ''
  for (const key in members) {
    if (key < last) return false
    last = key
    const each = members[key]
    if (typeof each === 'object' && each !== null && !keysInOrder(each)) return false
  }
  return true
}

/** True if the text is exactly the canonical form of what it says. */
export function isCanonicalJson(text: string): boolean {
  try {
    return canonicalJson(JSON.parse(text)) === text
  } catch {
    return false
  }
}
