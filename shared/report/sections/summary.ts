import type { EndpointResult } from '../../vocabulary/results.ts'
import { independenceNames } from '../../words/en/report-people.ts'
import { conclusionNames, evidenceNames, verdictNames } from '../../words/en/report.ts'
import { column, plain, type Cells } from '../cells.ts'
import { findings, type Finding, type Standing } from '../findings.ts'
import { verdictScene } from '../figures/verdict-bar.ts'
import type { ReportInput } from '../input.ts'
import { countText, endpointCriterion, estimandText, givenText, instantText, levelText, notEstimable } from '../printed.ts'
import { samplingLimitations } from './sampling.ts'
import type { Block, TableRow, VerdictCard } from '../tree.ts'

/** More endpoints than this are listed in rows, so that page 1 holds what it must. */
export const mostCards = 4

/** Rows of "where it fails" on page 1; the section on subgroups has all of them. */
const mostFindings = (nEndpoints: number): number => (nEndpoints > mostCards ? 3 : 4)

/** Page 1: conclusion, verdicts, device and release, limitations, where it fails. */
export function summary(input: ReportInput, cells: Cells): Block[] {
  return [
    title(input),
    ...(input.demo ? [demoNote] : []),
    conclusion(input),
    { kind: 'verdictCards', cards: input.results.endpoints.map((endpoint) => card(input, cells, endpoint)) },
    { kind: 'heading', level: 2, text: 'Device and release' },
    { kind: 'keyValues', rows: deviceRows(input) },
    { kind: 'heading', level: 2, text: 'Limitations' },
    { kind: 'list', items: limitations(input) },
    { kind: 'heading', level: 2, text: 'Where it fails, and where it is not shown' },
    ...failures(input, cells),
  ]
}

function title({ study, release, results, reportNumber, generatedAt, tzOffsetMinutes }: ReportInput): Block {
  return {
    kind: 'title',
    title: 'Validation report',
    subtitle: `${study.deviceName} ${release.softwareVersion} · ${study.name}`,
    facts: [
      `Report ${reportNumber}`,
      `Made ${instantText(generatedAt, tzOffsetMinutes)}`,
      `Evidence: ${evidenceNames[results.evidenceClass] ?? results.evidenceClass}`,
    ],
  }
}

const demoNote: Block = {
  kind: 'note',
  tone: 'demo',
  title: 'DEMO',
  text: 'Made from the demonstration workspace with public teaching data. It is no evidence about any medical device.',
}

function conclusion({ results, protocol }: ReportInput): Block {
  const { combine, endpoints } = protocol.success
  const judged = results.endpoints.filter((each) => endpoints.includes(each.id))
  const nMet = judged.filter((each) => each.verdict === 'met').length
  const rule = combine === 'all' ? 'all of these endpoints are met' : 'at least one of these endpoints is met'
  return {
    kind: 'conclusion',
    conclusion: results.conclusion,
    word: conclusionNames[results.conclusion],
    sentence: `The study succeeds if ${rule}: ${endpoints.join(', ')}. Met: ${nMet} of ${judged.length}.`,
  }
}

function card(input: ReportInput, cells: Cells, endpoint: EndpointResult): VerdictCard {
  const { protocol } = input
  const estimate = cells.find(endpoint.estimateId)
  const role = endpoint.gatekept ? `${endpoint.role}, gatekept` : endpoint.role
  const facts = estimate === undefined ? [] : [
    ...(estimate.denominators.of === undefined ? [] : [{ key: 'x/n', cell: cells.of(estimate, 'x-of') }]),
    { key: 'n', cell: cells.of(estimate, 'n') },
    { key: 'events', cell: cells.of(estimate, 'events') },
    { key: 'method', cell: cells.of(estimate, 'method') },
  ]
  return {
    endpointId: endpoint.id,
    role,
    title: endpoint.title,
    verdict: endpoint.verdict,
    word: endpoint.tested ? verdictNames[endpoint.verdict] : 'Not judged',
    estimand: estimate === undefined ? endpoint.estimateId : estimandText(protocol, estimate),
    criterion: endpointCriterion(endpoint, protocol),
    sentence: verdictSentence(endpoint),
    tested: endpoint.tested,
    value: estimate === undefined ? plain('–') : cells.of(estimate, 'value'),
    interval: estimate === undefined ? plain('–') : cells.of(estimate, 'interval'),
    facts,
    scene: verdictScene(endpoint, estimate, input.results.endpoints.length > mostCards ? 150 : 220),
  }
}

function verdictSentence(endpoint: EndpointResult): string {
  if (!endpoint.tested) return 'Gatekept: the rule before it did not hold, so this endpoint is shown but not judged.'
  const goal = givenText(endpoint.goal)
  switch (endpoint.verdict) {
    case 'met':
      return `The ${endpoint.bound} limit satisfies the criterion.`
    case 'not-met-goal-excluded':
      return `The whole interval lies on the wrong side of the goal of ${goal}.`
    case 'not-met-not-shown':
      return `The interval contains the goal of ${goal}: neither shown nor excluded.`
    case 'not-evaluable':
      return 'The criterion cannot be judged because the estimate or its bound does not exist.'
  }
}

function deviceRows(input: ReportInput): { key: string; value: string }[] {
  const { study, release, protocol, intendedUse } = input
  const maker = study.manufacturer === undefined ? '' : `, ${study.manufacturer}`
  const intended = release.configurationIntendedForRelease ? 'intended for release' : 'not intended for release'
  return [
    { key: 'Device, release', value: `${release.device} ${release.softwareVersion}${maker} · UDI-DI ${release.udiDi} · ${intended}` },
    { key: 'Target condition', value: protocol.targetCondition },
    ...(input.results.endpoints.length > mostCards ? [] : [{ key: 'Intended population', value: intendedUse.population }]),
    { key: 'Independence', value: independence(input) },
  ]
}

/**
 * The protocol's limitations; those of the intended use follow in their own section, or stand here if alone. What the
 * methods cannot do with these data stands before both (rule REP-19).
 */
function limitations({ protocol, intendedUse, cohort, results }: ReportInput): readonly string[] {
  const own = protocol.limitations === undefined || protocol.limitations.length === 0 ? [intendedUse.limitations] : protocol.limitations
  const stated = [...samplingLimitations(protocol, results), ...own]
  const { nParticipants, nExaminations } = cohort
  // Declared clusters bind: then the intervals do not treat examinations as independent.
  if (protocol.clusters !== undefined || nParticipants === null || nParticipants >= nExaminations) return stated
  const repeated =
    `${countText(nExaminations)} examinations come from ${countText(nParticipants)} participants. Every interval treats ` +
    'examinations as independent, so intervals are too narrow where results of one participant resemble each other.'
  return [repeated, ...stated]
}

export const standingWords: Readonly<Record<Standing, string>> = {
  excluded: 'goal excluded',
  'not-shown': 'not shown',
  'not-estimable': 'not estimable',
  met: 'goal shown',
}

export const standingTones = { excluded: 'excluded', 'not-shown': 'not-shown', 'not-estimable': 'not-evaluable', met: 'met' } as const

function failures(input: ReportInput, cells: Cells): Block[] {
  const { results, protocol } = input
  const all = findings(results, protocol)
  const open = all.filter((each) => each.standing !== 'met')
  if (all.length === 0) return [{ kind: 'paragraph', text: 'The protocol names no subgroups: nothing is known about where the device fails.' }]
  if (open.length === 0) return [{ kind: 'paragraph', text: `In each of the ${all.length} prespecified subgroup cells the interval shows the goal.` }]
  const count = (which: Standing): number => all.filter((each) => each.standing === which).length
  const shown = shortList(open, mostFindings(results.endpoints.length))
  const rest = open.length - shown.length
  return [
    {
      kind: 'paragraph',
      text:
        `Of ${all.length} prespecified subgroup cells (endpoint × level), held against the goal of the endpoint: goal excluded in ` +
        `${count('excluded')}, not shown in ${count('not-shown')}, not estimable in ${count('not-estimable')}, ` +
        `shown in ${count('met')}. Subgroups are descriptive: no multiplicity correction.`,
    },
    {
      kind: 'table',
      caption: rest > 0 ? `Worst first; ${rest} more in the section on subgroups` : 'Worst first',
      columns: [
        column('Endpoint', 10.5),
        column('Subgroup', 33),
        column('n', 6, 'right'),
        column('events', 8, 'right'),
        column('Estimate', 10, 'right'),
        column(`${levelText(protocol.intervals.level)} interval`, 18, 'right'),
        column('Goal', 27),
      ],
      rows: shown.map((finding) => failureRow(finding, cells)),
    },
  ]
}

/** The worst cells, but never all of one kind: what could not be estimated keeps a place. */
function shortList(open: readonly Finding[], most: number): Finding[] {
  if (open.length <= most) return [...open]
  const estimated = open.filter((each) => each.standing !== 'not-estimable')
  const notEstimable = open.filter((each) => each.standing === 'not-estimable')
  const places = Math.min(notEstimable.length, Math.max(1, most - estimated.length))
  return [...estimated.slice(0, most - places), ...notEstimable.slice(0, places)]
}

function failureRow({ endpoint, estimate, subgroup, standing }: Finding, cells: Cells): TableRow {
  return {
    cells: [
      plain(endpoint.id),
      plain(subgroup),
      cells.of(estimate, 'n'),
      cells.of(estimate, 'events'),
      cells.of(estimate, estimate.value === null ? 'interval' : 'value'),
      cells.of(estimate, 'interval'),
      { text: estimate.value === null ? notEstimable(estimate.reason) : standingWords[standing], tone: standingTones[standing], strong: estimate.value !== null },
    ],
  }
}

function independence({ independence: { kind }, results }: ReportInput): string {
  const text = `${independenceNames[kind]} Who did what is in the section on traceability.`
  return results.exploratory ? `${text} The run was exploratory: nothing was locked or sealed.` : text
}
