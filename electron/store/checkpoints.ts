import type { PersonId } from '../../shared/vocabulary/ids.ts'
import { changed, type Database } from './database.ts'

/** A signed statement of what the ledger was. */
export interface Checkpoint {
  readonly size: number
  readonly text: string
  readonly personId: PersonId
  /** ECDSA P-256 over SHA-256 of the text, ASN.1, by the person's checkpoint key. */
  readonly signature: Uint8Array
}

export interface ReadCheckpoints {
  latest(): Checkpoint | null
  list(): Checkpoint[]
}

export interface WriteCheckpoints extends ReadCheckpoints {
  add(checkpoint: Checkpoint): void
}

const COLUMNS = 'size, text, person_id AS personId, signature'

export function readCheckpoints(db: Database): ReadCheckpoints {
  const last = db.prepare<[], Checkpoint>(`SELECT ${COLUMNS} FROM main.checkpoint ORDER BY size DESC LIMIT 1`)
  const all = db.prepare<[], Checkpoint>(`SELECT ${COLUMNS} FROM main.checkpoint ORDER BY size`)
  return { latest: () => last.get() ?? null, list: () => all.all() }
}

export function writeCheckpoints(db: Database): WriteCheckpoints {
  return {
    ...readCheckpoints(db),
    add({ size, text, personId, signature }) {
      const insert = db.prepare('INSERT INTO main.checkpoint (size, text, person_id, signature) VALUES (?, ?, ?, ?)')
      changed(insert.run(size, text, personId, signature))
    },
  }
}
