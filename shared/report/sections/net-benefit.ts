import type { DecisionCurve } from '../../vocabulary/results.ts'
import { column, plain } from '../cells.ts'
import type { ReportInput } from '../input.ts'
import { fixedText, givenText, outputLabel } from '../printed.ts'
import type { Block, TableRow } from '../tree.ts'

const mostRows = 21

/** Net benefit at the prespecified threshold probabilities; a long list is thinned, and says so (rule REP-14). */
export function netBenefitTable({ results, protocol }: ReportInput): Block[] {
  if (results.decisionCurves.length === 0) return []
  const most = Math.max(...results.decisionCurves.map((each) => each.points.length))
  const step = Math.ceil(most / mostRows)
  const rows = results.decisionCurves.flatMap((curve): TableRow[] => [
    { cells: [{ text: outputLabel(protocol, curve.prediction), strong: true }], group: true },
    ...curve.points.filter((_, i) => i % step === 0).map(pointRow),
  ])
  const thinned = step === 1 ? [] : [`Every ${step}th threshold is printed; the results file holds all ${most}.`]
  return [
    {
      kind: 'table',
      caption: 'Net benefit at the prespecified threshold probabilities',
      columns: [
        column('Threshold', 18),
        column('Net benefit', 18, 'right'),
        column('Treat all', 18, 'right'),
        column('Standardised', 18, 'right'),
        column('Interventions avoided per 100', 28, 'right'),
      ],
      rows,
      notes: ['Treat none has a net benefit of 0. Standardised: divided by the prevalence. Avoided: against treating all.', ...thinned],
    },
  ]
}

const pointRow = (point: DecisionCurve['points'][number]): TableRow => ({
  cells: [
    plain(givenText(point.threshold)),
    plain(fixedText(point.netBenefit)),
    plain(fixedText(point.treatAll)),
    plain(point.standardised === null ? '–' : fixedText(point.standardised)),
    plain(fixedText(point.interventionsAvoidedPer100, 1)),
  ],
})
