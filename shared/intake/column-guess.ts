import { isInstantText } from './instant-text.ts'
import { isAmbiguousMark, isGrouped, isNumberWith } from './number-text.ts'
import { shown } from './problem-list.ts'

export type ColumnLook = 'number' | 'category' | 'identifier' | 'instant' | 'text'

export interface PreviewColumn {
  readonly name: string
  readonly looksLike: ColumnLook
  /** The first twenty different values in order of appearance; an empty cell is not one of them. */
  readonly distinct: { value: string; n: number }[]
  readonly nDistinct: number
  readonly nMissing: number
  /** Decimal mark of its numbers; none where no number has one or the column does not hold numbers. */
  readonly decimal: 'point' | 'comma' | 'ambiguous' | 'none'
}

const SHOWN_DISTINCT = 20
/** More different whole numbers than this are a quantity, not codes. */
const MAX_CODES = 10

/** Gathers what one column looks like (rules PRE-2, PRE-3). */
export class ColumnGuess {
  readonly #name: string
  readonly #counts = new Map<string, number>()
  #n = 0
  #nMissing = 0
  #nNumbers = 0
  #nInstants = 0
  #nWhole = 0
  #nPoint = 0
  #nComma = 0
  #nEither = 0
  #ambiguous = ''

  constructor(name: string) {
    this.#name = name
  }

  /** A value that can be read in two ways, for the question; the first value where the column contradicts itself. */
  get ambiguousExample(): string {
    const [first = ''] = this.#counts.keys()
    return this.#ambiguous === '' ? shown(first) : this.#ambiguous
  }

  add(text: string): void {
    if (text === '') {
      this.#nMissing += 1
      return
    }
    this.#n += 1
    const known = this.#counts.get(text)
    this.#counts.set(text, (known ?? 0) + 1)
    this.#addKind(text)
  }

  #addKind(text: string): void {
    const point = isNumberWith(text, 'point')
    const comma = isNumberWith(text, 'comma')
    if (point || comma || isGrouped(text)) this.#nNumbers += 1
    else {
      if (this.#nInstants === this.#n - 1 && isInstantText(text)) this.#nInstants += 1
      return
    }
    if (point && comma) {
      this.#nWhole += 1
    } else if (isAmbiguousMark(text) || (!point && !comma)) {
      this.#nEither += 1
      if (this.#ambiguous === '') this.#ambiguous = shown(text)
    } else if (point) this.#nPoint += 1
    else this.#nComma += 1
  }

  column(): PreviewColumn {
    const looksLike = this.#looksLike()
    return {
      name: this.#name,
      looksLike,
      distinct: [...this.#counts].slice(0, SHOWN_DISTINCT).map(([value, n]) => ({ value, n })),
      nDistinct: this.#counts.size,
      nMissing: this.#nMissing,
      decimal: this.#nNumbers === this.#n ? this.#decimal() : 'none',
    }
  }

  #looksLike(): ColumnLook {
    const n = this.#n
    const nDistinct = this.#counts.size
    if (n === 0) return 'text'
    if (this.#nInstants === n) return 'instant'
    const isEachOnce = nDistinct === n && n > 2 && this.#nMissing === 0
    if (this.#nNumbers === n) {
      if (this.#nWhole < n) return 'number'
      if (isEachOnce && n > MAX_CODES) return 'identifier'
      return nDistinct <= MAX_CODES && nDistinct < n ? 'category' : 'number'
    }
    if (isEachOnce) return 'identifier'
    return nDistinct <= SHOWN_DISTINCT ? 'category' : 'text'
  }

  /** One mark seen beyond doubt, and no sign of the other. */
  #decimal(): PreviewColumn['decimal'] {
    if (this.#nPoint > 0 && this.#nComma > 0) return 'ambiguous'
    if (this.#nPoint > 0) return 'point'
    if (this.#nComma > 0) return 'comma'
    return this.#nEither > 0 ? 'ambiguous' : 'none'
  }
}
