import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, type ReactNode } from 'react'

export interface DataColumn<Row> {
  readonly id: string
  readonly title: string
  readonly cell: (row: Row, index: number) => ReactNode
  /** Numbers stand right-aligned with equal-width digits. */
  readonly isNumber?: boolean
  readonly isRowHeader?: boolean
  readonly className?: string
}

/** Rows that are asked for when they come into view; undefined until they are there. */
export interface LazyRows<Row> {
  readonly length: number
  readonly at: (index: number) => Row | undefined
  readonly onRange: (from: number, to: number) => void
}

export interface DataTableProps<Row> {
  readonly label: string
  readonly columns: readonly DataColumn<Row>[]
  readonly rows: readonly Row[] | LazyRows<Row>
  readonly rowKey: (row: Row, index: number) => string
  readonly density?: 'compact' | 'normal'
  /** One line a cell, with an ellipsis; needed when virtual. */
  readonly clip?: boolean
  /** Shown in place of rows. */
  readonly empty?: ReactNode
  /** 'tall' limits the region to what is left of the pane, 'short' to 280 px; long tables are virtualised. */
  readonly height?: 'auto' | 'short' | 'tall'
}

const virtualFrom = 200
/** Browsers draw nothing beyond about 33 million pixels. */
const mostPixels = 32_000_000

/** Dense table in a focusable, labelled region: keyboard users can scroll it, screen readers know how long it is. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, rows, rowKey, density = 'normal' } = props
  const region = useRef<HTMLDivElement>(null)
  const rowHeight = density === 'compact' ? 24 : 28
  const lazy = 'onRange' in rows ? rows : null
  const count = Math.min(rows.length, Math.floor(mostPixels / rowHeight))
  const isVirtual = count > virtualFrom
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => region.current,
    estimateSize: () => rowHeight,
    overscan: 20,
    enabled: isVirtual,
  })
  const items = isVirtual ? virtual.getVirtualItems() : []
  const from = isVirtual ? (items[0]?.index ?? 0) : 0
  const to = isVirtual ? (items[items.length - 1]?.index ?? -1) + 1 : count
  const onRange = lazy?.onRange
  useEffect(() => {
    if (to > from) onRange?.(from, to)
  }, [onRange, from, to])
  const height = isVirtual && props.height === undefined ? 'tall' : (props.height ?? 'auto')
  const cellClass = (column: DataColumn<Row>): string | undefined =>
    [column.isNumber ? 'number' : '', column.className ?? ''].join(' ').trim() || undefined
  return (
    <div ref={region} className={`table-region table-${height}`} tabIndex={0} role="region" aria-label={label}>
      <table
        className={`table${density === 'compact' ? ' table-compact' : ''}${props.clip || isVirtual ? ' table-clip' : ''}`}
        aria-label={label}
        aria-rowcount={rows.length + 1}
      >
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column) => (
              <th key={column.id} scope="col" className={column.isNumber ? 'number' : undefined}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Spacer height={from * rowHeight} span={columns.length} />
          {Array.from({ length: Math.max(0, to - from) }, (_, offset) => {
            const row = rows.at(from + offset)
            if (row === undefined) return <Waiting key={from + offset} index={from + offset} span={columns.length} />
            return (
              <tr key={rowKey(row, from + offset)} aria-rowindex={from + offset + 2}>
                {columns.map((column) => {
                  const Cell = column.isRowHeader ? 'th' : 'td'
                  return (
                    <Cell key={column.id} className={cellClass(column)} {...(column.isRowHeader ? { scope: 'row' } : {})}>
                      {column.cell(row, from + offset)}
                    </Cell>
                  )
                })}
              </tr>
            )
          })}
          <Spacer height={(count - to) * rowHeight} span={columns.length} />
          {count === 0 && (
            <tr>
              <td colSpan={columns.length} className="muted">
                {props.empty}
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </div>
  )
}

const Waiting = ({ index, span }: { readonly index: number; readonly span: number }) => (
  <tr aria-rowindex={index + 2}>
    <td colSpan={span} className="muted">
      …
    </td>
  </tr>
)

const Spacer = ({ height, span }: { readonly height: number; readonly span: number }) =>
  height <= 0 ? null : (
    <tr className="spacer" aria-hidden="true">
      <td colSpan={span} height={height} />
    </tr>
  )
