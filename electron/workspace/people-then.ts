import type { PersonId, StudyId } from '../../shared/vocabulary/ids.ts'
import type { ReadStore } from '../store/store.ts'

/**
 * Roles that a person held, for a study (null: for the whole workspace alone), when entry `seq` was written: by the order
 * of the entries that granted and revoked them and not by the clock, which may have run back in between.
 */
export function rolesThen(store: ReadStore, personId: PersonId, studyId: StudyId | null, seq: number): string[] {
  const held = new Map<string, boolean>()
  for (const { id, personId: whose, studyId: where, role, change } of store.people.assignments()) {
    if (whose !== personId || (where !== null && where !== studyId)) continue
    const since = store.ledger.list({ objectId: id, limit: 1 })[0]?.seq ?? Number.POSITIVE_INFINITY
    if (since < seq) held.set(`${where ?? ''}/${role}`, change === 'granted')
  }
  return [...held].filter(([, isHeld]) => isHeld).map(([key]) => key.slice(key.indexOf('/') + 1))
}
