import type { TippingPoint } from '../../vocabulary/results.ts'
import { tippingChangeNames, verdictNames } from '../../words/en/report.ts'
import { column, plain } from '../cells.ts'
import { subgroupText } from '../findings.ts'
import type { ReportInput } from '../input.ts'
import { countText } from '../printed.ts'
import type { Block, TableRow } from '../tree.ts'

/** How few changed examinations overturn a verdict, overall and by subgroup level (rule REP-16). */
export function tippingTable({ results, protocol }: ReportInput): Block[] {
  if (results.tippingPoints.length === 0) return []
  const row = (point: TippingPoint): TableRow => ({
    cells: [
      plain(point.endpoint),
      plain(subgroupText(protocol, point)),
      plain(tippingChangeNames[point.change]),
      plain(point.towards === 'met' ? verdictNames.met : 'Not met'),
      plain(point.n === null ? 'no number does' : countText(point.n)),
    ],
  })
  return [
    {
      kind: 'table',
      caption: 'Tipping points: how few changed examinations overturn the verdict',
      columns: [column('Endpoint', 12), column('Examinations', 30), column('Change', 32), column('Verdict then', 14), column('n', 12, 'right')],
      rows: results.tippingPoints.map(row),
      notes: ['Exact search, changes to the side that overturns. Subgroups are held against the endpoint’s own goal: descriptive.'],
    },
  ]
}
