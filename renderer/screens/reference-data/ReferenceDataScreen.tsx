import type { StudyView } from '../../../shared/ipc/views.ts'
import { dataWords, referenceDataWords as words } from '../../../shared/words/en/screens-study.ts'
import { useStudy } from '../../app-state.ts'
import { Badge, Busy, Button, Card, EmptyState, ImmutableNote, ProblemList, Screen } from '../../kit/index.ts'
import { Permitted } from '../../shell/permitted.tsx'
import { StudyRetention } from '../retention/StudyRetention.tsx'
import { CovariatesForm } from './CovariatesForm.tsx'
import { CsvPreview } from './CsvPreview.tsx'
import { DecimalForm } from './DecimalForm.tsx'
import { ImportedDataset } from './ImportedDataset.tsx'
import { ProblemTable } from './ProblemTable.tsx'
import { ReferenceValuesForm } from './ReferenceValuesForm.tsx'
import { RolesForm } from './RolesForm.tsx'
import { StepBlocker, blockerOf } from './StepBlocker.tsx'
import { numberColumns, suggestedDecimal, unanswered } from './mapping-draft.ts'
import { knownProtocol, neededColumns } from './needed-columns.ts'
import { changeDraft, chooseFile, importFile, readAgain, useDatasetImport } from './slice.ts'
import './reference-data.css'

/** Import wizard on one screen: file, preview, what the columns mean, import. Afterwards: what was imported. */
export function ReferenceDataScreen() {
  const study = useStudy()
  const dataset = study.dataset
  if (dataset) {
    return (
      <Screen title={words.title} marks={<Badge icon={dataset.disposed ? 'cross' : 'lock'}>{dataset.disposed ? words.done.disposed : dataset.unblinded ? words.done.unblinded : words.done.sealed}</Badge>}>
        <ImportedDataset dataset={dataset} />
        <StudyRetention study={study} />
      </Screen>
    )
  }
  return (
    <Screen title={words.title}>
      <p className="muted">{words.lead}</p>
      <StepBlocker study={study} step="reference-data" />
      <Permitted command="dataset.import" isSaid>
        <DatasetImport study={study} />
      </Permitted>
    </Screen>
  )
}

function DatasetImport({ study }: { readonly study: StudyView }) {
  const { busy, file, preview, draft, problems } = useDatasetImport()
  const blocker = blockerOf(study, 'reference-data')
  const choose = (
    <Button
      kind={file ? 'secondary' : 'primary'}
      icon="file"
      isPending={busy === 'choosing' || busy === 'reading'}
      isDisabled={busy === 'importing'}
      why={blocker}
      onPress={() => void chooseFile(study)}
    >
      {file ? dataWords.chooseAnother : dataWords.chooseFile}
    </Button>
  )
  if (file === null) {
    return (
      <Card>
        <ProblemList problems={problems} />
        <EmptyState icon="upload" title={words.empty.title} text={words.empty.text} actions={choose} />
      </Card>
    )
  }
  const canMap = preview !== null && preview.problems.every((each) => each.severity !== 'error')
  return (
    <>
      <div className="row">{choose}</div>
      <ProblemTable problems={problems} />
      {busy === 'reading' && <Busy label={dataWords.preview} />}
      {preview && <CsvPreview file={file} preview={preview} onDelimiter={(each) => void readAgain(study, each)} />}
      {canMap && draft && <MappingSteps study={study} preview={preview} draft={draft} isBusy={busy === 'importing'} />}
    </>
  )
}

type Loaded = { [Key in 'preview' | 'draft']: NonNullable<ReturnType<typeof useDatasetImport.getState>[Key]> }

function MappingSteps({ study, preview, draft, isBusy }: Loaded & { readonly study: StudyView; readonly isBusy: boolean }) {
  const open = unanswered(draft, preview)
  return (
    <>
      <RolesForm headers={preview.headers} draft={draft} onChange={changeDraft} />
      <ReferenceValuesForm preview={preview} draft={draft} onChange={changeDraft} />
      <CovariatesForm
        preview={preview}
        needed={neededColumns(knownProtocol(study))}
        draft={draft}
        onChange={changeDraft}
      />
      <Card title={dataWords.decimal.label}>
        <div className="bare-label">
          <DecimalForm
            value={draft.decimal}
            isAmbiguous={suggestedDecimal(preview, numberColumns(draft)) === null}
            onChange={(decimal) => changeDraft({ ...draft, decimal })}
          />
        </div>
      </Card>
      <Card title={words.import}>
        <ImmutableNote items={words.immutable} />
        {isBusy && <Busy label={words.importing} />}
        <div className="row">
          <Button kind="primary" icon="lock" isPending={isBusy} why={open[0]} onPress={() => void importFile(study)}>
            {words.import}
          </Button>
        </div>
      </Card>
    </>
  )
}
