import { predictionsWords } from '../../../shared/words/en/screens-study.ts'
import { Button, Card, DataTable, Digest, RadioGroup, TextArea, TextField } from '../../kit/index.ts'
import { type ReleaseDraft, type ReleaseField, releaseFields } from './release-draft.ts'

const words = predictionsWords.release

interface ReleaseFormProps {
  readonly release: ReleaseDraft
  readonly onChange: (release: ReleaseDraft) => void
  readonly onAddFile: () => void
  readonly isDigesting: boolean
}

const hints: Partial<Record<ReleaseField, string>> = {
  udiDi: words.udiDiHint,
  cutOffConfiguration: words.cutOffHint,
  runEnvironment: words.runEnvironmentHint,
  ranAt: words.ranAtHint,
}
const longFields: readonly ReleaseField[] = ['cutOffConfiguration', 'runEnvironment']

/** Which device made the predictions, exactly. */
export function ReleaseForm({ release, onChange, onAddFile, isDigesting }: ReleaseFormProps) {
  return (
    <Card title={words.title}>
      <p className="muted">{words.lead}</p>
      <div className="form-grid">
        {releaseFields.map((field) => {
          const props = {
            label: words[field],
            hint: hints[field],
            value: release.text[field],
            isRequired: true,
            maxLength: longFields.includes(field) ? 8000 : 300,
            onChange: (value: string) => onChange({ ...release, text: { ...release.text, [field]: value } }),
          }
          return longFields.includes(field) ? (
            <div key={field} className="form-wide">
              <TextArea {...props} rows={2} />
            </div>
          ) : (
            <TextField key={field} {...props} />
          )
        })}
      </div>
      <RadioGroup
        label={words.forRelease}
        options={[
          { id: 'yes', label: words.yes },
          { id: 'no', label: words.no },
        ]}
        value={release.forRelease}
        onChange={(forRelease) => onChange({ ...release, forRelease })}
        isRequired
        inRow
      />
      <ReleaseFiles release={release} onChange={onChange} onAddFile={onAddFile} isDigesting={isDigesting} />
    </Card>
  )
}

function ReleaseFiles({ release, onChange, onAddFile, isDigesting }: ReleaseFormProps) {
  return (
    <div className="stack">
      <div>
        <h3>{words.files}</h3>
        <p className="muted">{words.filesLead}</p>
      </div>
      <DataTable
        label={words.files}
        rows={release.files}
        rowKey={(file, index) => `${index} ${file.sha256}`}
        empty={words.noFiles}
        columns={[
          { id: 'name', title: words.file, cell: (file) => file.name, isRowHeader: true },
          { id: 'sha256', title: words.sha256, cell: (file) => <Digest sha256={file.sha256} /> },
          {
            id: 'remove',
            title: words.remove,
            cell: (file) => (
              <Button
                kind="quiet"
                icon="trash"
                label={words.removeFile(file.name)}
                onPress={() => onChange({ ...release, files: release.files.filter((each) => each !== file) })}
              />
            ),
          },
        ]}
      />
      <div className="row">
        <Button icon="file" onPress={onAddFile} isPending={isDigesting}>
          {isDigesting ? words.digesting : words.addFile}
        </Button>
      </div>
    </div>
  )
}
