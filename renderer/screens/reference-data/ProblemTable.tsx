import { useMemo } from 'react'
import type { Problem } from '../../../shared/vocabulary/problem.ts'
import { formatCount } from '../../../shared/words/en/numbers.ts'
import { dataWords } from '../../../shared/words/en/screens-study.ts'
import { useAction, useStudy } from '../../app-state.ts'
import { call } from '../../client.ts'
import { Badge, Banner, Button, Card, DataTable, ProblemList } from '../../kit/index.ts'
import { Permitted } from '../../shell/permitted.tsx'
import { copyText } from '../../kit/copy-text.ts'
import { problemRow, problemsAsText } from './problem-text.ts'

const words = dataWords.problems

/** Intake lists at most this many and counts the rest. */
const maxListed = 1000

/** Every problem of a refused import, with row, column, value and what to do. */
export function ProblemTable({ problems }: { readonly problems: readonly Problem[] }) {
  const rows = useMemo(() => problems.map((problem) => ({ problem, text: problemRow(problem) })), [problems])
  const study = useStudy()
  const action = useAction()
  if (problems.length === 0) return null
  return (
    <Card
      title={words.title}
      actions={
        <>
          <Button icon="copy" onPress={() => copyText(problemsAsText(problems))}>
            {words.copy}
          </Button>
          <Permitted command="table.exportCsv">
            <Button icon="download" onPress={() => void action.run(() => exportProblems(study.id, problems))} isPending={action.isBusy}>
              {words.export}
            </Button>
          </Permitted>
        </>
      }
    >
      <Banner tone="error">
        {words.sentence(problems.length, formatCount(problems.length), problems.length >= maxListed)} {words.fix}
      </Banner>
      <ProblemList problems={action.problems} />
      <DataTable
        label={words.table}
        rows={rows}
        rowKey={(_row, index) => String(index)}
        height="tall"
        columns={[
          {
            id: 'severity',
            title: words.severity,
            cell: ({ problem, text }) => (
              <Badge tone={problem.severity} icon={problem.severity}>
                {text.severity}
              </Badge>
            ),
          },
          { id: 'row', title: words.row, cell: ({ text }) => text.row, isNumber: true },
          { id: 'column', title: words.column, className: 'problem-column', cell: ({ text }) => text.column },
          { id: 'value', title: words.value, className: 'problem-value', cell: ({ text }) => <span className="id">{text.value}</span> },
          { id: 'what', title: words.what, cell: ({ text }) => text.what },
          { id: 'advice', title: words.advice, cell: ({ text }) => text.advice },
        ]}
      />
    </Card>
  )
}

async function exportProblems(studyId: string, problems: readonly Problem[]): Promise<void> {
  const file = await call('choose.saveAs', { purpose: 'table', name: 'import-problems.csv' })
  if (file === null) return
  const header = [words.severity, words.row, words.column, words.value, words.what, words.advice]
  const rows = problems.map((problem) => {
    const text = problemRow(problem)
    return [text.severity, text.row, text.column, text.value, text.what, text.advice]
  })
  await call('table.exportCsv', { studyId, what: 'import problems', header, rows, file: file.token })
}
