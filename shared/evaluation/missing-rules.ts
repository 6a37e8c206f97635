import type { Table } from '../statistics/roc.ts'
import type { MissingRule } from '../vocabulary/results.ts'
import { missingRules, outputCategories } from '../vocabulary/results.ts'
import type { Judged } from './outputs.ts'

/**
 * 2×2 tables under every rule for predictions that are missing, failed or indeterminate (rule MIS-1), whatever the
 * prespecified one is: left out, all negative, all positive, and against or for the device throughout.
 */
export function tablesUnderRules(judged: Judged, present: Uint8Array): { rule: MissingRule; table: Table }[] {
  const counts = countByCategory(judged, present)
  const at = (category: 'positive' | 'negative', truth: 0 | 1): number =>
    counts[outputCategories.indexOf(category)]?.[truth] ?? 0
  const open = { present: 0, absent: 0 }
  counts.forEach((cell, i) => {
    const category = outputCategories[i]
    if (category === 'positive' || category === 'negative') return
    open.absent += cell[0] ?? 0
    open.present += cell[1] ?? 0
  })
  const table = { tp: at('positive', 1), fp: at('positive', 0), fn: at('negative', 1), tn: at('negative', 0) }
  const add = (to: Partial<Table>): Table => ({
    tp: table.tp + (to.tp ?? 0),
    fp: table.fp + (to.fp ?? 0),
    fn: table.fn + (to.fn ?? 0),
    tn: table.tn + (to.tn ?? 0),
  })
  const tables: Record<MissingRule, Table> = {
    'complete-case': table,
    'as-negative': add({ fn: open.present, tn: open.absent }),
    'as-positive': add({ tp: open.present, fp: open.absent }),
    'worst-case': add({ fn: open.present, fp: open.absent }),
    'best-case': add({ tp: open.present, tn: open.absent }),
  }
  return missingRules.map((rule) => ({ rule, table: tables[rule] }))
}

/** [category][0 absent, 1 present]; unresolved reference standards are left out. */
function countByCategory({ category }: Judged, present: Uint8Array): number[][] {
  const counts = outputCategories.map(() => [0, 0])
  category.forEach((code, row) => {
    const truth = present[row]
    const cell = counts[code]
    if (cell === undefined || (truth !== 0 && truth !== 1)) return
    cell[truth] = (cell[truth] ?? 0) + 1
  })
  return counts
}
