import { canonicalJson } from '../../shared/ledger/canonical.ts'
import { toHex, type Instant, type Sha256 } from '../../shared/vocabulary/ids.ts'
import { sha256Hex } from '../files/digest.ts'
import { changed, type Database } from './database.ts'
import type { PeopleFrame, Witnessed } from './people.ts'

/** What somebody signed about the ledger, bound to the checkpoint of that size. */
export interface Countersignature {
  readonly id: string
  readonly size: number
  /** Canonical JSON: what is signed (shared/ledger/countersigned.ts). */
  readonly statement: string
  /** Of the signing key, X.509 DER. */
  readonly certificate: Uint8Array
  /** ECDSA P-256 over SHA-256 of the statement, ASN.1. */
  readonly signature: Uint8Array
  readonly at: Instant
}

export interface ReadCountersignatures {
  list(): Countersignature[]
}

export interface WriteCountersignatures extends ReadCountersignatures {
  /** The answer goes into an entry: objectId = id, afterSha256 = sha256. */
  add(wanted: Omit<Countersignature, 'id' | 'at'>): Witnessed
}

export const countersignatureSha256 = ({ id, size, statement, certificate, signature, at }: Countersignature): Sha256 =>
  sha256Hex(
    canonicalJson({
      id,
      size,
      statementSha256: sha256Hex(statement),
      certificateSha256: sha256Hex(certificate),
      signatureSha256: sha256Hex(signature),
      at,
    }),
  )

export function readCountersignatures(db: Database): ReadCountersignatures {
  const all = db.prepare<[], Countersignature>(
    'SELECT id, size, witness AS statement, certificate, signature, at FROM main.countersignature ORDER BY pos',
  )
  return { list: () => all.all() }
}

export function writeCountersignatures(db: Database, frame: PeopleFrame): WriteCountersignatures {
  return {
    ...readCountersignatures(db),
    add(wanted) {
      const row: Countersignature = { ...wanted, id: toHex(frame.randomBytes(16)), at: frame.now() }
      const insert = db.prepare('INSERT INTO main.countersignature (id, size, witness, certificate, signature, at) VALUES (?, ?, ?, ?, ?, ?)')
      changed(insert.run(row.id, row.size, row.statement, row.certificate, row.signature, row.at))
      const written = { id: row.id, sha256: countersignatureSha256(row) }
      frame.onWritten(written)
      return written
    },
  }
}
