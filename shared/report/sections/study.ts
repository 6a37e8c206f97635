import { analysisNames, evidenceNames, handlingNames, hypotheses, multiplicityNames, outputRoleNames, parameterNames } from '../../words/en/report.ts'
import type { Endpoint, Protocol, Subgroup } from '../../vocabulary/protocol.ts'
import { column, plain } from '../cells.ts'
import { ratersText } from './agreement.ts'
import { sidesText } from './comparisons.ts'
import { planningBlocks } from './planning.ts'
import { driftText } from './drift.ts'
import { countsAlike, samplingRows } from './sampling.ts'
import { flowScene } from '../figures/flow.ts'
import type { ReportInput } from '../input.ts'
import { countText, criterionText, endpointText, givenText, instantText, levelText, methodName, outputLabel } from '../printed.ts'
import type { Block } from '../tree.ts'

/** What the device is for, as approved. */
export function intendedUseSection({ intendedUse, intendedUseVersion }: ReportInput): Block[] {
  return [
    { kind: 'heading', level: 1, text: 'Intended use' },
    {
      kind: 'keyValues',
      rows: [
        { key: 'Version', value: String(intendedUseVersion) },
        { key: 'Problem', value: intendedUse.problem },
        { key: 'Users', value: intendedUse.users },
        { key: 'Care setting', value: intendedUse.careSetting },
        { key: 'Population', value: intendedUse.population },
        { key: 'Limitations', value: intendedUse.limitations },
        { key: 'Workflow', value: intendedUse.workflow },
        { key: 'Risk file', value: intendedUse.riskFileReferences },
      ],
    },
  ]
}

/** Data, provenance and the flow of examinations. */
export function dataSection(input: ReportInput): Block[] {
  const { dataset, cohort, predictions, release, protocol, results, tzOffsetMinutes } = input
  const people = (n: number | null): string => (n === null ? 'not recorded' : countText(n))
  return [
    { kind: 'heading', level: 1, text: 'Data and flow of examinations' },
    {
      kind: 'keyValues',
      rows: [
        { key: 'Reference data', value: `${countText(dataset.nExaminations)} examinations, ${people(dataset.nParticipants)} participants, ${countText(dataset.columns.length)} columns` },
        { key: 'Received', value: instantText(dataset.importedAt, tzOffsetMinutes) },
        { key: 'Frozen cohort', value: `${countText(cohort.nExaminations)} examinations, ${people(cohort.nParticipants)} participants, ${instantText(cohort.frozenAt, tzOffsetMinutes)}` },
        { key: 'Reference standard', value: protocol.referenceStandard },
        { key: 'Predictions', value: `${countText(predictions.nRows)} rows: ${countText(predictions.nMatched)} ${protocol.repeated === undefined ? 'matched' : 'examinations matched'}, ${countText(predictions.nExtra)} extra (set aside), ${countText(predictions.nExaminationsWithout)} examinations without one` },
        { key: 'Sealed', value: instantText(predictions.sealedAt, tzOffsetMinutes) },
        { key: 'Cut-off configuration', value: release.cutOffConfiguration },
        { key: 'Run environment', value: release.runEnvironment },
        { key: 'Run by, when', value: `${release.ranBy}, ${release.ranAt}` },
        { key: 'Order', value: orderSentence(input) },
      ],
    },
    {
      kind: 'figures',
      items: [{ caption: 'Flow of examinations from receipt to analysis', scene: flowScene(cohort.flow, { results, protocol }) }],
    },
    flowTable(input),
    ...disclosures(input),
  ]
}

/** Before or after: read off the audit trail, never typed (rule REP-5). */
export function orderSentence({ chain, protocolVersion, tzOffsetMinutes }: ReportInput): string {
  // The version in force is the one locked last; data count from when they were first received.
  const locks = chain.filter((each) => each.event === 'protocol.locked')
  const locked = locks.at(-1)
  const received = chain.find((each) => each.event === 'dataset.imported')
  if (locked === undefined || received === undefined) return 'The audit trail does not hold both the protocol lock and the data receipt.'
  const first = locked.seq < received.seq
  const when = (event: { at: string; seq: number }): string => `entry ${event.seq}, ${instantText(event.at, tzOffsetMinutes)}`
  const amended = locks.length === 1 ? '' : ` This is version ${protocolVersion}; version 1 was locked at ${when(locks[0] ?? locked)}.`
  return `Protocol locked ${first ? 'before' : 'after'} data receipt (lock: ${when(locked)}; receipt: ${when(received)}).${amended}`
}

const flowTable = ({ cohort }: ReportInput): Block => ({
  kind: 'table',
  caption: 'Cohort rules in the order applied',
  columns: [column('Step', 60), column('Excluded', 20, 'right'), column('Remaining', 20, 'right')],
  rows: cohort.flow.map((step) => ({ cells: [plain(step.label), plain(countText(step.excluded)), plain(countText(step.remaining))] })),
})

function disclosures({ cohort }: ReportInput): Block[] {
  if (cohort.disclosures.length === 0) return []
  return [
    {
      kind: 'table',
      caption: 'Counts shown before unblinding',
      columns: [column('What', 80), column('n', 20, 'right')],
      rows: cohort.disclosures.map((each) => ({ cells: [plain(each.what), plain(countText(each.n))] })),
    },
  ]
}

/** The protocol as locked: endpoints with hypotheses, outputs, subgroups, rules. */
export function protocolSection(input: ReportInput): Block[] {
  const { protocol, protocolVersion } = input
  return [
    { kind: 'heading', level: 1, text: 'Protocol' },
    { kind: 'keyValues', rows: designRows(protocol, protocolVersion) },
    { kind: 'heading', level: 2, text: 'Endpoints and acceptance criteria' },
    ...protocol.endpoints.map((endpoint) => endpointBlock(endpoint, protocol)),
    { kind: 'paragraph', text: successText(protocol) },
    thresholdTable(protocol),
    ...comparisonRows(protocol),
    ...subgroupList(protocol),
    ...planningBlocks(protocol),
    ...raterRows(protocol),
    { kind: 'heading', level: 2, text: 'Rules fixed in advance' },
    { kind: 'keyValues', rows: ruleRows(protocol) },
    ...(protocol.notes === undefined ? [] : [{ kind: 'paragraph' as const, text: protocol.notes }]),
  ]
}

const designRows = (protocol: Protocol, version: number): { key: string; value: string }[] => [
  { key: 'Title, version', value: `${protocol.title}, version ${version}` },
  { key: 'Target condition', value: protocol.targetCondition },
  { key: 'Study type', value: protocol.studyType },
  { key: 'Evidence class', value: evidenceNames[protocol.evidenceClass] ?? protocol.evidenceClass },
  { key: 'Unit of analysis', value: protocol.unit },
  ...samplingRows(protocol),
]

function endpointBlock(endpoint: Endpoint, protocol: Protocol): Block {
  const what = endpointText(protocol, endpoint.estimand)
  const words = hypotheses[endpoint.criterion.comparison] ?? { h0: '', h1: '' }
  const goal = givenText(endpoint.criterion.goal)
  const traces = [
    ['Claims', endpoint.claimIds],
    ['Hazards', endpoint.hazardIds],
    ['Risk controls', endpoint.riskControlIds],
    ['Requirements', endpoint.requirementIds],
  ] as const
  return {
    kind: 'keyValues',
    rows: [
      { key: `${endpoint.id}, ${endpoint.role}`, value: endpoint.title },
      { key: 'Estimand', value: what },
      { key: 'H0', value: `In the intended population, the value is ${words.h0} ${goal}.` },
      { key: 'H1', value: `The value is ${words.h1} ${goal}.` },
      { key: 'Criterion', value: `${criterionText(endpoint.criterion, protocol.intervals.level)}; on the interval bound, never on the estimate` },
      ...(endpoint.criterion.justification === undefined ? [] : [{ key: 'Justification', value: endpoint.criterion.justification }]),
      ...traces.flatMap(([key, ids]) => (ids === undefined || ids.length === 0 ? [] : [{ key, value: ids.join(', ') }])),
    ],
  }
}

function successText({ success }: Protocol): string {
  const rule = success.combine === 'all' ? 'every one of' : 'at least one of'
  const gate = success.gatekept === undefined || success.gatekept.length === 0 ? '' : ` Judged only if that holds (gatekept): ${success.gatekept.join(', ')}.`
  return `Study success: ${rule} ${success.endpoints.join(', ')} met.${gate}`
}

function thresholdTable(protocol: Protocol): Block {
  return {
    kind: 'table',
    caption: 'Device outputs and operating thresholds',
    columns: [column('Output', 26), column('Kind', 16), column('Operating point', 18), column('Positive if', 16), column('Chosen on', 36)],
    rows: protocol.predictions.flatMap((output) => {
      const name = outputLabel(protocol, output.id)
      const points = output.score?.operatingPoints ?? []
      const sign = output.score?.direction === 'lower-is-positive' ? '≤' : '≥'
      const kind = [output.role === undefined ? undefined : `${outputRoleNames[output.role]}:`, output.score?.kind, output.decision === undefined ? undefined : 'decision'].filter(Boolean).join(' and ').replace(': and', ':')
      if (points.length === 0) return [{ cells: [plain(name), plain(kind), plain('–'), plain('–'), plain('–')] }]
      return points.map((point, i) => ({
        cells: [
          plain(i === 0 ? name : ''),
          plain(i === 0 ? kind : ''),
          plain(point.label ?? point.id),
          plain(`score ${sign} ${givenText(point.threshold)}`),
          plain(point.chosenOn),
        ],
      }))
    }),
  }
}

function subgroupList({ subgroups, subgroupPairs = [] }: Protocol): Block[] {
  if (subgroups.length === 0) return []
  const levels = (each: Subgroup): string =>
    each.kind === 'categories'
      ? each.levels.map((level) => each.labels?.[level] ?? level).join(' · ')
      : `bands at ${each.edges.map(givenText).join(', ')}${each.unit === undefined ? '' : ` ${each.unit}`} (left closed)`
  const nameOf = (id: string): string => subgroups.find((each) => each.id === id)?.label ?? id
  return [
    {
      kind: 'table',
      caption: 'Prespecified subgroups',
      columns: [column('Subgroup', 30), column('Column', 22), column('Levels', 48)],
      rows: [
        ...subgroups.map((each) => ({ cells: [plain(each.label), plain(each.column), plain(levels(each))] })),
        ...subgroupPairs.map((each) => ({ cells: [plain(each.label), plain('pair'), plain(`${nameOf(each.first)} × ${nameOf(each.second)}, every combination`)] })),
      ],
    },
  ]
}

function comparisonRows(protocol: Protocol): Block[] {
  if (protocol.comparisons === undefined || protocol.comparisons.length === 0) return []
  return [
    {
      kind: 'table',
      caption: 'Comparisons',
      columns: [column('Comparison', 34), column('First − second', 66)],
      rows: protocol.comparisons.map((each) => ({ cells: [plain(each.label), plain(sidesText(protocol, each))] })),
    },
  ]
}

function raterRows(protocol: Protocol): Block[] {
  const rows = [
    ...(protocol.agreements ?? []).map((each) => [each.label, `Agreement of ${ratersText(protocol, each)}`]),
    ...(protocol.drifts ?? []).map((each) => [each.label, `Drift of ${driftText(protocol, each)}; ${each.bins} bins`]),
  ]
  if (rows.length === 0) return []
  return [
    {
      kind: 'table',
      caption: 'Agreement and drift',
      columns: [column('Name', 34), column('What is held against what', 66)],
      rows: rows.map((cells) => ({ cells: cells.map(plain) })),
    },
  ]
}

/** What the protocol asks for beyond the usual estimates, each with its parameters. */
export function analysisRows({ analyses }: Pick<Protocol, 'analyses'>): { key: string; value: string }[] {
  return analysisKeys.flatMap((name) => {
    const asked = analyses?.[name]
    if (asked === undefined || asked === false) return []
    return [{ key: analysisNames[name], value: asked === true ? 'yes' : parameterText(asked) }]
  })
}

const analysisKeys = Object.keys(analysisNames) as (keyof typeof analysisNames)[]

function parameterText(asked: object): string {
  if (Array.isArray(asked)) return asked.map((each) => givenText(Number(each))).join(', ')
  const parts = Object.entries(asked).flatMap(([name, value]) => {
    if (value === false) return []
    if (value === true) return [parameterNames[name] ?? name]
    const text = Array.isArray(value) ? value.map((each) => givenText(Number(each))).join(', ') : typeof value === 'number' ? givenText(value) : methodName(String(value))
    return `${parameterNames[name] ?? name} ${text}`
  })
  return parts.join('; ') || 'yes'
}

/** Under weights no interval of counts is given (rule REP-30). */
const proportionRule = (protocol: Protocol): string =>
  countsAlike(protocol) || protocol.sampling === 'enriched'
    ? `proportions are judged by ${methodName(protocol.intervals.proportion)}, both methods are printed`
    : `weighted proportions are judged by ${methodName('korn-graubard')}, the logit interval is printed beside`

const unresolvedRule = ({ verification }: Protocol): string =>
  verification === 'all'
    ? 'pending and not done are always left out and counted'
    : 'pending is always left out and counted; not done is not verified, and the weights allow for it'

function ruleRows(protocol: Protocol): { key: string; value: string }[] {
  const { missing, minimumCells, bootstrap, intervals } = protocol
  const handled = (way: string): string => handlingNames[way] ?? way
  return [
    { key: 'Intervals', value: `Two-sided ${levelText(intervals.level)}; ${proportionRule(protocol)}` },
    { key: 'Missing predictions', value: handled(missing.predictions) },
    { key: 'Indeterminate outputs', value: handled(missing.indeterminatePredictions) },
    { key: 'Indeterminate reference', value: `${handled(missing.indeterminateReference)}; ${unresolvedRule(protocol)}` },
    { key: 'Minimum cells', value: `No subgroup estimate below a denominator of ${minimumCells.estimate}; marked descriptive (*) below ${minimumCells.descriptive}` },
    ...(protocol.analysisSets === undefined ? [] : [{ key: 'Per-protocol set', value: protocol.analysisSets.perProtocol.map((each) => each.label).join('; ') }]),
    ...(protocol.clusters === undefined ? [] : [{ key: 'Clusters', value: `${protocol.clusters.column}; every interval uses them or is refused` }]),
    ...analysisRows(protocol),
    { key: 'Multiplicity', value: multiplicityNames[protocol.multiplicity ?? 'none'] },
    { key: 'Bootstrap', value: bootstrap.replicates === 0 ? 'none' : `${countText(bootstrap.replicates)} replicates, seed ${bootstrap.seed}` },
  ]
}
