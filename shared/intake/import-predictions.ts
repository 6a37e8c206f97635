import { problem } from '../vocabulary/problem.ts'
import type { Protocol } from '../vocabulary/protocol.ts'
import type { PredictionsMapping } from '../vocabulary/records.ts'
import { EXAMINATION_ID } from '../vocabulary/roles.ts'
import { type IntakeHooks, type IntakeLimits, defaultLimits } from './limits.ts'
import { type Imported, type NotImported, columnFinder, damagedIdWarning, notImported, walkRecords } from './outcome.ts'
import { OutputReader, checkOutput } from './output-reader.ts'
import { ProblemList } from './problem-list.ts'
import { PredictionTimes, checkTimeMapping } from './prediction-times.ts'
import { idReader } from './readers.ts'
import { type Table, openTable } from './table.ts'

export interface ImportedPredictions extends Imported {
  readonly nParticipants: null
  /** How many predictions are missing, by output and reason, in order of first appearance. */
  readonly missing: readonly { readonly prediction: string; readonly reason: string; readonly n: number }[]
}

/**
 * Reads a file of predictions as the locked protocol wants them.
 *
 * Shape: EXAMINATION_ID and, per output of the protocol, score:<id>, decision:<id> and missing-reason:<id>; of predictions
 * over time also PREDICTED_AT, AVAILABLE_AT where mapped, and TIME_OFFSETS of instants. Row order is file order. Errors: never thrown for bad input; every fault is a problem, and then there are no columns at all.
 */
export function importPredictions(
  bytes: Uint8Array,
  mapping: PredictionsMapping,
  protocol: Protocol,
  fileName: string,
  limits: IntakeLimits = defaultLimits,
  hooks: IntakeHooks = {},
): ImportedPredictions | NotImported {
  const table = openTable(bytes, mapping.delimiter, fileName, limits)
  if (Array.isArray(table)) return notImported(table.slice(0, limits.maxListed), table.length)
  const problems = new ProblemList(fileName, limits.maxListed)
  checkMapping(mapping, protocol, problems)
  const find = columnFinder(table.header, problems)
  const from = mapping.examinationId
  const ids = idReader(
    { index: find(from), from, name: EXAMINATION_ID, rows: table.nRows, problems },
    'intake/missing-examination-id',
    // Over time an examination has many rows, one for each time.
    protocol.repeated === undefined ? 'intake/duplicate-prediction' : null,
  )
  const outputs = planOutputs(table, mapping, protocol, find, problems)
  const file = { rows: table.nRows, decimal: mapping.decimal, problems }
  const times = protocol.repeated === undefined ? null : new PredictionTimes(protocol.repeated, mapping, find, file)
  if (problems.n > 0) return notImported(problems.list(), problems.n)

  const isDone = walkRecords(table, problems, hooks, (record, row) => {
    ids.read(record[ids.index] ?? '', row)
    times?.read(record, row)
    for (const output of outputs) output.read(record, row)
  })
  if (!isDone) return notImported([problem('intake/stopped', undefined, { file: fileName })])
  const idColumn = ids.column()
  if (idColumn.kind === 'text') times?.checkTwice(idColumn, from)
  if (problems.n > 0) return notImported(problems.list(), problems.n)
  return {
    ok: true,
    columns: new Map([[EXAMINATION_ID, idColumn], ...(times?.columns() ?? []), ...outputs.flatMap((output) => output.columns())]),
    facts: table.facts,
    nParticipants: null,
    missing: outputs.flatMap((output) => output.missing()),
    warnings: [...table.warnings, ...damagedIdWarning(ids, mapping.examinationId, fileName)],
  }
}

/** Every output of the protocol once, none besides, no column in two roles (rules PRD-1, PRD-2, MAP-2). */
function checkMapping(mapping: PredictionsMapping, protocol: Protocol, problems: ProblemList): void {
  const mapped = new Set<string>()
  const used = new Set([mapping.examinationId])
  const claim = (column: string | undefined): void => {
    if (column === undefined) return
    if (used.has(column)) problems.add('intake/column-mapped-twice', undefined, { column })
    used.add(column)
  }
  for (const output of mapping.outputs) {
    if (mapped.has(output.prediction)) problems.add('intake/unknown-output', { prediction: output.prediction })
    mapped.add(output.prediction)
    checkOutput(output, protocol, problems)
    claim(output.scoreColumn)
    claim(output.decisionColumn)
    // Several outputs may share one column of reasons, but it is never a score.
    if (output.missingReasonColumn === mapping.examinationId) claim(output.missingReasonColumn)
  }
  claim(mapping.predictedAt)
  claim(mapping.availableAt)
  checkTimeMapping(mapping, protocol, problems)
  for (const output of protocol.predictions) {
    if (!mapped.has(output.id)) problems.add('intake/output-missing', { prediction: output.id })
  }
}

function planOutputs(
  table: Table,
  mapping: PredictionsMapping,
  protocol: Protocol,
  find: (name: string) => number,
  problems: ProblemList,
): OutputReader[] {
  const file = { rows: table.nRows, decimal: mapping.decimal, missingReason: mapping.missingReason }
  const place = (name: string | undefined): number => (name === undefined ? -1 : find(name))
  return protocol.predictions.flatMap((output) => {
    const each = mapping.outputs.find((candidate) => candidate.prediction === output.id)
    if (each === undefined) return []
    const cells = {
      score: place(each.scoreColumn),
      decision: place(each.decisionColumn),
      reason: place(each.missingReasonColumn),
    }
    return [new OutputReader(output, each, cells, file, problems)]
  })
}
