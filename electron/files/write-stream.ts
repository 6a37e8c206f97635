import { createHash, randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Sha256 } from '../../shared/vocabulary/ids.ts'
import { problem, Refusal } from '../../shared/vocabulary/problem.ts'
import { sha256OfFile } from './digest.ts'
import { fileProblem, flushFolder, removeParts } from './write.ts'

/** Text in parts, the same parts each time it is asked for. */
export type Parts = () => AsyncIterable<string>

export async function sha256OfParts(parts: Parts): Promise<Sha256> {
  const hash = createHash('sha256')
  for await (const part of parts()) hash.update(part, 'utf8')
  return hash.digest('hex') as Sha256
}

/**
 * As writeAtomically, for what is too long to be held at once: old bytes or all of the new ones, flushed, read back and
 * compared with the digest that they must have. Nothing is left behind when it fails.
 */
export async function writePartsAtomically(path: string, parts: Parts, sha256: Sha256): Promise<void> {
  const file = basename(path)
  removeParts(dirname(path), [file])
  const temporary = join(dirname(path), `.${file}.${randomBytes(6).toString('hex')}.part`)
  try {
    await writeParts(temporary, parts)
    if ((await sha256OfFile(temporary)).sha256 !== sha256) throw new Refusal(problem('export/differs', undefined, { file }))
    renameSync(temporary, path)
    flushFolder(dirname(path))
  } catch (error) {
    rmSync(temporary, { force: true })
    if (error instanceof Refusal) throw error
    throw new Refusal(fileProblem(error, file))
  }
}

async function writeParts(path: string, parts: Parts): Promise<void> {
  const handle = openSync(path, 'wx', 0o600)
  try {
    for await (const part of parts()) {
      const bytes = Buffer.from(part, 'utf8')
      for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at)
    }
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
