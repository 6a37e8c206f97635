// Child of markers.ts: uses a workspace for all it can do, with unmistakable data, and is killed in the middle of more.
import { readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { makeBackup } from '../../electron/actions/backup.ts'
import type { ActionContext } from '../../electron/actions/context.ts'
import { createStudy } from '../../electron/actions/create-study.ts'
import { evaluateStudy } from '../../electron/actions/evaluate-study.ts'
import { exportReport } from '../../electron/actions/export-files.ts'
import { freezeCohort } from '../../electron/actions/freeze-cohort.ts'
import { importDataset } from '../../electron/actions/import-dataset.ts'
import { importPredictions } from '../../electron/actions/import-predictions.ts'
import { approveIntendedUse, saveIntendedUseDraft } from '../../electron/actions/intended-use.ts'
import { changePassphrase } from '../../electron/actions/passphrases.ts'
import { lockProtocol, saveProtocolDraft } from '../../electron/actions/protocol.ts'
import { makeRecoveryKey } from '../../electron/actions/recovery.ts'
import { reviewTrail } from '../../electron/actions/review-trail.ts'
import { signReport } from '../../electron/actions/sign-report.ts'
import { nodeHost } from '../../electron/hosts/node.ts'
import { restoreDrill } from '../../electron/workspace/restore-drill.ts'
import { verifyAll, verifyStore } from '../../electron/workspace/verify.ts'
import { createWorkspace, openWorkspace, type Workspace } from '../../electron/workspace/workspace.ts'
import { roles } from '../../shared/vocabulary/people.ts'
import type { StudyId } from '../../shared/vocabulary/ids.ts'
import { seen } from '../actions/demo-study.ts'
import { surroundings } from '../store/backup-fixture.ts'
import { kdf } from '../store/fixture.ts'
import { intendedUse, predictionsRequest } from './small-study.ts'

interface Marked {
  /** Where its own files go, where what it is given lies, and where it exports to. */
  readonly world: string
  readonly given: string
  readonly chosen: string
  readonly study: string
  readonly passphrases: readonly [string, string]
  readonly wrong: string
  readonly mapping: Parameters<typeof importDataset>[1]['mapping']
  readonly protocol: string
}

const marked = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Marked
const say = (line: string) => void writeSync(1, `${line}\n`)
const folder = join(marked.world, 'ws')
const [first, next] = marked.passphrases
const ada = { signInName: 'ada', passphrase: first }
const contextOf = (workspace: Workspace): ActionContext => ({ workspace, host: nodeHost(), surroundings, emit: () => undefined, demo: false })

async function toResults(context: ActionContext, name: string): Promise<StudyId> {
  const studyId = createStudy(context, { name, deviceName: `${marked.study} device` })
  saveIntendedUseDraft(context, studyId, { ...intendedUse(), ...Object.fromEntries(Object.keys(intendedUse()).slice(0, 1).map((key) => [key, `${marked.study} text`])) })
  saveProtocolDraft(context, studyId, marked.protocol)
  approveIntendedUse(context, studyId)
  lockProtocol(context, studyId)
  say('at import')
  await importDataset(context, { studyId, path: join(marked.given, 'reference-data.csv'), name: 'reference-data.csv', mapping: marked.mapping }).result
  freezeCohort(context, studyId)
  await importPredictions(context, { studyId, ...predictionsRequest(marked.given) }).result
  await evaluateStudy(context, { studyId, confirmation: name }).result
  return studyId
}

async function wholeLife(): Promise<void> {
  const workspace = await createWorkspace(folder, { name: 'Test', person: { signInName: 'ada', fullName: 'Ada Example', passphrase: first, kdf, roles: [...roles] } }, surroundings)
  const { personId } = workspace.session
  const context = contextOf(workspace)
  const studyId = await toResults(context, marked.study)
  await signReport(context, { studyId, ...ada, meaning: 'authorship', ...seen(context, studyId) })
  exportReport(context, studyId, join(marked.chosen, 'report.pdf'))
  await reviewTrail(context, { fromSeq: 1, toSeq: 3, note: `${marked.study} note`, ...ada })
  say(`secret ${(await makeRecoveryKey(context, undefined)).recoveryKey}`)
  await makeBackup(context, { folder: join(marked.world, 'backup') })
  await restoreDrill(join(marked.world, 'backup'), ada, surroundings)
  if (!(await verifyAll(workspace)).ok) throw new Error('does not verify')
  await changePassphrase(context, { current: first, passphrase: next })
  workspace.close()
  await openWorkspace(folder, personId, marked.wrong, surroundings).then(
    () => say('a wrong passphrase opened it'),
    () => undefined,
  )
  if (!(await verifyStore(folder, { personId, passphrase: next })).ok) throw new Error('does not verify')
}

if (process.argv[3] === 'life') await wholeLife()
say('ready')
const { people } = await import('../../electron/workspace/workspace.ts').then(({ readWorkspace }) => readWorkspace(folder))
const workspace = await openWorkspace(folder, people[0]?.personId ?? '', next, surroundings)
for (let i = 0; ; i++) await toResults(contextOf(workspace), `${marked.study} ${workspace.store.ledger.head().seq}`)
