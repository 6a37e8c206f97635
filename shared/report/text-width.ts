import { advanceRuns } from './font-metrics.ts'

export type Weight = 400 | 500 | 600

const tables = new Map<Weight, Map<number, number>>()

function widthsOf(weight: Weight): Map<number, number> {
  const known = tables.get(weight)
  if (known !== undefined) return known
  const widths = new Map<number, number>()
  for (const [width, runs] of Object.entries(advanceRuns[weight])) {
    for (const run of runs.split(' ')) {
      const [from, to] = run.split('-')
      const first = Number.parseInt(from ?? '', 16)
      const last = to === undefined ? first : Number.parseInt(to, 16)
      for (let code = first; code <= last; code++) widths.set(code, Number(width))
    }
  }
  tables.set(weight, widths)
  return widths
}

/** A sign the font lacks is drawn as a box of this width. */
const unknownAdvance = 600

/** Width of a line of text in the unit of `size`, from advance widths alone (no kerning: never narrower by much). */
export function textWidth(text: string, size: number, weight: Weight = 400): number {
  const widths = widthsOf(weight)
  let sum = 0
  for (const sign of text) sum += widths.get(sign.codePointAt(0) ?? 0) ?? unknownAdvance
  return (sum * size) / 1000
}

/** Cuts text to a width with an ellipsis. The full text belongs beside it (a title, a table). */
export function fitText(text: string, width: number, size: number, weight: Weight = 400): string {
  if (textWidth(text, size, weight) <= width) return text
  const signs = [...text]
  while (signs.length > 0 && textWidth(`${signs.join('')}…`, size, weight) > width) signs.pop()
  return `${signs.join('').trimEnd()}…`
}

/** Pieces of a word that is wider than a line; nothing is put between them. */
function breakWord(word: string, width: number, size: number, weight: Weight): string[] {
  const pieces: string[] = []
  let piece = ''
  for (const sign of word) {
    if (piece !== '' && textWidth(piece + sign, size, weight) > width) {
      pieces.push(piece)
      piece = ''
    }
    piece += sign
  }
  pieces.push(piece)
  return pieces
}

/** Lines of at most `width`; a word that is wider than a line is broken without a hyphen. Never empty. */
export function wrapText(text: string, width: number, size: number, weight: Weight = 400): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/)) {
    const joined = line === '' ? word : `${line} ${word}`
    if (textWidth(joined, size, weight) <= width) {
      line = joined
      continue
    }
    if (line !== '') lines.push(line)
    const pieces = breakWord(word, width, size, weight)
    line = pieces.pop() ?? ''
    lines.push(...pieces)
  }
  lines.push(line)
  return lines
}
