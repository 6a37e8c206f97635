/**
 * Canonical JSON (RFC 8785), written from the RFC: members by UTF-16 code units, numbers and strings as ECMAScript
 * writes them, no white space. Throws TypeError on what JSON cannot say.
 */
export function canonical(value: unknown): string {
  if (typeof value === 'string') return quoted(value)
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError('no number of JSON')
    return Object.is(value, -0) ? '0' : String(value)
  }
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object') throw new TypeError(`JSON has no ${typeof value}`)
  const members = value as Record<string, unknown>
  let text = ''
  for (const name of Object.keys(members).sort()) {
    text += `${text === '' ? '' : ','}${quoted(name)}:${canonical(members[name])}`
  }
  return `{${text}}`
}

function quoted(text: string): string {
  if (/\p{Surrogate}/u.test(text)) throw new TypeError('a lone surrogate')
  return JSON.stringify(text)
}

/** The object that the text is the canonical form of; null if it is another text or no object. */
export function readCanonical(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
    return canonical(value) === text ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}
