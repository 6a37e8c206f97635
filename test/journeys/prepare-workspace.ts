import { join } from 'node:path'
import type { ActionContext } from '../../electron/actions/context.ts'
import { createStudy } from '../../electron/actions/create-study.ts'
import { systemSurroundings } from '../../electron/files/clock.ts'
import { nodeHost } from '../../electron/hosts/node.ts'
import { createWorkspace } from '../../electron/workspace/workspace.ts'
import { person } from '../actions/demo-study.ts'
import { approvedStudy, sealedStudy } from '../actions/sealed-study.ts'
import { prepareBeyond } from './beyond-studies.ts'

// Run by Node, outside the window: node prepare-workspace.ts FOLDER sealed N | approved | beyond. It makes the workspace of
// a journey, up to sealed predictions of N examinations (and a second study that nothing was done for), up to an approved
// intended use, or with three studies beyond the plain one (beyond-studies.ts), with the engine's own actions.
const [folder = '', upTo = 'sealed', size = '1000'] = process.argv.slice(2)
const surroundings = systemSurroundings('0.0.0-test')
const workspace = await createWorkspace(join(folder, 'workspace'), { name: 'Journey', person }, surroundings)
const context: ActionContext = { workspace, host: nodeHost(), surroundings, emit: () => undefined, demo: false }
try {
  if (upTo === 'beyond') await prepareBeyond(context)
  if (upTo === 'sealed') {
    await sealedStudy(context, 'Journey study', folder, Number(size))
    createStudy(context, { name: 'Begun only', deviceName: 'Device' })
  } else approvedStudy(context, 'Journey study')
} finally {
  workspace.close()
}
