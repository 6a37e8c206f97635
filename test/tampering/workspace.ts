import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ActionContext } from '../../electron/actions/context.ts'
import { disposeData } from '../../electron/actions/dispose-data.ts'
import { setRetention } from '../../electron/actions/retention.ts'
import { signReport } from '../../electron/actions/sign-report.ts'
import { systemSurroundings } from '../../electron/files/clock.ts'
import { openFolders } from '../../electron/workspace/open-workspace.ts'
import { createWorkspace, openWorkspace, type Workspace } from '../../electron/workspace/workspace.ts'
import type { PersonId, RecordId, StudyId } from '../../shared/vocabulary/ids.ts'
import { addPerson, refusal } from '../store/fixture.ts'
import { addDataset } from '../store/sample.ts'
import { evaluateShortStudy, freshContext, person, seen } from '../actions/demo-study.ts'

export { person }
const third = { signInName: 'cy', fullName: 'Cy Retired', passphrase: 'staple correct battery horse' } as const
const second = { signInName: 'bo', fullName: 'Bo Reviewer', passphrase: 'battery staple correct horse' } as const

/** A closed workspace with one of everything, the keys that its people hold, and a younger copy of it. */
export interface Base {
  readonly folder: string
  readonly personId: string
  readonly keys: { readonly database: Uint8Array; readonly anchor: Uint8Array; readonly rows: Uint8Array }
  /** The same workspace before the second person's session. */
  readonly earlier: string
  /** As a crash of that session would leave it: database, write-ahead log and anchor. */
  readonly crashed: string
  /** A write-ahead log of the first session, and the key file as it was then. */
  readonly oldLog: string
  readonly oldKeyFile: string
  /** Another workspace of the same people's program, and the key to its database. */
  readonly foreign: { readonly folder: string; readonly key: Uint8Array }
  /** The second person's checkpoint, which the first cannot sign anew. */
  readonly othersCheckpoint: number
  /** Copies it into a fresh folder. */
  copy(from?: string): string
  end(): void
}

/** The demonstration study from its files to the signed report, two people, a role that was taken back, a wrong passphrase. */
export async function makeBase(): Promise<Base> {
  const { context, folder } = await freshContext()
  const { workspace } = context
  const { personId } = workspace.session
  // The first version of the data is disposed of below; everything rests on the second.
  const { studyId } = await evaluateShortStudy(context, 2)
  await signReport(context, { studyId, signInName: person.signInName, passphrase: person.passphrase, meaning: 'authorship', ...seen(context, studyId) })
  const parent = mkdtempSync(join(tmpdir(), 'probity-tampering-'))
  const [earlier, crashed, oldLog, oldKeyFile] = ['earlier', 'crashed', 'old-log', 'old-keys'].map((name) => join(parent, name)) as [string, string, string, string]
  workspace.store.transact((w) => {
    const objectSha256 = w.objects.add('text/plain', Buffer.from('a note that was attached'))
    w.appendEntry({ action: 'attachment.added', objectKind: 'attachment', objectId: 'note', details: { objectSha256 } })
  })
  cpSync(workspace.paths.keyFile, oldKeyFile)
  const kdf = { belowFloorForTests: { memoryKiB: 64, iterations: 1 } }
  const otherId = await addPerson(workspace, { ...second, roles: ['validator', 'reviewer'], kdf })
  await disposeOfFirst(context, studyId)
  takeBack(workspace, otherId)
  retire(workspace, await addPerson(workspace, { ...third, roles: ['auditor'], kdf }))
  trustAuthority(workspace)
  cpSync(`${workspace.paths.store}-wal`, oldLog)
  const keys = keysOf(workspace)
  workspace.close()
  cpSync(folder, earlier, { recursive: true })
  const surroundings = systemSurroundings('0.0.0-test')
  await refusal(() => openWorkspace(folder, personId, 'not the passphrase', surroundings))
  const other = await openWorkspace(folder, otherId, second.passphrase, surroundings)
  other.checkpoints.write()
  const othersCheckpoint = other.store.ledger.head().seq
  for (let n = 0; n < 2; n++) other.store.transact((w) => w.appendEntry({ action: 'results.viewed', objectKind: 'study', objectId: studyId }))
  cpSync(folder, crashed, { recursive: true })
  abandon(other)
  const foreign = await makeForeign(join(parent, 'foreign'))
  let n = 0
  return {
    folder,
    personId,
    keys,
    earlier,
    crashed,
    oldLog,
    oldKeyFile,
    foreign,
    othersCheckpoint,
    copy(from = folder) {
      const to = join(parent, `copy-${(n += 1)}`)
      cpSync(from, to, { recursive: true })
      return to
    },
    end: () => [parent, join(folder, '..')].forEach((each) => rmSync(each, { recursive: true, force: true })),
  }
}

/** The first version of the data ends with its keys, by two people. */
async function disposeOfFirst(context: ActionContext, studyId: StudyId): Promise<void> {
  setRetention(context, { kind: 'dataset', years: 0, reason: 'a trial of the rules' })
  const id = context.workspace.store.records.list({ kind: 'dataset' })[0]?.id as RecordId
  const { signInName, passphrase } = person
  const witness = { signInName: second.signInName, passphrase: second.passphrase }
  await disposeData(context, { studyId, data: { id, version: 1 }, reason: 'superseded', confirmation: 'Study', signInName, passphrase, witness })
}

async function makeForeign(folder: string): Promise<Base['foreign']> {
  const kdf = { belowFloorForTests: { memoryKiB: 64, iterations: 1 } }
  const workspace = await createWorkspace(folder, { name: 'Other', person: { ...person, kdf, roles: ['approver'] } }, systemSurroundings('0.0.0-test'))
  workspace.store.transact(addDataset)
  const key = new Uint8Array(workspace.vault.keys.database)
  workspace.close()
  return { folder, key }
}

/** What somebody was granted is revoked again: which of the two rows came last decides. */
function takeBack({ store }: Workspace, personId: PersonId): void {
  store.transact((w) => {
    const { id, sha256: afterSha256 } = w.people.changeRole({ personId, studyId: null, role: 'reviewer', change: 'revoked' })
    w.appendEntry({ action: 'role.revoked', objectKind: 'role-assignment', objectId: id, afterSha256, details: { personId } })
  })
}

function retire({ store }: Workspace, personId: PersonId): void {
  store.transact((w) => {
    const { sha256: afterSha256 } = w.people.retire(personId)
    w.appendEntry({ action: 'person.retired', objectKind: 'person', objectId: personId, afterSha256 })
  })
}

function trustAuthority({ store, vault }: Workspace): void {
  store.transact((w) => {
    const { id, sha256: afterSha256 } = w.trusted.add({ kind: 'authority', personId: null, bytes: vault.authorityCertificate })
    w.appendEntry({ action: 'certificate.imported', objectKind: 'trusted', objectId: id, afterSha256 })
  })
}

/** Every key that the person at work has. */
export function keysOf({ vault }: Workspace): Base['keys'] {
  const { database, anchor } = vault.keys
  return { database: new Uint8Array(database), anchor: new Uint8Array(anchor), rows: new Uint8Array(vault.rowsKey ?? []) }
}

/** Ends without the last entry and the checkpoint that signing out would bring: something stands after the last checkpoint. */
function abandon(workspace: Workspace): void {
  workspace.store.database.close()
  workspace.vault.dispose()
  openFolders.delete(workspace.folder)
}
