import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { problem, Refusal } from '../../shared/vocabulary/problem.ts'
import { errorCode } from './digest.ts'

/** Far beyond any protocol that people write. */
const LIMIT_BYTES = 2_000_000

/**
 * Text of a small file. It is UTF-8 or it is refused: a byte that does not fit is never replaced by a mark, because the
 * text is going to be locked. A byte-order mark is left out.
 */
export function readTextFile(path: string): string {
  const file = basename(path)
  let bytes: Uint8Array
  try {
    bytes = readFileSync(path)
  } catch (error) {
    throw new Refusal(problem('intake/file-not-readable', { cause: errorCode(error) }, { file }))
  }
  if (bytes.length > LIMIT_BYTES) throw new Refusal(problem('intake/file-too-large', { bytes: bytes.length, limit: LIMIT_BYTES }, { file }))
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new Refusal(problem('intake/invalid-utf-8', undefined, { file }))
  }
}
