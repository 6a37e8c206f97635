import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { makeBackup } from '../../electron/actions/backup.ts'
import { createStudy } from '../../electron/actions/create-study.ts'
import { disposeData } from '../../electron/actions/dispose-data.ts'
import { evaluateStudy } from '../../electron/actions/evaluate-study.ts'
import { exportReport } from '../../electron/actions/export-files.ts'
import { freezeCohort } from '../../electron/actions/freeze-cohort.ts'
import { importDataset } from '../../electron/actions/import-dataset.ts'
import { importPredictions } from '../../electron/actions/import-predictions.ts'
import { approveIntendedUse, saveIntendedUseDraft } from '../../electron/actions/intended-use.ts'
import { lockProtocol, saveProtocolDraft } from '../../electron/actions/protocol.ts'
import { setRetention } from '../../electron/actions/retention.ts'
import { signReport } from '../../electron/actions/sign-report.ts'
import { readStudyState } from '../../electron/actions/study-state.ts'
import { openDatabase } from '../../electron/store/database.ts'
import type { Store, WriteStore } from '../../electron/store/store.ts'
import { unlockVault } from '../../electron/vault/open-vault.ts'
import { readSignInFile } from '../../electron/vault/sign-in-file.ts'
import { readBackup } from '../../electron/workspace/backup-files.ts'
import { restoreBackup } from '../../electron/workspace/restore.ts'
import { verifyStore } from '../../electron/workspace/verify.ts'
import { createWorkspace, openWorkspace, readWorkspace, type Workspace } from '../../electron/workspace/workspace.ts'
import { workspacePaths } from '../../electron/workspace/workspace-files.ts'
import { writeRole } from '../../electron/workspace/write-people.ts'
import type { PersonId, RecordId, StudyId } from '../../shared/vocabulary/ids.ts'
import { roles } from '../../shared/vocabulary/people.ts'
import { Refusal } from '../../shared/vocabulary/problem.ts'
import { ada, bob, surroundings } from '../store/backup-fixture.ts'
import { kdf, person } from '../store/fixture.ts'
import { contextIn, datasetRequest, intendedUse, predictionsRequest, protocolText, writeSmallStudy } from './small-study.ts'
import { seen } from '../actions/demo-study.ts'
import { addPerson } from '../store/add-person.ts'

const STUDY = 'Small study'
const carla = { signInName: 'carla', passphrase: 'the passphrase of a third' }

/** How a path tells where it stands. */
export interface Watch {
  /** From here on every step counts. */
  begin(): void
  /** What the program has said is saved: a number of the audit trail. */
  ack(seq: number): void
  /** A transaction with so many entries is about to be committed: until it is acknowledged it may be there, whole, or not. */
  pending(entries: number): void
  /** The whole of it was reported as done. */
  done(): void
  end(): void
}

export interface WritePath {
  readonly name: string
  /** The state it begins in. */
  readonly stage: string
  run(root: string, watch: Watch): Promise<void>
  /** What has to hold beyond the trail; `clean` where the program lived on and the disk recovered at once. */
  check?(root: string, after: { readonly done: boolean; readonly clean: boolean }): Promise<string[]> | string[]
  /** The folder may hold no workspace while it is made or replaced. */
  readonly mayLack?: boolean
}

export const folderIn = (root: string): string => join(root, 'ws')
export const adaIn = (root: string): string => readWorkspace(folderIn(root)).people[0]?.personId ?? ''
export const openIn = (root: string, examine?: (opening: Workspace) => void): Promise<Workspace> =>
  openWorkspace(folderIn(root), adaIn(root), ada.passphrase, surroundings, examine)

const studyIn = (workspace: Workspace): StudyId => workspace.store.records.list({ kind: 'study' })[0]?.studyId as StudyId
const newFiles = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : [])

/** Where a closed workspace stands. */
const anchored = (root: string): number => (JSON.parse(readFileSync(workspacePaths(folderIn(root)).anchor, 'utf8')) as { seq: number }).seq

/** Every commit of the store is acknowledged as soon as it has returned. */
export function tell(store: Store, watch: Pick<Watch, 'ack' | 'pending'>): void {
  const transact = store.transact.bind(store)
  store.transact = <T>(work: (write: WriteStore) => T): T => {
    const value = transact((write) => {
      let n = 0
      const appendEntry: WriteStore['appendEntry'] = (draft) => {
        n += 1
        return write.appendEntry(draft)
      }
      const made = work({ ...write, appendEntry })
      watch.pending(n)
      return made
    })
    watch.ack(store.ledger.head().seq)
    return value
  }
}

/** An action in a workspace that is open already; closing it is not part of the path. */
function inWorkspace(act: (workspace: Workspace, root: string) => Promise<unknown> | unknown): WritePath['run'] {
  return async (root, watch) => {
    const workspace = await openIn(root)
    try {
      tell(workspace.store, watch)
      watch.ack(workspace.store.ledger.head().seq)
      watch.begin()
      await act(workspace, root)
      watch.done()
    } finally {
      watch.end()
      try {
        workspace.close()
      } catch {
        // A store that met a fault may not take the last entry.
      }
    }
  }
}

const import_ = (workspace: Workspace, root: string) => importDataset(contextIn(workspace), { studyId: studyIn(workspace), ...datasetRequest(root) }).result
const seal = (workspace: Workspace, root: string) => importPredictions(contextIn(workspace), { studyId: studyIn(workspace), ...predictionsRequest(root) }).result
const evaluate_ = (workspace: Workspace) => evaluateStudy(contextIn(workspace), { studyId: studyIn(workspace), confirmation: STUDY }).result
const sign = (workspace: Workspace) => {
  const [context, studyId] = [contextIn(workspace), studyIn(workspace)]
  return signReport(context, { studyId, ...ada, meaning: 'authorship', ...seen(context, studyId) })
}
const draft = (workspace: Workspace) => {
  const context = contextIn(workspace)
  const studyId = createStudy(context, { name: STUDY, deviceName: 'Device' })
  saveIntendedUseDraft(context, studyId, intendedUse())
  saveProtocolDraft(context, studyId, protocolText())
}
const lock = (workspace: Workspace) => {
  approveIntendedUse(contextIn(workspace), studyIn(workspace))
  lockProtocol(contextIn(workspace), studyIn(workspace))
}
const freeze = (workspace: Workspace) => freezeCohort(contextIn(workspace), studyIn(workspace))

/** Half of it would be a key gone without its certificate, or a certificate without its end: both verifiers would say so. */
const dispose = (workspace: Workspace) => {
  const [context, studyId] = [contextIn(workspace), studyIn(workspace)]
  const id = workspace.store.records.list({ kind: 'dataset' })[0]?.id as RecordId
  workspace.store.transact((w) => writeRole(w, { personId: workspace.store.people.list()[1]?.id as PersonId, studyId: null, role: 'reviewer', change: 'granted' }))
  setRetention(context, { kind: 'dataset', years: 0, reason: 'a trial of the rules' })
  return disposeData(context, { studyId, data: { id, version: 1 }, reason: 'no longer needed', confirmation: STUDY, ...ada, witness: bob })
}

const create = (root: string) =>
  createWorkspace(folderIn(root), { name: 'Test', person: { ...person, roles: [...roles] } }, surroundings)

const wrongPassphrase = async (root: string): Promise<void> => {
  const paths = workspacePaths(folderIn(root))
  try {
    ;(await unlockVault(paths, adaIn(root), 'not the right passphrase', surroundings)).dispose()
  } catch (error) {
    if (!(error instanceof Refusal) || error.problems[0]?.code !== 'vault/wrong-passphrase') throw error
  }
}

/** Backwards to the first schema, as a store of that version was. */
async function toFirstSchema(root: string): Promise<void> {
  const paths = workspacePaths(folderIn(root))
  const vault = await unlockVault(paths, adaIn(root), ada.passphrase, surroundings)
  const db = openDatabase(paths.store, vault.keys.database, { mustExist: true })
  for (const table of ['trusted', 'countersignature', 'person_state']) db.exec(`DROP TABLE main.${table}`)
  db.pragma('user_version = 1')
  db.close()
  vault.dispose()
}

const canSignIn = async (root: string, who: { signInName: string; passphrase: string }): Promise<boolean> => {
  const { people } = readWorkspace(folderIn(root))
  const personId = people.find((each) => each.signInName === who.signInName)?.personId
  if (personId === undefined) return false
  const workspace = await openWorkspace(folderIn(root), personId, who.passphrase, surroundings)
  workspace.close()
  return true
}

async function backupCheck(root: string, { done, clean }: { done: boolean; clean: boolean }): Promise<string[]> {
  const backup = join(root, 'backup')
  if (!existsSync(join(backup, 'workspace.json'))) {
    if (done) return ['the backup that was reported is not there']
    return clean && existsSync(backup) ? [`left behind: ${newFiles(backup).join(', ')}`] : []
  }
  const facts = readBackup(backup)
  const report = await verifyStore(backup, { personId: adaIn(root), passphrase: ada.passphrase })
  const findings = report.findings.filter((each) => each.severity === 'error').map((each) => `backup: ${each.code}`)
  return report.head?.hash === facts.head ? findings : [...findings, 'backup: another head']
}

function exportCheck(root: string, { done, clean }: { done: boolean; clean: boolean }): string[] {
  const files = newFiles(join(root, 'out'))
  const whole = files.includes('report.pdf')
  if (done && !whole) return ['the file that was reported is not there']
  if (clean && files.some((name) => name.endsWith('.part'))) return [`left behind: ${files.join(', ')}`]
  const text = whole ? readFileSync(join(root, 'out', 'report.pdf')) : null
  return text === null || (text.subarray(0, 4).toString() === '%PDF' && text.subarray(-6).toString().trim() === '%%EOF') ? [] : ['half a file']
}

/** Whatever was cut off: a store that verifies stands in the folder, or both stand beside it under their own names. */
async function restoreCheck(root: string, { done, clean }: { done: boolean; clean: boolean }): Promise<string[]> {
  const names = readdirSync(root).filter((name) => name.startsWith('ws'))
  if (done && !(names.includes('ws') && names.some((name) => name.startsWith('ws.replaced-')))) return [`restored, but: ${names.join(', ')}`]
  if (clean && !done && names.join() !== 'ws') return [`left behind: ${names.join(', ')}`]
  const isReplaced = names.some((name) => name.startsWith('ws.replaced-'))
  if (isReplaced && !names.includes('ws') && !names.some((name) => name.startsWith('ws.restoring-'))) return ['neither store is whole']
  return []
}

export const writePaths: readonly WritePath[] = [
  {
    name: 'create a workspace',
    stage: 'empty',
    mayLack: true,
    run: async (root, watch) => {
      watch.begin()
      try {
        const workspace = await create(root)
        watch.ack(workspace.store.ledger.head().seq)
        watch.done()
        watch.end()
        workspace.close()
      } finally {
        watch.end()
      }
    },
  },
  {
    name: 'sign in and out',
    stage: 'wrong-passphrase',
    run: async (root, watch) => {
      watch.ack(anchored(root))
      watch.begin()
      try {
        const workspace = await openIn(root)
        watch.ack(workspace.store.ledger.head().seq)
        tell(workspace.store, watch)
        workspace.close()
        watch.done()
      } finally {
        watch.end()
      }
    },
  },
  {
    name: 'a wrong passphrase',
    stage: 'created',
    run: async (root, watch) => {
      watch.ack(anchored(root))
      watch.begin()
      try {
        for (let i = 0; i < 3; i++) {
          await wrongPassphrase(root)
          if (i === 0) watch.done()
        }
      } finally {
        watch.end()
      }
    },
    check: (root, { done }) => (done && readSignInFile(workspacePaths(folderIn(root)).signInFile).entries.length === 0 ? ['a failed sign-in is lost'] : []),
  },
  { name: 'begin a study and draft', stage: 'created', run: inWorkspace(draft) },
  { name: 'approve and lock', stage: 'drafted', run: inWorkspace(lock) },
  { name: 'import', stage: 'locked', run: inWorkspace(import_) },
  { name: 'freeze', stage: 'imported', run: inWorkspace(freeze) },
  { name: 'seal predictions', stage: 'frozen', run: inWorkspace(seal) },
  { name: 'evaluate', stage: 'sealed', run: inWorkspace(evaluate_) },
  { name: 'sign', stage: 'evaluated', run: inWorkspace(sign) },
  {
    name: 'export',
    stage: 'signed',
    run: inWorkspace((workspace, root) => exportReport(contextIn(workspace), studyIn(workspace), join(root, 'out', 'report.pdf'))),
    check: exportCheck,
  },
  { name: 'back up', stage: 'signed', run: inWorkspace((workspace, root) => makeBackup(contextIn(workspace), { folder: join(root, 'backup') })), check: backupCheck },
  {
    name: 'restore',
    stage: 'backed-up',
    mayLack: true,
    run: async (root, watch) => {
      watch.begin()
      try {
        await restoreBackup({ backup: join(root, 'backup'), into: folderIn(root), actor: ada, witness: bob }, surroundings)
        watch.done()
      } finally {
        watch.end()
      }
    },
    check: restoreCheck,
  },
  {
    name: 'add a person',
    stage: 'created',
    run: inWorkspace((workspace) => addPerson(workspace, { ...carla, fullName: 'Carla Example', kdf })),
    check: async (root, { done }) => ((await canSignIn(root, carla)) || !done ? [] : ['the person who was added cannot sign in']),
  },
  {
    name: 'migrate',
    stage: 'first-schema',
    run: async (root, watch) => {
      watch.ack(anchored(root))
      watch.begin()
      try {
        const workspace = await openIn(root)
        watch.ack(workspace.store.ledger.head().seq)
        watch.done()
        watch.end()
        workspace.close()
      } finally {
        watch.end()
      }
    },
  },
  { name: 'dispose of data', stage: 'sealed', run: inWorkspace(dispose) },
]

/** One folder a stage under `at`, each made from the one before it; only what the paths need. */
export async function makeStages(at: string, wanted: ReadonlySet<string>): Promise<void> {
  const root = join(at, 'making')
  mkdirSync(join(root, 'out'), { recursive: true })
  writeSmallStudy(root)
  const keep = (stage: string) => wanted.has(stage) && cpSync(root, join(at, stage), { recursive: true })
  const act = async (stage: string, work: (workspace: Workspace) => unknown) => {
    const workspace = await openIn(root)
    await work(workspace)
    workspace.close()
    keep(stage)
  }
  const branch = async (stage: string, work: (root: string) => Promise<void>) => {
    if (!wanted.has(stage)) return
    cpSync(root, join(at, stage), { recursive: true })
    await work(join(at, stage))
  }
  keep('empty')
  const workspace = await create(root)
  await addPerson(workspace, { ...bob, fullName: 'Bob Example', kdf })
  workspace.close()
  keep('created')
  await branch('wrong-passphrase', wrongPassphrase)
  await branch('first-schema', toFirstSchema)
  const steps: readonly (readonly [stage: string, work: (workspace: Workspace) => unknown])[] = [
    ['drafted', draft],
    ['locked', lock],
    ['imported', (each) => import_(each, root)],
    ['frozen', freeze],
    ['sealed', (each) => seal(each, root)],
    ['evaluated', evaluate_],
    ['signed', sign],
    ['backed-up', (each) => makeBackup(contextIn(each), { folder: join(root, 'backup') })],
  ]
  const last = Math.max(...steps.map(([stage], i) => (wanted.has(stage) ? i : -1)))
  for (const [stage, work] of steps.slice(0, last + 1)) await act(stage, work)
  rmSync(root, { recursive: true })
}

export const studyStateIn = (workspace: Workspace) => readStudyState(workspace.store, studyIn(workspace))
