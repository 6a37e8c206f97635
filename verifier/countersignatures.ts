import { isHex } from './bytes.ts'
import { readCanonical } from './canonical-json.ts'
import { isIssuedBy, isSignedBy } from './certificates.ts'
import type { Database } from './database.ts'
import { finding, type Finding } from './findings.ts'
import type { Checkpoint } from './ledger.ts'
import type { PeopleHeard } from './people.ts'
import { revocationFindings, type Trust } from './signature-checks.ts'

interface Row {
  readonly id: string
  readonly size: number
  readonly statement: string
  readonly certificate: Uint8Array
  readonly signature: Uint8Array
}

interface Place {
  readonly db: Database
  readonly storeId: string
  readonly checkpoints: readonly Checkpoint[]
  readonly people: PeopleHeard
  readonly trust: Trust
  /** Number of the first entry that names a countersignature. */
  readonly entryOf: (id: string) => number | undefined
}

type Members = Readonly<Record<string, unknown>>

/** VER-12: reviews of the trail and witnesses of heads (STO-38, TRL-1, TRL-2). */
export function countersignatureFindings(place: Place): Finding[] {
  return place.db
    .prepare<[], Row>('SELECT id, size, witness AS statement, certificate, signature FROM main.countersignature ORDER BY pos')
    .all()
    .flatMap((row) => {
      const cause = fault(place, row)
      const object = `countersignature ${row.id}`
      if (cause !== null) return [finding('VER-12', `countersignature: ${cause}`, { seq: row.size, object })]
      const { at } = readCanonical(row.statement) as { at: string }
      return revocationFindings([row.certificate], place.trust, at, { seq: place.entryOf(row.id) ?? row.size, object })
    })
}

function fault(place: Place, row: Row): string | null {
  const statement = readCanonical(row.statement)
  if (statement === null || !(isReview(statement) || isWitness(statement))) return 'statement'
  if (statement['storeId'] !== place.storeId) return 'other-store'
  if (place.checkpoints.find(({ size }) => size === row.size)?.text !== statement['checkpoint']) return 'checkpoint'
  if (!isSignedBy(row.certificate, Buffer.from(row.statement), row.signature)) return 'signature'
  return isReview(statement) ? reviewFault(place, row, statement) : witnessFault(row, statement)
}

const has = (value: Members, names: string): boolean => Object.keys(value).sort().join(' ') === names
const isText = (value: unknown, least: number, most: number): boolean => typeof value === 'string' && value.length >= least && value.length <= most
const isEntry = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 1
const isInstant = (value: unknown): boolean => typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value)
const isCommon = ({ version, storeId, checkpoint, at }: Members): boolean => version === 1 && isHex(storeId, 32) && isText(checkpoint, 1, 400) && isInstant(at)

const isReview = (value: Members): boolean =>
  has(value, 'at checkpoint format fromSeq note personId printedName storeId toSeq version') &&
  value['format'] === 'probity.trail-review' &&
  isCommon(value) &&
  isEntry(value['fromSeq']) &&
  isEntry(value['toSeq']) &&
  isText(value['note'], 0, 2000) &&
  isHex(value['personId'], 32) &&
  isText(value['printedName'], 1, 300)

const membersOf = (value: unknown): Members => (typeof value === 'object' && value !== null ? (value as Members) : {})

function isWitness(value: Members): boolean {
  const witness = membersOf(value['witness'])
  return (
    has(value, 'at checkpoint format storeId version witness workspace') &&
    value['format'] === 'probity.head-witness' &&
    isCommon(value) &&
    isText(value['workspace'], 1, 300) &&
    has(witness, 'authority personId printedName storeId workspace') &&
    isHex(witness['storeId'], 32) &&
    isHex(witness['personId'], 32) &&
    isText(witness['workspace'], 1, 300) &&
    isText(witness['printedName'], 1, 300) &&
    typeof witness['authority'] === 'string' &&
    /^(?:[0-9a-f]{2}){1,20000}$/.test(witness['authority'])
  )
}

/** Entries that its checkpoint covers, read by the person it names, with a certificate of theirs and a role that may. */
function reviewFault({ db, people, entryOf }: Place, { id, size, certificate }: Row, statement: Members): string | null {
  const { fromSeq, toSeq, personId, printedName } = statement as { fromSeq: number; toSeq: number; personId: string; printedName: string }
  if (fromSeq > toSeq || toSeq > size) return 'range'
  const name = db.prepare<[string], string>('SELECT full_name FROM main.person WHERE id = ?').pluck().get(personId)
  const certificates = db
    .prepare<[string, string], Uint8Array>(
      `SELECT certificate FROM main.key_slot WHERE person_id = ?
       UNION ALL SELECT bytes FROM main.trusted WHERE kind = 'certificate' AND person_id = ?`,
    )
    .pluck()
    .all(personId, personId) as Uint8Array[]
  if (name !== printedName || !certificates.some((each) => Buffer.compare(each, certificate) === 0)) return 'signer'
  const seq = entryOf(id) ?? Infinity
  return ['reviewer', 'auditor'].some((role) => people.held(db, { personId, role }, null, seq)) ? null : 'role'
}

const witnessFault = ({ certificate }: Row, { witness }: Members): string | null =>
  isIssuedBy(certificate, Buffer.from(String(membersOf(witness)['authority']), 'hex')) ? null : 'certificate-authority'
