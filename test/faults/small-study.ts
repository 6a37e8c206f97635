import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ActionContext } from '../../electron/actions/context.ts'
import { demoFile } from '../../electron/engine/demo-study.ts'
import { readWithDigest } from '../../electron/files/digest.ts'
import type { Host, IntakeAnswer, IntakeJob } from '../../electron/hosts/host.ts'
import { nodeHost } from '../../electron/hosts/node.ts'
import type { Workspace } from '../../electron/workspace/workspace.ts'
import { compose } from '../../shared/report/compose.ts'
import type { StudyId } from '../../shared/vocabulary/ids.ts'
import { gatherReport } from '../../electron/actions/report-input.ts'
import { evaluate } from '../../shared/evaluation/evaluate.ts'
import { defaultLimits, importDataset, importPredictions } from '../../shared/intake/index.ts'
import { Refusal } from '../../shared/vocabulary/problem.ts'
import { DatasetMapping, PredictionsMapping, Release } from '../../shared/vocabulary/records.ts'
import { surroundings } from '../store/backup-fixture.ts'
import { openIn } from './path.ts'

const ROWS = 40
const json = (name: string) => JSON.parse(readFileSync(demoFile(name), 'utf8')) as Record<string, unknown>

/** The demo study cut down to a few rows and one endpoint, so that a whole life cycle takes a second. */
export function writeSmallStudy(folder: string): void {
  for (const name of ['reference-data.csv', 'predictions.csv']) {
    writeFileSync(join(folder, name), `${readFileSync(demoFile(name), 'utf8').split('\n').slice(0, ROWS + 1).join('\n')}\n`)
  }
}

export const intendedUse = (): Record<string, string> => {
  const { format: _format, version: _version, ...content } = json('intended-use.json') as Record<string, string>
  return content as Record<string, string>
}

export function protocolText(): string {
  const { comparisons: _c, analyses: _a, subgroups: _s, ...rest } = json('protocol.json')
  const first = <T>(list: unknown): T[] => (list as T[]).slice(0, 1)
  return JSON.stringify({ ...rest, subgroups: [], predictions: first(rest['predictions']), endpoints: first(rest['endpoints']), success: { combine: 'all', endpoints: ['E1'] } })
}

export const datasetRequest = (folder: string) => ({
  path: join(folder, 'reference-data.csv'),
  name: 'reference-data.csv',
  mapping: DatasetMapping.parse(json('dataset-mapping.json')),
})

export function predictionsRequest(folder: string) {
  const mapping = PredictionsMapping.parse(json('predictions-mapping.json'))
  return {
    path: join(folder, 'predictions.csv'),
    name: 'predictions.csv',
    mapping: { ...mapping, outputs: mapping.outputs.slice(0, 1) },
    release: Release.parse(json('release.json')),
  }
}

const rendered = new Map<string, Promise<Uint8Array>>()

/**
 * Everything in this thread, and one rendering for all, kept in a file where one is named: what is tested is what
 * reaches the disk.
 */
export function quickHost(pageFile?: string): Host {
  const host = nodeHost()
  return {
    ...host,
    intake: (job) => ({ result: intake(job), cancel: () => undefined }),
    evaluate: (input) => ({ result: Promise.resolve().then(() => evaluate(input)), cancel: () => undefined }),
    render: (tree, meta) => {
      const page = rendered.get('page') ?? keptPage(pageFile) ?? host.render(tree, meta).result
      rendered.set('page', page)
      return { result: page, cancel: () => undefined }
    },
  }
}

/** One page of a report as it is printed, from a workspace that has results. */
export async function renderedPage(root: string): Promise<Uint8Array> {
  const workspace = await openIn(root)
  try {
    const context = { ...contextIn(workspace), host: nodeHost() }
    const studyId = workspace.store.records.list({ kind: 'study' })[0]?.studyId as StudyId
    const { input } = gatherReport(context, studyId)
    const tree = compose(input)
    return await context.host.render(tree, { title: tree.title, author: 'Ada', createdAt: input.generatedAt, study: 'Study', appVersion: '0' }).result
  } finally {
    workspace.close()
  }
}

const keptPage = (file: string | undefined) => (file !== undefined && existsSync(file) ? Promise.resolve(new Uint8Array(readFileSync(file))) : null)

export const contextIn = (workspace: Workspace, pageFile?: string): ActionContext => ({ workspace, host: quickHost(pageFile), surroundings, emit: () => undefined, demo: false })

async function intake(job: IntakeJob): Promise<IntakeAnswer> {
  const { contents, sha256, bytes } = await readWithDigest(job.path, defaultLimits.maxBytes)
  if (job.kind === 'preview') throw new Error('not asked for here')
  const imported =
    job.kind === 'dataset'
      ? importDataset(contents, job.mapping, job.name, defaultLimits)
      : importPredictions(contents, job.mapping, job.protocol, job.name, defaultLimits)
  if (!imported.ok) throw new Refusal(imported.problems)
  const { columns, facts, nParticipants, warnings } = imported
  const missing = 'missing' in imported ? (imported.missing as Extract<IntakeAnswer, { kind: 'columns' }>['missing']) : []
  return { kind: 'columns', columns, facts: { ...facts, sha256, bytes }, nParticipants, missing, warnings }
}
