import { existsSync } from 'node:fs'
import { canonicalJson } from '../../shared/ledger/canonical.ts'
import { toHex } from '../../shared/vocabulary/ids.ts'
import { problem, type Problem } from '../../shared/vocabulary/problem.ts'
import { Report } from '../../shared/vocabulary/records.ts'
import { sha256Hex } from '../files/digest.ts'
import { parseKeyFile, type KeySlot } from '../vault/key-file.ts'
import type { SignInFile } from '../vault/sign-in-file.ts'
import type { StoredRecord } from '../store/records.ts'
import type { ReadStore, Store } from '../store/store.ts'
import { factKey, type LedgerFacts } from './verify-ledger.ts'
import { readAbout, type WorkspacePaths } from './workspace-files.ts'
import { DEMO, FOLDED } from './open-workspace.ts'

/** What must agree though no entry gives its digest (SPEC.md, STO-17 to STO-22). */
export function agreementFindings(store: Store, paths: WorkspacePaths, facts: LedgerFacts, signIns: SignInFile | null): Problem[] {
  return [
    ...orderFindings(store, facts),
    ...keyFindings(store),
    ...slotFindings(store, facts),
    ...retirementFindings(store),
    ...noteFindings(store, facts, signIns),
    ...store.records.list({ kind: 'report' }).flatMap((record) => printedFindings(store, record)),
    ...aboutFindings(store, paths),
  ]
}

/** Rows stand in the order of their entries: which of two roles came last is told by nothing else. */
function orderFindings(store: Store, facts: LedgerFacts): Problem[] {
  const records = store.records.list().map((row) => factKey(row.kind, row.id, row.version))
  const people = store.people.list().map((row) => factKey('person', row.id, 1))
  const roles = store.people.assignments().map((row) => factKey('role-assignment', row.id, 1))
  const trusted = store.trusted.list().map((row) => factKey('trusted', row.id, 1))
  const countersignatures = store.countersignatures.list().map((row) => factKey('countersignature', row.id, 1))
  return [records, people, roles, trusted, countersignatures].flatMap((keys) => {
    let before = 0
    return keys.flatMap((key) => {
      const seq = facts.first.get(key)
      if (seq === undefined) return []
      if (seq < before) return [differs(seq, key, 'order')]
      before = seq
      return []
    })
  })
}

/** A data key that a record has and no column of it uses was put there. */
function keyFindings({ database }: Store): Problem[] {
  return database
    .prepare<[], { kind: string; id: string; version: number; keyId: string }>(
      `SELECT r.kind AS kind, r.id AS id, r.version AS version, k.key_id AS keyId FROM main.data_key k
       JOIN main.record r ON r.id = k.owner_id AND r.version = k.owner_version
       WHERE NOT EXISTS (SELECT 1 FROM main.segment s WHERE s.key_id = k.key_id) ORDER BY k.pos`,
    )
    .all()
    .map(({ kind, id, version, keyId }) => damagedObject(`${factKey(kind, id, version)} data key ${keyId}`, 'data-key-without-column'))
}

interface SlotRow {
  readonly slotId: string
  readonly personId: string
  readonly kind: string
  readonly generation: number
  readonly certificate: Uint8Array
  readonly checkpointCertificate: Uint8Array
}

/** Every copy of the key file is named by an entry, and a slot's row is what the copy of its generation holds. */
function slotFindings({ database }: Store, facts: LedgerFacts): Problem[] {
  const copies = database.prepare<[], { generation: number; text: string }>('SELECT generation, text FROM main.key_file').all()
  const slots = new Map<string, KeySlot>()
  const findings: Problem[] = []
  for (const { generation, text } of copies) {
    const isNamed = facts.mentioned.has(sha256Hex(text))
    if (!isNamed) findings.push(damagedObject(`key file ${generation}`, 'copy-not-named'))
    const file = isNamed ? parseKeyFile(text) : null
    if (file !== null && file.generation !== generation) findings.push(damagedObject(`key file ${generation}`, 'generation'))
    for (const slot of file?.slots ?? []) slots.set(`${slot.slotId} ${slot.generation}`, slot)
  }
  const rows = database
    .prepare<[], SlotRow>(
      `SELECT slot_id AS slotId, person_id AS personId, kind, generation, certificate,
         checkpoint_certificate AS checkpointCertificate FROM main.key_slot ORDER BY pos`,
    )
    .all()
  for (const row of rows) {
    const slot = slots.get(`${row.slotId} ${row.generation}`)
    if (slot === undefined || !isSameSlot(row, slot)) findings.push(damagedObject(`person ${row.personId} slot ${row.slotId}`, 'slot-differs'))
  }
  return findings
}

const isSameSlot = (row: SlotRow, slot: KeySlot): boolean =>
  row.personId === slot.personId &&
  row.kind === slot.kind &&
  toHex(row.certificate) === slot.signing.certificate &&
  toHex(row.checkpointCertificate) === slot.checkpoint.certificate

/** A person's digest says since when the account is not in use: nothing else can be said about its state. */
const retirementFindings = ({ database }: Store): Problem[] =>
  database
    .prepare<[], { personId: string }>(
      `SELECT person_id AS personId FROM main.person_state GROUP BY person_id HAVING count(*) > 1 OR max(state) <> 'retired' ORDER BY min(pos)`,
    )
    .all()
    .map(({ personId }) => damagedObject(`person ${personId}`, 'state'))

/** The store's notes that mean something say what the entries say. */
function noteFindings(store: ReadStore, facts: LedgerFacts, signIns: SignInFile | null): Problem[] {
  const findings: Problem[] = []
  if ((store.settings.get(DEMO) !== null) !== facts.isDemo) findings.push(differs(1, 'setting workspace.demo', 'demo'))
  if ((store.settings.get(FOLDED) ?? '0') !== String(facts.foldedSignIns.at(-1) ?? 0)) {
    findings.push(damagedObject('setting sign-ins.folded', 'folded'))
  }
  const refused = signIns?.entries.filter((each) => each.outcome === 'refused') ?? []
  for (const [i, { seq, objectId, details }] of signIns === null ? [] : facts.folded.entries()) {
    const line = refused[i]
    const said = { n: details['n'], at: details['failedAt'], purpose: details['purpose'], personId: objectId }
    const found = { n: line?.n ?? 0, at: line?.at ?? '', purpose: line?.purpose ?? '', personId: line?.personId ?? 'unknown' }
    if (canonicalJson(said) !== canonicalJson(found)) findings.push(differs(seq, 'sign-in.log', 'sign-in-file'))
  }
  return findings
}

/** What a report prints about the ledger is so, and is the checkpoint that was signed with it. */
function printedFindings(store: ReadStore, record: StoredRecord): Problem[] {
  const report = parsedReport(record)
  const key = factKey(record.kind, record.id, record.version)
  if (report === null) return [damagedObject(key, 'report-without-checkpoint')]
  const { size, head, rootSha256 } = report.checkpoint
  const findings: Problem[] = []
  if (!store.checkpoints.list().some((each) => each.size === size)) findings.push(differs(size, key, 'checkpoint-missing'))
  const isSo = store.ledger.hashAt(size) === head && toHex(store.ledger.root(size)) === rootSha256
  if (!isSo) findings.push(differs(size, key, 'checkpoint-differs'))
  return findings
}

/** null if its bytes are no report; they are then a finding of their own. */
export function parsedReport(record: StoredRecord): Report | null {
  try {
    return Report.parse(JSON.parse(record.bytes))
  } catch {
    return null
  }
}

/** The file that names the workspace says what the store says. It is written last: a backup in the making has none yet. */
function aboutFindings(store: Store, paths: WorkspacePaths): Problem[] {
  if (!existsSync(paths.about)) return []
  const row = store.database.prepare<[], { name: string }>('SELECT name FROM main.workspace').get()
  try {
    const { storeId, name } = readAbout(paths)
    return storeId === store.storeId && name === row?.name ? [] : [damagedObject('workspace.json', 'differs')]
  } catch {
    return [damagedObject('workspace.json', 'unreadable')]
  }
}


const differs = (seq: number, object: string, cause: string): Problem => problem('ledger/rows-differ', { seq, object, cause })

const damagedObject = (object: string, cause: string): Problem => problem('store/damaged', { object, cause })
