import { ledgerEvent } from '../words/en/labels.ts'
import { formatInstant } from '../words/en/dates.ts'
import { roleName } from '../words/en/people.ts'
import { trailWords } from '../words/en/screens-trail.ts'
import { column, plain } from './cells.ts'
import type { Block, ReportTree, TableRow } from './tree.ts'

const words = trailWords.print

export interface TrailFilterLine {
  readonly key: string
  readonly value: string
}

/** What is printed of an entry; the body has more. */
export interface PrintedEntry {
  readonly seq: number
  readonly hash: string
  readonly body: {
    readonly at: string
    readonly tzOffsetMinutes: number
    readonly fullName: string
    readonly role: string
    readonly action: string
    readonly objectKind: string
    readonly objectId: string
    readonly objectVersion: number
    readonly reason: string | null
    readonly details: Readonly<Record<string, string | number>>
  }
}

export interface TrailInput {
  readonly workspace: string
  readonly demo: boolean
  /** UTC instant. */
  readonly createdAt: string
  readonly tzOffsetMinutes: number
  readonly person: string
  /** Empty for the whole trail. */
  readonly filter: readonly TrailFilterLine[]
  readonly head: { readonly seq: number; readonly hash: string }
  /** Oldest first. */
  readonly entries: readonly PrintedEntry[]
}

/** The audit trail, or the part that a filter left, as a document to read and file (rule ACT-79). */
export function composeTrail(input: TrailInput): ReportTree {
  const at = formatInstant(input.createdAt, input.tzOffsetMinutes)
  const isPart = input.filter.length > 0
  const rows = [
    { key: words.by, value: `${input.person}, ${at}` },
    { key: words.head, value: `#${input.head.seq} ${input.head.hash}` },
    ...(isPart ? input.filter.map(({ key, value }) => ({ key: words.filter(key), value })) : [{ key: words.which, value: words.all }]),
  ]
  const blocks: Block[] = [
    { kind: 'title', title: words.title, subtitle: words.subtitle(input.workspace), facts: [] },
    { kind: 'keyValues', rows },
    ...(isPart ? [{ kind: 'note', tone: 'caution', title: words.part, text: words.partText } as const] : []),
    ...(input.entries.length === 0 ? [{ kind: 'paragraph', text: words.empty } as const] : entryTables(input.entries)),
  ]
  return {
    format: 'probity.report-tree',
    version: 1,
    title: words.title,
    studyName: input.workspace,
    deviceName: words.title,
    reportNumber: '',
    label: `#${input.head.seq} ${input.head.hash.slice(0, 12)}`,
    demo: input.demo,
    generatedAt: at,
    createdAt: input.createdAt,
    blocks,
  }
}

/** Laying out one long table costs more than its length: after so many rows a new one begins on a new page. */
const rowsOfTable = 100

function entryTables(entries: readonly PrintedEntry[]): Block[] {
  const blocks: Block[] = []
  for (let from = 0; from < entries.length; from += rowsOfTable) {
    const some = entries.slice(from, from + rowsOfTable)
    if (from > 0) blocks.push({ kind: 'pageBreak' })
    blocks.push(entryTable(some, words.caption(from + 1, from + some.length, entries.length)))
  }
  return blocks
}

const entryTable = (entries: readonly PrintedEntry[], caption: string): Block => ({
  kind: 'table',
  caption,
  columns: [column(trailWords.seq, 7), column(words.whenWho, 24), column(trailWords.action, 17), column(trailWords.object, 17), column(words.reasonDetails, 24), column(words.hash, 11)],
  rows: entries.map(entryRow),
  notes: [words.note],
})

function entryRow({ seq, hash, body }: PrintedEntry): TableRow {
  const { objectKind, objectVersion, objectId } = body
  const role = roleName(body.role)
  const details = Object.entries(body.details).map(([name, value]) => `${name} ${shortened(String(value))}`)
  const cells = [
    String(seq),
    `${formatInstant(body.at, body.tzOffsetMinutes)} ${body.fullName}${role === '' ? '' : `, ${role}`}`,
    ledgerEvent(body.action),
    `${objectKind}${objectVersion > 1 ? ` v${objectVersion}` : ''} ${shortened(objectId)}`,
    body.reason === null ? details.join('; ') : [body.reason, ...(details.length === 0 ? [] : [`(${details.join('; ')})`])].join(' '),
    hash.slice(0, 12),
  ]
  return { cells: cells.map((text) => plain(text)) }
}

/** A digest by its beginning: it is there to be recognised, not to be copied off paper. */
const shortened = (text: string): string => (/^[0-9a-f]{32,}$/.test(text) ? `${text.slice(0, 12)}…` : text)
