import type { StudyView } from '../../../shared/ipc/views.ts'
import type { Protocol } from '../../../shared/vocabulary/protocol.ts'
import { dataWords, predictionsWords as words } from '../../../shared/words/en/screens-study.ts'
import { useStudy } from '../../app-state.ts'
import { Badge, Busy, Button, Card, EmptyState, ImmutableNote, Screen } from '../../kit/index.ts'
import { Permitted } from '../../shell/permitted.tsx'
import { CsvPreview } from '../reference-data/CsvPreview.tsx'
import { ProblemTable } from '../reference-data/ProblemTable.tsx'
import { StepBlocker, blockerOf } from '../reference-data/StepBlocker.tsx'
import '../reference-data/reference-data.css'
import { OutputsForm } from './OutputsForm.tsx'
import { ReleaseForm } from './ReleaseForm.tsx'
import { SealedPredictions } from './SealedPredictions.tsx'
import { unanswered } from './mapping-draft.ts'
import { emptyFields } from './release-draft.ts'
import {
  addReleaseFile,
  changeDraft,
  changeRelease,
  chooseFile,
  importFile,
  readAgain,
  usePredictionsImport,
} from './slice.ts'

/** The release record, then the file with its outputs; afterwards: what was sealed. */
export function PredictionsScreen() {
  const study = useStudy()
  const protocol = study.protocol.locked?.content
  if (study.predictions) {
    return (
      <Screen title={words.title} marks={<Badge icon="lock">{words.sealed}</Badge>}>
        <SealedPredictions predictions={study.predictions} study={study} />
      </Screen>
    )
  }
  const isBlocked = blockerOf(study, 'predictions') !== null || protocol === undefined
  return (
    <Screen title={words.title}>
      <p className="muted">{words.lead}</p>
      <StepBlocker study={study} step="predictions" />
      {isBlocked ? (
        <Card>
          <EmptyState icon="lock" title={words.empty.title} text={words.empty.text} />
        </Card>
      ) : (
        <Permitted command="predictions.import" isSaid>
          <PredictionsImport study={study} protocol={protocol} />
        </Permitted>
      )}
    </Screen>
  )
}

interface ImportProps {
  readonly study: StudyView
  readonly protocol: Protocol
}

function PredictionsImport({ study, protocol }: ImportProps) {
  const { busy, release, file, preview, draft, problems } = usePredictionsImport()
  const canMap = preview !== null && preview.problems.every((each) => each.severity !== 'error')
  return (
    <>
      <ProblemTable problems={problems} />
      <ReleaseForm
        release={release}
        onChange={changeRelease}
        onAddFile={() => void addReleaseFile()}
        isDigesting={busy === 'digesting'}
      />
      <Card title={words.file}>
        <div className="row">
          <Button
            icon="file"
            isPending={busy === 'choosing' || busy === 'reading'}
            isDisabled={busy === 'importing'}
            onPress={() => void chooseFile(protocol)}
          >
            {file ? dataWords.chooseAnother : dataWords.chooseFile}
          </Button>
          {file && <span className="id">{file.name}</span>}
        </div>
      </Card>
      {busy === 'reading' && <Busy label={dataWords.preview} />}
      {file && preview && <CsvPreview file={file} preview={preview} onDelimiter={(each) => void readAgain(protocol, each)} />}
      {canMap && draft && <OutputsForm preview={preview} protocol={protocol} draft={draft} onChange={changeDraft} />}
      <ImportCard study={study} protocol={protocol} />
    </>
  )
}

function ImportCard({ study, protocol }: ImportProps) {
  const { busy, release, draft } = usePredictionsImport()
  const missing = emptyFields(release)
  const open = [
    ...(missing.length > 0 ? [words.missingAnswers.release(missing.join(', '))] : []),
    ...(draft ? unanswered(draft, protocol) : [words.missingAnswers.file]),
  ]
  const isBusy = busy === 'importing'
  return (
    <Card title={words.import}>
      <ImmutableNote items={words.immutable} />
      {isBusy && <Busy label={words.importing} />}
      <div className="row">
        <Button kind="primary" icon="lock" isPending={isBusy} why={open[0]} onPress={() => void importFile(study, protocol)}>
          {words.import}
        </Button>
      </div>
    </Card>
  )
}
