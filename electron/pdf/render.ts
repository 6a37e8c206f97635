import { Document, Font, Page, Text, View, pdf } from '@react-pdf/renderer'
import { createElement as h, type ReactElement } from 'react'
import type { Block, ReportTree } from '../../shared/report/tree.ts'
import { drawBlock } from './blocks.ts'
import { fontFile } from './fonts.ts'
import { style } from './style.ts'

export { signatureFields, type SignatureField } from './fields.ts'

/** What goes into the document's own description. Never a participant, never a file name. */
export interface RenderMeta {
  readonly title: string
  readonly author: string
  /** UTC instant: the document's date, so that the same input gives the same bytes. */
  readonly createdAt: string
  readonly study: string
  readonly appVersion: string
  /** Default: that it is a validation report of the study. */
  readonly subject?: string
}

let registered = false

function registerFonts(): void {
  if (registered) return
  const fonts = ([400, 500, 600] as const).map((fontWeight) => ({ src: fontFile(fontWeight), fontWeight }))
  Font.register({ family: 'IBM Plex Sans', fonts })
  // Words are never hyphenated: a digest or an identifier must stay what it is.
  Font.registerHyphenationCallback((word) => [word])
  registered = true
}

type Drawable = Exclude<Block, { kind: 'pageBreak' }>

/** The blocks between page breaks. */
function parts(blocks: readonly Block[]): Drawable[][] {
  const out: Drawable[][] = [[]]
  for (const block of blocks) {
    if (block.kind === 'pageBreak') out.push([])
    else out[out.length - 1]?.push(block)
  }
  return out.filter((part) => part.length > 0)
}

/** A heading directly before figures never stays behind alone: both move together. */
function drawBlocks(blocks: readonly Drawable[]): ReactElement[] {
  const out: ReactElement[] = []
  for (let i = 0; i < blocks.length; i++) {
    const block = blocks[i]
    const next = blocks[i + 1]
    if (block === undefined) continue
    if (block.kind === 'heading' && next?.kind === 'figures') {
      out.push(h(View, { key: i, wrap: false }, drawBlock(block, 0), drawBlock(next, 1)))
      i++
    } else out.push(drawBlock(block, i))
  }
  return out
}

function runningHead(tree: ReportTree): ReactElement {
  return h(
    View,
    { key: 'head', style: style.head, fixed: true },
    h(Text, null, clipped(`${tree.studyName} · ${tree.deviceName}`, 96)),
    h(Text, null, tree.demo ? h(Text, { style: style.demoMark }, 'DEMO   ') : '', tree.label ?? `Report ${clipped(tree.reportNumber, 40)}`),
  )
}

const clipped = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text)

function runningFoot(tree: ReportTree, appVersion: string): ReactElement {
  const number = ({ pageNumber, totalPages }: { pageNumber: number; totalPages: number }): string =>
    `Page ${pageNumber} of ${totalPages}`
  return h(
    View,
    { key: 'foot', style: style.foot, fixed: true },
    h(Text, null, `${tree.generatedAt} · Probity ${appVersion}`),
    h(Text, { render: number }),
  )
}

function drawDocument(tree: ReportTree, meta: RenderMeta): ReactElement {
  const createdAt = new Date(meta.createdAt)
  // The pagination that measures each block once: the other lays out all that is left again for every page. It repeats
  // what is fixed on the pages after the place where it stands, so the foot comes before the blocks.
  const pages = parts(tree.blocks).map((blocks, key) =>
    h(Page, { key, size: 'A4', style: style.page, experimentalPagination: true }, runningHead(tree), runningFoot(tree, meta.appVersion), ...drawBlocks(blocks)),
  )
  const facts = {
    title: plainLine(meta.title),
    author: plainLine(meta.author),
    subject: plainLine(meta.subject ?? `Validation report ${tree.reportNumber}, ${meta.study}`),
    creator: `Probity ${meta.appVersion}`,
    producer: `Probity ${meta.appVersion}`,
    language: 'en',
    creationDate: createdAt,
    modificationDate: createdAt,
    pdfVersion: '1.7' as const,
  }
  return h(Document, facts, ...pages)
}

/** One line without control characters: it goes into the document's description. */
const plainLine = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').trim()

/**
 * Report tree → PDF 1.7 with embedded fonts (rules PDF-1 …). The same tree and meta give the same bytes: nothing is
 * read from the clock or the machine. Run it off the main thread.
 */
export async function renderReport(tree: ReportTree, meta: RenderMeta): Promise<Uint8Array> {
  registerFonts()
  const document = drawDocument(tree, meta) as ReactElement<import('@react-pdf/renderer').DocumentProps>
  const blob = await pdf(document).toBlob()
  return new Uint8Array(await blob.arrayBuffer())
}
