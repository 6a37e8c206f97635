/**
 * JSON that says where it is wrong and refuses what JSON.parse lets pass: the same key twice in one object, of which it
 * silently keeps the last (rule PCK-2).
 */
export type StrictJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly kind: 'syntax'; readonly line: number; readonly column: number }
  | { readonly ok: false; readonly kind: 'duplicate-key'; readonly path: string; readonly key: string }

/** Path in the way problems show it: endpoints[0].criterion.goal. */
export function jsonPath(parts: readonly PropertyKey[]): string {
  let path = ''
  for (const part of parts) {
    if (typeof part === 'number') path += `[${part}]`
    else path += path === '' ? String(part) : `.${String(part)}`
  }
  return path
}

const DEEPEST = 200

class Syntax extends Error {}
class Duplicate extends Error {
  readonly path: string
  readonly key: string
  constructor(path: string, key: string) {
    super(key)
    this.path = path
    this.key = key
  }
}

/** Parses JSON text (RFC 8259). A byte-order mark is not JSON. */
export function parseStrictJson(text: string): StrictJson {
  const scanner = new Scanner(text)
  try {
    scanner.document()
    return { ok: true, value: JSON.parse(text) as unknown }
  } catch (error) {
    if (error instanceof Duplicate) return { ok: false, kind: 'duplicate-key', path: error.path, key: error.key }
    const isSyntax = error instanceof Syntax || error instanceof SyntaxError
    if (isSyntax) return { ok: false, kind: 'syntax', ...scanner.place() }
    throw error
  }
}

/** Walks the text once to find duplicate keys and the place of the first fault; JSON.parse makes the values. */
class Scanner {
  private at = 0
  private readonly text: string
  private readonly path: (string | number)[] = []

  constructor(text: string) {
    this.text = text
  }

  place(): { line: number; column: number } {
    const before = this.text.slice(0, this.at)
    return { line: before.split('\n').length, column: this.at - before.lastIndexOf('\n') }
  }

  document(): void {
    this.value()
    this.space()
    if (this.at < this.text.length) throw new Syntax()
  }

  private space(): void {
    this.skip(/[ \t\n\r]*/y)
  }

  private skip(pattern: RegExp): string | null {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)
    if (found === null) return null
    this.at += found[0].length
    return found[0]
  }

  private expect(character: string): void {
    if (this.text[this.at] !== character) throw new Syntax()
    this.at++
  }

  private value(): void {
    if (this.path.length > DEEPEST) throw new Syntax()
    this.space()
    const next = this.text[this.at]
    if (next === '{') this.object()
    else if (next === '[') this.array()
    else if (next === '"') this.string()
    else if (this.skip(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y) === null) throw new Syntax()
  }

  private string(): string {
    const raw = this.skip(/"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y)
    if (raw === null) throw new Syntax()
    return JSON.parse(raw) as string
  }

  private object(): void {
    this.expect('{')
    const keys = new Set<string>()
    this.space()
    if (this.text[this.at] === '}') return this.expect('}')
    for (;;) {
      this.space()
      const key = this.string()
      this.path.push(key)
      if (keys.has(key)) throw new Duplicate(jsonPath(this.path), key)
      keys.add(key)
      this.space()
      this.expect(':')
      this.value()
      this.path.pop()
      this.space()
      if (this.text[this.at] === '}') return this.expect('}')
      this.expect(',')
    }
  }

  private array(): void {
    this.expect('[')
    this.space()
    if (this.text[this.at] === ']') return this.expect(']')
    for (let i = 0; ; i++) {
      this.path.push(i)
      this.value()
      this.path.pop()
      this.space()
      if (this.text[this.at] === ']') return this.expect(']')
      this.expect(',')
    }
  }
}
