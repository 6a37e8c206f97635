import { join } from 'node:path'
import { makeBackup } from '../../electron/actions/backup.ts'
import type { ActionContext } from '../../electron/actions/context.ts'
import { systemSurroundings } from '../../electron/files/clock.ts'
import { nodeHost } from '../../electron/hosts/node.ts'
import { createWorkspace } from '../../electron/workspace/workspace.ts'
import { writeRole } from '../../electron/workspace/write-people.ts'
import { approvedStudy } from '../actions/sealed-study.ts'
import { addPerson } from '../store/add-person.ts'
import { team } from './team.ts'

// Run by Node, outside the window: node prepare-people.ts FOLDER. A workspace of four people with one study. Its
// passphrases are quick to check: what passphrases cost is seen elsewhere. `large`: its store is above 20 MB.
// `backed-up`: with a backup beside it.
const [folder = '', size] = process.argv.slice(2)
const kdf = { belowFloorForTests: { memoryKiB: 64, iterations: 1 } }
const surroundings = systemSurroundings('0.0.0-test')
const workspace = await createWorkspace(join(folder, 'workspace'), { name: 'Radiology East', person: { ...team.mia, kdf } }, surroundings)
const context: ActionContext = { workspace, host: nodeHost(), surroundings, emit: () => undefined, demo: false }
try {
  approvedStudy(context, 'Recurrence risk')
  if (size === 'large') workspace.store.transact((write) => write.drafts.put({ id: 'large', studyId: null, kind: 'protocol', bytes: '0'.repeat(24_000_000) }))
  await addPerson(workspace, { ...team.rui, kdf })
  for (const name of ['ana', 'noa'] as const) {
    const personId = await addPerson(workspace, { ...team[name], kdf }, false)
    workspace.store.transact((w) => team[name].roles.forEach((role) => writeRole(w, { personId, studyId: null, role, change: 'granted' })))
  }
  if (size === 'backed-up') await makeBackup(context, { folder: join(folder, 'backup') })
} finally {
  workspace.close()
}
