import { rmSync } from 'node:fs'
import { both, complaints, type Said } from './both.ts'
import { Hand, seeded } from './hand.ts'
import type { Kind } from './kinds.ts'
import type { Base } from './workspace.ts'

export interface Outcome {
  readonly tried: number
  readonly reported: number
  readonly kinds: number
  readonly complaints: readonly string[]
  /** What the two said the last time a kind was tried, by its name. */
  readonly said: ReadonlyMap<string, readonly [Said, Said]>
}

/** Tampers with `n` copies, every kind in turn, each with a seed of its own, and asks both verifiers about each. */
export async function tamperings(base: Base, kinds: readonly Kind[], n = kinds.length): Promise<Outcome> {
  const found: string[] = []
  const said = new Map<string, readonly [Said, Said]>()
  let reported = 0
  for (let i = 0; i < n; i++) {
    const kind = kinds[i % kinds.length]
    if (kind === undefined) continue
    const folder = base.copy()
    const told = await kind.deed(new Hand(folder, base, seeded(i)))
    const answers = await both(folder, base.personId)
    said.set(kind.name, answers)
    const wrong = complaints(told, answers)
    if (wrong.length === 0) reported += 1
    else found.push(`${kind.name} (seed ${i}): ${wrong.join('; ')}`)
    rmSync(folder, { recursive: true, force: true })
  }
  return { tried: n, reported, kinds: Math.min(n, kinds.length), complaints: found, said }
}
