import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { applyRules } from '../../shared/cohort/index.ts'
import { canonicalResults, inputDigests } from '../../shared/evaluation/digests.ts'
import { checkProtocol, checkProtocolAgainstColumns } from '../../shared/evaluation/protocol-check.ts'
import { type Columns, takeRows } from '../../shared/vocabulary/columns.ts'
import { Refusal, problem, refuse } from '../../shared/vocabulary/problem.ts'
import { neededColumns } from '../../shared/vocabulary/needed-columns.ts'
import type { Protocol } from '../../shared/vocabulary/protocol.ts'
import { DatasetMapping, type PredictionsMapping } from '../../shared/vocabulary/records.ts'
import type { Results } from '../../shared/vocabulary/results.ts'
import { sha256, sha256Hex } from '../files/digest.ts'
import { readTextFile } from '../files/text.ts'
import { writeAtomically } from '../files/write.ts'
import type { Host, IntakeJob } from '../hosts/host.ts'
import { nodeHost } from '../hosts/node.ts'
import { ExitCode, say, sayJson } from './output.ts'
import { endpointTable, estimateTable } from './result-tables.ts'

export interface EvaluateOptions {
  readonly cohort: string
  readonly predictions: string
  readonly protocol: string
  readonly out: string
  readonly mapping?: string
  readonly id: string
  readonly participant?: string
  readonly reference: string
  readonly present: string
  readonly absent: string
  readonly notDone?: string
  readonly missingReason?: string
  readonly predictedAt?: string
  readonly availableAt?: string
  readonly json?: boolean
}

/** `probity evaluate`: the same intake, rules and statistics as in the window, without a store; marked exploratory. */
export async function evaluateFiles(options: EvaluateOptions): Promise<ExitCode> {
  const { protocol, problems } = checkProtocol(readTextFile(options.protocol))
  if (protocol === null || problems.some((each) => each.severity === 'error')) throw new Refusal(problems)
  const host = nodeHost()
  const data = await intake(host, { kind: 'dataset', ...file(options.cohort), mapping: await datasetMapping(host, options, protocol) })
  const kinds = [...data].map(([name, column]) => ({ name, kind: column.kind }))
  const misfits = checkProtocolAgainstColumns(protocol, kinds).filter((each) => each.severity === 'error')
  if (misfits.length > 0) throw new Refusal(misfits)
  const { rows } = applyRules(protocol, data)
  if (rows.length === 0) refuse('cohort/empty')
  const cohort: Columns = new Map([...data].map(([name, column]) => [name, takeRows(column, rows)]))
  const mapping = await predictionsMapping(host, options, protocol)
  const predictions = await intake(host, { kind: 'predictions', ...file(options.predictions), mapping, protocol })
  const digests = inputDigests({ protocol, cohort, predictions }, sha256)
  const results = await host.evaluate({ protocol, cohort, predictions, digests, exploratory: true }).result
  const text = canonicalResults(results)
  writeAtomically(options.out, text)
  sayResults(results, protocol, sha256Hex(text), options)
  return results.conclusion === 'success' ? ExitCode.fine : ExitCode.negative
}

const file = (path: string) => ({ path, name: basename(path) })

async function intake(host: Host, job: IntakeJob): Promise<Columns> {
  const answer = await host.intake(job).result
  if (answer.kind === 'problems') throw new Refusal(answer.problems)
  return answer.kind === 'columns' ? answer.columns : refuse('engine/internal', { command: 'evaluate' })
}

async function delimiterOf(host: Host, path: string): Promise<DatasetMapping['delimiter']> {
  const answer = await host.intake({ kind: 'preview', ...file(path) }).result
  if (answer.kind === 'problems') throw new Refusal(answer.problems)
  if (answer.kind !== 'preview') return refuse('engine/internal', { command: 'evaluate' })
  const errors = answer.preview.problems.filter((each) => each.severity === 'error')
  if (errors.length > 0) throw new Refusal(errors)
  return answer.preview.delimiter
}

async function datasetMapping(host: Host, options: EvaluateOptions, protocol: Protocol): Promise<DatasetMapping> {
  if (options.mapping !== undefined) {
    const parsed = DatasetMapping.safeParse(readJson(options.mapping))
    if (parsed.success) return parsed.data
    return refuse('cli/usage', { detail: `the mapping file does not have its shape at ${parsed.error.issues[0]?.path.join('.') ?? 'its root'}` })
  }
  return {
    format: 'probity.dataset-mapping',
    version: 1,
    examinationId: options.id,
    ...(options.participant === undefined ? {} : { participantId: options.participant }),
    reference: { column: options.reference, values: referenceValues(options) },
    covariates: neededCovariates(protocol, options),
    decimal: 'point',
    delimiter: await delimiterOf(host, options.cohort),
  }
}

async function predictionsMapping(host: Host, options: EvaluateOptions, protocol: Protocol): Promise<PredictionsMapping> {
  return {
    format: 'probity.predictions-mapping',
    version: 1,
    examinationId: options.id,
    outputs: protocol.predictions.map(({ id, scoreColumn, score, decisionColumn }) => ({
      prediction: id,
      ...(score === undefined ? {} : { scoreColumn: scoreColumn ?? id, direction: score.direction }),
      ...(decisionColumn === undefined ? {} : { decisionColumn }),
    })),
    ...(options.predictedAt === undefined ? {} : { predictedAt: options.predictedAt }),
    ...(options.availableAt === undefined ? {} : { availableAt: options.availableAt }),
    ...(options.missingReason === undefined ? {} : { missingReason: options.missingReason }),
    decimal: 'point',
    delimiter: await delimiterOf(host, options.predictions),
  }
}

const referenceValues = ({ present, absent, notDone }: EvaluateOptions): DatasetMapping['reference']['values'] => ({
  [present]: 'present',
  [absent]: 'absent',
  ...(notDone === undefined ? {} : { [notDone]: 'not-done' }),
})

/** The columns that the protocol asks for: numbers where it needs numbers, else categories; roles are mapped as such. */
function neededCovariates(protocol: Protocol, options: EvaluateOptions): DatasetMapping['covariates'] {
  const kinds = new Map<string, 'number' | 'category'>()
  for (const { column, expected } of neededColumns(protocol)) {
    if (column === 'participant' && options.participant !== undefined) continue
    if (expected === 'number' || !kinds.has(column)) kinds.set(column, expected === 'number' ? 'number' : 'category')
  }
  return [...kinds].map(([column, kind]) => ({ column, kind }))
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    throw new Refusal(problem('protocol/not-json', {}, { file: basename(path) }))
  }
}

function sayResults(results: Results, protocol: Protocol, digest: string, options: EvaluateOptions): void {
  if (options.json) return sayJson({ conclusion: results.conclusion, resultSha256: digest, endpoints: results.endpoints })
  say('EXPLORATORY: nothing was locked, frozen or sealed. This run is no evidence.\n')
  say(estimateTable(results, protocol))
  say('')
  say(endpointTable(results, protocol))
  say(`\nResults ${basename(options.out)}  SHA-256 ${digest}`)
}
