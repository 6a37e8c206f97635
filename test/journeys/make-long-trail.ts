import { systemSurroundings } from '../../electron/files/clock.ts'
import { createWorkspace } from '../../electron/workspace/workspace.ts'
import type { Instant } from '../../shared/vocabulary/ids.ts'
import { firstRoles } from '../../shared/vocabulary/people.ts'

// Run by Node, outside the window: node make-long-trail.ts FOLDER PASSPHRASE N. It makes a workspace with a long audit
// trail, written by a clock that was an hour ahead, so that the next sign-in finds a clock that ran back.
const [folder = '', passphrase = '', n = '3000'] = process.argv.slice(2)
const system = systemSurroundings('0.0.0-test')
const ahead = { ...system, clock: { ...system.clock, now: () => new Date(Date.now() + 3_600_000).toISOString() as Instant } }
const person = { signInName: 'ana', fullName: 'Ana Author', passphrase, roles: firstRoles.alone }
const workspace = await createWorkspace(folder, { name: 'Long', person }, ahead)
workspace.store.transact((write) => {
  for (let i = 0; i < Number(n); i++) write.appendEntry({ action: 'results.viewed', objectKind: 'session', objectId: String(i) })
})
workspace.close()
