import { addPerson } from '../store/add-person.ts'
import { join } from 'node:path'
import type { ActionContext } from '../../electron/actions/context.ts'
import { importAuthority, importCertificate, importRevocationList, requestCertificate } from '../../electron/actions/certificates.ts'
import { evaluateDemoStudy } from '../../electron/engine/demo-study.ts'
import { systemSurroundings } from '../../electron/files/clock.ts'
import { nodeHost } from '../../electron/hosts/node.ts'
import { createWorkspace, openWorkspace, readWorkspace } from '../../electron/workspace/workspace.ts'
import type { PersonId } from '../../shared/vocabulary/ids.ts'
import { people } from '../actions/three-people.ts'
import { hospitalIn } from './hospital.ts'

// Run by Node, outside the window: node prepare-signing.ts FOLDER. A workspace of four people with one evaluated study;
// one of them has a certificate of a hospital's authority, whose revocation list is out of date. A list that revokes it lies ready.
const [folder = ''] = process.argv.slice(2)
const surroundings = systemSurroundings('0.0.0-test')
const workspace = await createWorkspace(join(folder, 'workspace'), { name: 'Signing', person: people.ana }, surroundings)
const context: ActionContext = { workspace, host: nodeHost(), surroundings, emit: () => undefined, demo: false }
const hospital = hospitalIn(folder)
try {
  for (const name of ['rui', 'mia', 'noa'] as const) await addPerson(workspace, people[name])
  await evaluateDemoStudy(context, () => undefined)
  await importAuthority(context, { path: hospital.authority, reason: 'The hospital issues certificates', witness: people.rui })
} finally {
  workspace.close()
}
const mia = readWorkspace(workspace.folder).people.find(({ signInName }) => signInName === people.mia.signInName)
const hers = await openWorkspace(workspace.folder, mia?.personId as PersonId, people.mia.passphrase, surroundings)
try {
  const own: ActionContext = { ...context, workspace: hers }
  const { passphrase } = people.mia
  await requestCertificate(own, { passphrase, path: join(folder, 'request.pem') })
  await importCertificate(own, { passphrase, path: hospital.answer(join(folder, 'request.pem')) })
  await importRevocationList(own, { path: hospital.overdueList })
  hospital.revoking()
} finally {
  hers.close()
}
