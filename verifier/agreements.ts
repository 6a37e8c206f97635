import { hex, sha256Hex } from './bytes.ts'
import { canonical, readCanonical } from './canonical-json.ts'
import type { Database } from './database.ts'
import type { Entry } from './entry.ts'
import { finding, warning, type Finding } from './findings.ts'
import { readKeyFile, type KeyFile } from './key-file.ts'
import type { Walk } from './ledger.ts'
import { keyOf, type StoredRecord } from './rows.ts'

/** Digest of everything in `sqlite_master`, by schema version (STO-14). */
const schemas: Readonly<Record<number, string>> = {
  2: '45fc1c1b278488989c94df29c5b89f8cead0170c42dfe5c402e5579b4a582b9e',
}

export function schemaFinding(db: Database): Finding | null {
  const version = Number(db.pragma('user_version', { simple: true }))
  const rows = db.prepare('SELECT type, name, tbl_name, sql FROM main.sqlite_master ORDER BY type, name').all()
  const known = schemas[version]
  if (known === undefined) return finding('STO-14', `schema version ${version} is not known here`, { object: 'schema' })
  return sha256Hex(canonical(rows)) === known ? null : finding('STO-14', 'schema', { object: 'schema' })
}

/** Digests and ids that rows have and some entry must name; what is heard is crossed out. */
export class Names {
  readonly #missing: Set<string>

  constructor(wanted: Iterable<string>) {
    this.#missing = new Set(wanted)
  }

  hear({ afterSha256, signatureSha256, details }: Entry): void {
    if (this.#missing.size === 0) return
    for (const value of [afterSha256, signatureSha256, ...Object.values(details)]) {
      if (typeof value === 'string') this.#missing.delete(value)
    }
  }

  has(name: string): boolean {
    return !this.#missing.has(name)
  }
}

export interface KeyCopy {
  readonly generation: number
  readonly text: string
}

export const readKeyCopies = (db: Database): KeyCopy[] =>
  db.prepare<[], KeyCopy>('SELECT generation, text FROM main.key_file ORDER BY generation').all()

/** VLT-9 and STO-19: the newest copy is the file, and each copy is named by an entry. */
export function keyCopyFindings(file: KeyFile, copies: readonly KeyCopy[], names: Names): Finding[] {
  const findings: Finding[] = []
  if (copies.at(-1)?.text !== file.text) {
    const textOf = (generation: number) => copies.find((copy) => copy.generation === generation)?.text
    const { generation } = file
    // Cut off between the store's copy and the file: the next sign-in puts it right.
    const isBehind = textOf(generation) === file.text && textOf(generation + 1) !== undefined && textOf(generation + 2) === undefined
    if (isBehind) findings.push(warning('VLT-9', 'behind', { object: 'keys.json' }))
    else findings.push(finding('VLT-9', 'differs-from-copy', { object: 'keys.json' }))
  }
  for (const { generation, text } of copies) {
    const bad = (cause: string) => finding('STO-19', cause, { object: `key file ${generation}` })
    if (!names.has(sha256Hex(text))) findings.push(bad('copy-not-named'))
    else if (readKeyFile(text)?.generation !== generation) findings.push(bad('generation'))
  }
  return findings
}

interface SlotRow {
  readonly slotId: string
  readonly personId: string
  readonly kind: string
  readonly generation: number
  readonly certificate: Uint8Array
  readonly checkpoint: Uint8Array
}

/** STO-19: a slot's row says what the key file of its generation says. */
export function slotFindings(db: Database, copies: readonly KeyCopy[]): Finding[] {
  const rows = db
    .prepare<[], SlotRow>(
      `SELECT slot_id AS slotId, person_id AS personId, kind, generation, certificate,
         checkpoint_certificate AS checkpoint FROM main.key_slot ORDER BY pos`,
    )
    .all()
  const slots = new Map(
    copies.flatMap(({ text }) => (readKeyFile(text)?.slots ?? []).map((slot) => [`${slot.slotId} ${slot.generation}`, slot])),
  )
  return rows.flatMap((row) => {
    const slot = slots.get(`${row.slotId} ${row.generation}`)
    const isSame =
      slot?.personId === row.personId &&
      slot.kind === row.kind &&
      slot.signing.certificate === hex(row.certificate) &&
      slot.checkpoint.certificate === hex(row.checkpoint)
    return isSame ? [] : [finding('STO-19', 'slot-differs', { object: `person ${row.personId} slot ${row.slotId}` })]
  })
}

/** What the walk hears for STO-20. */
export interface Heard {
  readonly isDemo: boolean
  readonly folded: readonly Entry[]
}

/** STO-20: the notes that matter say what the entries say, and folded sign-ins are lines of the file. */
export function noteFindings(db: Database, heard: Heard, lines: readonly Readonly<Record<string, unknown>>[]): Finding[] {
  const note = (name: string) => db.prepare('SELECT value FROM main.setting WHERE name = ?').pluck().get(name)
  const findings: Finding[] = []
  if ((note('workspace.demo') === 'yes') !== heard.isDemo) findings.push(finding('STO-20', 'demo', { seq: 1, object: 'setting workspace.demo' }))
  if ((note('sign-ins.folded') ?? '0') !== String(heard.folded.at(-1)?.details['n'] ?? 0)) {
    findings.push(finding('STO-20', 'folded', { object: 'setting sign-ins.folded' }))
  }
  const refused = lines.filter((line) => line['outcome'] === 'refused')
  for (const [i, { seq, objectId, details }] of heard.folded.entries()) {
    const line = refused[i]
    const isSame =
      line !== undefined &&
      line['n'] === details['n'] &&
      line['at'] === details['failedAt'] &&
      line['purpose'] === details['purpose'] &&
      (line['personId'] ?? 'unknown') === objectId
    if (!isSame) findings.push(finding('STO-20', 'sign-in-file', { seq, object: 'sign-in.log' }))
  }
  return findings
}

interface PrintedCheckpoint {
  readonly size: number
  readonly head: string
  readonly rootSha256: string
}

/** The checkpoint that a report prints; null for records of other kinds. */
export function printedCheckpoint(record: StoredRecord): PrintedCheckpoint | null {
  if (record.kind !== 'report') return null
  const { checkpoint } = readCanonical(record.bytes) ?? {}
  return typeof checkpoint === 'object' && checkpoint !== null ? (checkpoint as PrintedCheckpoint) : null
}

/** STO-21: what a report prints about the ledger is so, and is the checkpoint that was signed with it. */
export function reportFindings(
  records: readonly StoredRecord[],
  walk: Walk,
  sizes: ReadonlySet<number>,
  hasObject: (digest: string) => boolean,
): Finding[] {
  return records.flatMap((record) => {
    if (record.kind !== 'report') return []
    const bad = (cause: string, seq?: number) =>
      finding('STO-21', cause, { object: keyOf(record.kind, record.id, record.version), ...(seq === undefined ? {} : { seq }) })
    const printed = printedCheckpoint(record)
    const { objectSha256 } = readCanonical(record.bytes) ?? {}
    const findings: Finding[] = []
    if (printed === null) return [bad('report-without-checkpoint')]
    if (!hasObject(String(objectSha256))) findings.push(bad('report-without-file'))
    if (!sizes.has(printed.size)) findings.push(bad('checkpoint-missing', printed.size))
    const isSo = walk.heads.get(printed.size) === printed.head && walk.roots.get(printed.size) === printed.rootSha256
    if (!isSo) findings.push(bad('checkpoint-differs', printed.size))
    return findings
  })
}
