import { existsSync } from 'node:fs'
import { firstRoles } from '../../shared/vocabulary/people.ts'
import { removeUnfinished } from '../workspace/leftovers.ts'
import { workspacePaths } from '../workspace/workspace-files.ts'
import { createWorkspace } from '../workspace/workspace.ts'
import { draftDemoStudy, evaluateDemoStudy } from './demo-study.ts'
import type { Engine } from './engine.ts'

export const demoPerson = { signInName: 'demo', fullName: 'Dana Demo' } as const

const letters = 'abcdefghijkmnpqrstuvwxyz23456789'

/** Five groups of four letters and digits that are hard to confuse. */
export function demoPassphrase(randomBytes: (count: number) => Uint8Array): string {
  const text = [...randomBytes(20)].map((byte) => letters.charAt(byte % letters.length)).join('')
  return (text.match(/.{4}/g) ?? []).join('-')
}

/**
 * Makes this computer's demo workspace on first use: one study carried to its results, ready to be signed, and one
 * with drafts only, to be walked through. It is closed again: opening it shows the unlock screen with its passphrase.
 */
export async function makeDemoWorkspace(engine: Engine, folder: string): Promise<void> {
  // Without the file that is written last, making it was cut off.
  if (existsSync(folder) && !existsSync(workspacePaths(folder).about)) removeUnfinished(folder)
  if (existsSync(folder)) return
  await engine.selfTested()
  const passphrase = demoPassphrase(engine.surroundings.randomBytes)
  const workspace = await createWorkspace(
    folder,
    { name: 'Demo workspace', person: { ...demoPerson, passphrase, roles: firstRoles.alone }, demo: { passphrase } },
    engine.surroundings,
  )
  try {
    const context = { workspace, host: engine.options.host, surroundings: engine.surroundings, emit: engine.options.onEvent, demo: true }
    draftDemoStudy(context, 'Try it yourself: the same study, not yet begun')
    await evaluateDemoStudy(context, (what) => engine.options.onEvent({ kind: 'progress', jobId: 'demo', what, done: 0, total: 0 }))
  } finally {
    workspace.close()
  }
}
