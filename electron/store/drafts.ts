import type { Instant } from '../../shared/vocabulary/ids.ts'
import { changed, type Database } from './database.ts'

/** Work in progress: encrypted with the store, outside the ledger, free to change. */
export interface Draft {
  readonly id: string
  readonly studyId: string | null
  readonly kind: string
  readonly bytes: string
  readonly updatedAt: Instant
}

export interface ReadDrafts {
  get(id: string): Draft | null
  list(filter?: { readonly studyId?: string; readonly kind?: string }): Draft[]
}

export interface WriteDrafts extends ReadDrafts {
  put(draft: Omit<Draft, 'updatedAt'>): void
  remove(id: string): void
}

const COLUMNS = 'id, study_id AS studyId, kind, bytes, updated_at AS updatedAt'

export function readDrafts(db: Database): ReadDrafts {
  const one = db.prepare<[string], Draft>(`SELECT ${COLUMNS} FROM main.draft WHERE id = ?`)
  const some = db.prepare<[string | null, string | null, string | null, string | null], Draft>(
    `SELECT ${COLUMNS} FROM main.draft WHERE (? IS NULL OR study_id = ?) AND (? IS NULL OR kind = ?) ORDER BY id`,
  )
  return {
    get: (id) => one.get(id) ?? null,
    list: ({ studyId = null, kind = null } = {}) => some.all(studyId, studyId, kind, kind),
  }
}

export function writeDrafts(db: Database, now: () => Instant): WriteDrafts {
  return {
    ...readDrafts(db),
    put(draft) {
      changed(
        db
          .prepare(
            `INSERT INTO main.draft (id, study_id, kind, bytes, updated_at) VALUES (?, ?, ?, ?, ?)
             ON CONFLICT (id) DO UPDATE SET study_id = excluded.study_id, kind = excluded.kind,
               bytes = excluded.bytes, updated_at = excluded.updated_at`,
          )
          .run(draft.id, draft.studyId, draft.kind, draft.bytes, now()),
      )
    },
    remove(id) {
      changed(db.prepare('DELETE FROM main.draft WHERE id = ?').run(id))
    },
  }
}
