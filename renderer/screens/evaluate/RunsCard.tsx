import type { EvaluationView } from '../../../shared/ipc/views.ts'
import { problemCodes } from '../../../shared/vocabulary/problem.ts'
import { problemText } from '../../../shared/words/en/problems.ts'
import { evaluateWords } from '../../../shared/words/en/screens-results.ts'
import { Badge, Card, DataTable, Digest, instantText, type IconName } from '../../kit/index.ts'
import { compareDigests } from './runs.ts'

const words = evaluateWords.runs
const icons: Record<EvaluationView['outcome'], IconName> = { running: 'clock', completed: 'check', aborted: 'cross' }

/** Every run of the study, newest first, also the cancelled ones with their reason. */
export function RunsCard({ runs }: { readonly runs: readonly EvaluationView[] }) {
  const comparison = compareDigests(runs)
  const numbered = runs.toSorted((a, b) => a.startedSeq - b.startedSeq).map((run, at) => ({ run, number: at + 1 }))
  return (
    <Card title={words.title}>
      <DataTable
        label={words.table}
        rows={numbered.toReversed()}
        rowKey={({ run }) => run.id}
        empty={words.none}
        columns={[
          { id: 'n', title: words.n, cell: ({ number }) => String(number), isRowHeader: true },
          { id: 'times', title: words.times, className: 'run-times', cell: ({ run }) => <Times run={run} /> },
          {
            id: 'outcome',
            title: words.outcome,
            cell: ({ run }) => (
              <>
                <Badge icon={icons[run.outcome]}>{words.outcomes[run.outcome]}</Badge>
                {run.reason !== null && <div className="small">{reasonText(run.reason)}</div>}
              </>
            ),
          },
          {
            id: 'digest',
            title: words.digest,
            cell: ({ run }) => (run.resultSha256 === null ? '–' : <Digest sha256={run.resultSha256} label={words.digest} />),
          },
          { id: 'same', title: words.same, cell: ({ run }) => <SameBadge result={comparison.of.get(run.id)} /> },
          { id: 'entry', title: words.entry, cell: ({ run }) => `#${run.startedSeq}`, isNumber: true },
        ]}
      />
    </Card>
  )
}

/** The reason of a run that did not complete is a problem's code, or a text of an older version. */
function reasonText(reason: string): string {
  const code = problemCodes.find((each) => each === reason)
  return code === undefined ? reason : problemText({ code, severity: 'error' }).sentence
}

const Times = ({ run }: { readonly run: EvaluationView }) => (
  <>
    <div>{instantText(run.startedAt)}</div>
    <div className="small muted">{run.endedAt === null ? words.notEnded : words.until(instantText(run.endedAt))}</div>
  </>
)

function SameBadge({ result }: { readonly result: 'first' | 'identical' | 'different' | undefined }) {
  if (result === undefined) return '–'
  if (result === 'first') return words.first
  return result === 'identical' ? (
    <Badge tone="accent" icon="check">
      {words.identical}
    </Badge>
  ) : (
    <Badge tone="error" icon="error">
      {words.different}
    </Badge>
  )
}
