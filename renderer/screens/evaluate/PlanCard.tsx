import type { StudyView } from '../../../shared/ipc/views.ts'
import { criterionText, endpointText } from '../../../shared/report/printed.ts'
import { formatCount } from '../../../shared/words/en/numbers.ts'
import { evaluateWords } from '../../../shared/words/en/screens-results.ts'
import { Card, DataTable } from '../../kit/index.ts'

const words = evaluateWords.plan

/** What the locked protocol asks for. Nothing here can be changed any more. */
export function PlanCard({ study }: { readonly study: StudyView }) {
  const protocol = study.protocol.locked?.content
  if (protocol === undefined) return null
  const nPoints = protocol.predictions.reduce((sum, output) => sum + (output.score?.operatingPoints.length ?? 0), 0)
  const facts = [
    ...(study.cohort ? [words.examinations(formatCount(study.cohort.content.nExaminations))] : []),
    words.outputs(protocol.predictions.length),
    words.points(nPoints),
    words.judged(protocol.endpoints.length),
    words.subgroups(protocol.subgroups.length),
  ]
  return (
    <Card title={words.endpoints}>
      <p>{facts.join(' · ')}</p>
      <DataTable
        label={words.endpointsTable}
        rows={protocol.endpoints}
        rowKey={(endpoint) => endpoint.id}
        columns={[
          { id: 'endpoint', title: words.endpoint, cell: (endpoint) => endpoint.title, isRowHeader: true },
          { id: 'role', title: words.role, cell: (endpoint) => evaluateWords.roles[endpoint.role] },
          { id: 'estimand', title: words.estimand, cell: (endpoint) => endpointText(protocol, endpoint.estimand) },
          {
            id: 'criterion',
            title: words.criterion,
            cell: (endpoint) => criterionText(endpoint.criterion, protocol.intervals.level),
          },
        ]}
      />
      <p className="muted">
        {words.success}: {words[protocol.success.combine]} ({protocol.success.endpoints.join(', ')}).
      </p>
    </Card>
  )
}
