import type { Block, Cell, TableColumn, TableRow } from '../../../../shared/report/tree.ts'
import { reviewWords } from '../../../../shared/words/en/screens-results.ts'
import { LinkButton } from '../../../kit/index.ts'
import type { OpenEstimate } from './BlockView.tsx'

interface TableBlockProps {
  readonly table: Extract<Block, { readonly kind: 'table' }>
  readonly open: OpenEstimate
}

/** A table of the report: caption, rows with group headings, notes. The estimate of a row opens its explanation. */
export const TableBlock = ({ table, open }: TableBlockProps) => (
  <div className="stack-tight">
    <div className="table-region" tabIndex={0} role="region" aria-label={table.caption}>
      <table className="table block-table">
        <caption>{table.caption}</caption>
        <thead>
          <tr>
            {table.columns.map((column, index) => (
              <th key={index} scope="col" className={alignClass(column)}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, index) => (
            <Row key={index} row={row} columns={table.columns} open={open} />
          ))}
        </tbody>
      </table>
    </div>
    {(table.notes ?? []).map((note, index) => (
      <p key={index} className="small muted">
        {note}
      </p>
    ))}
  </div>
)

const alignClass = (column: TableColumn | undefined): string => (column?.align === 'right' ? 'number' : '')

interface RowProps {
  readonly row: TableRow
  readonly columns: readonly TableColumn[]
  readonly open: OpenEstimate
}

function Row({ row, columns, open }: RowProps) {
  if (row.group) {
    return (
      <tr className="group-row">
        <th scope="rowgroup" colSpan={columns.length}>
          {row.cells[0]?.text}
        </th>
      </tr>
    )
  }
  const [first, ...rest] = row.cells
  return (
    <tr>
      {first === undefined || first.text === '' ? (
        <td />
      ) : (
        <th scope="row" className={`row-head ${alignClass(columns[0])}`}>
          {first.text}
        </th>
      )}
      {rest.map((cell, index) => (
        <td key={index} className={cellClass(cell, columns[index + 1])}>
          <CellView cell={cell} name={first?.text ?? ''} open={open} />
        </td>
      ))}
    </tr>
  )
}

const cellClass = (cell: Cell, column: TableColumn | undefined): string =>
  [alignClass(column), cell.tone ? `tone-${cell.tone}` : '', cell.strong ? 'strong' : ''].join(' ').trim()

interface CellViewProps {
  readonly cell: Cell
  readonly name: string
  readonly open: OpenEstimate
}

/** One button a row: its estimate. The other numbers of the row are in the same drawer. */
export function CellView({ cell, name, open }: CellViewProps) {
  const { estimateId } = cell
  const isEstimate = cell.part === 'value' || cell.part === 'value-interval'
  if (open === undefined || estimateId === undefined || !isEstimate) return cell.text
  return (
    <LinkButton onPress={() => open(estimateId)} label={reviewWords.open(name, cell.text)}>
      {cell.text}
    </LinkButton>
  )
}
