import type { Sha256 } from '../../shared/vocabulary/ids.ts'
import { sha256Hex } from '../files/digest.ts'
import { changed, type Database } from './database.ts'

/** Bytes that are kept as they are, named by their digest: signed PDFs, tokens, attachments. */
export interface StoredObject {
  readonly sha256: Sha256
  readonly mediaType: string
  readonly bytes: Uint8Array
}

export interface ReadObjects {
  get(sha256: Sha256): StoredObject | null
}

export interface WriteObjects extends ReadObjects {
  /** Adding what is there already changes nothing. The digest must stand in an entry of the same transaction. */
  add(mediaType: string, bytes: Uint8Array): Sha256
}

export function readObjects(db: Database): ReadObjects {
  const one = db.prepare<[string], StoredObject>(
    'SELECT sha256, media_type AS mediaType, bytes FROM main.object WHERE sha256 = ?',
  )
  return { get: (sha256) => one.get(sha256) ?? null }
}

export function writeObjects(db: Database, onAdded: (sha256: Sha256) => void): WriteObjects {
  const read = readObjects(db)
  return {
    ...read,
    add(mediaType, bytes) {
      const sha256 = sha256Hex(bytes)
      if (read.get(sha256) === null) {
        const insert = db.prepare('INSERT INTO main.object (sha256, media_type, bytes) VALUES (?, ?, ?)')
        changed(insert.run(sha256, mediaType, bytes))
      }
      onAdded(sha256)
      return sha256
    },
  }
}
