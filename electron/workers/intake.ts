import {
  type Imported,
  type NotImported,
  defaultLimits,
  importDataset,
  importPredictions,
  previewTable,
} from '../../shared/intake/index.ts'
import { type Problem, Refusal, problem } from '../../shared/vocabulary/problem.ts'
import type { FileFacts } from '../../shared/vocabulary/records.ts'
import { readWithDigest } from '../files/digest.ts'
import type { IntakeAnswer, IntakeJob, Progress } from '../hosts/host.ts'

/**
 * Entry of the process that reads untrusted files: one job, one answer. It holds no key and no store, and whoever
 * started it may kill it at any time.
 */
interface Port {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown
  start(): void
}
interface ParentPort {
  on(event: 'message', listener: (event: { ports: Port[] }) => void): unknown
}

const { parentPort } = process as unknown as { parentPort?: ParentPort }
if (parentPort) {
  parentPort.on('message', ({ ports }) => {
    const port = ports[0]
    if (port === undefined) return
    port.on('message', ({ data }) => void run(data as IntakeJob, (message) => port.postMessage(message)))
    port.start()
  })
} else {
  process.on('message', (job) => void run(job as IntakeJob, (message) => process.send?.(message as object)))
  process.on('disconnect', () => process.exit(0))
}

async function run(job: IntakeJob, send: (message: unknown) => void): Promise<void> {
  let answer: IntakeAnswer
  try {
    answer = await read(job, (done, total) => send({ kind: 'progress', done, total }))
  } catch (error) {
    const problems: readonly Problem[] =
      error instanceof Refusal ? error.problems : [problem('intake/stopped', { why: 'failed' }, { file: job.name })]
    answer = { kind: 'problems', problems, nProblems: problems.length }
  }
  send({ kind: 'answer', answer })
}

async function read(job: IntakeJob, onProgress: Progress): Promise<IntakeAnswer> {
  const { contents, sha256, bytes } = await readWithDigest(job.path, defaultLimits.maxBytes)
  if (job.kind === 'preview') {
    const preview = previewTable(contents, job.delimiter ? { delimiter: job.delimiter } : {}, job.name)
    return { kind: 'preview', preview: { ...preview, problems: [...preview.problems] } }
  }
  const digest = { sha256, bytes }
  if (job.kind === 'dataset') {
    return answerOf(importDataset(contents, job.mapping, job.name, defaultLimits, { onProgress }), digest, [])
  }
  const imported = importPredictions(contents, job.mapping, job.protocol, job.name, defaultLimits, { onProgress })
  return answerOf(imported, digest, imported.ok ? imported.missing : [])
}

type Missing = Extract<IntakeAnswer, { kind: 'columns' }>['missing']

function answerOf(imported: Imported | NotImported, digest: Pick<FileFacts, 'sha256' | 'bytes'>, missing: Missing): IntakeAnswer {
  if (!imported.ok) return { kind: 'problems', problems: imported.problems, nProblems: imported.nProblems }
  const { columns, facts, nParticipants, warnings } = imported
  return { kind: 'columns', columns, facts: { ...facts, ...digest }, nParticipants, missing, warnings }
}
