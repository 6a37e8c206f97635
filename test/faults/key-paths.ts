import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { changePassphrase, resetPassphrase } from '../../electron/actions/passphrases.ts'
import { grantRole, retirePerson, revokeRole } from '../../electron/actions/people.ts'
import { makeRecoveryKey, recover } from '../../electron/actions/recovery.ts'
import { reviewTrail } from '../../electron/actions/review-trail.ts'
import type { Workspace } from '../../electron/workspace/workspace.ts'
import { addPerson } from '../store/add-person.ts'
import { ada, bob, surroundings } from '../store/backup-fixture.ts'
import { kdf } from '../store/fixture.ts'
import { adaIn, anchored, canSignIn, folderIn, inWorkspace, nextPassphrase, opensSlot, tell, type WritePath } from './path.ts'
import { contextIn } from './small-study.ts'
import { carla } from './stages.ts'

const idOf = (workspace: Workspace, signInName: string) => workspace.store.people.list().find((each) => each.signInName === signInName)?.id ?? ''
const reason = 'a reason that is given'
const adaNext = { ...ada, passphrase: nextPassphrase }
const bobNext = { ...bob, passphrase: nextPassphrase }

/** One of the two signs in, and the new one does if the change was reported. */
const eitherSignsIn =
  (old: typeof ada, next: typeof ada): WritePath['check'] =>
  async (root, { done }) => {
    if (await canSignIn(root, next)) return (await opensSlot(root, old)) ? ['both passphrases open the slot'] : []
    if (done) return ['the new passphrase does not open what was reported as changed']
    return (await canSignIn(root, old)) ? [] : ['neither passphrase opens the slot']
  }

/** What changes who can open the workspace: the store and the key file beside it. */
export const keyPaths: readonly WritePath[] = [
  {
    name: 'add a person',
    stage: 'created',
    run: inWorkspace((workspace) => addPerson(workspace, { ...carla, fullName: 'Carla Example', kdf })),
    check: async (root, { done }) => ((await canSignIn(root, carla)) || !done ? [] : ['the person who was added cannot sign in']),
  },
  {
    name: 'change a passphrase',
    stage: 'created',
    run: inWorkspace((workspace) => changePassphrase(contextIn(workspace), { current: ada.passphrase, passphrase: nextPassphrase })),
    check: eitherSignsIn(ada, adaNext),
  },
  {
    name: 'reset a passphrase',
    stage: 'three-people',
    run: inWorkspace((workspace) =>
      resetPassphrase(contextIn(workspace), { personId: idOf(workspace, 'bob'), passphrase: nextPassphrase, reason, witness: carla }),
    ),
    check: eitherSignsIn(bob, bobNext),
  },
  { name: 'make a recovery key', stage: 'created', run: inWorkspace((workspace) => makeRecoveryKey(contextIn(workspace), bob)) },
  {
    name: 'recover',
    stage: 'recoverable',
    run: async (root, watch) => {
      const recoveryKey = readFileSync(join(root, 'recovery-key'), 'utf8')
      const wanted = { personId: adaIn(root), recoveryKey, passphrase: nextPassphrase, secondPerson: 'Bob Example', witness: bob, reason }
      watch.ack(anchored(root))
      watch.begin()
      try {
        const workspace = await recover(folderIn(root), wanted, surroundings, (opening) => tell(opening.store, watch))
        watch.done()
        workspace.close()
      } finally {
        watch.end()
      }
    },
    check: eitherSignsIn(ada, adaNext),
  },
  {
    name: 'retire a person',
    stage: 'created',
    run: inWorkspace((workspace) => retirePerson(contextIn(workspace), { personId: idOf(workspace, 'bob'), reason })),
    check: async (root, { done }) => (done && (await opensSlot(root, bob)) ? ['whoever was retired can still sign in'] : []),
  },
  {
    name: 'revoke and grant a role',
    stage: 'created',
    run: inWorkspace(async (workspace) => {
      const change = { personId: idOf(workspace, 'bob'), role: 'statistician', studyId: null, reason } as const
      await revokeRole(contextIn(workspace), change)
      await grantRole(contextIn(workspace), change)
    }),
  },
  {
    name: 'review the trail',
    stage: 'created',
    run: inWorkspace((workspace) => reviewTrail(contextIn(workspace), { fromSeq: 1, toSeq: 2, note: '', ...ada })),
  },
]
