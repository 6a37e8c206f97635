import type { StudyView } from '../../../shared/ipc/views.ts'
import { formatCount } from '../../../shared/words/en/numbers.ts'
import type { Dataset } from '../../../shared/vocabulary/records.ts'
import { REFERENCE } from '../../../shared/vocabulary/roles.ts'
import { dataWords, referenceDataWords } from '../../../shared/words/en/screens-study.ts'
import { Badge, Banner, Card, DataTable, Digest, KeyValues, ProblemList, instantText } from '../../kit/index.ts'
import { ProblemView } from '../../../shared/ipc/views.ts'

const words = referenceDataWords.done
const facts = dataWords.facts

type ImportedView = NonNullable<StudyView['dataset']>

/** What was imported. The reference column stays masked until an evaluation has unblinded it. */
export function ImportedDataset({ dataset }: { readonly dataset: ImportedView }) {
  const { content, unblinded, disposed } = dataset
  return (
    <>
      {disposed ? (
        <Banner tone="warning" icon="cross">{words.disposedNote}</Banner>
      ) : (
        <Banner icon={unblinded ? 'unlock' : 'lock'}>{unblinded ? words.unblindedNote : words.sealedNote}</Banner>
      )}
      <div className="two-cards">
        <Card title={words.facts}>
          <KeyValues
            items={[
              [words.examinations, formatCount(content.nExaminations)],
              [words.participants, content.nParticipants === null ? words.participantsNone : formatCount(content.nParticipants)],
              [facts.file, content.file.name],
              [facts.sha256, <Digest sha256={content.file.sha256} label={facts.sha256} />],
              [facts.rows, formatCount(content.file.rows)],
              [facts.bytes, dataWords.bytes(formatCount(content.file.bytes))],
              [facts.lineEnds, content.file.lineEnds],
              [facts.byteOrderMark, content.file.byteOrderMark ? facts.yes : facts.no],
              [facts.delimiter, dataWords.delimiter.names[content.mapping.delimiter]],
            ]}
          />
        </Card>
        <Card title={words.mapping}>
          <KeyValues
            items={Object.entries(content.mapping.reference.values).map(([value, meaning]) => [
              value === '' ? dataWords.emptyCell : value,
              referenceDataWords.meanings[meaning],
            ])}
          />
          <KeyValues
            items={[
              [facts.by, dataset.by],
              [facts.at, instantText(dataset.at)],
              [facts.digest, <Digest sha256={dataset.sha256} label={facts.digest} />],
            ]}
          />
        </Card>
      </div>
      <Card title={dataWords.warnings}>
        <Warnings content={content} />
      </Card>
      <Card title={words.columns}>
        <DatasetColumns content={content} state={disposed ? 'disposed' : unblinded ? 'unblinded' : 'sealed'} />
      </Card>
    </>
  )
}

function Warnings({ content }: { readonly content: Dataset }) {
  const warnings = content.warnings.flatMap((each) => {
    const parsed = ProblemView.safeParse(each)
    return parsed.success ? [parsed.data] : []
  })
  return warnings.length === 0 ? <p className="muted">{words.noWarnings}</p> : <ProblemList problems={warnings} />
}

function DatasetColumns({ content, state }: { readonly content: Dataset; readonly state: 'sealed' | 'unblinded' | 'disposed' }) {
  return (
    <DataTable
      label={words.columnsTable}
      rows={content.columns}
      rowKey={(column) => column.name}
      columns={[
        { id: 'column', title: words.column, cell: (column) => column.name.replace(/^covariate:/, ''), isRowHeader: true },
        { id: 'role', title: words.role, cell: (column) => words.roles[column.role] ?? column.role },
        { id: 'kind', title: words.kind, cell: (column) => referenceDataWords.guesses[column.kind] },
        {
          id: 'content',
          title: words.content,
          cell: (column) => {
            if (state === 'disposed') return words.disposed
            if (column.name !== REFERENCE) return words.visible
            return <Badge icon={state === 'sealed' ? 'lock' : 'unlock'}>{words[state]}</Badge>
          },
        },
        {
          id: 'digest',
          title: words.digest,
          cell: (column) => <Digest sha256={column.saltedSha256} label={words.digest} />,
        },
      ]}
    />
  )
}
