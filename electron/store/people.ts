import { canonicalJson } from '../../shared/ledger/canonical.ts'
import { toHex, type Instant, type PersonId, type Sha256, type StudyId } from '../../shared/vocabulary/ids.ts'
import { sha256Hex } from '../files/digest.ts'
import { changed, type Database } from './database.ts'

export interface Person {
  readonly id: PersonId
  readonly signInName: string
  readonly fullName: string
  readonly addedAt: Instant
  readonly slotId: string
  readonly certificate: Uint8Array
  readonly checkpointCertificate: Uint8Array
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
  assignments(): RoleAssignment[]
  certificate(personId: PersonId): Uint8Array | null
  /** Every slot the person has had, oldest first. */
  slots(personId: PersonId): PersonSlot[]
  keyFileCopy(): { readonly generation: number; readonly text: string } | null
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
  changeRole(wanted: Pick<RoleAssignment, 'personId' | 'studyId' | 'role' | 'change'>): Witnessed
  addKeyFileCopy(generation: number, text: string): void
}

/** What an entry says about a person: the name and the keys that speak for it. */
export const personSha256 = (person: Person): Sha256 =>
  sha256Hex(
    canonicalJson({
      id: person.id,
      signInName: person.signInName,
      fullName: person.fullName,
      addedAt: person.addedAt,
      slotId: person.slotId,
      certificateSha256: sha256Hex(person.certificate),
      checkpointCertificateSha256: sha256Hex(person.checkpointCertificate),
    }),
  )

export const roleSha256 = (assignment: RoleAssignment): Sha256 => sha256Hex(canonicalJson(assignment))

const PERSON = `SELECT p.id AS id, p.sign_in_name AS signInName, p.full_name AS fullName, p.added_at AS addedAt, s.slot_id AS slotId,
  s.certificate AS certificate, s.checkpoint_certificate AS checkpointCertificate
  FROM main.person p JOIN main.key_slot s ON s.person_id = p.id`
const ROLE = `SELECT id, person_id AS personId, study_id AS studyId, role, change, at FROM main.role_assignment`

export function readPeople(db: Database): ReadPeople {
  const one = db.prepare<[string], Person>(`${PERSON} WHERE p.id = ? ORDER BY s.pos DESC LIMIT 1`)
  const all = db.prepare<[], Person>(
    `${PERSON} WHERE s.pos = (SELECT max(pos) FROM main.key_slot WHERE person_id = p.id) ORDER BY p.pos`,
  )
  const roles = db.prepare<[string, string | null], RoleAssignment>(
    `${ROLE} WHERE person_id = ? AND (study_id IS NULL OR study_id = ?) ORDER BY pos`,
  )
  const everywhere = db.prepare<[string], RoleAssignment>(`${ROLE} WHERE person_id = ? ORDER BY pos`)
  const assignments = db.prepare<[], RoleAssignment>(`${ROLE} ORDER BY pos`)
  const copy = db.prepare<[], { generation: number; text: string }>(
    'SELECT generation, text FROM main.key_file ORDER BY generation DESC LIMIT 1',
  )
  const slots = db.prepare<[string], PersonSlot>('SELECT slot_id AS slotId, certificate FROM main.key_slot WHERE person_id = ? ORDER BY pos')
  return {
    get: (personId) => one.get(personId) ?? null,
    list: () => all.all(),
    rolesOf: (personId, studyId) => inForce(roles.all(personId, studyId ?? null)),
    rolesAnywhere: (personId) => inForce(everywhere.all(personId)),
    assignments: () => assignments.all(),
    certificate: (personId) => one.get(personId)?.certificate ?? null,
    slots: (personId) => slots.all(personId),
    keyFileCopy: () => copy.get() ?? null,
  }
}

/** The last word on each role, for the workspace and for each study, in the order they were given. */
function inForce(rows: readonly RoleAssignment[]): string[] {
  const held = new Map<string, RoleAssignment>()
  for (const row of rows) held.set(`${row.studyId ?? ''}/${row.role}`, row)
  return [...new Set([...held.values()].filter((row) => row.change === 'granted').map((row) => row.role))]
}

export interface PeopleFrame {
  readonly now: () => Instant
  readonly randomBytes: (count: number) => Uint8Array
  readonly onWritten: (row: Witnessed) => void
}

export function writePeople(db: Database, frame: PeopleFrame): WritePeople {
  const read = readPeople(db)
  return {
    ...read,
    add(person) {
      const insert = db.prepare('INSERT INTO main.person (id, sign_in_name, full_name, added_at) VALUES (?, ?, ?, ?)')
      changed(insert.run(person.id, person.signInName, person.fullName, frame.now()))
      changed(
        db
          .prepare(
            `INSERT INTO main.key_slot (slot_id, person_id, kind, generation, certificate, checkpoint_certificate)
             VALUES (?, ?, 'passphrase', ?, ?, ?)`,
          )
          .run(person.slotId, person.id, person.generation, person.certificate, person.checkpointCertificate),
      )
      const stored = read.get(person.id)
      if (stored === null) throw new Error('a person who was written is not there')
      const written = { id: person.id, sha256: personSha256(stored) }
      frame.onWritten(written)
      return written
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
