import { createHash } from 'node:crypto'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { PDFDict, PDFDocument, PDFName } from '@cantoo/pdf-lib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { boxTop, page as paper, signatureBox } from '../../electron/pdf/layout.ts'
import { renderReport, signatureFields, type RenderMeta } from '../../electron/pdf/render.ts'
import { compose } from '../../shared/report/compose.ts'
import type { ReportTree } from '../../shared/report/tree.ts'
import { Protocol } from '../../shared/vocabulary/protocol.ts'
import { demoProtocol, evaluateDemo, reportInput } from '../report/fixture.ts'

const tree = compose(reportInput())
const metaOf = (of: ReportTree): RenderMeta => ({ title: of.title, author: 'Ada Author', createdAt: of.createdAt, study: of.studyName, appVersion: '0.1.0' })
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const folder = mkdtempSync(join(tmpdir(), 'probity-pdf-'))
const hasPoppler = spawnSync('pdftotext', ['-v']).status === 0
let bytes: Uint8Array = new Uint8Array()

/** Words with their places, as poppler reads them. */
function words(pdf: Uint8Array): { page: number; x: number; right: number; y: number; text: string }[] {
  const file = join(folder, 'words.pdf')
  writeFileSync(file, pdf)
  const html = execFileSync('pdftotext', ['-bbox', file, '-'], { encoding: 'utf8', maxBuffer: 1e8 })
  let page = 0
  return html.split('\n').flatMap((line) => {
    if (line.includes('<page ')) page += 1
    const match = /xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*)<\/word>/.exec(line)
    if (match === null) return []
    return [{ page, x: Number(match[1]), right: Number(match[3]), y: Number(match[4]), text: match[5] ?? '' }]
  })
}

beforeAll(async () => {
  bytes = await renderReport(tree, metaOf(tree))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('report on paper', { timeout: 60_000 }, () => {
  test('PDF-1: the same tree gives the same bytes', async () => {
    expect(sha256(await renderReport(tree, metaOf(tree)))).toBe(sha256(bytes))
  })

  test('PDF-2: version, description and fonts', async () => {
    const text = Buffer.from(bytes).toString('latin1')
    expect(text.startsWith('%PDF-1.7')).toBe(true)
    expect(text).not.toContain('pdfuaid')
    const document = await PDFDocument.load(bytes, { updateMetadata: false })
    expect(document.getTitle()).toBe(tree.title)
    expect(document.getAuthor()).toBe('Ada Author')
    expect(document.getCreationDate()?.toISOString()).toBe(tree.createdAt)
    const fonts = document.context.enumerateIndirectObjects().flatMap(([, object]) => {
      if (!(object instanceof PDFDict) || object.get(PDFName.of('Type'))?.toString() !== '/FontDescriptor') return []
      return [object]
    })
    expect(fonts.length).toBeGreaterThanOrEqual(3)
    for (const font of fonts) expect(font.has(PDFName.of('FontFile2'))).toBe(true)
  })

  test.skipIf(!hasPoppler)('PDF-3: 40-character names and 40 subgroups stay inside the margins', async () => {
    const wide = `W${'M'.repeat(39)}`
    const first = demoProtocol.subgroups[0]
    const endpoint = demoProtocol.endpoints[0]
    if (first === undefined || endpoint === undefined) throw new Error('the fixture has neither')
    // Five endpoints on one estimand: rows instead of cards, and one forest plot instead of five.
    const endpoints = Array.from({ length: 5 }, (_, i) => ({ ...endpoint, id: `E${i}`, title: wide }))
    const protocol = Protocol.parse({
      ...demoProtocol,
      endpoints,
      success: { combine: 'all', endpoints: ['E0'] },
      predictions: demoProtocol.predictions.slice(0, 1).map((each) => ({ ...each, label: wide })),
      subgroups: Array.from({ length: 40 }, (_, i) => ({ ...first, id: `g${i}`, label: `${wide}${i}`, labels: { '0': wide, '1': wide } })),
    })
    const made = compose(reportInput(protocol, evaluateDemo(protocol)))
    const found = words(await renderReport({ ...made, studyName: wide }, metaOf(made)))
    expect(found.length).toBeGreaterThan(2000)
    const pages = Math.max(...found.map(({ page }) => page))
    for (let page = 1; page <= pages; page++) {
      expect(found.filter((word) => word.page === page && word.y > 60 && word.y < 790).length, `page ${page}`).toBeGreaterThan(0)
    }
    const outside = found.filter(({ x, right, y }) => x < paper.left - 1 || right > paper.width - paper.right + 1.5 || y > paper.height - 10)
    expect(outside).toEqual([])
  })

  test('PDF-4: the fields stand where the boxes are', async () => {
    const visible = signatureFields().filter(({ name }) => name !== 'DocTimeStamp')
    expect(visible.map(({ name }) => name)).toEqual(['Author', 'Reviewer', 'Approver'])
    visible.forEach(({ rect }, i) => {
      expect(rect[3]).toBeCloseTo(paper.height - boxTop(i), 1)
      expect(rect[3] - rect[1]).toBeCloseTo(signatureBox.height, 1)
      expect(rect[1]).toBeGreaterThan(paper.bottom)
      const next = visible[i + 1]
      if (next !== undefined) expect(next.rect[3]).toBeLessThan(rect[1])
    })
    if (!hasPoppler) return
    const found = words(bytes)
    const last = Math.max(...found.map(({ page }) => page))
    const labels = found.filter(({ page, text, x }) => page === last && x < 60 && ['Author', 'Reviewer', 'Approver'].includes(text))
    expect(labels.map(({ text }) => text)).toEqual(['Author', 'Reviewer', 'Approver'])
    labels.forEach(({ y }, i) => expect(Math.abs(y - boxTop(i))).toBeLessThan(signatureBox.labelHeight))
    const inBoxes = found.filter(({ page, y }) => page === last && [0, 1, 2].some((i) => y > boxTop(i) + 2 && y < boxTop(i) + signatureBox.height))
    expect(inBoxes).toEqual([])
  })

  test.skipIf(!hasPoppler)('PDF-5: table texts are on the pages, and heads are repeated', () => {
    const found = words(bytes)
    const printed = found.map(({ text }) => text).join('').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
    for (const block of tree.blocks) {
      if (block.kind !== 'table') continue
      for (const cell of block.rows.flatMap((row) => row.cells)) {
        for (const word of cell.text.split(/\s+/).filter((each) => each.length < 16)) expect(printed, cell.text).toContain(word)
      }
    }
    const pagesOfHead = new Set(found.filter(({ text }) => text === 'Quantity').map(({ page }) => page))
    expect(pagesOfHead.size).toBeGreaterThanOrEqual(2)
  })

  test('PDF-6: the worker thread gives the same bytes', async () => {
    const entry = new URL('../../electron/workers/rendering.ts', import.meta.url)
    const worker = new Worker(entry, { workerData: { kind: 'render', tree, meta: metaOf(tree) } })
    const message = await new Promise<{ kind: string; value: Uint8Array }>((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
    })
    await worker.terminate()
    expect(message.kind).toBe('done')
    expect(sha256(message.value)).toBe(sha256(bytes))
  })

  test('PDF-7: hostile titles leave the file well formed', async () => {
    const title = 'A </rdf:li> & <x>\u0000\n(\\) %%EOF'
    const small = { ...tree, title, studyName: title, blocks: tree.blocks.slice(0, 2) }
    const document = await PDFDocument.load(await renderReport(small, { ...metaOf(small), title }), { updateMetadata: false })
    expect(document.getTitle()).toBe('A </rdf:li> & <x> (\\) %%EOF')
    expect(document.getPageCount()).toBe(1)
  })
})
