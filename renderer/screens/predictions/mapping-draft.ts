import type { TablePreview } from '../../../shared/ipc/views.ts'
import type { Direction, PredictionOutput, Protocol } from '../../../shared/vocabulary/protocol.ts'
import type { PredictionsMapping } from '../../../shared/vocabulary/records.ts'
import { overTimeEditor } from '../../../shared/words/en/over-time.ts'
import { predictionsWords as words } from '../../../shared/words/en/screens-study.ts'
import { type Decimal, suggestedDecimal } from '../reference-data/mapping-draft.ts'

export interface OutputDraft {
  readonly prediction: string
  readonly scoreColumn: string | null
  /** Asked explicitly, never taken from the protocol: it is what the protocol is checked against. */
  readonly direction: Direction | null
  readonly decisionColumn: string | null
  readonly missingReasonColumn: string | null
}

export interface PredictionsDraft {
  readonly examinationId: string | null
  readonly outputs: readonly OutputDraft[]
  /** Asked of a protocol with predictions over time. */
  readonly predictedAt: string | null
  readonly availableAt: string | null
  readonly missingReason: string
  readonly decimal: Decimal | null
}

/** Columns are prefilled where the file has the names the locked protocol gives; the rest is asked. */
export function firstDraft(preview: TablePreview, protocol: Protocol): PredictionsDraft {
  const inFile = (name: string | undefined): string | null =>
    name !== undefined && preview.headers.includes(name) ? name : null
  const outputs = protocol.predictions.map((output) => ({
    prediction: output.id,
    scoreColumn: output.score ? inFile(output.scoreColumn) : null,
    direction: null,
    decisionColumn: output.decision ? inFile(output.decisionColumn) : null,
    missingReasonColumn: null,
  }))
  return { examinationId: null, outputs, predictedAt: null, availableAt: null, missingReason: '', decimal: suggestedDecimal(preview, scoreColumns(outputs)) }
}

export const scoreColumns = (outputs: readonly OutputDraft[]): readonly string[] =>
  outputs.flatMap((output) => (output.scoreColumn === null ? [] : [output.scoreColumn]))

/** A new choice of score columns can make the decimal mark unclear: then it is asked again. */
export function withOutput(draft: PredictionsDraft, change: OutputDraft, preview: TablePreview): PredictionsDraft {
  const outputs = draft.outputs.map((each) => (each.prediction === change.prediction ? change : each))
  const before = suggestedDecimal(preview, scoreColumns(draft.outputs))
  const after = suggestedDecimal(preview, scoreColumns(outputs))
  return { ...draft, outputs, decimal: after ?? (before === null ? draft.decimal : null) }
}


/** What still has to be answered about the file, as sentences in the order of the form. */
export function unanswered(draft: PredictionsDraft, protocol: Protocol): readonly string[] {
  const open: string[] = []
  const { missingAnswers } = words
  if (draft.examinationId === null) open.push(missingAnswers['examination-id'])
  if (protocol.repeated !== undefined && draft.predictedAt === null) open.push(overTimeEditor.missingAnswer)
  for (const output of draft.outputs) {
    const spec = protocol.predictions.find((each) => each.id === output.prediction)
    if (spec) open.push(...unansweredOf(output, spec))
  }
  for (const name of columnsTwice(draft)) open.push(missingAnswers['column-twice'](name))
  if (draft.decimal === null) open.push(missingAnswers.decimal)
  return open
}

function unansweredOf(output: OutputDraft, spec: PredictionOutput): readonly string[] {
  const open: string[] = []
  const { missingAnswers } = words
  if (spec.score && output.scoreColumn === null) open.push(missingAnswers.score(spec.label))
  if (spec.score && output.direction === null) open.push(missingAnswers.direction(spec.label))
  if (spec.decision && output.decisionColumn === null) open.push(missingAnswers.decision(spec.label))
  return open
}

function columnsTwice(draft: PredictionsDraft): readonly string[] {
  const chosen = [
    draft.examinationId,
    draft.predictedAt,
    draft.availableAt,
    ...draft.outputs.flatMap((output) => [output.scoreColumn, output.decisionColumn]),
  ].filter((name) => name !== null)
  return [...new Set(chosen.filter((name, at) => chosen.indexOf(name) !== at))]
}

/** The mapping to send; null while anything is unanswered. */
export function toMapping(draft: PredictionsDraft, preview: TablePreview, protocol: Protocol): PredictionsMapping | null {
  if (draft.examinationId === null || draft.decimal === null) return null
  if (unanswered(draft, protocol).length > 0) return null
  const reason = draft.missingReason.trim()
  return {
    format: 'probity.predictions-mapping',
    version: 1,
    examinationId: draft.examinationId,
    outputs: draft.outputs.map((output) => ({
      prediction: output.prediction,
      ...(output.scoreColumn === null ? {} : { scoreColumn: output.scoreColumn }),
      ...(output.scoreColumn === null || output.direction === null ? {} : { direction: output.direction }),
      ...(output.decisionColumn === null ? {} : { decisionColumn: output.decisionColumn }),
      ...(output.missingReasonColumn === null ? {} : { missingReasonColumn: output.missingReasonColumn }),
    })),
    ...(draft.predictedAt === null ? {} : { predictedAt: draft.predictedAt }),
    ...(draft.availableAt === null ? {} : { availableAt: draft.availableAt }),
    ...(reason === '' ? {} : { missingReason: reason }),
    decimal: draft.decimal,
    delimiter: preview.delimiter,
  }
}

