import type { Database } from './database.ts'
import type { Entry } from './entry.ts'

/** What the walk along the chain leaves about people: which slot spoke for whom, and when roles were given and taken. */
export class PeopleHeard {
  /** From which entry on which slot speaks for a person (VLT-13), in their order. */
  readonly #slots: { readonly seq: number; readonly personId: string; readonly slotId: unknown }[] = []
  /** Id of a role's row → number of the first entry that names it. */
  readonly #roles = new Map<string, number>()

  hear({ seq, objectKind, objectId, details }: Entry): void {
    if (objectKind === 'role-assignment' && !this.#roles.has(objectId)) this.#roles.set(objectId, seq)
    if (objectKind === 'person' && details['slotId'] !== undefined) this.#slots.push({ seq, personId: objectId, slotId: details['slotId'] })
  }

  /** Certificate of the signing or checkpoint key that spoke for a person of the store at an entry; null if none did. */
  certificateAt(db: Database, personId: string, seq: number, key: 'signing' | 'checkpoint'): Uint8Array | null {
    const last = this.#slots.findLast((each) => each.personId === personId && each.seq <= seq)
    if (last === undefined) return null
    const column = key === 'signing' ? 'certificate' : 'checkpoint_certificate'
    const select = db.prepare<[unknown, unknown], Uint8Array>(`SELECT ${column} FROM main.key_slot WHERE person_id = ? AND slot_id = ? AND person_id IN (SELECT id FROM main.person) ORDER BY pos`).pluck()
    return (select.get(personId, last.slotId) as Uint8Array | undefined) ?? null
  }

  /** Whether the person held the role before an entry, in the study (null: in none) or for the whole workspace. */
  held(db: Database, { personId, role }: { readonly personId: string; readonly role: string }, studyId: string | null, seq: number): boolean {
    const rows = db
      .prepare<[unknown, unknown], { id: string; studyId: string | null; change: string }>(
        'SELECT id, study_id AS studyId, change FROM main.role_assignment WHERE person_id = ? AND role = ? ORDER BY pos',
      )
      .all(personId, role)
    const last = new Map<string | null, string>()
    for (const { id, studyId: where, change } of rows) {
      if ((where === null || where === studyId) && (this.#roles.get(id) ?? Infinity) < seq) last.set(where, change)
    }
    return [...last.values()].includes('granted')
  }
}
