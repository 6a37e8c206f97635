import type { DecisionCurve } from '../../vocabulary/results.ts'
import { column, headingRow, plain } from '../cells.ts'
import type { ReportInput } from '../input.ts'
import { formatInterval } from '../../words/en/numbers.ts'
import { countText, fixedText, givenText, levelText, outputLabel } from '../printed.ts'
import type { Block, TableRow } from '../tree.ts'

const mostRows = 21

/** Net benefit at the prespecified threshold probabilities; a long list is thinned, and says so (rule REP-14). */
export function netBenefitTable({ results, protocol }: ReportInput): Block[] {
  if (results.decisionCurves.length === 0) return []
  const most = Math.max(...results.decisionCurves.map((each) => each.points.length))
  const step = Math.ceil(most / mostRows)
  const hasBand = results.decisionCurves.some((curve) => curve.points.some((point) => point.lower !== undefined))
  const rows = results.decisionCurves.flatMap((curve): TableRow[] => [
    headingRow(outputLabel(protocol, curve.prediction)),
    ...curve.points.filter((_, i) => i % step === 0).map((point) => pointRow(point, hasBand)),
  ])
  const thinned = step === 1 ? [] : [`Every ${step}th threshold is printed; the results file holds all ${most}.`]
  return [
    {
      kind: 'table',
      caption: 'Net benefit at the prespecified threshold probabilities',
      columns: [
        column('Threshold', 18),
        column('Net benefit', 18, 'right'),
        ...(hasBand ? [column('Bootstrap band', 24, 'right')] : []),
        column('Treat all', 18, 'right'),
        column('Standardised', 18, 'right'),
        column('Interventions avoided per 100', 28, 'right'),
      ],
      rows,
      notes: ['Treat none has a net benefit of 0. Standardised: divided by the prevalence. Avoided: against treating all.', ...(hasBand ? [`Band: pointwise ${levelText(protocol.intervals.level)} percentile intervals of ${countText(protocol.bootstrap.replicates)} replicates.`] : []), ...thinned],
    },
  ]
}

const pointRow = (point: DecisionCurve['points'][number], hasBand: boolean): TableRow => ({
  cells: [
    plain(givenText(point.threshold)),
    plain(fixedText(point.netBenefit)),
    ...(hasBand ? [plain(point.lower === undefined || point.upper === undefined ? '–' : formatInterval(point.lower, point.upper, 3))] : []),
    plain(fixedText(point.treatAll)),
    plain(point.standardised === null ? '–' : fixedText(point.standardised)),
    plain(fixedText(point.interventionsAvoidedPer100, 1)),
  ],
})
