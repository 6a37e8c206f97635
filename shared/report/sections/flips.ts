import type { Comparison } from '../../vocabulary/protocol.ts'
import { type Flips, flipKinds } from '../../vocabulary/results-calls.ts'
import { flipNames } from '../../words/en/quantities.ts'
import { column, groupedRows, plain } from '../cells.ts'
import type { ReportInput } from '../input.ts'
import { countText } from '../printed.ts'
import { splitOf } from '../splits.ts'
import type { Block, TableRow } from '../tree.ts'

/** What changed from one release to the next: counts in every level, then which examinations (rule REP-21). */
export function flipTables({ results, protocol }: Pick<ReportInput, 'results' | 'protocol'>, comparison: Comparison): Block[] {
  const own = (results.flips ?? []).filter((each) => each.comparison === comparison.id)
  const kinds = flipKinds.flatMap((kind) => own.filter((each) => each.kind === kind))
  if (kinds.length === 0) return []
  const levels = groupedRows(
    kinds[0]?.levels ?? [],
    ({ subgroup }) => ({ key: subgroup, text: splitOf(protocol, subgroup).label }),
    ({ subgroup, level }, i) => [
      plain(splitOf(protocol, subgroup).levelLabel(level)),
      ...kinds.map((each) => plain(`${countText(each.levels[i]?.n ?? 0)}/${countText(each.levels[i]?.of ?? 0)}`)),
    ],
  )
  const rows: TableRow[] = [{ cells: [plain('All examinations'), ...kinds.map((each) => plain(countText(each.n)))] }, ...levels]
  return [
    {
      kind: 'table',
      caption: `Changed calls, new release against old: ${comparison.label}`,
      columns: [column('Examinations', 40), ...kinds.map(({ kind }) => column(flipNames[kind], 15, 'right'))],
      rows,
      notes: ['Newly found and newly missed are counted among those with the target condition, alarms among those without; both releases have a call on all of them.'],
    },
    { kind: 'keyValues', rows: kinds.map((each) => ({ key: flipNames[each.kind], value: placesText(each.examinations, each.n) })) },
  ]
}

const PRINTED_PLACES = 60

/** Places in the frozen cohort, the first sixty; the results file has more. */
export function placesText(places: Flips['examinations'], n: number): string {
  if (n === 0) return 'none'
  const shown = places.slice(0, PRINTED_PLACES).map(countText).join(', ')
  const rest = n - Math.min(n, PRINTED_PLACES)
  return `places in the frozen cohort: ${shown}${rest === 0 ? '' : ` and ${countText(rest)} more${n <= places.length ? ', all in the results file' : ''}`}`
}
