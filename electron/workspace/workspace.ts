import { toHex, type PersonId } from '../../shared/vocabulary/ids.ts'
import { rowRoles } from '../../shared/vocabulary/people.ts'
import { Refusal, refuse } from '../../shared/vocabulary/problem.ts'
import type { Surroundings } from '../files/clock.ts'
import { claimFolder, refuseUnwritable } from '../files/copy.ts'
import { sha256Hex } from '../files/digest.ts'
import { damaged, parseKeyFile } from '../vault/key-file.ts'
import type { KdfChoice } from '../vault/primitives.ts'
import { recordOutcome } from '../vault/attempts.ts'
import { readSignInFile } from '../vault/sign-in-file.ts'
import { createVault, recoverVault, unlockVault } from '../vault/open-vault.ts'
import type { PassphrasePolicy } from '../vault/passphrase.ts'
import type { PreparedSlot, Vault, Witness } from '../vault/vault.ts'
import { anchorFindings, readAnchor } from './anchor.ts'
import { removeTemporary } from './leftovers.ts'
import { openFolders, Workspace } from './open-workspace.ts'
import { openDatabase, withProblems, withProblemsLater, type Database } from '../store/database.ts'
import { readCheckpoints } from '../store/checkpoints.ts'
import { readLedger } from '../store/ledger-store.ts'
import { isSchemaIntact, migrate, SCHEMA_VERSION, schemaVersion } from '../store/schema.ts'
import { removeLeftovers } from '../store/segments.ts'
import type { Session, Store } from '../store/store.ts'
import { isBackup } from './backup-files.ts'
import {
  filesOf,
  readAbout,
  workspacePaths,
  writeAbout,
  type WorkspacePaths,
} from './workspace-files.ts'

export { Workspace, isOpenHere } from './open-workspace.ts'
export { readWorkspace, workspaceName, type WorkspaceSummary } from './workspace-files.ts'

export interface PersonWanted {
  readonly signInName: string
  readonly fullName: string
  readonly passphrase: string
  /** For the whole workspace. */
  readonly roles?: readonly string[]
  readonly kdf?: KdfChoice
}

export interface WorkspaceWanted {
  readonly name: string
  readonly person: PersonWanted
  /** Writes the person's passphrase in plain beside the store. */
  readonly demo?: { readonly passphrase: string }
}

/** Makes a workspace in a folder that is absent or empty and hands it back unlocked. */
export async function createWorkspace(
  folder: string,
  wanted: WorkspaceWanted,
  surroundings: Surroundings,
): Promise<Workspace> {
  const paths = workspacePaths(folder)
  if (wanted.demo !== undefined && wanted.demo.passphrase !== wanted.person.passphrase) {
    throw new Error('the passphrase shown for a demonstration is the one that opens it')
  }
  const storeId = toHex(surroundings.randomBytes(16))
  const personId = toHex(surroundings.randomBytes(16)) as PersonId
  const { vault, prepared } = await createVault(
    paths,
    { storeId, workspaceName: wanted.name, person: { ...wanted.person, personId }, rows: mayReadRows(wanted.person.roles ?? []) },
    surroundings,
  )
  let db: Database | undefined
  let claimed: ReturnType<typeof claimFolder> | undefined
  try {
    claimed = claimFolder(paths.folder)
    vault.adopt(prepared.text)
    const made = openDatabase(paths.store, vault.keys.database, { mustExist: false })
    db = made
    withProblems(() => migrate(made))
    const workspace = withProblems(() => assemble(paths, made, vault, surroundings))
    workspace.found(wanted.name, prepared, { roles: wanted.person.roles ?? [], demo: wanted.demo !== undefined })
    // Last, so that a folder without it was never finished.
    writeAbout(paths, { storeId, name: wanted.name, ...(wanted.demo === undefined ? {} : { demo: wanted.demo }) })
    return workspace
  } catch (error) {
    abandon(paths, db)
    claimed?.abandon(filesOf(paths))
    vault.dispose()
    throw error
  }
}

/** Sees a store before anything is written into it, and may refuse it. */
export type Examine = (opening: Workspace) => void | Promise<void>

/**
 * Opens a workspace with one person's passphrase. A Refusal leaves every file as it was, but for the sign-in file.
 * `examine` sees the store before the session's first entry is written, and may refuse it.
 */
export async function openWorkspace(
  folder: string,
  personId: string,
  passphrase: string,
  surroundings: Surroundings,
  examine: Examine = () => undefined,
): Promise<Workspace> {
  const paths = workspacePaths(folder)
  if (isBackup(paths.folder)) refuse('store/is-a-backup')
  readAbout(paths)
  refuseUnwritable([paths.folder, paths.store])
  const vault = await unlockVault(paths, personId, passphrase, surroundings)
  return openWith(paths, vault, surroundings, examine)
}

/**
 * Break-glass: opens a workspace with its printed recovery key for one of its people, who gets a new passphrase and new
 * keys. `examine` may refuse before anything is written; `record` writes the entry with the new key file.
 */
export async function recoverWorkspace(
  folder: string,
  wanted: {
    readonly personId: PersonId
    readonly recoveryKey: string
    readonly passphrase: string
    readonly policy?: PassphrasePolicy
    /** The second person's own components, checked before anything is opened for work. */
    readonly witness?: { readonly signInName: string; readonly passphrase: string } | undefined
  },
  surroundings: Surroundings,
  steps: {
    readonly examine: Examine
    readonly record: (workspace: Workspace, prepared: PreparedSlot, witness: Witness | null) => void
  },
): Promise<Workspace> {
  const paths = workspacePaths(folder)
  readAbout(paths)
  const { vault, prepared } = await recoverVault(paths, wanted, surroundings)
  let witness: Witness | null
  try {
    witness = wanted.witness === undefined ? null : await vault.witness(wanted.witness)
  } catch (error) {
    vault.dispose()
    throw error
  }
  const workspace = await openWith(paths, vault, surroundings, steps.examine)
  try {
    recordOutcome({ signInFile: paths.signInFile, personId: null, purpose: 'recovery', surroundings }, 'accepted')
    steps.record(workspace, prepared, witness)
    return workspace
  } catch (error) {
    workspace.close()
    throw error
  }
}

async function openWith(paths: WorkspacePaths, vault: Vault, surroundings: Surroundings, examine: Examine): Promise<Workspace> {
  let db: Database | undefined
  try {
    // A damaged page may be met anywhere below.
    const workspace = withProblems(() => {
      if (vault.storeId !== readAbout(paths).storeId) throw damaged('other-store')
      const anchor = readAnchor(paths.anchor, vault.keys.anchor)
      if (anchor.storeId !== vault.storeId) refuse('store/anchor', { cause: 'other-store' })
      refuseNewer(anchor.schemaVersion)
      db = openDatabase(paths.store, vault.keys.database, { mustExist: true })
      refuseNewer(schemaVersion(db))
      const findings = anchorFindings(anchor, { ledger: readLedger(db), checkpoints: readCheckpoints(db) }, readSignInFile(paths.signInFile))
      if (findings.length > 0) throw new Refusal(findings)
      if (!isSchemaIntact(db)) refuse('store/damaged', { object: 'schema', cause: 'schema' })
      migrate(db)
      const assembled = assemble(paths, db, vault, surroundings)
      if (workspaceStoreId(db) !== vault.storeId) refuse('store/damaged', { object: 'store', cause: 'other-store' })
      removeLeftovers(db)
      removeTemporary(paths.folder)
      return assembled
    })
    await withProblemsLater(() => examine(workspace))
    return withProblems(() => {
      const { slotId } = vault
      const restoredFrom = reconcileKeyFile(workspace.store, vault)
      if (vault.slotId !== slotId) {
        // The keys of this session are those of a slot that was in force before.
        workspace.recordRestored(restoredFrom)
        refuse('vault/sign-in-again')
      }
      recordOutcome({ signInFile: paths.signInFile, personId: vault.personId, purpose: 'unlock', surroundings }, 'accepted')
      workspace.begin(restoredFrom)
      ensureRowsKey(workspace)
      return workspace
    })
  } catch (error) {
    abandon(paths, db)
    vault.dispose()
    throw error
  }
}

/** The first person who may read rows and signs in with a passphrase of their own makes the key that opens them. */
export function ensureRowsKey(workspace: Workspace): void {
  const { vault, store, session } = workspace
  if (vault.hasRowsKeyBeenMade || vault.mustChange || !mayReadRows(store.people.rolesAnywhere(session.personId))) return
  const prepared = vault.prepareRowsKey()
  workspace.changeKeyFile(prepared, (w) =>
    w.appendEntry({
      action: 'rows-key.made',
      objectKind: 'workspace',
      objectId: workspace.storeId,
      details: { keyFileSha256: sha256Hex(prepared.text) },
    }),
  )
}

export const mayReadRows = (held: readonly string[]): boolean => rowRoles.some((role) => held.includes(role))

function assemble(paths: WorkspacePaths, db: Database, vault: Vault, surroundings: Surroundings): Workspace {
  const session: Session = {
    personId: vault.personId,
    signInName: vault.signInName,
    fullName: vault.fullName,
    sessionId: toHex(surroundings.randomBytes(16)),
  }
  return new Workspace({ paths, db, vault, session, surroundings })
}

/** A half-opened store is closed. Without a database of ours the folder may be open elsewhere in this process. */
function abandon(paths: WorkspacePaths, db: Database | undefined): void {
  if (db === undefined) return
  db.close()
  openFolders.delete(paths.folder)
}

/** The store's copy of the key file is the truth; a file that is older is put right, a strange one is refused. */
function reconcileKeyFile(store: Store, vault: Vault): number | null {
  const copy = store.people.keyFileCopy()
  if (copy === null) throw damaged('no-copy')
  if (copy.text === vault.keyFileText) return null
  const found = vault.generation
  if (found >= copy.generation) throw damaged('generation')
  parseKeyFile(copy.text)
  vault.adopt(copy.text)
  return found
}

function refuseNewer(found: number): void {
  if (found > SCHEMA_VERSION) refuse('store/newer', { found, known: SCHEMA_VERSION })
}

const workspaceStoreId = (db: Database): unknown => db.prepare('SELECT store_id FROM main.workspace').pluck().get()
