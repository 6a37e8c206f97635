import type { Agreement } from '../../vocabulary/protocol-designs.ts'
import type { Protocol } from '../../vocabulary/protocol.ts'
import type { Estimate } from '../../vocabulary/results.ts'
import type { RaterTable } from '../../vocabulary/results-raters.ts'
import { warningSentences } from '../../words/en/report.ts'
import { column, groupedRows, plain, type Cells } from '../cells.ts'
import { subgroupText } from '../findings.ts'
import type { ReportInput } from '../input.ts'
import { agreementLabel, countText, levelText, methodName, operatingPointText, outputLabel, quantityText } from '../printed.ts'
import type { Block } from '../tree.ts'

const intro =
  'Raters held against each other on the examinations that all of them rated, whatever the reference standard; none of them is the reference standard. ' +
  'Coefficients beyond chance answer differently where one category is rare: kappa and AC1 are to be read together. Subgroups are descriptive.'

/** Coefficients of agreement, what the raters said crossed, and subgroups (rule REP-23). */
export function agreementSection(input: ReportInput, cells: Cells): Block[] {
  const { protocol, results } = input
  const agreements = protocol.agreements ?? []
  if (agreements.length === 0) return []
  const isReaders = results.estimates.some((each) => each.agreementOf !== undefined && each.warnings?.includes('readers-only-these'))
  return [
    { kind: 'heading', level: 1, text: 'Agreement' },
    { kind: 'paragraph', text: intro },
    ...(isReaders ? [{ kind: 'note' as const, tone: 'caution' as const, title: 'Readers', text: warningSentences['readers-only-these'] }] : []),
    { kind: 'keyValues', rows: agreements.map((each) => ({ key: each.label, value: ratersText(protocol, each) })) },
    coefficientTable(input, cells),
    ...agreements.flatMap((each) => crossTable(input, each)),
    ...agreements.flatMap((each) => subgroupAgreement(input, cells, each)),
  ]
}

/** "Full model, T50 (score ≥ 0.5); Reader B: calls, the second is the comparator". */
export function ratersText(protocol: Protocol, agreement: Agreement): string {
  const names = raterNames(protocol, agreement).join('; ')
  if (agreement.of === 'calls') return `${names}: calls${agreement.raters.length === 2 ? ', the second is the comparator' : ''}`
  return `${names}: scores${agreement.weights === undefined ? '' : `, weights ${methodName(agreement.weights)}`}`
}

const raterNames = (protocol: Protocol, { of, raters }: Agreement): string[] =>
  raters.map(({ prediction, operatingPoint }) => {
    const output = protocol.predictions.find((each) => each.id === prediction)
    const point = of === 'calls' ? (operatingPoint ?? output?.score?.operatingPoints[0]?.id) : undefined
    return [outputLabel(protocol, prediction), operatingPointText(protocol, prediction, point)].filter((part) => part !== '').join(', ')
  })

function coefficientTable({ results, protocol }: ReportInput, cells: Cells): Block {
  const overall = results.estimates.filter((each) => each.agreementOf !== undefined && each.subgroup === undefined)
  const parts = ['value', 'interval', 'method', 'second-interval', 'x-of', 'n'] as const
  const rows = groupedRows(
    overall,
    ({ agreementOf = '' }) => ({ key: agreementOf, text: agreementLabel(protocol, agreementOf) }),
    (estimate) => [plain(quantityText(estimate)), ...parts.map((part) => cells.of(estimate, part))],
  )
  const second = new Set(overall.flatMap((each) => each.intervals.slice(1, 2).map(({ method }) => methodName(method))))
  return {
    kind: 'table',
    caption: `All examinations: agreement with ${levelText(protocol.intervals.level)} intervals`,
    columns: [
      column('Quantity', 32),
      column('Estimate', 11, 'right'),
      column('Interval', 18, 'right'),
      column('Method', 18),
      column('Second interval', 20, 'right'),
      column('x/n', 11, 'right'),
      column('n', 8, 'right'),
    ],
    rows,
    notes: [`n: examinations that every rater rated. The first interval is the one that criteria use; the second is ${[...second].join(', ') || 'not given'}.`],
  }
}

/** Wider than this does not fit the page; the results file holds it. */
const mostPrinted = 10

function crossTable({ results, protocol }: ReportInput, agreement: Agreement): Block[] {
  const table = results.raterTables?.find((each) => each.agreement === agreement.id && each.subgroup === undefined)
  if (table === undefined) return []
  if (table.positiveBy !== undefined) return [positiveByTable(table, agreement)]
  if (table.categories.length > mostPrinted) {
    return [{ kind: 'paragraph', tone: 'muted', text: `${agreement.label}: ${countText(table.categories.length)} categories; the results file holds their table.` }]
  }
  return [pairTable(table, agreement, raterNames(protocol, agreement))]
}

function pairTable({ categories, cells = [], nIncomplete }: RaterTable, agreement: Agreement, names: readonly string[]): Block {
  // Positive before negative, as in every 2 × 2 table.
  const order = categories.map((_, k) => (agreement.of === 'calls' ? categories.length - 1 - k : k))
  const nameOf = (k: number): string => (categories[k] ?? '').replace(/^[a-z]/, (letter) => letter.toUpperCase())
  const at = (i: number, j: number): number => cells[i]?.[j] ?? 0
  const total = (counts: readonly number[]): string => countText(counts.reduce((sum, n) => sum + n, 0))
  return {
    kind: 'table',
    caption: `${agreement.label}: what both said. Rows: ${names[0] ?? ''}. Columns: ${names[1] ?? ''}`,
    columns: [column('First rater', 24), ...order.map((k) => column(nameOf(k), 10, 'right')), column('Total', 10, 'right')],
    rows: [
      ...order.map((i) => ({ cells: [plain(nameOf(i)), ...order.map((j) => plain(countText(at(i, j)))), plain(total(order.map((j) => at(i, j))))] })),
      { cells: [plain('Total'), ...order.map((j) => plain(total(order.map((i) => at(i, j))))), plain(total(cells.flat()))] },
    ],
    notes: [`${countText(nIncomplete)} further examinations were not rated by both.`],
  }
}

const positiveByTable = ({ positiveBy = [], nIncomplete }: RaterTable, agreement: Agreement): Block => ({
  kind: 'table',
  caption: `${agreement.label}: examinations by how many of the ${countText(agreement.raters.length)} raters called them positive`,
  columns: positiveBy.map((_, k) => column(countText(k), 10, 'right')),
  rows: [{ cells: positiveBy.map((n) => plain(countText(n))) }],
  notes: [`${countText(nIncomplete)} further examinations were not rated by all.`],
})

/** More columns than this do not fit beside each other. */
const mostColumns = 4

function subgroupAgreement({ results, protocol }: ReportInput, cells: Cells, agreement: Agreement): Block[] {
  const own = results.estimates.filter((each) => each.agreementOf === agreement.id && each.subgroup !== undefined)
  if (own.length === 0) return []
  const names = [...new Set(own.map(quantityText))]
  const levels = new Map<string, Estimate>()
  for (const each of own) levels.set(subgroupText(protocol, each), each)
  const blocks: Block[] = []
  for (let i = 0; i < names.length; i += mostColumns) {
    const shown = names.slice(i, i + mostColumns)
    blocks.push({
      kind: 'table',
      caption: `By subgroup: ${agreement.label}${i === 0 ? '' : ' (continued)'}`,
      columns: [column('Subgroup', 24), ...shown.map((name) => column(name, 22, 'right'))],
      rows: [...levels].map(([label, { subgroup }]) => ({
        cells: [
          plain(label),
          ...shown.map((name) => {
            const found = own.find((each) => quantityText(each) === name && each.subgroup?.id === subgroup?.id && each.subgroup?.level === subgroup?.level)
            return found === undefined ? plain('–') : cells.of(found, found.intervals.length === 0 ? 'value' : 'value-interval')
          }),
        ],
      })),
    })
  }
  return blocks
}
