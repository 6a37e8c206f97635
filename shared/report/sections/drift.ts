import type { Drift } from '../../vocabulary/protocol-designs.ts'
import type { Protocol } from '../../vocabulary/protocol.ts'
import type { DriftTable } from '../../vocabulary/results-raters.ts'
import { column, groupedRows, plain, type Cells } from '../cells.ts'
import { driftScene } from '../figures/drift.ts'
import type { ReportInput } from '../input.ts'
import { countText, driftLabel, fixedText, givenText, levelText, outputLabel, pValueText, quantityName } from '../printed.ts'
import type { Block, Figure } from '../tree.ts'

const intro =
  'Two sets of examinations, a baseline and a current one, told apart by a column of the reference data. The distances describe how far ' +
  'the two distributions are apart. They are no criterion, and no rule of thumb turns them into a verdict.'

/** Distances between a baseline and a current set, with both distributions drawn (rule REP-24). */
export function driftSection(input: ReportInput, cells: Cells): Block[] {
  const { protocol } = input
  const drifts = protocol.drifts ?? []
  if (drifts.length === 0) return []
  return [
    { kind: 'heading', level: 1, text: 'Drift' },
    { kind: 'paragraph', text: intro },
    { kind: 'keyValues', rows: drifts.map((each) => ({ key: each.label, value: driftText(protocol, each) })) },
    distanceTable(input, cells),
    ...figureRows(driftFigures(input)),
    ...drifts.flatMap((each) => binTable(input, each)),
  ]
}

/** "Score of Full model: period “2024” against “2025”". */
export function driftText(protocol: Protocol, { variable, between }: Drift): string {
  const what = 'prediction' in variable ? `Score of ${outputLabel(protocol, variable.prediction)}` : variable.column
  const set = (values: readonly string[]): string => values.map((value) => `“${value}”`).join(', ')
  return `${what}: baseline ${between.column} ${set(between.baseline)}, current ${set(between.current)}`
}

/** One figure a drift that has something to draw (rule FIG-10). */
export function driftFigures({ results, protocol }: Pick<ReportInput, 'results' | 'protocol'>): Figure[] {
  return (protocol.drifts ?? []).flatMap(({ id, label }): Figure[] => {
    const scene = driftScene(results, protocol, id)
    const isText = results.driftTables?.find((each) => each.drift === id)?.histogram === undefined
    const how = isText ? 'in each category; outlined: baseline' : 'in equal steps; dashed: baseline'
    return scene === null ? [] : [{ caption: `${label}: share of each set ${how}`, scene }]
  })
}

function figureRows(figures: readonly Figure[]): Block[] {
  const rows: Block[] = []
  for (let i = 0; i < figures.length; i += 2) rows.push({ kind: 'figures', items: figures.slice(i, i + 2) })
  return rows
}

function distanceTable({ results, protocol }: ReportInput, cells: Cells): Block {
  const own = results.estimates.filter((each) => each.driftOf !== undefined)
  const alpha = 1 - protocol.intervals.level
  const rows = groupedRows(
    own,
    ({ driftOf = '' }) => ({ key: driftOf, text: driftLabel(protocol, driftOf) }),
    (estimate) => {
      const { nBaseline, nCurrent, pValue } = estimate.options ?? {}
      return [
        plain(quantityName(estimate.quantity)),
        ...(['value', 'interval', 'method'] as const).map((part) => cells.of(estimate, part)),
        plain(typeof pValue === 'number' ? pValueText(pValue, alpha) : '–'),
        plain(countText(Number(nBaseline ?? 0))),
        plain(countText(Number(nCurrent ?? 0))),
      ]
    },
  )
  return {
    kind: 'table',
    caption: `Distances with ${levelText(protocol.intervals.level)} intervals`,
    columns: [
      column('Distance', 30),
      column('Value', 11, 'right'),
      column('Interval', 19, 'right'),
      column('Method', 20),
      column('p', 9, 'right'),
      column('n baseline', 11, 'right'),
      column('n current', 11, 'right'),
    ],
    rows,
    notes: [
      'Population stability index and Jensen–Shannon distance depend on the bins, which are those of the baseline; a share of 0 counts as 0.000001 in the index.',
      'But for the mean difference these distances cannot be below 0: where the sets hardly differ, a bootstrap interval lies above the truth.',
    ],
  }
}

function binTable({ results }: ReportInput, { id, label }: Drift): Block[] {
  const table = results.driftTables?.find((each) => each.drift === id)
  if (table === undefined || table.baseline.length === 0) return []
  const share = (n: number, of: number): string => (of === 0 ? '–' : `${countText(n)} (${fixedText(n / of)})`)
  return [
    {
      kind: 'table',
      caption: `${label}: the bins`,
      columns: [column('Bin', 40), column('Baseline, n (share)', 30, 'right'), column('Current, n (share)', 30, 'right')],
      rows: table.baseline.map((n, k) => ({
        cells: [plain(binName(table, k)), plain(share(n, table.nBaseline)), plain(share(table.current[k] ?? 0, table.nCurrent))],
      })),
      notes: [`Without a value: ${countText(table.nBaselineMissing)} of the baseline, ${countText(table.nCurrentMissing)} of the current set.`],
    },
  ]
}

function binName({ categories, edges = [] }: DriftTable, k: number): string {
  if (categories !== undefined) return categories[k] ?? ''
  const short = (value: number): string => givenText(Number(value.toPrecision(6)))
  const from = edges[k - 1]
  const to = edges[k]
  if (from === undefined) return to === undefined ? 'all' : `≤ ${short(to)}`
  return to === undefined ? `> ${short(from)}` : `> ${short(from)} to ≤ ${short(to)}`
}
