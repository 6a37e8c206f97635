import { canonicalJson } from '../../shared/ledger/canonical.ts'
import { TrailReview } from '../../shared/ledger/countersigned.ts'
import { refuse } from '../../shared/vocabulary/problem.ts'
import { sha256Hex } from '../files/digest.ts'
import { withOwnKey } from './certificate-standing.ts'
import type { ActionContext } from './context.ts'
import { refuseOtherPerson } from './signed-version.ts'

export interface ReviewRequest {
  readonly fromSeq: number
  readonly toSeq: number
  readonly note: string
  /** The first component, typed by the person. */
  readonly signInName: string
  /** The second component. */
  readonly passphrase: string
}

/**
 * Somebody says, with both components, that they have read a part of the audit trail (rule ACT-76). It is bound to a
 * checkpoint that covers that part, so a review also countersigns the checkpoint.
 */
export async function reviewTrail(context: ActionContext, request: ReviewRequest): Promise<void> {
  const { workspace, surroundings } = context
  const { session, store, storeId } = workspace
  const { fromSeq, toSeq, note } = request
  const newest = store.ledger.head().seq
  if (fromSeq > toSeq || toSeq > newest) refuse('trail/no-such-range', { from: fromSeq, to: toSeq, newest })
  refuseOtherPerson(workspace, request.signInName)
  await withOwnKey(context, request.passphrase, async (key) => {
    workspace.checkpoints.write()
    const checkpoint = store.checkpoints.latest()
    if (checkpoint === null) return refuse('trail/no-such-range', { from: fromSeq, to: toSeq, newest })
    const { personId, fullName: printedName } = session
    const at = surroundings.clock.now()
    const statement = canonicalJson(
      TrailReview.parse({ format: 'probity.trail-review', version: 1, storeId, fromSeq, toSeq, checkpoint: checkpoint.text, note, personId, printedName, at }),
    )
    const signature = await key.sign(new TextEncoder().encode(statement))
    store.transact((write) => {
      const row = write.countersignatures.add({ size: checkpoint.size, statement, certificate: key.certDer, signature })
      write.appendEntry({
        action: 'trail.reviewed',
        objectKind: 'countersignature',
        objectId: row.id,
        afterSha256: row.sha256,
        signatureSha256: sha256Hex(signature),
        reason: note === '' ? null : note,
        details: { statementSha256: sha256Hex(statement), fromSeq, toSeq, checkpointSize: checkpoint.size, printedName },
      })
    })
  })
}
