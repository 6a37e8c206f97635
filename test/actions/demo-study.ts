import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ActionContext } from '../../electron/actions/context.ts'
import { createStudy } from '../../electron/actions/create-study.ts'
import { evaluateStudy } from '../../electron/actions/evaluate-study.ts'
import { freezeCohort } from '../../electron/actions/freeze-cohort.ts'
import { importDataset } from '../../electron/actions/import-dataset.ts'
import { importPredictions } from '../../electron/actions/import-predictions.ts'
import { approveIntendedUse, saveIntendedUseDraft } from '../../electron/actions/intended-use.ts'
import { lockProtocol, saveProtocolDraft } from '../../electron/actions/protocol.ts'
import { readStudyState } from '../../electron/actions/study-state.ts'
import { demoFile } from '../../electron/engine/demo-study.ts'
import { systemSurroundings } from '../../electron/files/clock.ts'
import { nodeHost } from '../../electron/hosts/node.ts'
import { createWorkspace } from '../../electron/workspace/workspace.ts'
import type { StudyId } from '../../shared/vocabulary/ids.ts'
import { firstRoles } from '../../shared/vocabulary/people.ts'
import { DatasetMapping, PredictionsMapping, Release } from '../../shared/vocabulary/records.ts'

/** A real workspace in a fresh folder, with key derivation cheap enough for tests. */
export const person = { signInName: 'ana', fullName: 'Ana Author', passphrase: 'correct horse battery staple', roles: firstRoles.alone } as const

export async function freshContext(): Promise<{ context: ActionContext; folder: string; end: () => void }> {
  const parent = mkdtempSync(join(tmpdir(), 'probity-actions-'))
  const folder = join(parent, 'workspace')
  const surroundings = systemSurroundings('0.0.0-test')
  const kdf = { belowFloorForTests: { memoryKiB: 64, iterations: 1 } }
  const workspace = await createWorkspace(folder, { name: 'Test', person: { ...person, kdf } }, surroundings)
  const context: ActionContext = { workspace, host: nodeHost(), surroundings, emit: () => undefined, demo: false }
  return {
    context,
    folder,
    end: () => {
      workspace.close()
      rmSync(parent, { recursive: true, force: true })
    },
  }
}

const readJson = (name: string): unknown => JSON.parse(readFileSync(demoFile(name), 'utf8'))

export const demoInput = {
  protocolText: () => readFileSync(demoFile('protocol.json'), 'utf8'),
  intendedUse: () => {
    const { format: _format, version: _version, ...content } = readJson('intended-use.json') as Record<string, string>
    return content as Record<string, string>
  },
  dataset: () => ({
    path: demoFile('reference-data.csv'),
    name: 'reference-data.csv',
    mapping: DatasetMapping.parse(readJson('dataset-mapping.json')),
  }),
  predictions: () => ({
    path: demoFile('predictions.csv'),
    name: 'predictions.csv',
    mapping: PredictionsMapping.parse(readJson('predictions-mapping.json')),
    release: Release.parse(readJson('release.json')),
  }),
}

/** The demo protocol without what costs time on paper and changes no rule: its report is laid out in half the time. */
export function shortProtocol(): string {
  const { analyses: _analyses, comparisons: _comparisons, ...rest } = JSON.parse(demoInput.protocolText()) as Record<string, unknown>
  return JSON.stringify({ ...rest, subgroups: [] })
}

/** The demo study under that protocol, from its files to results; the data imported so often, of which the last version counts. */
export async function evaluateShortStudy(context: ActionContext, nImports = 1): Promise<{ studyId: StudyId }> {
  const name = 'Study'
  const studyId = createStudy(context, { name, deviceName: 'Device' })
  saveIntendedUseDraft(context, studyId, demoInput.intendedUse())
  approveIntendedUse(context, studyId)
  saveProtocolDraft(context, studyId, shortProtocol())
  lockProtocol(context, studyId)
  for (let n = 0; n < nImports; n++) await importDataset(context, { studyId, ...demoInput.dataset() }).result
  freezeCohort(context, studyId)
  await importPredictions(context, { studyId, ...demoInput.predictions() }).result
  await evaluateStudy(context, { studyId, confirmation: name }).result
  return { studyId }
}

/** What the Sign screen shows of a study's report now: a signature has to name it. */
export function seen({ workspace }: ActionContext, studyId: StudyId): { recordSha256: string; reportVersion: number } {
  const { report, result } = readStudyState(workspace.store, studyId)
  if (report !== null) return { recordSha256: report.record.sha256, reportVersion: report.record.version }
  return { recordSha256: result?.record.sha256 ?? '0'.repeat(64), reportVersion: 0 }
}
