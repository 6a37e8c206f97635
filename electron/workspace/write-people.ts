import { sha256Hex } from '../files/digest.ts'
import type { PersonId } from '../../shared/vocabulary/ids.ts'
import type { KeySlot } from '../vault/key-file.ts'
import type { RoleAssignment } from '../store/people.ts'
import type { WriteStore } from '../store/store.ts'
import type { PreparedSlot } from '../vault/vault.ts'

/** Rows about people with their entries: used where accounts change and where a workspace is founded. */
export function writePerson(w: WriteStore, { slot, text }: PreparedSlot, details: Readonly<Record<string, string | number>> = {}): void {
  const { signInName, fullName } = slot
  const { sha256: afterSha256 } = w.people.add({ id: slot.personId as PersonId, signInName, fullName, ...slotRow(slot) })
  w.appendEntry({
    action: 'person.added',
    objectKind: 'person',
    objectId: slot.personId,
    afterSha256,
    details: { ...slotDetails(slot, text), ...details },
  })
}

/** What the store keeps of a slot: the keys that speak for the person from here on. */
export const slotRow = (slot: KeySlot) => ({
  slotId: slot.slotId,
  generation: slot.generation,
  certificate: Buffer.from(slot.signing.certificate, 'hex'),
  checkpointCertificate: Buffer.from(slot.checkpoint.certificate, 'hex'),
})

/** slotId in an entry about a person: these keys speak for the person from that entry on. */
export const slotDetails = (slot: KeySlot, text: string) => ({
  slotId: slot.slotId,
  keyFileSha256: sha256Hex(text),
  certificateSha256: sha256Hex(Buffer.from(slot.signing.certificate, 'hex')),
})

export function writeRole(
  w: WriteStore,
  wanted: Pick<RoleAssignment, 'personId' | 'studyId' | 'role' | 'change'>,
  more: { readonly reason?: string; readonly details?: Readonly<Record<string, string>> } = {},
): void {
  const { personId, role, studyId, change } = wanted
  const row = w.people.changeRole(wanted)
  const entry = {
    studyId,
    objectKind: 'role-assignment',
    objectId: row.id,
    afterSha256: row.sha256,
    reason: more.reason ?? null,
    details: { personId, role, ...more.details },
  }
  w.appendEntry(change === 'granted' ? { action: 'role.granted', ...entry } : { action: 'role.revoked', ...entry })
}
