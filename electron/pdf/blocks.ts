import { Circle, Line, Path, Svg, Text, View } from '@react-pdf/renderer'
import { createElement, type ReactElement, type ReactNode } from 'react'
import { textWidth, wrapText, type Weight } from '../../shared/report/text-width.ts'
import type { Tone } from '../../shared/report/scene.ts'
import { paperTones } from '../../shared/report/svg.ts'
import type { Block, Figure, SignatureBlock, VerdictCard } from '../../shared/report/tree.ts'
import type { Verdict } from '../../shared/vocabulary/results.ts'
import { boxTop, contentWidth, page, signatureBox } from './layout.ts'
import { drawScene } from './scene.ts'
import { size, style } from './style.ts'
import { drawTable } from './table.ts'

/** Breaks words that are wider than their place, so that nothing runs over its neighbour (rule PDF-3). */
export function fitWords(text: string, width: number, points: number, weight: Weight = 400): string {
  return text
    .split('\n')
    .map((part) =>
      part
        .split(' ')
        .map((word) => (textWidth(word, points, weight) > width ? wrapText(word, width, points, weight).join('\n') : word))
        .join(' '),
    )
    .join('\n')
}

/** As in the composition of page 1. */
const mostCards = 4

const h = createElement

/** One block of the tree on paper. */
export function drawBlock(block: Exclude<Block, { kind: 'pageBreak' }>, key: number): ReactElement {
  switch (block.kind) {
    case 'title':
      return drawTitle(block, key)
    case 'heading':
      return h(Text, { key, style: block.level === 1 ? style.h1 : style.h2, minPresenceAhead: 60 }, fitWords(block.text, contentWidth, size.h1, 600))
    case 'paragraph':
      return h(
        Text,
        { key, style: [style.paragraph, { color: paperTones[block.tone ?? 'ink'] }], orphans: 2, widows: 2 },
        fitWords(block.text, contentWidth, size.body),
      )
    case 'list':
      return h(View, { key, style: style.keyValues }, ...block.items.map(drawItem))
    case 'keyValues':
      return h(View, { key, style: style.keyValues }, ...block.rows.map(drawKeyValue))
    case 'table':
      return h(View, { key }, drawTable(block))
    case 'figures':
      return drawFigures(block.items, key)
    case 'conclusion':
      return drawConclusion(block, key)
    case 'verdictCards':
      return block.cards.length > mostCards
        ? h(View, { key, style: style.endpointRows }, ...block.cards.map(drawEndpointRow))
        : h(View, { key, style: style.cards }, ...block.cards.map((card, i) => drawCard(card, i, block.cards.length)))
    case 'note':
      return drawNote(block, key)
    case 'signatureBlocks':
      return h(View, { key, style: signatureLayer }, ...block.blocks.map(drawSignature))
  }
}

function drawTitle({ title, subtitle, facts }: Extract<Block, { kind: 'title' }>, key: number): ReactElement {
  return h(
    View,
    { key },
    h(Text, { style: style.title }, title),
    h(Text, { style: style.subtitle }, fitWords(subtitle, contentWidth, 11)),
    h(View, { style: style.facts }, ...facts.map((fact, i) => h(Text, { key: i, style: style.fact }, fact))),
  )
}

/** Lies over the whole last page, so that the boxes stand where the signature fields are. */
const signatureLayer = { position: 'absolute', top: 0, left: page.left, width: contentWidth, height: boxTop(2) + signatureBox.height } as const

const drawItem = (text: string, key: number): ReactElement =>
  h(
    View,
    { key, style: style.item },
    h(Text, { style: style.bullet }, '•'),
    h(Text, { style: style.itemText }, fitWords(text, contentWidth - 12, size.body)),
  )

const drawKeyValue = ({ key, value }: { key: string; value: string }, i: number): ReactElement =>
  h(
    View,
    { key: i, style: style.keyValue, wrap: value.length > 600 },
    h(Text, { style: style.key }, fitWords(key, 102, size.body)),
    h(Text, { style: style.value }, fitWords(value, contentWidth - 112, size.body)),
  )

/** Two figures stand beside each other; a small one alone has its caption beside it. */
function drawFigures(items: readonly Figure[], key: number): ReactElement {
  const only = items.length === 1 ? items[0] : undefined
  if (only === undefined || only.scene.width > contentWidth * 0.6) {
    return h(View, { key, style: style.figures, wrap: false }, ...items.map(drawFigure))
  }
  const room = contentWidth - only.scene.width - 14
  return h(
    View,
    { key, style: style.figures, wrap: false },
    drawScene(only.scene),
    h(View, { style: style.besideFigure }, h(Text, { style: style.figureCaption }, fitWords(only.caption, room, size.table))),
  )
}

function drawFigure({ caption, scene }: Figure, key: number): ReactElement {
  return h(
    View,
    { key, style: { width: scene.width } },
    drawScene(scene),
    h(Text, { style: style.figureCaption }, fitWords(caption, scene.width, size.table)),
  )
}

const noteTones: Readonly<Record<string, { readonly text: Tone; readonly tint: Tone }>> = {
  demo: { text: 'excluded', tint: 'excluded-tint' },
  caution: { text: 'not-shown', tint: 'not-shown-tint' },
  plain: { text: 'accent', tint: 'accent-tint' },
}

function drawNote({ tone, title, text }: Extract<Block, { kind: 'note' }>, key: number): ReactElement {
  const { text: colour, tint } = noteTones[tone] ?? { text: 'accent', tint: 'accent-tint' }
  const box = { backgroundColor: paperTones[tint], borderLeftColor: paperTones[colour], marginTop: 3 }
  return h(
    View,
    { key, style: [style.note, box], wrap: false },
    h(Text, null, h(Text, { style: { fontWeight: 600, color: paperTones[colour] } }, `${title}  `), text),
  )
}

const verdictLook: Readonly<Record<Verdict, { readonly text: Tone; readonly tint: Tone }>> = {
  met: { text: 'met', tint: 'met-tint' },
  'not-met-goal-excluded': { text: 'excluded', tint: 'excluded-tint' },
  'not-met-not-shown': { text: 'not-shown', tint: 'not-shown-tint' },
  'not-evaluable': { text: 'not-evaluable', tint: 'not-evaluable-tint' },
}

/** Icon beside the word: tick, cross, open interval, bar. Shapes differ, so that print without colour still tells. */
function drawIcon(verdict: Verdict, length: number): ReactElement {
  const stroke = paperTones[verdictLook[verdict].text]
  const lines = { stroke, strokeWidth: 1.5, fill: 'none' } as const
  const inner: Readonly<Record<Verdict, ReactNode>> = {
    met: h(Path, { d: 'M3.2 6.2 L5.2 8.2 L8.9 4', ...lines }),
    'not-met-goal-excluded': h(Path, { d: 'M3.9 3.9 L8.1 8.1 M8.1 3.9 L3.9 8.1', ...lines }),
    'not-met-not-shown': h(Path, { d: 'M3.2 6 L8.8 6 M6 3.6 L6 8.4', ...lines }),
    'not-evaluable': h(Line, { x1: 3.4, y1: 6, x2: 8.6, y2: 6, stroke, strokeWidth: 1.5 }),
  }
  return h(
    Svg,
    { width: length, height: length, viewBox: '0 0 12 12' },
    h(Circle, { cx: 6, cy: 6, r: 5.2, stroke, strokeWidth: 1, fill: '#ffffff' }),
    inner[verdict],
  )
}

function drawConclusion(block: Extract<Block, { kind: 'conclusion' }>, key: number): ReactElement {
  const verdicts = { success: 'met', 'no-success': 'not-met-goal-excluded', 'not-evaluable': 'not-evaluable' } as const
  const verdict = verdicts[block.conclusion]
  const look = verdictLook[verdict]
  return h(
    View,
    { key, style: [style.conclusion, { backgroundColor: paperTones[look.tint] }], wrap: false },
    drawIcon(verdict, 26),
    h(
      View,
      { style: style.conclusionText },
      h(Text, { style: [style.conclusionWord, { color: paperTones[look.text] }] }, block.word),
      h(Text, null, fitWords(block.sentence, contentWidth - 70, size.body)),
    ),
  )
}

/** The chip's word and the bar say the rest; a verdict that is none says why. */
const cardSentence = ({ criterion, sentence, tested, verdict }: VerdictCard): string =>
  `Criterion: ${criterion}.${tested && verdict !== 'not-evaluable' ? '' : ` ${sentence}`}`

/** Many endpoints: one row each, with the same parts as a card. */
function drawEndpointRow(card: VerdictCard, key: number): ReactElement {
  const facts = card.facts.map(({ key: name, cell }) => (name === 'method' ? cell.text : `${name} ${cell.text}`)).join(' · ')
  return h(
    View,
    { key, style: style.endpointRow, wrap: false },
    h(
      View,
      { style: { width: 164, paddingRight: 8 } },
      h(Text, { style: style.endpointTitle }, fitWords(card.title, 156, size.body, 600)),
      h(Text, { style: style.endpointFacts }, fitWords(`${card.endpointId} ${card.role} · ${card.estimand}`, 156, size.small)),
    ),
    h(
      View,
      { style: { width: 104, paddingRight: 6 } },
      h(Text, { style: style.endpointTitle }, `${card.value.text}  `, h(Text, { style: { fontWeight: 400 } }, card.interval.text)),
      h(Text, { style: style.endpointFacts }, fitWords(facts, 98, size.small)),
    ),
    drawScene(card.scene),
    h(View, { style: style.endpointVerdict }, drawChip(card)),
  )
}

function drawChip(card: VerdictCard): ReactElement {
  const look = verdictLook[card.verdict]
  return h(
    View,
    { style: [style.chip, { backgroundColor: paperTones[look.tint] }] },
    drawIcon(card.verdict, 9),
    h(Text, { style: [style.chipText, { color: paperTones[look.text] }] }, card.word.replace(': ', ':\u00a0')),
  )
}

const cardWidth = (contentWidth - 11) / 2

function drawCard(card: VerdictCard, key: number, total: number): ReactElement {
  const inner = cardWidth - 20
  const width = total === 1 ? contentWidth : cardWidth
  return h(
    View,
    { key, style: [style.card, { width }], wrap: false },
    h(
      View,
      { style: style.cardHead },
      h(Text, { style: style.cardRole }, fitWords(`${card.endpointId} · ${card.role}`, 100, size.small)),
      drawChip(card),
    ),
    h(Text, { style: style.cardTitle }, fitWords(card.title, inner, 9.5, 600)),
    h(Text, { style: style.cardEstimand }, fitWords(card.estimand, inner, size.table)),
    h(
      View,
      { style: style.cardValueRow },
      h(Text, { style: card.value.text.length > 9 ? style.cardTitle : style.cardValue }, card.value.text),
      h(Text, { style: style.cardInterval }, card.interval.text),
    ),
    drawScene(card.scene),
    h(Text, { style: style.cardSentence }, cardSentence(card)),
    h(View, { style: style.cardFacts }, ...card.facts.map(({ key: name, cell }, i) => h(Text, { key: i, style: style.cardFact }, `${name} ${cell.text}`))),
  )
}

function drawSignature({ title, meaning }: SignatureBlock, index: number): ReactElement {
  return h(
    View,
    { key: index, style: [style.signature, { top: boxTop(index) - signatureBox.labelHeight }] },
    h(
      View,
      { style: [style.signatureLabel, { height: signatureBox.labelHeight }] },
      h(Text, { style: { fontWeight: 600 } }, title),
      h(Text, { style: { color: paperTones.muted } }, `Meaning of the signature: ${meaning.toLowerCase()}`),
    ),
    h(View, { style: [style.signatureFrame, { height: signatureBox.height }] }),
  )
}
