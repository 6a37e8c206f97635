import { resolve } from 'node:path'
import type { Instant } from '../../shared/vocabulary/ids.ts'
import type { Surroundings } from '../files/clock.ts'
import { sameFile } from '../files/copy.ts'
import { changed, type Database } from '../store/database.ts'
import { SCHEMA_VERSION } from '../store/schema.ts'
import { Store, type Session, type WriteStore } from '../store/store.ts'
import { readSignInFile, refusedSince, signInHead, type SignInFile } from '../vault/sign-in-file.ts'
import type { PreparedKeyFile, PreparedSlot, Vault } from '../vault/vault.ts'
import { actingRole } from './acting-role.ts'
import { writeAnchor } from './anchor.ts'
import { Checkpointing } from './checkpointing.ts'
import { writePerson, writeRole } from './write-people.ts'
import { workspaceSha256, type WorkspacePaths } from './workspace-files.ts'

export interface FailuresSeen {
  readonly nFailed: number
  readonly lastFailedAt: Instant | null
}

export const openFolders = new Set<string>()

/** Another handle on a database file closes this process's locks on it, so nobody may copy what is open here. */
export const isOpenHere = (folder: string): boolean => openFolders.has(resolve(folder))

export class Workspace {
  readonly folder: string
  readonly storeId: string
  readonly session: Session
  readonly store: Store
  readonly vault: Vault
  readonly checkpoints: Checkpointing
  readonly paths: WorkspacePaths
  #sinceLastSignIn: FailuresSeen = { nFailed: 0, lastFailedAt: null }
  readonly #db: Database

  constructor(parts: { paths: WorkspacePaths; db: Database; vault: Vault; session: Session; surroundings: Surroundings }) {
    const { paths, db, vault, session, surroundings } = parts
    this.paths = paths
    this.folder = paths.folder
    this.storeId = vault.storeId
    this.session = session
    this.vault = vault
    this.#db = db
    this.store = new Store(db, {
      storeId: vault.storeId,
      session,
      role: actingRole,
      surroundings,
      rowsKey: () => vault.rowsKey,
      assertThere: sameFile(paths.store),
      onCommitted: (entries) => {
        try {
          // While keys change, whoever verifies could not tell which ones signed.
          if (vault.isCheckpointKeyInForce) this.checkpoints.committed(entries)
        } finally {
          this.#writeAnchor()
        }
      },
    })
    this.checkpoints = new Checkpointing(this.store, vault)
    openFolders.add(paths.folder)
  }

  /** From the store: whoever edits workspace.json cannot take the DEMO mark off reports. */
  get isDemo(): boolean {
    return this.store.settings.get(DEMO) !== null
  }

  /** First transaction of a new workspace. */
  found(name: string, prepared: PreparedSlot, { roles, demo }: { roles: readonly string[]; demo: boolean }): void {
    this.store.transact((w) => {
      const row = { storeId: this.storeId, name, createdAt: w.now() }
      const insert = this.#db.prepare('INSERT INTO main.workspace (pos, store_id, name, created_at) VALUES (1, ?, ?, ?)')
      changed(insert.run(row.storeId, row.name, row.createdAt))
      const afterSha256 = workspaceSha256(row)
      const created = { action: 'workspace.created', objectKind: 'workspace', objectId: this.storeId, afterSha256 }
      w.appendEntry({ ...created, ...(demo ? { details: { demo: 'yes' } } : {}) })
      w.people.addKeyFileCopy(prepared.generation, prepared.text)
      writePerson(w, prepared)
      for (const role of roles) writeRole(w, { personId: this.session.personId, studyId: null, role, change: 'granted' })
      if (demo) w.settings.put(DEMO, 'yes')
    })
  }

  /**
   * A change of who can open what. The store knows the new file, in the transaction of its entries, before it is
   * written: a crash in between is put right at the next start.
   */
  changeKeyFile<T>(prepared: PreparedKeyFile, work: (w: WriteStore) => T): T {
    const value = this.store.transact((w) => {
      w.people.addKeyFileCopy(prepared.generation, prepared.text)
      return work(w)
    })
    this.vault.adopt(prepared.text)
    this.#writeAnchor()
    return value
  }

  /** First transaction after unlocking: failed sign-ins become entries, then the session begins. */
  begin(restoredFrom: number | null): void {
    const signIns = readSignInFile(this.paths.signInFile)
    this.#sinceLastSignIn = failuresBefore(signIns, this.session.personId)
    const folded = Number(this.store.settings.get(FOLDED) ?? '0')
    const refused = signIns.entries.slice(folded).filter((each) => each.outcome === 'refused')
    const last = refused.at(-1)
    this.store.transact((w) => {
      for (const failed of refused) {
        w.appendEntry({
          action: 'sign-in.failed',
          objectKind: 'person',
          objectId: failed.personId ?? 'unknown',
          details: { n: failed.n, failedAt: failed.at, purpose: failed.purpose },
        })
      }
      if (last !== undefined) w.settings.put(FOLDED, String(last.n))
      this.#appendRestored(w, restoredFrom)
      w.appendEntry({ action: 'session.started', objectKind: 'session', objectId: this.session.sessionId })
    })
  }

  /** Where no session can follow. */
  recordRestored(from: number | null): void {
    this.store.transact((w) => this.#appendRestored(w, from))
  }

  #appendRestored(w: WriteStore, from: number | null): void {
    if (from === null) return
    const details = { found: from, generation: this.vault.generation }
    w.appendEntry({ action: 'key-file.restored', objectKind: 'workspace', objectId: this.storeId, details })
  }

  /** Refused attempts under this person's name between the last sign-in and this one. */
  get sinceLastSignIn(): FailuresSeen {
    return this.#sinceLastSignIn
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
    const body = {
      format: 'probity.anchor',
      version: 1,
      storeId: this.storeId,
      schemaVersion: SCHEMA_VERSION,
      keyFileGeneration: this.vault.generation,
      checkpointSize: this.store.checkpoints.latest()?.size ?? 0,
      checkpointCount: this.store.checkpoints.count(),
      seq,
      head: hash,
      signIns: signInHead(this.paths.signInFile),
    } as const
    writeAnchor(this.paths.anchor, body, this.vault.keys.anchor)
  }
}

/** Number of the last line of the side file that became an entry. */
export const FOLDED = 'sign-ins.folded'
/** Set when the workspace was made as a demonstration. */
export const DEMO = 'workspace.demo'

/** Before the sign-in that has just been accepted. */
function failuresBefore(signIns: SignInFile, personId: string): FailuresSeen {
  const now = signIns.entries.findLastIndex((each) => each.personId === personId && each.outcome === 'accepted' && each.purpose === 'unlock')
  const entries = now < 0 ? signIns.entries : signIns.entries.slice(0, now)
  const { n, last } = refusedSince({ ...signIns, entries }, personId, ['unlock'])
  return { nFailed: n, lastFailedAt: (last?.at ?? null) as Instant | null }
}
