import { clockToleranceMs } from '../../shared/ledger/chain.ts'
import type { EntryDraft, EntryFrame } from '../../shared/ledger/entry.ts'
import { toHex, type Instant, type PersonId, type RecordId, type Sha256 } from '../../shared/vocabulary/ids.ts'
import { problem, Refusal, type Problem } from '../../shared/vocabulary/problem.ts'
import type { Surroundings } from '../files/clock.ts'
import { readCheckpoints, writeCheckpoints, type ReadCheckpoints, type WriteCheckpoints } from './checkpoints.ts'
import { readCountersignatures, writeCountersignatures, type ReadCountersignatures, type WriteCountersignatures } from './countersignatures.ts'
import { unwrapDataKey, type DataKey, type KeyFrame } from './data-keys.ts'
import { withProblems, type Database } from './database.ts'
import { readDrafts, writeDrafts, type ReadDrafts, type WriteDrafts } from './drafts.ts'
import { type AppendEntry, entryAppender, readLedger, type LedgerEntry, type ReadLedger } from './ledger-store.ts'
import { readObjects, writeObjects, type ReadObjects, type WriteObjects } from './objects.ts'
import { readPeople, writePeople, type ReadPeople, type Witnessed, type WritePeople } from './people.ts'
import {
  readRecords,
  writeRecords,
  type ReadRecords,
  type RecordKey,
  type StoredRecord,
  type WriteRecords,
} from './records.ts'
import { readSegments, writeSegments, type ReadSegments, type WriteSegments } from './segments.ts'
import { readSettings, writeSettings, type ReadSettings, type WriteSettings } from './settings.ts'
import { readTrail, type ReadTrail } from './trail.ts'
import { readTrusted, writeTrusted, type ReadTrusted, type WriteTrusted } from './trusted.ts'
import { Witness } from './witness.ts'

export type { DataKey, LedgerEntry, RecordKey, StoredRecord }

export interface ReadStore {
  readonly storeId: string
  readonly records: ReadRecords
  readonly segments: ReadSegments
  readonly objects: ReadObjects
  readonly ledger: ReadLedger
  readonly drafts: ReadDrafts
  readonly people: ReadPeople
  readonly trusted: ReadTrusted
  readonly checkpoints: ReadCheckpoints
  readonly countersignatures: ReadCountersignatures
  readonly settings: ReadSettings
}

/** Exists inside a transaction only. */
export interface WriteStore extends ReadStore {
  readonly records: WriteRecords
  readonly segments: WriteSegments
  readonly objects: WriteObjects
  readonly drafts: WriteDrafts
  readonly people: WritePeople
  readonly trusted: WriteTrusted
  readonly checkpoints: WriteCheckpoints
  readonly countersignatures: WriteCountersignatures
  readonly settings: WriteSettings
  newId(): RecordId
  now(): Instant
  appendEntry(draft: EntryDraft): LedgerEntry
}

/** Who acts: what every entry says about its actor. */
export interface Session {
  readonly personId: PersonId
  readonly signInName: string
  readonly fullName: string
  readonly sessionId: string
}

export interface StoreFrame {
  readonly storeId: string
  readonly session: Session
  /** The role in which the person acts at this moment. */
  readonly role: () => string
  readonly surroundings: Surroundings
  /** Throws Refusal when the store is no longer where people look for it: a commit would go where nobody finds it. */
  readonly assertThere: () => void
  /** Wraps the data keys; null for whom it was not released to. */
  readonly rowsKey: () => Uint8Array | null
  /** Called after each commit that changed the ledger. Throws Refusal if the anchor could not be written. */
  readonly onCommitted: (entries: readonly LedgerEntry[]) => void
}

export class Store implements ReadStore {
  readonly storeId: string
  readonly trusted: ReadTrusted
  readonly records: ReadRecords
  readonly segments: ReadSegments
  readonly objects: ReadObjects
  readonly ledger: ReadLedger
  readonly drafts: ReadDrafts
  readonly people: ReadPeople
  readonly checkpoints: ReadCheckpoints
  readonly countersignatures: ReadCountersignatures
  readonly settings: ReadSettings
  readonly trail: ReadTrail
  readonly #db: Database
  readonly #frame: StoreFrame
  readonly #keys: KeyFrame
  readonly #appendEntry: AppendEntry
  #anchorProblem: Problem | null = null

  constructor(db: Database, frame: StoreFrame) {
    this.#db = db
    this.#frame = frame
    this.#appendEntry = entryAppender(db)
    this.#keys = {
      storeId: frame.storeId,
      rowsKey: frame.rowsKey,
      randomBytes: frame.surroundings.randomBytes,
    }
    this.storeId = frame.storeId
    this.records = readRecords(db)
    this.segments = readSegments(db, this.#keys)
    this.objects = readObjects(db)
    this.ledger = readLedger(db)
    this.drafts = readDrafts(db)
    this.people = readPeople(db)
    this.trusted = readTrusted(db)
    this.checkpoints = readCheckpoints(db)
    this.countersignatures = readCountersignatures(db)
    this.settings = readSettings(db)
    this.trail = readTrail(db)
  }

  /** The commits are safe; the anchor beside the store is behind until a later commit can write it. */
  get anchorProblem(): Problem | null {
    return this.#anchorProblem
  }

  /**
   * Everything in `work` happens or nothing does. It is synchronous. What it writes must be named by an entry of the
   * same transaction, or it is rolled back. Faults of the disk come out as Refusal; nothing was saved then.
   */
  transact<T>(work: (w: WriteStore) => T): T {
    this.#frame.assertThere()
    let entries: readonly LedgerEntry[] = []
    const result = withProblems(() =>
      this.#db
        .transaction((): T => {
          const witness = new Witness()
          const value = work(this.#writeStore(witness))
          if (value instanceof Promise) throw new Error('a transaction cannot wait')
          witness.assertCovered()
          entries = witness.entries
          return value
        })
        .immediate(),
    )
    if (entries.length > 0) this.#anchor(entries)
    return result
  }

  /**
   * The key of a record's sealed columns, against proof that a run has begun: a committed entry `evaluation.started`
   * at that number which names the record in its details and has neither completed nor aborted.
   */
  releaseReferenceKey(owner: RecordKey, startedSeq: number): DataKey {
    const refuse = (cause: string) => new Refusal(problem('store/sealed', { cause, seq: startedSeq }))
    if (this.#db.inTransaction) throw refuse('not-committed')
    const entry = this.ledger.get(startedSeq)
    if (entry?.body.action !== 'evaluation.started') throw refuse('no-evaluation')
    if (!Object.values(entry.body.details).includes(owner.id)) throw refuse('other-record')
    if (!this.ledger.openEvaluations().some((open) => open.seq === startedSeq)) throw refuse('evaluation-ended')
    const key = unwrapDataKey(this.#db, this.#keys, owner, 'reference')
    if (key === null) throw refuse('no-reference-key')
    return key
  }

  /**
   * Moves the write-ahead log into the database and cuts it off, so that no older page is left in it: what was destroyed
   * stood in both. What was committed stays so where the disk fails here: closing the store does it again. True if done.
   */
  emptyLog(): boolean {
    try {
      withProblems(() => this.#db.pragma('wal_checkpoint(TRUNCATE)'))
      return true
    } catch (error) {
      if (error instanceof Refusal) return false
      throw error
    }
  }

  /** For the verifier, which looks below the nouns. */
  get database(): Database {
    return this.#db
  }

  get keyFrame(): KeyFrame {
    return this.#keys
  }

  #anchor(entries: readonly LedgerEntry[]): void {
    try {
      this.#frame.onCommitted(entries)
      this.#anchorProblem = null
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      this.#anchorProblem = error.problems[0] ?? problem('store/anchor')
    }
  }

  #writeStore(witness: Witness): WriteStore {
    const { surroundings, storeId } = this.#frame
    const { randomBytes, clock } = surroundings
    const now = () => clock.now()
    const newId = () => toHex(randomBytes(16)) as RecordId
    const onAdded = ({ id, version, sha256 }: StoredRecord) => witness.expectVersion(id, version, sha256)
    const onWritten = ({ id, sha256 }: Witnessed) => witness.expectVersion(id, 1, sha256)
    return {
      storeId,
      ledger: this.ledger,
      records: writeRecords(this.#db, { storeId, newId, now, onAdded }),
      segments: writeSegments(this.#db, this.#keys, () => witness.expectDisclosure()),
      objects: writeObjects(this.#db, (digest) => witness.expectMention(digest)),
      drafts: writeDrafts(this.#db, now),
      people: writePeople(this.#db, { now, randomBytes, onWritten }),
      trusted: writeTrusted(this.#db, { now, randomBytes, onWritten }),
      checkpoints: writeCheckpoints(this.#db),
      countersignatures: writeCountersignatures(this.#db, { now, randomBytes, onWritten }),
      settings: writeSettings(this.#db),
      newId,
      now,
      appendEntry: (draft) => this.#append(draft, witness),
    }
  }

  #append(draft: EntryDraft, witness: Witness): LedgerEntry {
    const details = this.#detailsOf(draft)
    const frame = this.#entryFrame()
    const last = this.ledger.lastAt()
    if (last !== null && Date.parse(frame.at) < Date.parse(last) - clockToleranceMs) {
      const workspace = { objectKind: 'workspace', objectId: this.storeId }
      const salted = { ...frame, salt: toHex(this.#frame.surroundings.randomBytes(16)) }
      witness.saw(this.#appendEntry(salted, { action: 'clock.rolled-back', ...workspace, details: { clockBefore: last } }))
    }
    const entry = this.#appendEntry(frame, { ...draft, ...(details === undefined ? {} : { details }) })
    witness.saw(entry)
    return entry
  }

  /** What a row holds beside its digest is said by the entry that names it, so that a verifier can compare. */
  #detailsOf({ objectId, objectVersion, details }: EntryDraft): EntryDraft['details'] {
    const record = this.records.get({ id: objectId as RecordId, version: objectVersion ?? 1 })
    const object = details?.['objectSha256'] === undefined ? null : this.objects.get(String(details['objectSha256']) as Sha256)
    if (record === null && object === null) return details
    return {
      ...details,
      ...(record === null ? {} : { recordState: record.state, recordCreatedAt: record.createdAt }),
      ...(object === null ? {} : { objectMediaType: object.mediaType }),
    }
  }

  #entryFrame(): Omit<EntryFrame, 'seq'> {
    const { session, role, surroundings, storeId } = this.#frame
    const { clock } = surroundings
    return {
      storeId,
      salt: toHex(surroundings.randomBytes(16)),
      at: clock.now(),
      tzOffsetMinutes: clock.tzOffsetMinutes(),
      monotonicMs: clock.monotonicMs(),
      bootId: surroundings.bootId,
      personId: session.personId,
      fullName: session.fullName,
      role: role(),
      sessionId: session.sessionId,
      appVersion: surroundings.appVersion,
      workstation: surroundings.workstation,
    }
  }
}
