import { repeatedQuantities } from '../../vocabulary/protocol-designs.ts'
import type { RepeatedPredictions } from '../../vocabulary/protocol-designs.ts'
import type { Protocol, Quantity } from '../../vocabulary/protocol.ts'
import type { RepeatedFlow } from '../../vocabulary/results-calls.ts'
import type { Estimate } from '../../vocabulary/results.ts'
import { overTimeWords as words } from '../../words/en/over-time.ts'
import { column, groupedRows, plain, type Cells } from '../cells.ts'
import { leadTimeScene, timeToAlertScene } from '../figures/over-time.ts'
import { subgroupText } from '../findings.ts'
import type { ReportInput } from '../input.ts'
import { countText, fixedText, givenText, levelText, operatingPointText, outputLabel, quantityName } from '../printed.ts'
import type { Block, Cell, Figure, TableRow } from '../tree.ts'

/** Quantities that stand in this section and nowhere else. */
export const isOverTime = ({ quantity }: Pick<Estimate, 'quantity'>, { repeated }: Protocol): boolean =>
  repeated !== undefined && [...repeatedQuantities, 'alerts-per-100-examinations'].some((each) => each === quantity)

/** Rules, four levels side by side, every estimate, the flow, figures and subgroups (rule REP-26). */
export function overTimeSection(input: ReportInput, cells: Cells): Block[] {
  const { results, protocol } = input
  if (protocol.repeated === undefined) return []
  const figures = overTimeFigures(input)
  return [
    { kind: 'heading', level: 1, text: words.title },
    { kind: 'paragraph', text: words.intro },
    { kind: 'keyValues', rows: ruleRows(protocol.repeated) },
    ...overall(results.repeated).map((flow, i) => levelTable(input, cells, flow, i === 0)),
    estimateTable(input, cells),
    flowTable(input),
    ...(figures.length === 0 ? [] : [{ kind: 'figures' as const, items: figures }]),
    ...overall(results.repeated).flatMap((flow) => subgroupTable(input, cells, flow)),
  ]
}

/** Lead times and times to alert of all outputs, as scenes. */
export function overTimeFigures({ results, protocol }: Pick<ReportInput, 'results' | 'protocol'>): Figure[] {
  const leads = leadTimeScene(results, protocol)
  const times = timeToAlertScene(results, protocol)
  return [
    ...(leads === null ? [] : [{ caption: words.leadTime.caption, scene: leads }]),
    ...(times === null ? [] : [{ caption: words.timeToAlert.caption, scene: times }]),
  ]
}

const overall = (flows: readonly RepeatedFlow[] = []): RepeatedFlow[] => flows.filter((each) => each.subgroup === undefined)

const placeText = (protocol: Protocol, { prediction, operatingPoint }: Pick<Estimate, 'prediction' | 'operatingPoint'>): string =>
  [outputLabel(protocol, prediction), operatingPointText(protocol, prediction, operatingPoint)].filter((part) => part !== '').join(' · ')

/** The rules as they are locked, also for the summary of a protocol. */
export function ruleRows(asked: RepeatedPredictions): { key: string; value: string }[] {
  const { rules } = words
  const time = (duration: number): string => `${givenText(duration)} ${asked.unit}`
  const columns = [asked.start, asked.end, asked.onset, asked.treatment].filter((each) => each !== undefined)
  return [
    { key: rules.horizon, value: time(asked.horizon) },
    { key: rules.credit, value: words.creditFrom(time(asked.credit.earliest), time(asked.credit.latest)) },
    { key: rules.refractory, value: time(asked.refractory) },
    { key: rules.atRisk, value: [...new Set([...asked.atRiskEndsWith.filter((each) => each !== 'discharge'), 'discharge' as const])].map((each) => words.ends[each]).join(', ') },
    { key: rules.alerts, value: words.alertsCounted[asked.alerts] },
    { key: rules.columns, value: columns.join(', ') },
  ]
}

const levelRows: readonly (readonly [keyof typeof words.levels & ('sensitivity' | 'ppv' | 'specificity' | 'falseAlarms'), readonly (Quantity | null)[]])[] = [
  ['sensitivity', ['prediction-sensitivity', 'event-sensitivity', 'duration-sensitivity', 'sensitivity']],
  ['ppv', ['prediction-ppv', 'alert-ppv', 'duration-ppv', 'ppv']],
  ['specificity', ['prediction-specificity', null, null, 'specificity']],
  ['falseAlarms', [null, 'false-alarms-per-day', null, null]],
]

function levelTable({ results, protocol }: ReportInput, cells: Cells, flow: RepeatedFlow, isFirst: boolean): Block {
  const cellOf = (quantity: Quantity | null): Cell => {
    const found = quantity === null ? undefined : at(results.estimates, flow, quantity)
    return found === undefined ? plain('–') : cells.of(found, 'value-interval')
  }
  return {
    kind: 'table',
    caption: `${words.levels.caption}: ${placeText(protocol, flow)}, with ${levelText(protocol.intervals.level)} intervals`,
    columns: [column(words.levels.first, 20), ...words.levels.columns.map((title) => column(title, 20, 'right'))],
    rows: levelRows.map(([name, quantities]) => ({ cells: [plain(words.levels[name]), ...quantities.map(cellOf)] })),
    ...(isFirst ? { notes: [words.levels.note] } : {}),
  }
}

function at(estimates: readonly Estimate[], place: Pick<RepeatedFlow, 'prediction' | 'operatingPoint' | 'subgroup'>, quantity: Quantity): Estimate | undefined {
  return estimates.find(
    (each) =>
      each.quantity === quantity &&
      each.prediction === place.prediction &&
      each.operatingPoint === place.operatingPoint &&
      each.missingRule === undefined &&
      each.subgroup?.id === place.subgroup?.id &&
      each.subgroup?.level === place.subgroup?.level,
  )
}

function estimateTable({ results, protocol }: ReportInput, cells: Cells): Block {
  const parts = ['value', 'interval', 'method', 'second-interval', 'x-of', 'n', 'events'] as const
  const rows = groupedRows(
    results.estimates.filter((each) => each.subgroup === undefined && isOverTime(each, protocol)),
    (estimate) => ({ key: placeText(protocol, estimate), text: placeText(protocol, estimate) }),
    (estimate) => {
      const isTime = estimate.quantity.endsWith('-median')
      const name = `${quantityName(estimate.quantity)}${isTime ? ` (${protocol.repeated?.unit ?? ''})` : ''}`
      return [plain(`${name}${estimate.descriptive ? ' *' : ''}`), ...parts.map((part) => cells.of(estimate, part))]
    },
  )
  return {
    kind: 'table',
    caption: `${words.estimates}: estimates with ${levelText(protocol.intervals.level)} intervals`,
    columns: [
      column('Quantity', 34),
      column('Estimate', 13, 'right'),
      column('Interval', 20, 'right'),
      column('Method', 20),
      column('Second interval', 21, 'right'),
      column('x/n', 13, 'right'),
      column('n', 8, 'right'),
      column('events', 9, 'right'),
    ],
    rows,
    notes: [words.byStay],
  }
}

/** One column for each output and operating point. */
function flowTable({ results, protocol }: ReportInput): Block {
  const flows = overall(results.repeated)
  const { flowRows: names } = words
  const head = (name: string, of: (flow: RepeatedFlow) => number): TableRow => ({ cells: [{ text: name, strong: true }, ...flows.map((flow) => plain(countText(of(flow))))] })
  const part = (name: string, of: (flow: RepeatedFlow) => number): TableRow => ({ cells: [plain(`– ${name}`), ...flows.map((flow) => plain(countText(of(flow))))] })
  return {
    kind: 'table',
    caption: words.flow,
    columns: [column(words.flowFirst, 34), ...flows.map((flow) => column(placeText(protocol, flow), 66 / flows.length, 'right'))],
    rows: [
      head(names.examinations, (flow) => flow.examinations.total),
      part(names.unresolved, (flow) => flow.examinations.unresolved),
      part(names.neverAtRisk, (flow) => flow.examinations.neverAtRisk),
      part(names.withoutPredictions, (flow) => flow.examinations.withoutPredictions),
      part(names.withPredictions, (flow) => flow.examinations.withPredictions),
      { cells: [{ text: names.exposure, strong: true }, ...flows.map((flow) => plain(fixedText(flow.exposureDays, 1)))] },
      head(names.predictions, (flow) => flow.predictions.total),
      part(names.beforeStart, (flow) => flow.predictions.beforeStart),
      part(names.atRisk, (flow) => flow.predictions.atRisk),
      part(names.withoutCall, (flow) => flow.predictions.withoutCall),
      part(names.afterAtRisk, (flow) => flow.predictions.afterAtRisk),
      head(names.events, (flow) => flow.events.atRisk),
      part(names.detected, (flow) => flow.events.detected),
      part(names.eventsBefore, (flow) => flow.events.beforeStart),
      part(names.eventsAfter, (flow) => flow.events.afterAtRisk),
      head(names.raised, (flow) => flow.alerts.raised),
      part(names.credited, (flow) => flow.alerts.credited),
      part(names.tooEarly, (flow) => flow.alerts.tooEarly),
      part(names.tooLate, (flow) => flow.alerts.tooLate),
      part(names.withoutEvent, (flow) => flow.alerts.withoutEvent),
      head(names.episodes, (flow) => flow.episodes.total),
      part(names.credited, (flow) => flow.episodes.credited),
    ],
  }
}

const bySubgroup = ['event-sensitivity', 'alert-ppv', 'false-alarms-per-day', 'lead-time-median'] as const

function subgroupTable({ results, protocol }: ReportInput, cells: Cells, flow: RepeatedFlow): Block[] {
  const levels = (results.repeated ?? []).filter((each) => each.subgroup !== undefined && each.prediction === flow.prediction && each.operatingPoint === flow.operatingPoint)
  if (levels.length === 0) return []
  const rows = levels.map((level): TableRow => ({
    cells: [
      plain(subgroupText(protocol, { subgroup: level.subgroup })),
      ...bySubgroup.map((quantity) => {
        const found = at(results.estimates, level, quantity)
        return found === undefined ? plain('–') : cells.of(found, found.intervals.length === 0 ? 'value' : 'value-interval')
      }),
    ],
  }))
  return [
    {
      kind: 'table',
      caption: `${words.bySubgroup}: ${placeText(protocol, flow)}`,
      columns: [column('Subgroup', 24), ...bySubgroup.map((quantity) => column(quantityName(quantity), 19, 'right'))],
      rows,
    },
  ]
}
