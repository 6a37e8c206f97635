import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { both } from './both.ts'
import { contentsOf } from './contents.ts'
import { seeded } from './hand.ts'
import type { Base } from './workspace.ts'

const PAGE = 4096
/** The salt and the rest of the first hundred bytes of an encrypted file. */
const HEADER = 100

export interface Flip {
  readonly file: string
  readonly at: number
  readonly bit: number
}

export interface FlipCounts {
  detected: number
  identical: number
  /** Accepted by either with other contents: must stay empty. */
  readonly different: string[]
  /** The two did not say the same: must stay empty. */
  readonly split: string[]
}

const storeFile = 'workspace.probity'
export const smallFiles = ['keys.json', 'anchor.json', 'sign-in.log', 'workspace.json'] as const

/** `perPage` flips in each of the pages asked for, `inHeader` in the header, `perFile` in each file beside the store. */
export function flipsOf(base: Base, wanted: { everyPage: number; perPage: number; inHeader: number; perFile: number }): Flip[] {
  const below = seeded(4)
  const flips: Flip[] = []
  const sizeOf = (file: string) => readFileSync(join(base.folder, file)).length
  for (let page = 0; page < sizeOf(storeFile) / PAGE; page += wanted.everyPage) {
    for (let i = 0; i < wanted.perPage; i++) flips.push({ file: storeFile, at: page * PAGE + below(PAGE), bit: below(8) })
  }
  for (let i = 0; i < wanted.inHeader; i++) flips.push({ file: storeFile, at: Math.floor((i * HEADER) / wanted.inHeader), bit: below(8) })
  for (const file of smallFiles) {
    const size = sizeOf(file)
    const n = Math.min(wanted.perFile, size)
    for (let i = 0; i < n; i++) flips.push({ file, at: Math.floor((i * size) / n), bit: below(8) })
  }
  return flips
}

/** Flips one bit at a time and asks both verifiers; where they accept, the contents must be the same. */
export async function tryFlips(base: Base, flips: readonly Flip[]): Promise<FlipCounts> {
  const folder = base.copy()
  const before = contentsOf(folder, base.keys.database)
  const counts: FlipCounts = { detected: 0, identical: 0, different: [], split: [] }
  for (const { file, at, bit } of flips) {
    const path = join(folder, file)
    const whole = readFileSync(path)
    const flipped = Buffer.from(whole)
    flipped[at] = (flipped[at] ?? 0) ^ (1 << bit)
    writeFileSync(path, flipped)
    const [one, other] = await both(folder, base.personId)
    const name = `${file} byte ${at} bit ${bit}`
    if (one.ok !== other.ok) counts.split.push(name)
    if (!one.ok && !other.ok) counts.detected += 1
    else if (contentsOf(folder, base.keys.database) === before) counts.identical += 1
    else counts.different.push(name)
    writeFileSync(path, whole)
  }
  rmSync(folder, { recursive: true, force: true })
  return counts
}
