import type { StudyView } from '../../../shared/ipc/views.ts'
import type { Release } from '../../../shared/vocabulary/records.ts'
import { formatCount } from '../../../shared/words/en/numbers.ts'
import { dataWords, predictionsWords } from '../../../shared/words/en/screens-study.ts'
import { Banner, Card, DataTable, Digest, KeyValues, instantText } from '../../kit/index.ts'

const words = predictionsWords.done
const releaseWords = predictionsWords.release
const facts = dataWords.facts

type SealedView = NonNullable<StudyView['predictions']>

interface SealedProps {
  readonly predictions: SealedView
  readonly study: StudyView
}

/** What was imported, counted, and sealed. */
export function SealedPredictions({ predictions, study }: SealedProps) {
  const { content, release } = predictions
  const isUnblinded = study.dataset?.unblinded === true
  return (
    <>
      {predictions.disposed ? (
        <Banner tone="warning" icon="cross">{words.disposedNote}</Banner>
      ) : (
        <Banner icon="lock">{isUnblinded ? words.evaluatedNote : words.sealedNote}</Banner>
      )}
      <div className="two-cards">
        <Card title={words.counts}>
          <KeyValues
            items={[
              [words.rows, formatCount(content.nRows)],
              [words.matched, formatCount(content.nMatched)],
              [words.without, formatCount(content.nExaminationsWithout)],
              [words.extra, formatCount(content.nExtra)],
            ]}
          />
          <p className="muted small">{words.extraHint}</p>
          <KeyValues
            items={[
              [words.file, content.file.name],
              [facts.sha256, <Digest key="file" sha256={content.file.sha256} label={facts.sha256} />],
              [words.by, predictions.by],
              [words.at, instantText(predictions.at)],
              [facts.digest, <Digest key="record" sha256={predictions.sha256} label={facts.digest} />],
            ]}
          />
        </Card>
        <ReleaseCard release={release} sha256={content.releaseSha256} />
      </div>
      <MissingCard predictions={predictions} label={(id) => labelOf(study, id)} />
      <MappingCard predictions={predictions} label={(id) => labelOf(study, id)} />
    </>
  )
}

const labelOf = (study: StudyView, id: string): string =>
  study.protocol.locked?.content.predictions.find((each) => each.id === id)?.label ?? id

interface PartProps {
  readonly predictions: SealedView
  readonly label: (prediction: string) => string
}

const MissingCard = ({ predictions, label }: PartProps) => (
  <Card title={words.missing}>
    <DataTable
      label={words.missingTable}
      rows={predictions.content.missing}
      rowKey={(row) => `${row.prediction} ${row.reason}`}
      empty={words.none}
      columns={[
        { id: 'output', title: words.output, cell: (row) => label(row.prediction), isRowHeader: true },
        { id: 'reason', title: words.reason, cell: (row) => row.reason },
        { id: 'n', title: words.n, cell: (row) => formatCount(row.n), isNumber: true },
      ]}
    />
  </Card>
)

const MappingCard = ({ predictions, label }: PartProps) => (
  <Card title={words.mapping}>
    <DataTable
      label={words.mappingTable}
      rows={predictions.content.mapping.outputs}
      rowKey={(row) => row.prediction}
      columns={[
        { id: 'output', title: words.output, cell: (row) => label(row.prediction), isRowHeader: true },
        { id: 'score', title: predictionsWords.scoreColumn, cell: (row) => row.scoreColumn ?? '–' },
        {
          id: 'direction',
          title: predictionsWords.direction,
          cell: (row) => (row.direction ? predictionsWords.directions[row.direction] : '–'),
        },
        { id: 'decision', title: predictionsWords.decisionColumn, cell: (row) => row.decisionColumn ?? '–' },
      ]}
    />
  </Card>
)

const ReleaseCard = ({ release, sha256 }: { readonly release: Release; readonly sha256: string }) => (
  <Card title={words.release}>
    <KeyValues
      items={[
        [releaseWords.device, release.device],
        [releaseWords.udiDi, release.udiDi],
        [releaseWords.softwareVersion, release.softwareVersion],
        [releaseWords.cutOffConfiguration, release.cutOffConfiguration],
        [releaseWords.runEnvironment, release.runEnvironment],
        [releaseWords.ranBy, release.ranBy],
        [releaseWords.ranAt, release.ranAt],
        [releaseWords.forRelease, release.configurationIntendedForRelease ? releaseWords.yes : releaseWords.no],
        [words.releaseDigest, <Digest key="release" sha256={sha256} label={words.releaseDigest} />],
      ]}
    />
    <h3>{releaseWords.files}</h3>
    {release.files.length === 0 ? (
      <p className="muted">{releaseWords.noFiles}</p>
    ) : (
      <KeyValues
        items={release.files.map((file, index) => [file.name, <Digest key={index} sha256={file.sha256} label={file.name} />])}
      />
    )}
  </Card>
)
