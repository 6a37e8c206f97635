import { entryHash, ZERO_HASH, type LedgerRow } from '../../shared/ledger/chain.ts'
import { canonicalJson } from '../../shared/ledger/canonical.ts'
import {
  composeEntry,
  parseEntryBody,
  type EntryBody,
  type EntryDraft,
  type EntryFrame,
} from '../../shared/ledger/entry.ts'
import { merkleRoot } from '../../shared/ledger/merkle.ts'
import { toHex, type Instant, type Sha256, type StudyId } from '../../shared/vocabulary/ids.ts'
import { sha256 } from '../files/digest.ts'
import { changed, type Database } from './database.ts'

export interface LedgerEntry {
  readonly seq: number
  readonly prev: Sha256
  readonly hash: Sha256
  readonly body: EntryBody
}

export interface LedgerHead {
  readonly seq: number
  readonly hash: Sha256
}

export interface LedgerFilter {
  readonly studyId?: StudyId
  readonly objectId?: string
  readonly action?: string
}

export interface ReadLedger {
  head(): LedgerHead
  /** When the newest entry was written, by the wall clock of then. */
  lastAt(): Instant | null
  get(seq: number): LedgerEntry | null
  list(wanted?: LedgerFilter & { fromSeq?: number; limit?: number; newestFirst?: boolean }): LedgerEntry[]
  count(filter?: LedgerFilter): number
  /** The last entry of an action, without a look at the others. */
  newest(action: string): LedgerEntry | null
  /** As stored, for whoever recomputes. */
  rows(): Iterable<LedgerRow>
  rowsFrom(seq: number): Iterable<LedgerRow>
  /** Root of the Merkle tree over the first `size` entries; default all. */
  root(size?: number): Uint8Array
  /** Hash of one entry, which need not be readable; null without it. */
  hashAt(seq: number): Sha256 | null
  /** evaluation.started whose object no later completed or aborted entry names as details.evaluationId. */
  openEvaluations(): LedgerEntry[]
}

const ROW = 'SELECT seq, prev, body, hash FROM main.ledger'
const COUNT = 'SELECT count(*) AS n FROM main.ledger'
const REST = '(@studyId IS NULL OR study_id = @studyId) AND (@action IS NULL OR action = @action) AND seq >= @fromSeq'
const BY_OBJECT = `INDEXED BY ledger_by_object WHERE object_id = @objectId AND ${REST}`
const BY_STUDY = `INDEXED BY ledger_by_study WHERE study_id = @studyId AND ${REST}`
const BY_ACTION = `INDEXED BY ledger_by_action WHERE action = @action AND ${REST}`
const BY_NUMBER = `NOT INDEXED WHERE ${REST}`
const UP = 'ORDER BY seq LIMIT @limit'
const DOWN = 'ORDER BY seq DESC LIMIT @limit'

export function readLedger(db: Database): ReadLedger {
  const last = db.prepare<[], LedgerRow>(`${ROW} ORDER BY seq DESC LIMIT 1`)
  const lastAt = db.prepare<[], { at: Instant }>("SELECT json_extract(body, '$.at') AS at FROM main.ledger ORDER BY seq DESC LIMIT 1")
  const one = db.prepare<[number], LedgerRow>(`${ROW} WHERE seq = ?`)
  const up = selects<LedgerRow>(db, [`${ROW} ${BY_OBJECT} ${UP}`, `${ROW} ${BY_STUDY} ${UP}`, `${ROW} ${BY_ACTION} ${UP}`, `${ROW} ${BY_NUMBER} ${UP}`])
  const down = selects<LedgerRow>(db, [`${ROW} ${BY_OBJECT} ${DOWN}`, `${ROW} ${BY_STUDY} ${DOWN}`, `${ROW} ${BY_ACTION} ${DOWN}`, `${ROW} ${BY_NUMBER} ${DOWN}`])
  const counted = selects<{ n: number }>(db, [`${COUNT} ${BY_OBJECT}`, `${COUNT} ${BY_STUDY}`, `${COUNT} ${BY_ACTION}`, `${COUNT} ${BY_NUMBER}`])
  const newest = db.prepare<[string], LedgerRow>(`${ROW} INDEXED BY ledger_by_action WHERE action = ? ORDER BY seq DESC LIMIT 1`)
  const open = db.prepare<[], LedgerRow>(
    `${ROW} AS started WHERE action = 'evaluation.started' AND NOT EXISTS (SELECT 1 FROM main.ledger AS ended
       WHERE ended.action IN ('evaluation.completed', 'evaluation.aborted') AND ended.seq > started.seq
         AND json_extract(ended.body, '$.details.evaluationId') = started.object_id) ORDER BY seq`,
  )
  const from = db.prepare<[number], LedgerRow>(`${ROW} WHERE seq >= ? ORDER BY seq`)
  const hashes = db.prepare<[number], { hash: Uint8Array }>('SELECT hash FROM main.ledger WHERE seq <= ? ORDER BY seq')
  return {
    head() {
      const row = last.get()
      return { seq: row?.seq ?? 0, hash: toHex(row?.hash ?? ZERO_HASH) as Sha256 }
    },
    lastAt: () => lastAt.get()?.at ?? null,
    get(seq) {
      const row = one.get(seq)
      return row === undefined ? null : entryOf(row)
    },
    // Without a limit all of them (SQLite's −1): a list that ends early would lose a run or an entry without a word.
    list({ fromSeq = 1, limit = -1, newestFirst = false, ...filter } = {}) {
      const { studyId = null, objectId = null, action = null } = filter
      return (newestFirst ? down : up)({ studyId, objectId, action, fromSeq, limit }).map(entryOf)
    },
    newest(action) {
      const row = newest.get(action)
      return row === undefined ? null : entryOf(row)
    },
    count({ studyId = null, objectId = null, action = null } = {}) {
      return counted({ studyId, objectId, action, fromSeq: 1, limit: -1 })[0]?.n ?? 0
    },
    rows: () => from.iterate(1),
    rowsFrom: (seq) => from.iterate(seq),
    root(size = Number.MAX_SAFE_INTEGER) {
      return merkleRoot(
        hashes.all(size).map((row) => row.hash),
        sha256,
      )
    },
    hashAt(seq) {
      const row = one.get(seq)
      return row === undefined ? null : (toHex(row.hash) as Sha256)
    },
    openEvaluations: () => open.all().map(entryOf),
  }
}

export type AppendEntry = (frame: Omit<EntryFrame, 'seq'>, draft: EntryDraft) => LedgerEntry

/** Appends one entry inside the caller's transaction. */
export function entryAppender(db: Database): AppendEntry {
  const newest = db.prepare<[], { seq: number; hash: Uint8Array }>('SELECT seq, hash FROM main.ledger ORDER BY seq DESC LIMIT 1')
  const insert = db.prepare('INSERT INTO main.ledger (seq, prev, body, hash) VALUES (?, ?, ?, ?)')
  return (frame, draft) => {
    const last = newest.get()
    const prev = last?.hash ?? ZERO_HASH
    const body = composeEntry({ ...frame, seq: (last?.seq ?? 0) + 1 }, draft)
    const text = canonicalJson(body)
    const hash = entryHash(prev, text, sha256)
    changed(insert.run(body.seq, prev, text, hash))
    return { seq: body.seq, prev: toHex(prev) as Sha256, hash: toHex(hash) as Sha256, body }
  }
}

const entryOf = (row: LedgerRow): LedgerEntry => ({
  seq: row.seq,
  prev: toHex(row.prev) as Sha256,
  hash: toHex(row.hash) as Sha256,
  body: parseEntryBody(row.body),
})

interface Asked {
  readonly studyId: string | null
  readonly objectId: string | null
  readonly action: string | null
  readonly fromSeq: number
  readonly limit: number
}

/** One statement for each index, so that a long trail is not read through for the few entries about one thing. */
function selects<Row>(db: Database, [object, study, action, all]: readonly [string, string, string, string]) {
  const [byObject, byStudy, byAction, byNumber] = [db.prepare<[Asked], Row>(object), db.prepare<[Asked], Row>(study), db.prepare<[Asked], Row>(action), db.prepare<[Asked], Row>(all)]
  return (asked: Asked): Row[] => {
    const chosen = asked.objectId !== null ? byObject : asked.studyId !== null ? byStudy : asked.action !== null ? byAction : byNumber
    return chosen.all(asked)
  }
}
