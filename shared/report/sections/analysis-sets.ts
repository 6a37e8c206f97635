import { proportionQuantities } from '../../vocabulary/protocol.ts'
import { PER_PROTOCOL } from '../../vocabulary/results-calls.ts'
import type { Estimate } from '../../vocabulary/results.ts'
import { column, headingRow, plain, type Cells } from '../cells.ts'
import type { ReportInput } from '../input.ts'
import { countText, levelText, operatingPointText, outputLabel, quantityName } from '../printed.ts'
import type { Block, TableRow } from '../tree.ts'

/** All intended to diagnose, evaluable and per protocol side by side (rule REP-22). */
export function analysisSetTable({ results, protocol }: ReportInput, cells: Cells): Block[] {
  const { analysisSets } = results
  if (analysisSets === undefined) return []
  const rows = analysisSets.counts.flatMap(({ prediction, operatingPoint, ...n }): TableRow[] => {
    const own = results.estimates.filter((each) => each.prediction === prediction && each.operatingPoint === operatingPoint)
    const row = (name: string, of: number, isOf: (each: Estimate) => boolean): TableRow => ({
      cells: [
        plain(name),
        plain(countText(of)),
        ...proportionQuantities.map((quantity) => {
          const found = own.find((each) => each.quantity === quantity && isOf(each))
          return found === undefined ? plain('–') : cells.of(found, 'value-interval')
        }),
      ],
    })
    return [
      headingRow(`${outputLabel(protocol, prediction)} · ${operatingPointText(protocol, prediction, operatingPoint)}`),
      row('All intended to diagnose', n.intendedToDiagnose, (each) => each.missingRule === 'worst-case'),
      row('Evaluable', n.evaluable, (each) => each.missingRule === 'complete-case'),
      row('Per protocol', n.perProtocol, (each) => each.subgroup?.id === PER_PROTOCOL),
    ]
  })
  const lost = analysisSets.flow.map(({ label, excluded }) => `${label}: ${countText(excluded)} left out`)
  return [
    {
      kind: 'table',
      caption: `Analysis sets: ${levelText(protocol.intervals.level)} intervals`,
      columns: [column('Set', 26), column('n', 9, 'right'), ...proportionQuantities.map((quantity) => column(quantityName(quantity), 19, 'right'))],
      rows,
      notes: [
        'All intended to diagnose: every examination of the frozen cohort; what is missing, failed or indeterminate counts against the device. Evaluable: reference standard resolved and a positive or negative output. Per protocol: the evaluable that satisfy the conditions of the protocol.',
        `Per protocol, in order: ${lost.join('; ')}. The verdicts rest on the prespecified handling, not on this table.`,
      ],
    },
  ]
}
