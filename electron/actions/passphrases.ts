import type { PersonId } from '../../shared/vocabulary/ids.ts'
import { refuse } from '../../shared/vocabulary/problem.ts'
import { sha256Hex } from '../files/digest.ts'
import type { WriteStore } from '../store/store.ts'
import { ensureRowsKey, mayReadRows } from '../workspace/workspace.ts'
import { slotDetails, slotRow } from '../workspace/write-people.ts'
import type { ActionContext } from './context.ts'
import { passphrasePolicy } from './passphrase-policy.ts'
import { activePerson, writeRowsEntry } from './people.ts'
import { type WitnessGiven, witnessed } from './witness.ts'

/** One's own passphrase. The keys stay the same, unless somebody else had set the passphrase they were under. */
export async function changePassphrase({ workspace }: ActionContext, wanted: { readonly current: string; readonly passphrase: string }): Promise<void> {
  const { vault, store, session } = workspace
  const before = store.people.get(session.personId)
  const prepared = await vault.preparePassphrase(wanted.current, wanted.passphrase, passphrasePolicy(store))
  const { slot, text } = prepared
  workspace.changeKeyFile(prepared, (w) => {
    const object = { objectKind: 'person', objectId: session.personId } as const
    if (slot.slotId === before?.slotId) {
      w.appendEntry({ action: 'passphrase.changed', ...object, details: { keyFileSha256: sha256Hex(text) } })
    } else {
      retireKey(w, session.personId, before?.slotId)
      const { sha256 } = w.people.addSlot(session.personId, slotRow(slot))
      w.appendEntry({ action: 'passphrase.changed', ...object, afterSha256: sha256, details: slotDetails(slot, text) })
    }
  })
  ensureRowsKey(workspace)
}

export interface PassphraseReset {
  readonly personId: string
  /** For the next sign-in only. */
  readonly passphrase: string
  readonly reason: string
  readonly witness?: WitnessGiven | undefined
}

/**
 * Somebody forgot: a new slot with new keys and certificates, before a witness. The old signing key ends at this entry;
 * nobody learns it, and patient rows stay closed until somebody who has them releases them.
 */
export async function resetPassphrase({ workspace }: ActionContext, wanted: PassphraseReset): Promise<void> {
  const { vault, store, session } = workspace
  const person = activePerson(workspace, wanted.personId)
  if (person.id === session.personId) refuse('people/not-yourself')
  const witness = await witnessed(workspace, wanted.witness, person.id)
  const { passphrase, reason } = wanted
  const rows = mayReadRows(store.people.rolesAnywhere(person.id))
  const prepared = await vault.prepareReset({ personId: person.id, passphrase, policy: passphrasePolicy(store) }, rows)
  workspace.changeKeyFile(prepared, (w) => {
    retireKey(w, person.id, person.slotId)
    const { sha256 } = w.people.addSlot(person.id, slotRow(prepared.slot))
    w.appendEntry({
      action: 'passphrase.reset',
      objectKind: 'person',
      objectId: person.id,
      afterSha256: sha256,
      reason,
      details: { ...slotDetails(prepared.slot, prepared.text), ...witness },
    })
    if (prepared.slot.rowsKey !== null) writeRowsEntry(w, 'rows-key.released', person.id, prepared)
  })
}

/** What the old keys signed before this entry stays signed by them. */
export function retireKey(w: WriteStore, personId: PersonId, slotId: string | undefined): void {
  if (slotId === undefined) return
  w.appendEntry({ action: 'key.retired', objectKind: 'key', objectId: slotId, details: { personId } })
}

/** To a person with a role that may read rows, or to the recovery key. */
export async function releaseRows(
  { workspace }: ActionContext,
  wanted: { readonly to: string; readonly recoveryKey?: string | undefined },
): Promise<void> {
  const { vault, store } = workspace
  const { to, recoveryKey } = wanted
  if (to !== 'recovery') {
    const person = activePerson(workspace, to)
    if (!mayReadRows(store.people.rolesAnywhere(person.id))) refuse('people/role-unchanged', { person: person.fullName })
  }
  const prepared = await vault.prepareRowsReleased(to as PersonId | 'recovery', recoveryKey)
  workspace.changeKeyFile(prepared, (w) => writeRowsEntry(w, 'rows-key.released', to, prepared))
}
