import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { both } from './both.ts'
import { contentsOf } from './contents.ts'
import type { FlipCounts } from './flips.ts'
import type { Base } from './workspace.ts'

const PAGE = 4096
const store = 'workspace.probity'

/** Puts each page of the earlier store that differs into the store, one at a time. It needs no key. */
export async function everySplice(base: Base): Promise<FlipCounts & { tried: number }> {
  const folder = base.copy()
  const before = contentsOf(folder, base.keys.database)
  const path = join(folder, store)
  const [now, earlier] = [readFileSync(path), readFileSync(join(base.earlier, store))]
  const counts = { tried: 0, detected: 0, identical: 0, different: [] as string[], split: [] as string[] }
  for (let at = PAGE; at < Math.min(now.length, earlier.length); at += PAGE) {
    const old = earlier.subarray(at, at + PAGE)
    if (now.subarray(at, at + PAGE).equals(old)) continue
    const spliced = Buffer.from(now)
    old.copy(spliced, at)
    writeFileSync(path, spliced)
    counts.tried += 1
    const [one, other] = await both(folder, base.personId)
    if (one.ok !== other.ok) counts.split.push(`page ${at / PAGE}`)
    if (!one.ok && !other.ok) counts.detected += 1
    else if (contentsOf(folder, base.keys.database) === before) counts.identical += 1
    else counts.different.push(`page ${at / PAGE}`)
  }
  rmSync(folder, { recursive: true, force: true })
  return counts
}
