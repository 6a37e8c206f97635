import { PDFName, type PDFDocument, type PDFFont, type PDFRef } from '@cantoo/pdf-lib'
import fontkit from '@cantoo/fontkit'
import { refuse } from '../../../shared/vocabulary/problem.ts'

/** One paragraph of the visible block; the first words of the block are larger. */
export interface BlockLine {
  readonly text: string
  readonly scale: 1 | 1.35
}

const PADDING = 8
const BAR = 3
const LEADING = 1.32
const LARGEST = 9
const SMALLEST = 5

/**
 * Draws the visible part of a signature as a form XObject with an embedded font subset. The text shrinks until it
 * fits: a printed name is never cut off.
 */
export async function drawSignatureBlock(
  doc: PDFDocument,
  box: { readonly width: number; readonly height: number },
  lines: readonly BlockLine[],
  font: { readonly bytes: Uint8Array; readonly tag: string },
): Promise<PDFRef> {
  doc.registerFontkit(fontkit)
  const name = `${font.tag}+IBMPlexSans-Regular`
  const embedded = await doc.embedFont(font.bytes, { subset: true, customName: name, features: { liga: false } })
  refuseMissingGlyphs(embedded, lines)
  const { size, wrapped } = fit(embedded, box, lines)
  const operators = ['q', '0.965 0.972 0.98 rg', `0 0 ${num(box.width)} ${num(box.height)} re f`]
  operators.push('0.13 0.35 0.52 rg', `0 0 ${BAR} ${num(box.height)} re f`, 'BT', '0.1 0.12 0.15 rg')
  let y = box.height - PADDING
  for (const line of wrapped) {
    const lineSize = size * line.scale
    y -= lineSize
    const at = `1 0 0 1 ${num(PADDING + BAR)} ${num(y)} Tm`
    operators.push(`/F0 ${num(lineSize)} Tf ${at} ${embedded.encodeText(line.text).toString()} Tj`)
    y -= lineSize * (LEADING - 1)
  }
  operators.push('ET', 'Q')
  await embedded.embed()
  const ctx = doc.context
  const form = ctx.stream(operators.join('\n'), {
    Type: 'XObject',
    Subtype: 'Form',
    FormType: 1,
    BBox: [0, 0, box.width, box.height],
    Resources: { Font: { F0: embedded.ref }, ProcSet: [PDFName.of('PDF'), PDFName.of('Text')] },
  })
  return ctx.register(form)
}

function refuseMissingGlyphs(font: PDFFont, lines: readonly BlockLine[]): void {
  const known = new Set(font.getCharacterSet())
  const missing = new Set<string>()
  for (const line of lines) for (const char of line.text) if (!known.has(char.codePointAt(0) ?? 0)) missing.add(char)
  if (missing.size > 0) refuse('pdf/character-not-in-font', { characters: [...missing].join(' ') })
}

/** A line cut into words with their widths at size 1: widths grow with the size, so they are measured once. */
interface MeasuredLine {
  readonly scale: number
  readonly words: readonly { readonly text: string; readonly width: number }[]
}

function fit(
  font: PDFFont,
  box: { readonly width: number; readonly height: number },
  lines: readonly BlockLine[],
): { size: number; wrapped: Row[] } {
  const room = box.width - 2 * PADDING - BAR
  const measured = lines.map((line) => ({
    scale: line.scale,
    words: line.text.split(' ').map((text) => ({ text, width: font.widthOfTextAtSize(text, 1) })),
  }))
  const space = font.widthOfTextAtSize(' ', 1)
  for (let size = LARGEST; size >= SMALLEST; size -= 0.25) {
    const wrapped = measured.flatMap((line) => wrap(line, room / (size * line.scale), space))
    const height = wrapped.reduce((sum, line) => sum + size * line.scale * LEADING, 0)
    const narrow = wrapped.every((line) => line.width * size * line.scale <= room)
    if (narrow && height <= box.height - 2 * PADDING + size * (LEADING - 1)) return { size, wrapped }
  }
  return refuse('pdf/signature-box-too-small')
}

interface Row {
  readonly text: string
  readonly scale: number
  readonly width: number
}

function wrap(line: MeasuredLine, room: number, space: number): Row[] {
  const rows: Row[] = []
  for (const word of line.words) {
    const last = rows.at(-1)
    const width = (last?.width ?? 0) + space + word.width
    if (last && width <= room) rows[rows.length - 1] = { ...last, text: `${last.text} ${word.text}`, width }
    else rows.push({ text: word.text, scale: line.scale, width: word.width })
  }
  return rows
}

const num = (value: number): string => String(Math.round(value * 1000) / 1000)
