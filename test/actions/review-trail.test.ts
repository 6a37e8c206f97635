import { expect, test } from 'vitest'
import { reviewTrail } from '../../electron/actions/review-trail.ts'
import { nodeHost } from '../../electron/hosts/node.ts'
import { verifyWorkspace } from '../../electron/workspace/verify.ts'
import type { Workspace } from '../../electron/workspace/workspace.ts'
import { freshWorkspace, passphrase, person, steppedSurroundings } from '../store/fixture.ts'

function change({ store, session }: Workspace, what: 'granted' | 'revoked'): void {
  store.transact((write) => {
    const changed = write.people.changeRole({ personId: session.personId, studyId: null, role: 'reviewer', change: what })
    write.appendEntry({ action: `role.${what}`, objectKind: 'role-assignment', objectId: changed.id, afterSha256: changed.sha256 })
  })
}

test('STO-38: whether a reviewer held the role is told by the order of entries, also where the clock ran back', { timeout: 30_000 }, async () => {
  const surroundings = steppedSurroundings('2026-11-22T12:00:00.000Z')
  const workspace = await freshWorkspace(surroundings)
  const context = { workspace, host: nodeHost(), surroundings, emit: () => undefined, demo: false }
  const review = () => reviewTrail(context, { fromSeq: 1, toSeq: workspace.store.ledger.head().seq, note: '', signInName: person.signInName, passphrase })
  const errors = () => verifyWorkspace(workspace).findings.filter((each) => each.severity === 'error').map((each) => each.params?.['cause'])
  surroundings.set('2026-11-22T15:00:00.000Z')
  change(workspace, 'granted')
  // Before the role was granted, and after the certificate was issued.
  surroundings.set('2026-11-22T13:00:00.000Z')
  await review()
  expect(errors()).toEqual([])
  // A role that is taken away later does not undo what was signed before.
  change(workspace, 'revoked')
  expect(errors()).toEqual([])
  // Signed after it was taken away, by somebody who went around the permission table.
  await review()
  expect(errors()).toEqual(['countersignature: role'])
})
