import { resolve } from 'node:path'
import { toHex, type PersonId } from '../../shared/vocabulary/ids.ts'
import { Refusal, refuse } from '../../shared/vocabulary/problem.ts'
import type { Surroundings } from '../files/clock.ts'
import { sha256Hex } from '../files/digest.ts'
import { damaged, parseKeyFile } from '../vault/key-file.ts'
import type { KdfChoice } from '../vault/primitives.ts'
import { readSignInFile } from '../vault/sign-in-file.ts'
import { createVault, unlockVault, type PreparedKeyFile, type Vault } from '../vault/vault.ts'
import { anchorFindings, readAnchor, writeAnchor } from './anchor.ts'
import { changed, openDatabase, withProblems, type Database } from '../store/database.ts'
import { readLedger } from '../store/ledger-store.ts'
import { isSchemaIntact, migrate, SCHEMA_VERSION, schemaVersion } from '../store/schema.ts'
import { removeLeftovers } from '../store/segments.ts'
import { Store, type Session, type WriteStore } from '../store/store.ts'
import {
  prepareFolder,
  readAbout,
  workspacePaths,
  workspaceSha256,
  writeAbout,
  type WorkspacePaths,
} from './workspace-files.ts'

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
    { storeId, workspaceName: wanted.name, person: { ...wanted.person, personId } },
    surroundings,
  )
  let db: Database | undefined
  try {
    prepareFolder(paths.folder)
    vault.adopt(prepared.text)
    db = openDatabase(paths.store, vault.keys.database, { mustExist: false })
    migrate(db)
    const workspace = assemble(paths, db, vault, surroundings)
    workspace.found(wanted.name, prepared, { roles: wanted.person.roles ?? [], demo: wanted.demo !== undefined })
    // Last, so that a folder without it was never finished.
    writeAbout(paths, { storeId, name: wanted.name, ...(wanted.demo === undefined ? {} : { demo: wanted.demo }) })
    return workspace
  } catch (error) {
    abandon(paths, db)
    vault.dispose()
    throw error
  }
}

/**
 * Opens a workspace with one person's passphrase. A Refusal leaves every file as it was, but for the sign-in file.
 * `examine` sees the store before the session's first entry is written, and may refuse it.
 */
export async function openWorkspace(
  folder: string,
  personId: string,
  passphrase: string,
  surroundings: Surroundings,
  examine: (opening: Workspace) => void = () => undefined,
): Promise<Workspace> {
  const paths = workspacePaths(folder)
  const about = readAbout(paths)
  const vault = await unlockVault(paths, personId, passphrase, surroundings)
  let db: Database | undefined
  try {
    // A damaged page may be met anywhere below.
    return withProblems(() => {
      if (vault.storeId !== about.storeId) throw damaged('other-store')
      const anchor = readAnchor(paths.anchor, vault.keys.anchor)
      if (anchor.storeId !== vault.storeId) refuse('store/anchor', { cause: 'other-store' })
      refuseNewer(anchor.schemaVersion)
      db = openDatabase(paths.store, vault.keys.database, { mustExist: true })
      refuseNewer(schemaVersion(db))
      const findings = anchorFindings(anchor, readLedger(db), readSignInFile(paths.signInFile))
      if (findings.length > 0) throw new Refusal(findings)
      migrate(db)
      if (!isSchemaIntact(db)) refuse('store/damaged', { object: 'schema', cause: 'schema' })
      const workspace = assemble(paths, db, vault, surroundings)
      if (workspaceStoreId(db) !== vault.storeId) refuse('store/damaged', { object: 'store', cause: 'other-store' })
      removeLeftovers(db)
      examine(workspace)
      workspace.begin(reconcileKeyFile(workspace.store, vault))
      return workspace
    })
  } catch (error) {
    abandon(paths, db)
    vault.dispose()
    throw error
  }
}

const openFolders = new Set<string>()

/** Another handle on a database file closes this process's locks on it, so nobody may copy what is open here. */
export const isOpenHere = (folder: string): boolean => openFolders.has(resolve(folder))

export class Workspace {
  readonly folder: string
  readonly storeId: string
  readonly session: Session
  readonly store: Store
  readonly vault: Vault
  readonly paths: WorkspacePaths
  readonly #db: Database
  readonly #surroundings: Surroundings

  constructor(parts: { paths: WorkspacePaths; db: Database; vault: Vault; session: Session; surroundings: Surroundings }) {
    const { paths, db, vault, session, surroundings } = parts
    this.paths = paths
    this.folder = paths.folder
    this.storeId = vault.storeId
    this.session = session
    this.vault = vault
    this.#db = db
    this.#surroundings = surroundings
    this.store = new Store(db, {
      storeId: vault.storeId,
      session,
      surroundings,
      wrappingKey: vault.keys.dataKeys,
      onCommitted: () => this.#writeAnchor(),
    })
    openFolders.add(paths.folder)
  }

  /** From the store: whoever edits workspace.json cannot take the DEMO mark off reports. */
  get isDemo(): boolean {
    return this.store.settings.get(DEMO) !== null
  }

  /** First transaction of a new workspace. */
  found(name: string, prepared: PreparedKeyFile, { roles, demo }: { roles: readonly string[]; demo: boolean }): void {
    this.store.transact((w) => {
      const row = { storeId: this.storeId, name, createdAt: w.now() }
      const insert = this.#db.prepare('INSERT INTO main.workspace (pos, store_id, name, created_at) VALUES (1, ?, ?, ?)')
      changed(insert.run(row.storeId, row.name, row.createdAt))
      const afterSha256 = workspaceSha256(row)
      const created = { action: 'workspace.created', objectKind: 'workspace', objectId: this.storeId, afterSha256 }
      w.appendEntry({ ...created, ...(demo ? { details: { demo: 'yes' } } : {}) })
      writePerson(w, prepared, roles)
      if (demo) w.settings.put(DEMO, 'yes')
    })
  }

  /** Adds a person: slot and certificates, row and entry in one transaction, then the key file. */
  async addPerson(wanted: PersonWanted): Promise<PersonId> {
    const personId = toHex(this.#surroundings.randomBytes(16)) as PersonId
    const prepared = await this.vault.prepareWith({ ...wanted, personId })
    this.store.transact((w) => writePerson(w, prepared, wanted.roles ?? []))
    // The store knows the new file before it is written: a crash in between is put right at the next start.
    this.vault.adopt(prepared.text)
    this.#writeAnchor()
    return personId
  }

  /** First transaction after unlocking: failed sign-ins become entries, then the session begins. */
  begin(restoredFrom: number | null): void {
    const signIns = readSignInFile(this.paths.signInFile)
    const folded = Number(this.store.settings.get(FOLDED) ?? '0')
    this.store.transact((w) => {
      for (const failed of signIns.entries.slice(folded)) {
        w.appendEntry({
          action: 'sign-in.failed',
          objectKind: 'person',
          objectId: failed.personId ?? 'unknown',
          details: { n: failed.n, failedAt: failed.at, purpose: failed.purpose },
        })
      }
      if (signIns.entries.length !== folded) w.settings.put(FOLDED, String(signIns.entries.length))
      if (restoredFrom !== null) {
        const details = { found: restoredFrom, generation: this.vault.generation }
        w.appendEntry({ action: 'key-file.restored', objectKind: 'workspace', objectId: this.storeId, details })
      }
      w.appendEntry({ action: 'session.started', objectKind: 'session', objectId: this.session.sessionId })
    })
  }

  /** Ends the session: an entry, the file closed, the keys zeroed. */
  close(): void {
    if (!this.#db.open) return
    try {
      this.store.transact((w) =>
        w.appendEntry({ action: 'session.ended', objectKind: 'session', objectId: this.session.sessionId }),
      )
    } finally {
      this.#db.close()
      this.vault.dispose()
      openFolders.delete(this.folder)
    }
  }

  #writeAnchor(): void {
    const { seq, hash } = this.store.ledger.head()
    const signIns = readSignInFile(this.paths.signInFile)
    writeAnchor(
      this.paths.anchor,
      {
        format: 'probity.anchor',
        version: 1,
        storeId: this.storeId,
        schemaVersion: SCHEMA_VERSION,
        keyFileGeneration: this.vault.generation,
        seq,
        head: hash,
        signIns: { count: signIns.entries.length, head: signIns.heads.at(-1) ?? '' },
      },
      this.vault.keys.anchor,
    )
  }
}

/** How many failed sign-ins of the side file have become entries. */
export const FOLDED = 'sign-ins.folded'
/** Set when the workspace was made as a demonstration. */
export const DEMO = 'workspace.demo'

function assemble(paths: WorkspacePaths, db: Database, vault: Vault, surroundings: Surroundings): Workspace {
  const session: Session = {
    personId: vault.personId,
    signInName: vault.signInName,
    fullName: vault.fullName,
    role: 'none',
    sessionId: toHex(surroundings.randomBytes(16)),
  }
  return new Workspace({ paths, db, vault, session, surroundings })
}

function writePerson(w: WriteStore, prepared: PreparedKeyFile, roles: readonly string[]): void {
  const { slot, generation, text } = prepared
  const personId = slot.personId as PersonId
  const certificate = Buffer.from(slot.signing.certificate, 'hex')
  const checkpointCertificate = Buffer.from(slot.checkpoint.certificate, 'hex')
  const { signInName, fullName, slotId } = slot
  const person = { id: personId, signInName, fullName, slotId, generation, certificate, checkpointCertificate }
  const { sha256: afterSha256 } = w.people.add(person)
  w.people.addKeyFileCopy(generation, text)
  w.appendEntry({
    action: 'person.added',
    objectKind: 'person',
    objectId: personId,
    afterSha256,
    details: { slotId, keyFileSha256: sha256Hex(text), certificateSha256: sha256Hex(certificate) },
  })
  for (const role of roles) {
    const granted = w.people.changeRole({ personId, studyId: null, role, change: 'granted' })
    const entry = { action: 'role.granted', objectKind: 'role-assignment', objectId: granted.id, details: { personId, role } }
    w.appendEntry({ ...entry, afterSha256: granted.sha256 })
  }
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
