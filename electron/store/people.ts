import { canonicalJson } from '../../shared/ledger/canonical.ts'
import { toHex, type Instant, type PersonId, type Sha256, type StudyId } from '../../shared/vocabulary/ids.ts'
import { sha256Hex } from '../files/digest.ts'
import { changed, type Database } from './database.ts'

/** One set of keys that spoke for a person from some entry on. */
export interface PersonKeysRow {
  readonly slotId: string
  readonly kind: string
  readonly generation: number
  readonly certificate: Uint8Array
  readonly checkpointCertificate: Uint8Array
}

export interface Person {
  readonly id: PersonId
  readonly signInName: string
  readonly fullName: string
  readonly addedAt: Instant
  /** The keys in force, or the last ones. */
  readonly slotId: string
  readonly certificate: Uint8Array
  readonly checkpointCertificate: Uint8Array
  /** All of them, oldest first. */
  readonly slots: readonly PersonKeysRow[]
  readonly retiredAt: Instant | null
}

export interface RoleAssignment {
  readonly id: string
  readonly personId: PersonId
  /** null holds for the whole workspace. */
  readonly studyId: StudyId | null
  readonly role: string
  readonly change: 'granted' | 'revoked'
  readonly at: Instant
}

/** A key slot that a person has or once had. */
export interface PersonSlot {
  readonly slotId: string
  readonly certificate: Uint8Array
}

export interface ReadPeople {
  get(personId: PersonId): Person | null
  list(): Person[]
  /** Roles in force, those of the workspace included. */
  rolesOf(personId: PersonId, studyId?: StudyId): string[]
  /** Roles in force for the workspace or any study. */
  rolesAnywhere(personId: PersonId): string[]
  /** In force, each with the study it was given for. */
  heldBy(personId: PersonId): RoleAssignment[]
  assignments(): RoleAssignment[]
  certificate(personId: PersonId): Uint8Array | null
  /** Every slot the person has had, oldest first. */
  slots(personId: PersonId): PersonSlot[]
  /** Of one generation, or the newest. */
  keyFileCopy(generation?: number): { readonly generation: number; readonly text: string } | null
}

export interface NewPersonRow {
  readonly id: PersonId
  readonly signInName: string
  readonly fullName: string
  readonly slotId: string
  readonly generation: number
  readonly certificate: Uint8Array
  readonly checkpointCertificate: Uint8Array
}

export interface Witnessed {
  readonly id: string
  readonly sha256: Sha256
}

export interface WritePeople extends ReadPeople {
  /** Both answers go into an entry: objectId = id, afterSha256 = sha256. */
  add(person: NewPersonRow): Witnessed
  /** New keys for somebody who is there. */
  addSlot(personId: PersonId, slot: Omit<NewPersonRow, 'id' | 'signInName' | 'fullName'>): Witnessed
  retire(personId: PersonId): Witnessed
  changeRole(wanted: Pick<RoleAssignment, 'personId' | 'studyId' | 'role' | 'change'>): Witnessed
  addKeyFileCopy(generation: number, text: string): void
}

/** What an entry says about a person: the name, all keys that ever spoke for it, and whether it is still in use. */
export const personSha256 = (person: Person): Sha256 =>
  sha256Hex(
    canonicalJson({
      id: person.id,
      signInName: person.signInName,
      fullName: person.fullName,
      addedAt: person.addedAt,
      slots: person.slots.map(({ slotId, kind, generation, certificate, checkpointCertificate }) => ({
        slotId,
        kind,
        generation,
        certificateSha256: sha256Hex(certificate),
        checkpointCertificateSha256: sha256Hex(checkpointCertificate),
      })),
      retiredAt: person.retiredAt,
    }),
  )

export const roleSha256 = (assignment: RoleAssignment): Sha256 => sha256Hex(canonicalJson(assignment))

const PERSON = `SELECT p.id AS id, p.sign_in_name AS signInName, p.full_name AS fullName, p.added_at AS addedAt,
  (SELECT at FROM main.person_state WHERE person_id = p.id AND state = 'retired' ORDER BY pos LIMIT 1) AS retiredAt
  FROM main.person p`
type PersonRow = Pick<Person, 'id' | 'signInName' | 'fullName' | 'addedAt' | 'retiredAt'>

const ROLE = `SELECT id, person_id AS personId, study_id AS studyId, role, change, at FROM main.role_assignment`

/** Somebody whose key slots are gone speaks for nobody; the verifier says that the entry about the person tells otherwise. */
const noKeys = { slotId: '', certificate: new Uint8Array(0), checkpointCertificate: new Uint8Array(0) }

export function readPeople(db: Database): ReadPeople {
  const one = db.prepare<[string], PersonRow>(`${PERSON} WHERE p.id = ?`)
  const all = db.prepare<[], PersonRow>(`${PERSON} ORDER BY p.pos`)
  const slots = db.prepare<[string], PersonKeysRow>(
    `SELECT slot_id AS slotId, kind, generation, certificate, checkpoint_certificate AS checkpointCertificate
     FROM main.key_slot WHERE person_id = ? ORDER BY pos`,
  )
  const whole = (row: PersonRow): Person => {
    const held = slots.all(row.id)
    const { slotId, certificate, checkpointCertificate } = held.at(-1) ?? noKeys
    return { ...row, slotId, certificate, checkpointCertificate, slots: held }
  }
  const get = (personId: PersonId): Person | null => {
    const row = one.get(personId)
    return row === undefined ? null : whole(row)
  }
  const roles = db.prepare<[string, string | null], RoleAssignment>(
    `${ROLE} WHERE person_id = ? AND (study_id IS NULL OR study_id = ?) ORDER BY pos`,
  )
  const everywhere = db.prepare<[string], RoleAssignment>(`${ROLE} WHERE person_id = ? ORDER BY pos`)
  const assignments = db.prepare<[], RoleAssignment>(`${ROLE} ORDER BY pos`)
  const copy = db.prepare<[number | null, number | null], { generation: number; text: string }>(
    'SELECT generation, text FROM main.key_file WHERE ? IS NULL OR generation = ? ORDER BY generation DESC LIMIT 1',
  )
  return {
    get,
    list: () => all.all().map(whole),
    rolesOf: (personId, studyId) => inForce(roles.all(personId, studyId ?? null)),
    rolesAnywhere: (personId) => inForce(everywhere.all(personId)),
    heldBy: (personId) => lastWords(everywhere.all(personId)),
    assignments: () => assignments.all(),
    certificate: (personId) => get(personId)?.certificate ?? null,
    slots: (personId) => slots.all(personId),
    keyFileCopy: (generation) => copy.get(generation ?? null, generation ?? null) ?? null,
  }
}

/** The last word on each role, for the workspace and for each study, in the order they were given. */
function lastWords(rows: readonly RoleAssignment[]): RoleAssignment[] {
  const held = new Map<string, RoleAssignment>()
  for (const row of rows) held.set(`${row.studyId ?? ''}/${row.role}`, row)
  return [...held.values()].filter((row) => row.change === 'granted')
}

const inForce = (rows: readonly RoleAssignment[]): string[] => [...new Set(lastWords(rows).map((row) => row.role))]

export interface PeopleFrame {
  readonly now: () => Instant
  readonly randomBytes: (count: number) => Uint8Array
  readonly onWritten: (row: Witnessed) => void
}

export function writePeople(db: Database, frame: PeopleFrame): WritePeople {
  const read = readPeople(db)
  const insertSlot = (personId: PersonId, slot: Omit<NewPersonRow, 'id' | 'signInName' | 'fullName'>) =>
    changed(
      db
        .prepare(
          `INSERT INTO main.key_slot (slot_id, person_id, kind, generation, certificate, checkpoint_certificate)
           VALUES (?, ?, 'passphrase', ?, ?, ?)`,
        )
        .run(slot.slotId, personId, slot.generation, slot.certificate, slot.checkpointCertificate),
    )
  const written = (id: PersonId): Witnessed => {
    const stored = read.get(id)
    if (stored === null) throw new Error('a person who was written is not there')
    const row = { id, sha256: personSha256(stored) }
    frame.onWritten(row)
    return row
  }
  return {
    ...read,
    add(person) {
      const insert = db.prepare('INSERT INTO main.person (id, sign_in_name, full_name, added_at) VALUES (?, ?, ?, ?)')
      changed(insert.run(person.id, person.signInName, person.fullName, frame.now()))
      insertSlot(person.id, person)
      return written(person.id)
    },
    addSlot(personId, slot) {
      insertSlot(personId, slot)
      return written(personId)
    },
    retire(personId) {
      const insert = db.prepare("INSERT INTO main.person_state (id, person_id, state, at) VALUES (?, ?, 'retired', ?)")
      changed(insert.run(toHex(frame.randomBytes(16)), personId, frame.now()))
      return written(personId)
    },
    changeRole(wanted) {
      const { personId, studyId, role, change } = wanted
      const row: RoleAssignment = { id: toHex(frame.randomBytes(16)), personId, studyId, role, change, at: frame.now() }
      changed(
        db
          .prepare('INSERT INTO main.role_assignment (id, person_id, study_id, role, change, at) VALUES (?, ?, ?, ?, ?, ?)')
          .run(row.id, personId, studyId, role, change, row.at),
      )
      const written = { id: row.id, sha256: roleSha256(row) }
      frame.onWritten(written)
      return written
    },
    addKeyFileCopy(generation, text) {
      changed(db.prepare('INSERT INTO main.key_file (generation, text) VALUES (?, ?)').run(generation, text))
    },
  }
}
