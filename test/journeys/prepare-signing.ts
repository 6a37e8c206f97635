import { addPerson } from '../store/add-person.ts'
import { join } from 'node:path'
import type { ActionContext } from '../../electron/actions/context.ts'
import { evaluateDemoStudy } from '../../electron/engine/demo-study.ts'
import { systemSurroundings } from '../../electron/files/clock.ts'
import { nodeHost } from '../../electron/hosts/node.ts'
import { createWorkspace } from '../../electron/workspace/workspace.ts'
import { people } from '../actions/three-people.ts'

// Run by Node, outside the window: node prepare-signing.ts FOLDER. A workspace of four people with one evaluated study.
const [folder = ''] = process.argv.slice(2)
const surroundings = systemSurroundings('0.0.0-test')
const workspace = await createWorkspace(join(folder, 'workspace'), { name: 'Signing', person: people.ana }, surroundings)
const context: ActionContext = { workspace, host: nodeHost(), surroundings, emit: () => undefined, demo: false }
try {
  for (const name of ['rui', 'mia', 'noa'] as const) await addPerson(workspace, people[name])
  await evaluateDemoStudy(context, () => undefined)
} finally {
  workspace.close()
}
