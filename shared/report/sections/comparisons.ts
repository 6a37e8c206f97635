import type { Comparison, Protocol } from '../../vocabulary/protocol.ts'
import { differenceQuantities } from '../../vocabulary/protocol.ts'
import type { Estimate, PairedTable } from '../../vocabulary/results.ts'
import { warningSentences } from '../../words/en/report.ts'
import { column, groupedRows, plain, type Cells } from '../cells.ts'
import { subgroupText } from '../findings.ts'
import type { ReportInput } from '../input.ts'
import { comparisonLabel, countText, levelText, methodName, operatingPointText, outputLabel, pValueText, quantityName } from '../printed.ts'
import type { Block, TableRow } from '../tree.ts'
import { flipTables } from './flips.ts'

/** Differences on the same examinations, with both intervals, McNemar's tests and the paired tables (rule REP-12). */
export function comparisonSection(input: ReportInput, cells: Cells): Block[] {
  const { protocol } = input
  const comparisons = protocol.comparisons ?? []
  if (comparisons.length === 0) return []
  return [
    { kind: 'heading', level: 1, text: 'Comparisons' },
    {
      kind: 'paragraph',
      text: 'First minus second. On the same examinations only those enter that both outputs and the reference standard resolve; groups are of different examinations. Subgroups are descriptive: no multiplicity correction.',
    },
    ...readersNote(input),
    { kind: 'keyValues', rows: comparisons.map((each) => ({ key: each.label, value: sidesText(protocol, each) })) },
    differenceTable(input, cells),
    ...comparisons.flatMap((each) => [...pairedTable(input, each), ...flipTables(input, each)]),
    ...comparisons.flatMap((each) => subgroupDifferences(input, cells, each)),
  ]
}

/** "Full model, T50 (score ≥ 0.5) − Simple model, T50 (score ≥ 0.5)". */
export function sidesText(protocol: Protocol, { first, second, groups }: Comparison): string {
  const side = (of: Comparison['first']): string =>
    [outputLabel(protocol, of.prediction), operatingPointText(protocol, of.prediction, of.operatingPoint)].filter((part) => part !== '').join(', ')
  const where = (values: readonly string[] | undefined): string => (values === undefined ? '' : `, ${groups?.column} ${values.join(' or ')}`)
  return `${side(first)}${where(groups?.first)} − ${side(second)}${where(groups?.second)}`
}

/** Several readers do not stand for all readers: generalising would need a study of readers (rule CMP-6). */
function readersNote({ results }: ReportInput): Block[] {
  if (!results.estimates.some((each) => each.warnings?.includes('readers-only-these'))) return []
  return [{ kind: 'note', tone: 'caution', title: 'These readers only', text: warningSentences['readers-only-these'] }]
}

function differenceTable({ results, protocol }: ReportInput, cells: Cells): Block {
  const overall = results.estimates.filter((each) => each.comparison !== undefined && each.subgroup === undefined)
  const parts = ['value', 'interval', 'method', 'second-interval', 'n', 'events'] as const
  const rows = groupedRows(
    overall,
    ({ comparison = '' }) => ({ key: comparison, text: comparisonLabel(protocol, comparison) }),
    (estimate) => [plain(quantityName(estimate.quantity)), ...parts.map((part) => cells.of(estimate, part))],
  )
  const second = new Set(overall.flatMap((each) => each.intervals.slice(1).map(({ method }) => methodName(method))))
  return {
    kind: 'table',
    caption: `All examinations: differences with ${levelText(protocol.intervals.level)} intervals`,
    columns: [
      column('Quantity', 28),
      column('Difference', 13, 'right'),
      column('Interval', 20, 'right'),
      column('Method', 17),
      column('Second interval', 20, 'right'),
      column('n', 9, 'right'),
      column('events', 9, 'right'),
    ],
    rows,
    notes: [`The first interval is the one that criteria use; the second is ${[...second].join(', ') || 'not given'}.`],
  }
}

function pairedTable({ results, protocol }: ReportInput, comparison: Comparison): Block[] {
  const tables = results.pairedTables.filter((each) => each.comparison === comparison.id)
  if (tables.length === 0) return []
  return [
    {
      kind: 'table',
      caption: `Paired calls, split by the reference standard: ${comparison.label}`,
      columns: [
        column('Examinations', 38),
        ...['Both positive', 'Only first', 'Only second', 'Neither'].map((name) => column(name, 12, 'right')),
        column('McNemar exact p', 16, 'right'),
        column('Mid-p', 12, 'right'),
      ],
      rows: tables.flatMap((table) => (['present', 'absent'] as const).map((among) => pairedRow(table, among, protocol))),
      notes: ['Tests are two-sided. Among those with the target condition they compare sensitivity, among those without specificity.'],
    },
  ]
}

function pairedRow(table: PairedTable, among: 'present' | 'absent', protocol: Protocol): TableRow {
  const { both, firstOnly, secondOnly, neither } = table[among]
  const whose = table.subgroup === undefined ? '' : `${subgroupText(protocol, { subgroup: table.subgroup })}, `
  const tests = (['mcnemar-exact', 'mcnemar-mid-p'] as const).map((method) =>
    table.tests.find((each) => each.among === among && each.method === method),
  )
  const alpha = 1 - protocol.intervals.level
  return {
    cells: [
      plain(`${whose}${whose === '' ? 'Target condition ' : ''}${among}`),
      ...[both, firstOnly, secondOnly, neither].map((n) => plain(countText(n))),
      ...tests.map((test) => plain(pValueText(test?.pValue, alpha))),
    ],
  }
}

function subgroupDifferences({ results, protocol }: ReportInput, cells: Cells, comparison: Comparison): Block[] {
  const own = results.estimates.filter((each) => each.comparison === comparison.id && each.subgroup !== undefined)
  if (own.length === 0) return []
  const quantities = differenceQuantities.filter((quantity) => own.some((each) => each.quantity === quantity))
  const levels = new Map<string, Estimate>()
  for (const each of own) levels.set(subgroupText(protocol, each), each)
  return [
    {
      kind: 'table',
      caption: `By subgroup: ${comparison.label}`,
      columns: [column('Subgroup', 28), ...quantities.map((quantity) => column(quantityName(quantity), 24, 'right'))],
      rows: [...levels].map(([label, { subgroup }]) => ({
        cells: [
          plain(label),
          ...quantities.map((quantity) => {
            const found = own.find(
              (each) => each.quantity === quantity && each.subgroup?.id === subgroup?.id && each.subgroup?.level === subgroup?.level,
            )
            return found === undefined ? plain('–') : cells.of(found, 'value-interval')
          }),
        ],
      })),
    },
  ]
}
