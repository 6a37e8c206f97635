import type { CohortRule, Endpoint, PredictionOutput, Protocol, Subgroup } from '../../../shared/vocabulary/protocol.ts'
import { quantityNames } from '../../../shared/words/en/quantities.ts'
import { outputRoleNames } from '../../../shared/words/en/report.ts'
import { ratersText } from '../../../shared/report/sections/agreement.ts'
import { driftText } from '../../../shared/report/sections/drift.ts'
import { sidesText } from '../../../shared/report/sections/comparisons.ts'
import { ruleRows } from '../../../shared/report/sections/over-time.ts'
import { samplingRows } from '../../../shared/report/sections/sampling.ts'
import { analysisRows } from '../../../shared/report/sections/study.ts'
import { protocolWords as words } from '../../../shared/words/en/screens-protocol.ts'
import { Card, DataTable, KeyValues } from '../../kit/index.ts'
import { Paragraphs } from './planning/PlanAnswer.tsx'

/** As the report words it, where the sample or the verification needs more than a name. */
const designItems = (protocol: Protocol): readonly (readonly [string, string])[] =>
  protocol.sampling === 'consecutive' && protocol.verification === 'all'
    ? [
        [words.general.sampling, words.general.samplings.consecutive],
        [words.general.verification, words.general.verifications.all],
      ]
    : samplingRows(protocol).map(({ key, value }) => [key, value] as const)

/** The locked protocol as a person reads it: nothing is left out, nothing can be edited. */
export const ProtocolSummary = ({ protocol }: { readonly protocol: Protocol }) => (
  <>
    <Card title={protocol.title}>
      <KeyValues
        items={[
          [words.general.targetCondition, protocol.targetCondition],
          [words.general.referenceStandard, protocol.referenceStandard],
          [words.general.studyType, protocol.studyType],
          [words.general.evidenceClass, words.general.evidenceClasses[protocol.evidenceClass]],
          [words.general.unit, protocol.unit],
          ...designItems(protocol),
          [words.general.notes, protocol.notes],
        ]}
      />
    </Card>
    <Card title={words.sections.endpoints}>
      <Endpoints protocol={protocol} />
      <KeyValues
        items={[
          [words.sections.success, `${words.success.combines[protocol.success.combine]}: ${protocol.success.endpoints.join(', ')}`],
          [words.success.gatekept, protocol.success.gatekept?.join(', ')],
        ]}
      />
    </Card>
    <Card title={words.sections.outputs}>
      {protocol.predictions.map((output) => (
        <div key={output.id} className="stack-tight">
          <h3>{output.label}</h3>
          <KeyValues items={outputFacts(output)} />
        </div>
      ))}
    </Card>
    {protocol.repeated !== undefined && (
      <Card title={words.sections['over-time']}>
        <KeyValues items={ruleRows(protocol.repeated).map(({ key, value }) => [key, value] as const)} />
      </Card>
    )}
    {protocol.comparisons !== undefined && protocol.comparisons.length > 0 && (
      <Card title={words.sections.comparisons}>
        <KeyValues items={protocol.comparisons.map((each) => [each.label, sidesText(protocol, each)] as const)} />
      </Card>
    )}
    {(protocol.agreements ?? []).length > 0 && (
      <Card title={words.sections.agreements}>
        <KeyValues items={protocol.agreements?.map((each) => [each.label, ratersText(protocol, each)] as const) ?? []} />
      </Card>
    )}
    {(protocol.drifts ?? []).length > 0 && (
      <Card title={words.sections.drifts}>
        <KeyValues items={protocol.drifts?.map((each) => [each.label, driftText(protocol, each)] as const) ?? []} />
      </Card>
    )}
    <Card title={words.sections.subgroups}>
      {protocol.subgroups.length === 0 ? <p className="muted">{words.subgroups.none}</p> : <Subgroups subgroups={protocol.subgroups} />}
      {protocol.subgroupPairs !== undefined && protocol.subgroupPairs.length > 0 && (
        <KeyValues items={[[words.subgroups.pairs.title, protocol.subgroupPairs.map((each) => each.label).join('; ')]]} />
      )}
    </Card>
    <Card title={words.sections.cohort}>
      {protocol.cohort.rules.length === 0 ? <p className="muted">{words.cohort.none}</p> : <Rules rules={protocol.cohort.rules} />}
      {protocol.analysisSets !== undefined && (
        <>
          <h3>{words.cohort.perProtocol}</h3>
          <Rules rules={protocol.analysisSets.perProtocol} />
        </>
      )}
    </Card>
    <Card title={words.sections.analysis}>
      <KeyValues items={analysisFacts(protocol)} />
    </Card>
    {protocol.planning !== undefined && (
      <Card title={words.sections.planning}>
        <Paragraphs texts={protocol.planning.text} />
      </Card>
    )}
    <Card title={words.sections.limitations}>
      {(protocol.limitations ?? []).length === 0 ? (
        <p className="muted">{words.limitations.none}</p>
      ) : (
        <ul>
          {protocol.limitations?.map((text) => (
            <li key={text} className="prose">
              {text}
            </li>
          ))}
        </ul>
      )}
    </Card>
  </>
)

const signs = { '>=': '≥', '>': '>', '<=': '≤', '<': '<' } as const

const traceOf = (endpoint: Endpoint): string =>
  [...(endpoint.claimIds ?? []), ...(endpoint.hazardIds ?? []), ...(endpoint.riskControlIds ?? []), ...(endpoint.requirementIds ?? [])].join(', ')

const Endpoints = ({ protocol }: { readonly protocol: Protocol }) => (
  <DataTable<Endpoint>
    label={words.sections.endpoints}
    rows={protocol.endpoints}
    rowKey={(endpoint) => endpoint.id}
    columns={[
      { id: 'title', title: words.endpoints.title, isRowHeader: true, cell: (each) => each.title },
      { id: 'role', title: words.endpoints.role, className: 'keep-together', cell: (each) => words.endpoints.roles[each.role] },
      { id: 'quantity', title: words.endpoints.quantity, cell: (each) => quantityNames[each.estimand.quantity] ?? each.estimand.quantity },
      { id: 'output', title: words.endpoints.output, className: 'id', cell: (each) => each.estimand.prediction ?? each.estimand.comparison ?? each.estimand.agreement },
      { id: 'point', title: words.endpoints.point, className: 'id', cell: (each) => each.estimand.operatingPoint ?? '' },
      {
        id: 'criterion',
        title: words.endpoints.goal,
        className: 'keep-together',
        cell: (each) => `${words.endpoints.bounds[each.criterion.bound]} ${signs[each.criterion.comparison]} ${each.criterion.goal}`,
      },
      { id: 'trace', title: words.endpoints.trace, className: 'id', cell: traceOf },
    ]}
  />
)

function outputFacts(output: PredictionOutput): readonly (readonly [string, string | null])[] {
  const { score, decision } = output
  const range = score ? [score.minimum ?? '−∞', score.maximum ?? '∞'].join(' … ') : null
  return [
    [words.outputs.id, output.id],
    [words.outputs.role, output.role === undefined ? null : outputRoleNames[output.role]],
    [words.outputs.scoreColumn, output.scoreColumn ?? null],
    [words.outputs.kind, score ? `${words.outputs.kinds[score.kind]}, ${words.outputs.directions[score.direction]}, ${range}` : null],
    ...(score?.operatingPoints ?? []).map(
      (point): readonly [string, string] => [
        `${words.endpoints.point} ${point.id}`,
        `${words.outputs.positiveWhen(score?.direction ?? '', String(point.threshold))}. ${words.outputs.chosenOn}: ${point.chosenOn}`,
      ],
    ),
    [words.outputs.decisionColumn, output.decisionColumn ?? null],
    [
      words.outputs.codes,
      decision
        ? Object.entries(decision.codes)
            .map(([code, meaning]) => `${code} = ${words.outputs.meanings[meaning]}`)
            .join('; ')
        : null,
    ],
  ]
}

const levelsOf = (subgroup: Subgroup): string =>
  subgroup.kind === 'bands'
    ? `${words.subgroups.edges} ${subgroup.edges.join(', ')}${subgroup.unit ? ` ${subgroup.unit}` : ''}`
    : subgroup.levels.map((level) => subgroup.labels?.[level] ?? level).join(', ')

const Subgroups = ({ subgroups }: { readonly subgroups: readonly Subgroup[] }) => (
  <DataTable<Subgroup>
    label={words.sections.subgroups}
    rows={subgroups}
    rowKey={(subgroup) => subgroup.id}
    columns={[
      { id: 'label', title: words.subgroups.label, isRowHeader: true, cell: (each) => each.label },
      { id: 'column', title: words.subgroups.column, className: 'id', cell: (each) => each.column },
      { id: 'kind', title: words.subgroups.kind, cell: (each) => words.subgroups.kinds[each.kind] },
      { id: 'levels', title: words.subgroups.levels, cell: levelsOf },
    ]}
  />
)

function testOf(rule: CohortRule): string {
  switch (rule.test.kind) {
    case 'is-one-of':
      return `${words.cohort.tests['is-one-of']} ${rule.test.values.join(', ')}`
    case 'between': {
      const { minimum, maximum } = rule.test
      if (minimum === undefined) return words.cohort.atMost(String(maximum))
      return maximum === undefined ? words.cohort.atLeast(String(minimum)) : words.cohort.between(String(minimum), String(maximum))
    }
    case 'is-missing':
      return words.cohort.tests['is-missing']
  }
}

const Rules = ({ rules }: { readonly rules: readonly CohortRule[] }) => (
  <DataTable<CohortRule>
    label={words.sections.cohort}
    rows={rules}
    rowKey={(rule) => rule.id}
    columns={[
      { id: 'n', title: '#', isNumber: true, cell: (_, index) => String(index + 1) },
      { id: 'label', title: words.cohort.label, isRowHeader: true, cell: (each) => each.label },
      { id: 'effect', title: words.cohort.effect, cell: (each) => words.cohort.effects[each.effect] },
      { id: 'column', title: words.cohort.column, className: 'id', cell: (each) => each.column },
      { id: 'test', title: words.cohort.test, cell: testOf },
    ]}
  />
)

const analysisFacts = (protocol: Protocol): readonly (readonly [string, string])[] => [
  [words.analysis.level, String(protocol.intervals.level)],
  [words.analysis.proportion, words.analysis.proportions[protocol.intervals.proportion]],
  ...(protocol.clusters === undefined ? [] : [[words.analysis.clusters, protocol.clusters.column] as const]),
  [words.analysis.multiplicity, words.analysis.multiplicities[protocol.multiplicity ?? 'none']],
  ...analysisRows(protocol).map(({ key, value }): readonly [string, string] => [key, value]),
  [words.analysis.bootstrap, `${words.analysis.replicates} ${protocol.bootstrap.replicates}, ${words.analysis.seed} ${protocol.bootstrap.seed}`],
  [words.analysis.predictions, words.analysis.predictionChoices[protocol.missing.predictions]],
  [words.analysis.indeterminatePredictions, words.analysis.indeterminatePredictionChoices[protocol.missing.indeterminatePredictions]],
  [words.analysis.indeterminateReference, words.analysis.indeterminateReferenceChoices[protocol.missing.indeterminateReference]],
  [words.analysis.estimate, String(protocol.minimumCells.estimate)],
  [words.analysis.descriptive, String(protocol.minimumCells.descriptive)],
]
