import type { Contrast, Estimate, Heterogeneity } from '../../vocabulary/results.ts'
import { reasonNames, warningSentences } from '../../words/en/report.ts'
import { column, groupedRows, plain } from '../cells.ts'
import { subgroupText } from '../findings.ts'
import type { ReportInput } from '../input.ts'
import { countText, estimandText, fixedText, intervalText, levelText, methodName, pValueText } from '../printed.ts'
import type { Block, Cell, TableRow } from '../tree.ts'

/** Each level against everybody else, and how much levels differ: descriptive (rule REP-17). */
export function contrastTables(input: ReportInput): Block[] {
  return [...levelTable(input), ...heterogeneityTable(input)]
}

function levelTable(input: ReportInput): Block[] {
  const { results, protocol } = input
  if (results.contrasts.length === 0) return []
  const byId = new Map(results.estimates.map((each) => [each.id, each]))
  const alpha = 1 - protocol.intervals.level
  const rows = groupedRows(
    results.contrasts,
    (contrast) => {
      const heading = headingOf(byId.get(contrast.estimateId), input) || contrast.estimateId
      return { key: heading, text: heading }
    },
    (contrast) => contrastCells(contrast, subgroupText(protocol, contrast), alpha),
  )
  const methods = [...new Set(results.contrasts.map((each) => methodName(each.method)))].join(', ')
  return [
    {
      kind: 'table',
      caption: `Each level against everybody else: differences with ${levelText(protocol.intervals.level)} intervals`,
      columns: [column('Subgroup', 36), column('Difference', 14, 'right'), column('Interval', 24, 'right'), column('p', 10, 'right'), column('Remark', 26)],
      rows,
      notes: [`Intervals: ${methods}; p, two-sided: pooled z test beside Newcombe’s interval, otherwise from the interval’s own standard error. Descriptive: no multiplicity correction.`],
    },
  ]
}

const headingOf = (estimate: Estimate | undefined, { protocol }: ReportInput): string =>
  estimate === undefined ? '' : estimandText(protocol, estimate)

const contrastCells = (contrast: Contrast, label: string, alpha: number): Cell[] => [
  plain(label),
  plain(contrast.difference === null ? '–' : fixedText(contrast.difference)),
  plain(contrast.difference === null ? '–' : intervalText(contrast.interval, 3)),
  plain(pValueText(contrast.pValue, alpha)),
  plain(contrast.reason === undefined ? '' : reasonNames[contrast.reason]),
]

function heterogeneityTable(input: ReportInput): Block[] {
  const { results, protocol } = input
  if (results.heterogeneity.length === 0) return []
  const alpha = 1 - protocol.intervals.level
  const row = (each: Heterogeneity): TableRow => ({
    cells: [
      plain(headingOf(results.estimates.find(({ id }) => id === each.estimateId), input) || each.estimateId),
      plain(protocol.subgroups.find(({ id }) => id === each.subgroup)?.label ?? each.subgroup),
      plain(countText(each.nLevels)),
      plain(each.q === null ? '–' : `${fixedText(each.q, 2)} (${countText(each.degreesOfFreedom)})`),
      plain(pValueText(each.pValue, alpha)),
      plain(each.iSquared === null ? '–' : fixedText(each.iSquared)),
      plain(each.tauSquared === null ? '–' : fixedText(each.tauSquared, 4)),
    ],
  })
  const warnings = [...new Set(results.heterogeneity.flatMap((each) => each.warnings))].map((each) => warningSentences[each])
  return [
    {
      kind: 'table',
      caption: 'Heterogeneity over the levels of each subgroup',
      columns: [
        column('Estimand', 40),
        column('Subgroup', 22),
        column('Levels', 9, 'right'),
        column('Q (df)', 14, 'right'),
        column('p', 9, 'right'),
        column('I²', 9, 'right'),
        column('τ²', 10, 'right'),
      ],
      rows: results.heterogeneity.map(row),
      notes: ['Cochran’s Q, I² and DerSimonian–Laird τ² over the levels that have an estimate and a variance.', ...warnings],
    },
  ]
}
