import { fileURLToPath } from 'node:url'
import { Document, Font, Line, Page, renderToBuffer, Svg, Text } from '@react-pdf/renderer'
import { createElement as h } from 'react'

/** Two pages by the layout engine with an embedded font and a vector figure. */
export async function laidOutReport(): Promise<Uint8Array> {
  const src = fileURLToPath(new URL('../../resources/fonts/IBMPlexSans-Regular.ttf', import.meta.url))
  Font.register({ family: 'Plex', src })
  const date = new Date('2026-11-22T09:30:00Z')
  const line = h(Line, { x1: 0, y1: 0, x2: 90, y2: 90, stroke: '#333', strokeWidth: 1 })
  const style = { fontFamily: 'Plex', padding: 40 }
  return renderToBuffer(
    h(
      Document,
      { title: 'Validation report', creationDate: date, modificationDate: date, pdfVersion: '1.7', language: 'en' },
      h(Page, { style, bookmark: 'Summary' }, h(Text, null, 'Sensitivity ≥ 0.80: met')),
      h(Page, { style }, h(Svg, { width: 100, height: 100 }, line), h(Text, null, 'Signatures')),
    ),
  )
}
