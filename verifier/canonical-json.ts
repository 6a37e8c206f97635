/**
 * Canonical JSON (RFC 8785), written from the RFC: members by UTF-16 code units, numbers and strings as ECMAScript
 * writes them, no white space. Throws TypeError on what JSON cannot say.
 */
export function canonical(value: unknown): string {
  const text = written(value)
  // A lone surrogate comes out of JSON.stringify as an escape; so does an innocent backslash before "ud".
  if (text.includes('\\ud') && hasLoneSurrogate(value)) throw new TypeError('a lone surrogate')
  return text
}

function written(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError('no number of JSON')
    return Object.is(value, -0) ? '0' : String(value)
  }
  if (Array.isArray(value)) return `[${value.map(written).join(',')}]`
  if (typeof value !== 'object') throw new TypeError(`JSON has no ${typeof value}`)
  const members = value as Record<string, unknown>
  let text = ''
  for (const name of inOrder(Object.keys(members))) {
    text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${written(members[name])}`
  }
  return `{${text}}`
}

/** Members of what was canonical before are in order already. */
function inOrder(names: string[]): string[] {
  for (let i = 1; i < names.length; i++) if ((names[i - 1] ?? '') > (names[i] ?? '')) return names.sort()
  return names
}

function hasLoneSurrogate(value: unknown): boolean {
  if (typeof value === 'string') return /\p{Surrogate}/u.test(value)
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([name, part]) => hasLoneSurrogate(name) || hasLoneSurrogate(part))
}

/** Where members stand in order, as they do in what was canonical before, JSON.stringify writes what `canonical` does. */
const isCanonical = (value: unknown, text: string): boolean =>
  (!text.includes('\\ud') && isInOrder(value) ? JSON.stringify(value) : canonical(value)) === text

function isInOrder(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (Array.isArray(value)) return value.every(isInOrder)
  const members = value as Record<string, unknown>
  let before: string | undefined
  for (const name in members) {
    if (before !== undefined && before > name) return false
    before = name
    if (!isInOrder(members[name])) return false
  }
  return true
}

/** The object that the text is the canonical form of; null if it is another text or no object. */
export function readCanonical(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
    return isCanonical(value, text) ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}
