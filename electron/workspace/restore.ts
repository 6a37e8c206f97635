import { existsSync, readdirSync, rmSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { toHex, type PersonId } from '../../shared/vocabulary/ids.ts'
import { problem, Refusal, refuse } from '../../shared/vocabulary/problem.ts'
import { claimFolder, copyFlushed, freeBytes, moveFolder, removeEmptyFolder, underSecondName } from '../files/copy.ts'
import type { Surroundings } from '../files/clock.ts'
import { copyInto, freshTemporaryFolder } from '../files/write.ts'
import { isTaken } from '../store/backup-copy.ts'
import { openDatabase } from '../store/database.ts'
import { readDisposals } from '../store/disposals.ts'
import { type IntegrityCheck, integrityHere } from '../store/integrity.ts'
import { type LedgerHead, readLedger } from '../store/ledger-store.ts'
import { readKeyFile } from '../vault/key-file.ts'
import { type Credentials, unlockByName } from '../vault/open-vault.ts'
import type { Vault, Witness } from '../vault/vault.ts'
import { actAs } from './acting-role.ts'
import { readAnchor } from './anchor.ts'
import { type BackupFacts, checkBackupFiles, readBackup } from './backup-files.ts'
import { IN_USE_CHECK, replacedName, restoringName, takeBackRestore } from './leftovers.ts'
import { factKey } from './verify-ledger.ts'
import { verifyWith, type VerifyReport } from './verify.ts'
import { isOpenHere, openWorkspace, type Workspace } from './workspace.ts'
import { readAbout, type WorkspacePaths, workspacePaths } from './workspace-files.ts'

export interface RestoreRequest {
  readonly backup: string
  /** Absent, empty, or the folder of the workspace that the backup is of. */
  readonly into: string
  readonly actor: Credentials
  /** A second person, who answers for it with the first. */
  readonly witness: Credentials
  /** Said by whoever restores a backup that still holds keys which were destroyed since. */
  readonly bringsBack?: boolean | undefined
}

export interface Replaced {
  readonly seq: number
  readonly head: string
  /** Where the head was read: the store itself, or the anchor beside a store that cannot be read any more. */
  readonly from: 'store' | 'anchor'
  /** Data that were disposed of there and whose keys the backup holds; null where that store cannot be read. */
  readonly broughtBack: readonly string[] | null
}

export interface Restored {
  readonly folder: string
  readonly facts: BackupFacts
  readonly replaced: Replaced | null
  /** Name of the folder in which the replaced store is kept, beside the restored one. */
  readonly keptAs: string | null
}

/**
 * Puts a backup back. Everything is prepared and verified beside the folder and takes its place in the end, so that
 * whatever fails leaves the folder as it was; the store that stood there is moved aside and never removed.
 */
export async function restoreBackup(request: RestoreRequest, surroundings: Surroundings, integrity?: IntegrityCheck): Promise<Restored> {
  const facts = readBackup(request.backup)
  const into = workspacePaths(request.into)
  takeBackRestore(into.folder)
  const isReplacing = isWorkspaceToReplace(into, facts)
  checkBackupFiles(request.backup, facts)
  const mark = `${surroundings.clock.now().replaceAll(/[-:]|\.\d+/g, '')}-${toHex(surroundings.randomBytes(3))}`
  const staged = workspacePaths(restoringName(into.folder, mark))
  refuseWithoutRoom(dirname(into.folder), facts)
  const claimed = claimFolder(staged.folder)
  try {
    stage(request.backup, facts, staged)
    const signInFile = isReplacing ? into.signInFile : staged.signInFile
    const checked = (vault: Vault) => checkStaged(staged, facts, vault, { into: isReplacing ? into : null, isSaid: request.bringsBack === true, integrity })
    const people = await unlockBoth(request, { ...staged, signInFile }, surroundings, checked)
    await enter(staged, facts, { ...people, request, surroundings })
    const keptAs = swap(staged.folder, into.folder, isReplacing ? replacedName(into.folder, mark) : null)
    return { folder: into.folder, facts, replaced: people.found, keptAs: keptAs === null ? null : basename(keptAs) }
  } catch (error) {
    claimed.abandon(existsSync(staged.folder) ? readdirSync(staged.folder) : [])
    throw error
  }
}

/** Copies the files of a backup, but for what says that they are one. */
export function stage(backup: string, facts: BackupFacts, staged: WorkspacePaths): void {
  for (const { name, sha256 } of facts.files) {
    const copied = copyFlushed(join(backup, name), join(staged.folder, name))
    if (copied.sha256 !== sha256) refuse('backup/damaged', { cause: 'it was altered' }, { file: name })
  }
}

/** Verified with the keys of the person who restores, and the head is the one that the backup names. */
export async function refuseBroken(staged: WorkspacePaths, facts: BackupFacts, vault: Vault, integrity: IntegrityCheck = integrityHere): Promise<VerifyReport> {
  const file = basename(staged.store)
  if (vault.storeId !== facts.storeId) refuse('backup/damaged', { cause: 'it is of another workspace' }, { file: basename(staged.keyFile) })
  const report = await verifyWith(staged, vault, { integrity })
  if (!report.isWhole) throw new Refusal([problem('backup/damaged', { cause: 'it does not verify' }, { file }), ...report.findings])
  if (report.head?.seq !== facts.seq || report.head.hash !== facts.head) refuse('backup/damaged', { cause: 'it ends at another entry' }, { file })
  return report
}

/** `into`: the store that is replaced. Keys that were destroyed in it come back with an older backup: only if that is said. */
async function checkStaged(staged: WorkspacePaths, facts: BackupFacts, vault: Vault, { into, isSaid, integrity }: { readonly into: WorkspacePaths | null; readonly isSaid: boolean; readonly integrity: IntegrityCheck | undefined }): Promise<Replaced | null> {
  const { disposed } = await refuseBroken(staged, facts, vault, integrity)
  const found = into === null ? null : replacedHead(into, vault, new Set(disposed.map(({ object }) => object)))
  const back = found?.broughtBack ?? []
  if (back.length > 0 && !isSaid) refuse('backup/brings-back', { disposed: back.join(', ') })
  return found
}

interface Both {
  readonly actor: PersonId
  readonly witness: Witness
  readonly found: Replaced | null
}

async function unlockBoth(
  request: RestoreRequest,
  paths: WorkspacePaths,
  surroundings: Surroundings,
  check: (vault: Vault) => Promise<Replaced | null>,
): Promise<Both> {
  const vault = await unlockByName(paths, request.actor, surroundings, 'unlock')
  try {
    const witness = await vault.witness(request.witness, { acceptedLater: true })
    return { actor: vault.personId, witness, found: await check(vault) }
  } finally {
    vault.dispose()
  }
}

/** The restored store says itself what it came from and what it took the place of. */
async function enter(staged: WorkspacePaths, facts: BackupFacts, by: Both & { request: RestoreRequest; surroundings: Surroundings }): Promise<void> {
  const { actor, witness, found, request, surroundings } = by
  const workspace = await openWorkspace(staged.folder, actor, request.actor.passphrase, surroundings, refuseOthers)
  try {
    const isAdministrator = isAdministratorOf(workspace)
    const details = {
      backupId: facts.id,
      backupSeq: facts.seq,
      backupHead: facts.head,
      replacedSeq: found?.seq ?? 0,
      replacedHead: found?.head ?? 'none',
      replacedFrom: found?.from ?? 'none',
      ...broughtBackDetails(found),
      witnessId: witness.personId,
      witnessName: witness.fullName,
    }
    actAs(isAdministrator ? 'administrator' : null, () =>
      workspace.store.transact((write) => write.appendEntry({ action: 'store.restored', objectKind: 'workspace', objectId: facts.storeId, details })),
    )
  } finally {
    workspace.close()
  }
}

/** Whoever reads the trail sees which keys live again; each is disposed of anew. */
function broughtBackDetails(found: Replaced | null): Record<string, string | number> {
  if (found === null) return {}
  if (found.broughtBack === null) return { broughtBack: 'unknown' }
  return found.broughtBack.length === 0 ? {} : { broughtBack: found.broughtBack.length, broughtBackData: found.broughtBack.join(', ').slice(0, 300) }
}

const isAdministratorOf = ({ store, session }: Workspace): boolean => store.people.rolesOf(session.personId).includes('administrator')

/** As the permission table says of backups; a workspace in which nobody keeps the accounts has nobody to ask for. */
function refuseOthers(opening: Workspace): void {
  const { people } = opening.store
  const isKept = people.list().some(({ id }) => people.rolesOf(id).includes('administrator'))
  if (isKept && !isAdministratorOf(opening)) refuse('backup/needs-administrator', { person: opening.session.fullName })
}

/** False: a folder to be made or filled. True: the workspace that the backup is of, which nobody has open. */
function isWorkspaceToReplace(into: WorkspacePaths, facts: BackupFacts): boolean {
  if (isOpenHere(into.folder)) refuse('store/in-use')
  if (!existsSync(into.folder) || readdirSync(into.folder).length === 0) return false
  const storeId = storeIdOf(into)
  if (storeId === null) return refuse('store/folder-not-empty')
  if (storeId !== facts.storeId) return refuse('backup/other-workspace')
  const taken = existsSync(into.store) ? underSecondName(into.store, IN_USE_CHECK, isTaken) : false
  if (taken === true) return refuse('store/in-use')
  return true
}

/** As far as the folder still tells whose it is. */
function storeIdOf(paths: WorkspacePaths): string | null {
  for (const read of [() => readAbout(paths).storeId, () => readKeyFile(paths.keyFile).file.storeId]) {
    try {
      return read()
    } catch {
      // The next file may still say it.
    }
  }
  return null
}

/** Where the store that is replaced had come to, read from a copy: opening it would change what is kept. */
function replacedHead(into: WorkspacePaths, vault: Vault, disposedInBackup: ReadonlySet<string>): Replaced | null {
  const temporary = freshTemporaryFolder('replaced')
  try {
    const copy = workspacePaths(temporary)
    copyInto(copy.folder, [into.store, `${into.store}-wal`])
    const db = openDatabase(copy.store, vault.keys.database, { mustExist: true })
    try {
      const { seq, hash }: LedgerHead = readLedger(db).head()
      const disposed = readDisposals(db).map(({ value: { data } }) => factKey(data.kind, data.id, data.version))
      return { seq, head: hash, from: 'store', broughtBack: disposed.filter((object) => !disposedInBackup.has(object)) }
    } finally {
      db.close()
    }
  } catch {
    return anchoredHead(into, vault)
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

function anchoredHead(into: WorkspacePaths, vault: Vault): Replaced | null {
  try {
    const { seq, head } = readAnchor(into.anchor, vault.keys.anchor)
    return { seq, head, from: 'anchor', broughtBack: null }
  } catch {
    return null
  }
}

/** Two moves. Between them the folder is missing and both stores stand beside it under names that say what they are. */
function swap(staged: string, into: string, aside: string | null): string | null {
  if (aside !== null) moveFolder(into, aside)
  else if (existsSync(into)) removeEmptyFolder(into)
  try {
    moveFolder(staged, into)
  } catch (error) {
    if (aside !== null) moveFolder(aside, into)
    throw error
  }
  return aside
}

function refuseWithoutRoom(parent: string, facts: BackupFacts): void {
  const needed = facts.files.reduce((sum, file) => sum + file.bytes, 0) + 1_000_000
  const free = existsSync(parent) ? freeBytes(resolve(parent)) : null
  if (free !== null && free < needed) {
    refuse('backup/no-room', { neededMb: Math.ceil(needed / 1_000_000), freeMb: Math.floor(free / 1_000_000) })
  }
}
