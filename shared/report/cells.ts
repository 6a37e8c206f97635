import type { Estimate, Results } from '../vocabulary/results.ts'
import { printedDigits, printedPart, type EstimatePart } from './printed.ts'
import type { Cell, TableColumn, TableRow } from './tree.ts'

/** Makes cells that carry their estimate, with the decimals that this result needs. */
export interface Cells {
  readonly find: (id: string) => Estimate | undefined
  readonly of: (estimate: Estimate, part: EstimatePart) => Cell
}

export function cellsOf(results: Results): Cells {
  const byId = new Map(results.estimates.map((each) => [each.id, each]))
  const digits = printedDigits(results)
  return {
    find: (id) => byId.get(id),
    of: (estimate, part) => {
      const places = digits.get(estimate.id)
      const quiet = estimate.value === null || estimate.descriptive
      return {
        text: printedPart(estimate, part, places),
        estimateId: estimate.id,
        part,
        ...(places === undefined || places === 3 ? {} : { digits: places }),
        ...(quiet ? { tone: 'muted' as const } : {}),
      }
    },
  }
}

export const plain = (text: string): Cell => ({ text })

export const column = (title: string, share: number, align: TableColumn['align'] = 'left'): TableColumn => ({
  title,
  share,
  align,
})

/** A row that names the rows below it. */
export const headingRow = (text: string): TableRow => ({ cells: [{ text, strong: true }], group: true })

/** A row for each item, below a heading wherever its group's key changes: two groups may have the same text. */
export function groupedRows<T>(items: readonly T[], groupOf: (item: T) => { readonly key: string; readonly text: string }, rowOf: (item: T, i: number) => readonly Cell[]): TableRow[] {
  let last: string | null = null
  return items.flatMap((item, i) => {
    const { key, text } = groupOf(item)
    const heading = key === last ? [] : [headingRow(text)]
    last = key
    return [...heading, { cells: rowOf(item, i) }]
  })
}
