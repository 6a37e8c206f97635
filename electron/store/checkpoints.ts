import type { PersonId } from '../../shared/vocabulary/ids.ts'
import type { SubtreeNote } from '../../shared/ledger/growing-tree.ts'
import { changed, type Database } from './database.ts'
import { readSettings, writeSettings } from './settings.ts'

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
  /** The tree as the newest checkpoint left it, so that nobody need hash the whole ledger to go on. */
  tree(): readonly SubtreeNote[] | null
  list(): Checkpoint[]
  count(): number
}

export interface WriteCheckpoints extends ReadCheckpoints {
  /** One that a later checkpoint already covers is left out: it would say nothing more. */
  add(checkpoint: Checkpoint, tree: readonly SubtreeNote[]): void
}

const TREE = 'ledger.tree'
const COLUMNS = 'size, text, person_id AS personId, signature'

export function readCheckpoints(db: Database): ReadCheckpoints {
  const last = db.prepare<[], Checkpoint>(`SELECT ${COLUMNS} FROM main.checkpoint ORDER BY size DESC LIMIT 1`)
  const all = db.prepare<[], Checkpoint>(`SELECT ${COLUMNS} FROM main.checkpoint ORDER BY size`)
  const number = db.prepare('SELECT count(*) FROM main.checkpoint').pluck()
  return {
    latest: () => last.get() ?? null,
    tree: () => {
      const note = readSettings(db).get(TREE)
      return note === null ? null : (JSON.parse(note) as SubtreeNote[])
    },
    list: () => all.all(),
    count: () => Number(number.get()),
  }
}

export function writeCheckpoints(db: Database): WriteCheckpoints {
  return {
    ...readCheckpoints(db),
    add({ size, text, personId, signature }, tree) {
      if (size <= (readCheckpoints(db).latest()?.size ?? 0)) return
      const insert = db.prepare('INSERT INTO main.checkpoint (size, text, person_id, signature) VALUES (?, ?, ?, ?)')
      changed(insert.run(size, text, personId, signature))
      writeSettings(db).put(TREE, JSON.stringify(tree))
    },
  }
}
