import type { TablePreview } from '../../../shared/ipc/views.ts'
import { directions, type PredictionOutput, type Protocol } from '../../../shared/vocabulary/protocol.ts'
import { decisionMeaningNames } from '../../../shared/words/en/labels.ts'
import { overTimeEditor } from '../../../shared/words/en/over-time.ts'
import { predictionsWords as words } from '../../../shared/words/en/screens-study.ts'
import { Card, KeyValues, RadioGroup, TextField } from '../../kit/index.ts'
import { ColumnSelect } from '../reference-data/ColumnSelect.tsx'
import { DecimalForm } from '../reference-data/DecimalForm.tsx'
import { suggestedDecimal } from '../reference-data/mapping-draft.ts'
import { type OutputDraft, type PredictionsDraft, scoreColumns, withOutput } from './mapping-draft.ts'

interface OutputsFormProps {
  readonly preview: TablePreview
  readonly protocol: Protocol
  readonly draft: PredictionsDraft
  readonly onChange: (draft: PredictionsDraft) => void
}

/** Where each output of the protocol is in the file. Names are prefilled; the direction of a score is always asked. */
export function OutputsForm({ preview, protocol, draft, onChange }: OutputsFormProps) {
  const hasScores = protocol.predictions.some((output) => output.score)
  return (
    <>
      <Card title={words.mapping}>
        <div className="form-grid">
          <ColumnSelect
            label={words.examinationId}
            headers={preview.headers}
            value={draft.examinationId}
            onChange={(examinationId) => onChange({ ...draft, examinationId })}
            isRequired
          />
          {protocol.repeated !== undefined && (
            <>
              <ColumnSelect
                label={overTimeEditor.predictedAt}
                headers={preview.headers}
                value={draft.predictedAt}
                onChange={(predictedAt) => onChange({ ...draft, predictedAt })}
                isRequired
              />
              <ColumnSelect
                label={overTimeEditor.availableAt}
                headers={preview.headers}
                value={draft.availableAt}
                onChange={(availableAt) => onChange({ ...draft, availableAt })}
              />
            </>
          )}
          <TextField
            label={words.missingReason}
            hint={words.missingReasonHint}
            value={draft.missingReason}
            maxLength={300}
            onChange={(missingReason) => onChange({ ...draft, missingReason })}
          />
        </div>
        {hasScores && (
          <DecimalForm
            value={draft.decimal}
            isAmbiguous={suggestedDecimal(preview, scoreColumns(draft.outputs)) === null}
            onChange={(decimal) => onChange({ ...draft, decimal })}
          />
        )}
      </Card>
      {draft.outputs.map((output) => {
        const spec = protocol.predictions.find((each) => each.id === output.prediction)
        return spec ? (
          <OutputForm
            key={output.prediction}
            spec={spec}
            output={output}
            headers={preview.headers}
            onChange={(change) => onChange(withOutput(draft, change, preview))}
          />
        ) : null
      })}
    </>
  )
}

interface OutputFormProps {
  readonly spec: PredictionOutput
  readonly output: OutputDraft
  readonly headers: readonly string[]
  readonly onChange: (output: OutputDraft) => void
}

function OutputForm({ spec, output, headers, onChange }: OutputFormProps) {
  return (
    <Card title={spec.label}>
      <div className="form-grid">
        {spec.score && (
          <ColumnSelect
            label={words.scoreColumn}
            headers={headers}
            value={output.scoreColumn}
            onChange={(scoreColumn) => onChange({ ...output, scoreColumn })}
            isRequired
          />
        )}
        {spec.decision && (
          <ColumnSelect
            label={words.decisionColumn}
            headers={headers}
            value={output.decisionColumn}
            onChange={(decisionColumn) => onChange({ ...output, decisionColumn })}
            isRequired
          />
        )}
        <ColumnSelect
          label={words.missingReasonColumn}
          headers={headers}
          value={output.missingReasonColumn}
          onChange={(missingReasonColumn) => onChange({ ...output, missingReasonColumn })}
        />
      </div>
      {spec.score && (
        <RadioGroup
          label={words.direction}
          hint={words.directionWhy}
          options={directions.map((id) => ({ id, label: words.directions[id] }))}
          value={output.direction}
          onChange={(direction) => onChange({ ...output, direction })}
          isRequired
          inRow
        />
      )}
      {spec.decision && (
        <div className="stack-tight">
          <h3>{words.decisionCodes}</h3>
          <KeyValues items={Object.entries(spec.decision.codes).map(([code, meaning]) => [code, decisionMeaningNames[meaning]])} />
        </div>
      )}
    </Card>
  )
}
