import type { PersonId, StudyId } from '../../shared/vocabulary/ids.ts'
import { sha256Hex } from '../files/digest.ts'
import type { ReadStore } from '../store/store.ts'

/** Roles that a person held when entry `seq` was written, read from the entries that granted and revoked them. */
export function rolesThen(store: ReadStore, personId: PersonId, studyId: StudyId, seq: number): string[] {
  const held = new Map<string, boolean>()
  for (const { id, personId: whose, studyId: where, role, change } of store.people.assignments()) {
    if (whose !== personId || (where !== null && where !== studyId)) continue
    const since = store.ledger.list({ objectId: id, limit: 1 })[0]?.seq ?? Number.POSITIVE_INFINITY
    if (since < seq) held.set(`${where ?? ''}/${role}`, change === 'granted')
  }
  return [...held].filter(([, isHeld]) => isHeld).map(([key]) => key.slice(key.indexOf('/') + 1))
}

/**
 * Digest of the certificate that spoke for a person when entry `seq` was written: that of the last key slot which an
 * entry about the person had named by then. Null if there was none.
 */
export function certificateThen(store: ReadStore, personId: PersonId, seq: number): string | null {
  const entries = store.ledger.list({ objectId: personId }).filter((each) => each.seq < seq)
  const named = new Set(entries.flatMap(({ body }) => Object.values(body.details)))
  const slot = store.people.slots(personId).findLast(({ slotId, certificate }) => named.has(slotId) || named.has(sha256Hex(certificate)))
  return slot === undefined ? null : sha256Hex(slot.certificate)
}
