import { canonicalJson } from '../../shared/ledger/canonical.ts'
import { toHex, type Instant, type PersonId, type Sha256 } from '../../shared/vocabulary/ids.ts'
import { sha256Hex } from '../files/digest.ts'
import { changed, type Database } from './database.ts'
import type { PeopleFrame, Witnessed } from './people.ts'

/** What is trusted beside the workspace's own authority, as DER: append-only, each named by an entry. */
export type TrustedKind = 'authority' | 'certificate' | 'revocation-list'

export interface Trusted {
  readonly id: string
  readonly kind: TrustedKind
  /** Whose certificate; null for authorities and revocation lists. */
  readonly personId: PersonId | null
  readonly sha256: Sha256
  readonly bytes: Uint8Array
  readonly at: Instant
}

export interface ReadTrusted {
  list(kind?: TrustedKind): Trusted[]
}

export interface WriteTrusted extends ReadTrusted {
  add(wanted: Pick<Trusted, 'kind' | 'personId' | 'bytes'>): Witnessed
}

/** What an entry says about a row. */
export const trustedSha256 = ({ id, kind, personId, sha256, at }: Trusted): Sha256 => sha256Hex(canonicalJson({ id, kind, personId, sha256, at }))

export function readTrusted(db: Database): ReadTrusted {
  const some = db.prepare<[string | null, string | null], Trusted>(
    `SELECT id, kind, person_id AS personId, sha256, bytes, at FROM main.trusted WHERE (? IS NULL OR kind = ?) ORDER BY pos`,
  )
  return { list: (kind) => some.all(kind ?? null, kind ?? null) }
}

export function writeTrusted(db: Database, frame: PeopleFrame): WriteTrusted {
  return {
    ...readTrusted(db),
    add({ kind, personId, bytes }) {
      const row: Trusted = { id: toHex(frame.randomBytes(16)), kind, personId, sha256: sha256Hex(bytes), bytes, at: frame.now() }
      const insert = db.prepare('INSERT INTO main.trusted (id, kind, person_id, sha256, bytes, at) VALUES (?, ?, ?, ?, ?, ?)')
      changed(insert.run(row.id, kind, personId, row.sha256, bytes, row.at))
      const written = { id: row.id, sha256: trustedSha256(row) }
      frame.onWritten(written)
      return written
    },
  }
}
