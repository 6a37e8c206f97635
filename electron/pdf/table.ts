import { Text, View } from '@react-pdf/renderer'
import { createElement as h, type ReactElement } from 'react'
import { paperTones } from '../../shared/report/svg.ts'
import { wrapText } from '../../shared/report/text-width.ts'
import type { Block, Cell, TableColumn, TableRow } from '../../shared/report/tree.ts'
import { contentWidth } from './layout.ts'
import { size, style } from './style.ts'

const gap = 7
const largePoints = 15

interface Placed extends TableColumn {
  readonly width: number
  readonly last: boolean
}

function place(columns: readonly TableColumn[]): Placed[] {
  const shares = columns.reduce((sum, column) => sum + column.share, 0)
  return columns.map((column, i) => ({
    ...column,
    width: (contentWidth * column.share) / shares,
    last: i === columns.length - 1,
  }))
}

/** Text is wrapped here by advance widths, so that the row's height is known and no word leaves its column. */
function drawCell(cell: Cell, column: Placed, key: number, head = false): ReactElement {
  const weight = cell.strong ? 600 : head ? 500 : 400
  const room = column.width - (column.last ? 0 : gap) - 0.5
  const points = cell.large ? largePoints : size.table
  const text = wrapText(cell.text, room, points, weight).join('\n')
  return h(
    Text,
    {
      key,
      style: [
        column.last ? style.lastCell : style.cell,
        { width: column.width, textAlign: column.align, fontWeight: weight },
        cell.tone === undefined ? {} : { color: paperTones[cell.tone] },
        cell.large ? { fontSize: largePoints, lineHeight: 1.5 } : {},
      ],
    },
    text,
  )
}

function drawRow(row: TableRow, columns: readonly Placed[], key: number): ReactElement {
  if (row.group) {
    const whole: Placed = { title: '', align: 'left', share: 1, width: contentWidth, last: true }
    const cells = row.cells.slice(0, 1).map((cell) => drawCell({ ...cell, strong: true }, whole, 0))
    return h(View, { key, style: [style.row, style.groupRow], wrap: false, minPresenceAhead: 26 }, ...cells)
  }
  const cells = columns.map((column, i) => drawCell(row.cells[i] ?? { text: '' }, column, i))
  return h(View, { key, style: style.row, wrap: false }, ...cells)
}

/** The head is fixed inside the table, so that it comes again on each page that the table runs over. */
export function drawTable(table: Extract<Block, { kind: 'table' }>): ReactElement {
  const columns = place(table.columns)
  const head = h(
    View,
    { key: 'head', style: style.tableHead, fixed: true },
    ...columns.map((column, i) => drawCell({ text: column.title }, column, i, true)),
  )
  const notes = (table.notes ?? []).map((note, i) => h(Text, { key: `note-${i}`, style: style.tableNote }, note))
  return h(
    View,
    { style: style.table },
    h(Text, { style: style.caption, minPresenceAhead: 70 }, wrapText(table.caption, contentWidth, size.body, 500).join('\n')),
    h(View, null, head, ...table.rows.map((row, i) => drawRow(row, columns, i))),
    ...notes,
  )
}
