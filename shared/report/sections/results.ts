import type { Protocol } from '../../vocabulary/protocol.ts'
import type { ConfusionTable, EndpointResult, Estimate } from '../../vocabulary/results.ts'
import { reasonNames, warningSentences } from '../../words/en/report.ts'
import { overTimeWords } from '../../words/en/over-time.ts'
import { column, groupedRows, headingRow, plain, type Cells } from '../cells.ts'
import { forestRows, forestScenes, type ForestRow, type ForestTarget } from '../figures/forest.ts'
import { standing, subgroupText } from '../findings.ts'
import type { ReportInput } from '../input.ts'
import { countText, estimandText, levelText, methodName, operatingPointText, outputLabel, quantityText, type EstimatePart } from '../printed.ts'
import type { Block, Cell, TableRow } from '../tree.ts'
import { forestTargets, outputFigures } from '../review.ts'
import { endpointTestTable } from './endpoint-tests.ts'
import { contrastTables } from './contrasts.ts'
import { netBenefitTable } from './net-benefit.ts'
import { isOverTime } from './over-time.ts'
import { weightNotes } from './sampling.ts'
import { tippingTable } from './tipping.ts'
import { standingTones, standingWords } from './summary.ts'

/** Overall estimates with value, both intervals, methods, x/n and n; tests; 2×2 counts, figures and decision curve. */
export function resultsSection(input: ReportInput, cells: Cells): Block[] {
  return [
    { kind: 'heading', level: 1, text: 'Results' },
    overallTable(input, cells),
    ...endpointTestTable(input),
    ...tippingTable(input),
    confusionTable(input),
    ...figures(input),
    ...netBenefitTable(input),
  ]
}

/** Each output's own estimates; comparisons and other rules for missing predictions have their own tables (rule REP-10). */
export function overallTable({ results, protocol }: ReportInput, cells: Cells): Block {
  const overall = results.estimates.filter(
    (each) =>
      each.subgroup === undefined &&
      each.comparison === undefined &&
      each.agreementOf === undefined &&
      each.driftOf === undefined &&
      each.missingRule === undefined &&
      !isOverTime(each, protocol),
  )
  const marked = overall.some((each) => each.warnings?.includes('not-proper'))
  return {
    kind: 'table',
    caption: `All examinations: estimates with ${levelText(protocol.intervals.level)} intervals`,
    columns: estimateColumns('Quantity', 34),
    rows: estimateRows(protocol, overall, cells),
    notes: [
      `x/n: numerator and denominator of a proportion. The first interval is the one that criteria use; the second is ${secondMethods(overall)}.`,
      ...(marked ? [`† ${warningSentences['not-proper']}`] : []),
      ...(overall.some(isOfWholeStay) ? [overTimeWords.wholeStay] : []),
      ...weightNotes(protocol),
    ],
  }
}

const isOfWholeStay = (estimate: Estimate): boolean => estimate.warnings?.includes('depends-on-length-of-stay') === true

const secondMethods = (estimates: readonly Estimate[]): string =>
  [...new Set(estimates.flatMap((each) => each.intervals.slice(1, 2).map(({ method }) => methodName(method))))].join(', ') || 'not given'

const estimateColumns = (first: string, share: number) => [
  column(first, share),
  column('Estimate', 12, 'right'),
  column('Interval', 19, 'right'),
  column('Method', 18),
  column('Second interval', 24, 'right'),
  column('x/n', 13, 'right'),
  column('n', 9, 'right'),
  column('events', 9, 'right'),
]

function estimateRows(protocol: Protocol, estimates: readonly Estimate[], cells: Cells): TableRow[] {
  const headingOf = ({ prediction, operatingPoint }: Estimate): string =>
    [outputLabel(protocol, prediction), operatingPointText(protocol, prediction, operatingPoint)].filter((part) => part !== '').join(' · ') || 'Cohort'
  return groupedRows(
    estimates,
    (estimate) => ({ key: headingOf(estimate), text: headingOf(estimate) }),
    (estimate) => estimateCells(quantityText(estimate), estimate, cells),
  )
}

function estimateCells(name: string, estimate: Estimate, cells: Cells): Cell[] {
  const parts = ['value', 'interval', 'method', 'second-interval', 'x-of', 'n', 'events'] as const
  return [
    plain(`${name}${estimate.warnings?.includes('not-proper') ? ' †' : ''}${isOfWholeStay(estimate) ? ' ‡' : ''}${estimate.descriptive ? ' *' : ''}`),
    ...parts.map((part) => cells.of(estimate, part)),
  ]
}

function confusionTable({ results, protocol }: ReportInput): Block {
  const overall = results.confusion.filter((each) => each.subgroup === undefined)
  const row = (each: ConfusionTable): TableRow => ({
    cells: [
      plain(outputLabel(protocol, each.prediction)),
      plain(operatingPointText(protocol, each.prediction, each.operatingPoint)),
      ...[each.tp, each.fp, each.fn, each.tn, each.tp + each.fp + each.fn + each.tn].map((n) => plain(countText(n))),
    ],
  })
  return {
    kind: 'table',
    caption: '2×2 counts at the operating thresholds',
    columns: [
      column('Output', 28),
      column('Operating point', 30),
      ...['True pos.', 'False pos.', 'False neg.', 'True neg.', 'n'].map((name) => column(name, 11, 'right')),
    ],
    rows: overall.map(row),
  }
}

function figures(input: ReportInput): Block[] {
  const all = outputFigures(input)
  const rows: Block[] = []
  // The ROC curve alone when an even number follows, so that an output's two figures stand beside each other.
  const first = all.length % 2
  if (first === 1) rows.push({ kind: 'figures', items: all.slice(0, 1) })
  for (let i = first; i < all.length; i += 2) rows.push({ kind: 'figures', items: all.slice(i, i + 2) })
  return rows.length === 0 ? [] : [{ kind: 'heading', level: 2, text: 'Figures' }, ...rows]
}

/** Forest plot and table for each target; every prespecified level keeps its row. */
export function subgroupSection(input: ReportInput, cells: Cells): Block[] {
  const { results, protocol } = input
  if (protocol.subgroups.length === 0) return []
  const blocks: Block[] = [
    { kind: 'heading', level: 1, text: 'Subgroups' },
    {
      kind: 'paragraph',
      text: 'Prespecified subgroups, descriptive: no multiplicity correction. * marks a denominator below the descriptive minimum. Levels that cannot be estimated keep their row and say why.',
    },
  ]
  for (const target of forestTargets(input)) {
    const scenes = forestScenes(results, protocol, target)
    if (scenes.length === 0) continue
    blocks.push({ kind: 'heading', level: 2, text: estimandText(protocol, target) })
    blocks.push(...scenes.map((scene): Block => ({ kind: 'figures', items: [{ caption: scene.title, scene }] })))
    blocks.push(subgroupTable(input, cells, target))
  }
  return [...blocks, ...emptyLevels(input), ...contrastTables(input)]
}

/** Every level that has no estimate, in one list: a gap is evidence too (rule REP-20). */
function emptyLevels({ results, protocol }: ReportInput): Block[] {
  const targets = new Set(forestTargets({ results, protocol }).map((target) => estimandText(protocol, target)))
  const empty = results.estimates.filter(
    (each) => each.subgroup !== undefined && each.value === null && each.missingRule === undefined && targets.has(estimandText(protocol, each)),
  )
  if (empty.length === 0) return []
  return [
    {
      kind: 'table',
      caption: 'Subgroup levels without an estimate',
      columns: [column('Subgroup', 36), column('Estimand', 40), column('Denominator', 12, 'right'), column('n', 8, 'right'), column('events', 8, 'right'), column('Why', 30)],
      rows: empty.map((each) => ({
        cells: [
          plain(subgroupText(protocol, each)),
          plain(estimandText(protocol, each)),
          plain(each.denominators.of === undefined ? '–' : countText(each.denominators.of)),
          plain(countText(each.denominators.n)),
          plain(countText(each.denominators.present)),
          plain(each.reason === undefined ? '' : reasonNames[each.reason]),
        ],
      })),
    },
  ]
}

function subgroupTable({ results, protocol }: ReportInput, cells: Cells, target: ForestTarget): Block {
  const rows = forestRows(results, protocol, target)
  const shown = rows.flatMap((row) => (row.kind === 'group' ? [] : [row.estimate]))
  const endpoint = results.endpoints.find((each) => shown.some((estimate) => estimate.id === each.estimateId))
  const parts: EstimatePart[] = ['value', 'interval']
  if (shown.some((each) => each.intervals.length > 1)) parts.push('second-interval')
  if (shown.some((each) => each.denominators.of !== undefined)) parts.push('x-of')
  parts.push('n', 'events')
  return {
    kind: 'table',
    caption: `${estimandText(protocol, target)}: ${levelText(protocol.intervals.level)} intervals by ${methodsOf(shown)}`,
    columns: [
      column('Subgroup', 28),
      ...parts.map((part) => column(partTitles[part] ?? '', partShares[part] ?? 9, 'right')),
      column(endpoint === undefined ? 'Remark' : 'Against the goal', 25),
    ],
    rows: rows.map((row) => subgroupRow(row, parts, cells, endpoint)),
  }
}

const partTitles: Partial<Record<EstimatePart, string>> = {
  value: 'Estimate',
  interval: 'Interval',
  'second-interval': 'Second interval',
  'x-of': 'x/n',
  n: 'n',
  events: 'events',
}

const partShares: Partial<Record<EstimatePart, number>> = { value: 10, interval: 18, 'second-interval': 18, 'x-of': 11 }

function subgroupRow(row: ForestRow, parts: readonly EstimatePart[], cells: Cells, endpoint: EndpointResult | undefined): TableRow {
  if (row.kind === 'group') return headingRow(row.label)
  const { estimate } = row
  const known = estimate.value !== null
  const held = endpoint === undefined || row.kind === 'overall' || !known ? null : standing(endpoint, estimate)
  return {
    cells: [
      plain(`${row.label}${estimate.descriptive && known ? ' *' : ''}`),
      // Without an estimate its column has a dash and the last column says why.
      ...parts.map((part) => cells.of(estimate, part === 'value' && !known ? 'interval' : part)),
      known ? (held === null ? plain('') : { text: standingWords[held], tone: standingTones[held] }) : cells.of(estimate, 'value'),
    ],
  }
}

function methodsOf(estimates: readonly Estimate[]): string {
  const names = new Set(estimates.flatMap((each) => each.intervals.map((interval) => methodName(interval.method))))
  return [...names].join(', then ') || 'no interval'
}
