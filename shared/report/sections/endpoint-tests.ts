import type { EndpointResult } from '../../vocabulary/results.ts'
import { hypotheses, multiplicityNames, reasonNames } from '../../words/en/report.ts'
import { column, plain } from '../cells.ts'
import type { ReportInput } from '../input.ts'
import { givenText, levelText, methodName, pValueText } from '../printed.ts'
import type { Block, TableRow } from '../tree.ts'

/** One-sided tests beside the verdicts, with H0 and H1, and the adjusted p values (rule REP-11). */
export function endpointTestTable({ results, protocol }: ReportInput): Block[] {
  const tested = results.endpoints.filter((each) => each.test !== undefined)
  if (tested.length === 0) return []
  const procedure = protocol.multiplicity ?? 'none'
  const isAdjusted = procedure !== 'none'
  const alpha = (1 - protocol.intervals.level) / 2
  return [
    {
      kind: 'table',
      caption: `One-sided tests of the endpoints at ${levelText(alpha)}`,
      columns: [
        column('Endpoint', 10),
        column('H0', 18),
        column('H1', 18),
        column('Test', 30),
        column('p', 10, 'right'),
        ...(isAdjusted ? [column('Adjusted p', 12, 'right')] : []),
        column('Remark', 22),
      ],
      rows: tested.map((each) => testRow(each, alpha, isAdjusted)),
      notes: [
        `Verdicts rest on the interval bounds; the tests stand beside them. Multiplicity: ${multiplicityNames[procedure]}.` +
          (isAdjusted ? ' An endpoint without a test counts as p = 1 in the procedure.' : ''),
      ],
    },
  ]
}

function testRow({ id, comparison, goal, test, tested }: EndpointResult, alpha: number, isAdjusted: boolean): TableRow {
  const words = hypotheses[comparison] ?? { h0: '', h1: '' }
  const remarks = [
    ...(test?.reason === undefined ? [] : [reasonNames[test.reason]]),
    ...(tested ? [] : ['gatekept, not judged']),
  ]
  return {
    cells: [
      plain(id),
      plain(`${words.h0} ${givenText(goal)}`),
      plain(`${words.h1} ${givenText(goal)}`),
      plain(methodName(test?.method ?? '')),
      plain(pValueText(test?.pValue, alpha)),
      ...(isAdjusted ? [plain(pValueText(test?.adjustedPValue, alpha))] : []),
      plain(remarks.join('; ')),
    ],
  }
}
