import { createHash, hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import type { Sha256, Sha256Function } from '../../shared/vocabulary/ids.ts'
import { problem, Refusal } from '../../shared/vocabulary/problem.ts'

/** Asked for as text of one character a byte: a Buffer of its own for each digest takes three times as long to make. */
export const sha256: Sha256Function = (bytes) => {
  const text = hash('sha256', bytes, 'binary')
  const digest = new Uint8Array(32)
  for (let i = 0; i < 32; i++) digest[i] = text.charCodeAt(i)
  return digest
}

export const sha256Hex = (bytes: Uint8Array | string): Sha256 => hash('sha256', bytes, 'hex') as Sha256

export interface FileDigest {
  readonly sha256: Sha256
  readonly bytes: number
}

/** Streams a file through SHA-256. Refuses a file that is larger than the limit, counted while reading. */
export function sha256OfFile(path: string, limitBytes = Number.MAX_SAFE_INTEGER): Promise<FileDigest> {
  return streamed(path, limitBytes, () => {})
}

/** Reads a file once: the digest is of exactly the bytes handed back. */
export async function readWithDigest(
  path: string,
  limitBytes: number,
): Promise<FileDigest & { readonly contents: Uint8Array }> {
  const parts: Uint8Array[] = []
  const digest = await streamed(path, limitBytes, (part) => parts.push(part))
  return { ...digest, contents: new Uint8Array(Buffer.concat(parts)) }
}

async function streamed(path: string, limitBytes: number, onPart: (part: Uint8Array) => void): Promise<FileDigest> {
  const file = basename(path)
  const hash = createHash('sha256')
  let bytes = 0
  try {
    for await (const part of createReadStream(path) as AsyncIterable<Buffer>) {
      bytes += part.length
      if (bytes > limitBytes) throw new Refusal(problem('intake/file-too-large', { limitBytes }, { file }))
      hash.update(part)
      onPart(part)
    }
  } catch (error) {
    if (error instanceof Refusal) throw error
    throw new Refusal(problem('intake/file-not-readable', { cause: errorCode(error) }, { file }))
  }
  return { sha256: hash.digest('hex') as Sha256, bytes }
}

/** The system's name for what went wrong (ENOENT …); never its message, which holds the path. */
export const errorCode = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown'
