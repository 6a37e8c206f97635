import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import {
  keyCopyFindings,
  Names,
  noteFindings,
  printedCheckpoint,
  readKeyCopies,
  reportFindings,
  schemaFinding,
  slotFindings,
} from './agreements.ts'
import { derive, sha256Hex } from './bytes.ts'
import { readCanonical } from './canonical-json.ts'
import { copyStore, isSqliteError, names, openCopy, type Database } from './database.ts'
import { countersignatureFindings } from './countersignatures.ts'
import { disposalFindings, type Disposed } from './disposals.ts'
import type { Entry } from './entry.ts'
import { CannotVerify, finding, firstBadEntry, firstBadObject, type Finding } from './findings.ts'
import { hasItsMac, keyFileFinding, openKeys, readKeyFile, type KeyFile, type Keys } from './key-file.ts'
import { integrityMeanwhile } from './integrity.ts'
import { checkpointFinding, noteFinding, walkLedger, type Checkpoint } from './ledger.ts'
import { PeopleHeard } from './people.ts'
import { ReportHearing, signedPlaces, signedReportFindings } from './reports.ts'
import { Claims, peopleFindings, readRecords, rowFindings } from './rows.ts'
import { columnFindings, objectFindings } from './segments.ts'
import { readTrust } from './signature-checks.ts'
import { readAnchor, readSignIns, type Anchor, type SignIns } from './side-files.ts'

export interface Verdict {
  readonly ok: boolean
  readonly firstBadEntry: number | null
  readonly firstBadObject: string | null
  readonly findings: readonly Finding[]
  readonly counts: Readonly<Record<'entries' | 'records' | 'segments' | 'objects' | 'checkpoints' | 'signIns', number>>
  readonly head: { readonly seq: number; readonly hash: string } | null
  /** Rows that are gone as they should be, by a certificate of two people. */
  readonly disposed: readonly Disposed[]
}

/** A position that was printed or kept elsewhere: the beginning of an entry's hash. */
export interface KnownHead {
  readonly seq: number
  readonly hash: string
}

export interface Asked {
  /** Sign-in name; the first person of the key file without it. */
  readonly person?: string
  readonly passphrase: string
  readonly heads?: readonly KnownHead[]
}

/** Verifies a workspace folder from the documented bytes alone, on a copy. Throws CannotVerify if it cannot begin. */
export async function verifyFolder(folder: string, asked: Asked): Promise<Verdict> {
  if (!existsSync(join(folder, names.store))) throw new CannotVerify('there is no workspace here')
  const keyText = textOf(folder, names.keys)
  const keyFile = keyText === null ? null : readKeyFile(keyText)
  if (keyFile === null) return refused([keyFileFinding(keyText === null ? 'missing' : 'damaged')])
  const keys = await openKeys(keyFile, asked.person, asked.passphrase)
  try {
    return hasItsMac(keyFile, keys.storeKey) ? await verifyCopy(folder, keyFile, keys, asked) : refused([keyFileFinding('mac')])
  } finally {
    keys.storeKey.fill(0)
    keys.rowsKey?.fill(0)
  }
}

async function verifyCopy(folder: string, keyFile: KeyFile, keys: Keys, asked: Asked): Promise<Verdict> {
  const { temporary, path } = copyStore(folder)
  const databaseKey = derive(keys.storeKey, 'probity.store.database.v1')
  let db: Database | undefined
  try {
    db = openCopy(path, databaseKey)
    const integrity = integrityMeanwhile(path, databaseKey)
    const [answer, verdict] = await Promise.all([integrity, tried(db, { folder, keyFile, keys, heads: asked.heads ?? [] })])
    // Whatever was read of such pages says nothing.
    return answer === 'ok' ? verdict : refused([finding('STO-12', 'integrity', { object: 'database' })])
  } catch (error) {
    if (!isSqliteError(error)) throw error
    return refused([unreadable(error)])
  } finally {
    db?.close()
    databaseKey.fill(0)
    rmSync(temporary, { recursive: true, force: true })
  }
}

/** A page that does not open, a table that is not there, a value of another type: read no further. */
async function tried(db: Database, place: Place): Promise<Verdict> {
  try {
    return inspect(db, place)
  } catch (error) {
    if (!isSqliteError(error) && !(error instanceof TypeError) && !(error instanceof RangeError)) throw error
    return refused([unreadable(error), ...(schemaOf(db) ?? [])])
  }
}

const unreadable = (error: unknown): Finding => finding('STO-12', `unreadable: ${error instanceof Error ? error.message : ''}`, { object: 'database' })

interface Place {
  readonly folder: string
  readonly keyFile: KeyFile
  readonly keys: Keys
  readonly heads: readonly KnownHead[]
}

function inspect(db: Database, { folder, keyFile, keys, heads }: Place): Verdict {
  const { storeId } = keyFile
  const signIns = readSignIns(textOf(folder, names.signIns) ?? '')
  const anchor = readAnchor(textOf(folder, names.anchor), derive(keys.storeKey, 'probity.store.anchor.v1'))
  const stored = readStored(db)
  const { records, copies, checkpoints, objects } = stored
  const anchored = 'cause' in anchor ? [] : [anchor.seq]
  const heard = new Hearing([...objects, ...copies.map(({ text }) => sha256Hex(text))])
  const places = new Set([...stored.sizes, ...stored.printed, ...stored.disposedAt, ...signedPlaces(records), ...heads.map(({ seq }) => seq), ...anchored])
  const walk = walkLedger(db, storeId, places, (entry) => heard.entry(entry))
  const columns = columnFindings(db, storeId, records, keys.rowsKey)
  const { people } = heard
  const trust = readTrust(db, keyFile.authority)
  const headOf = (seq: number) => walk.heads.get(seq)
  const disposals = disposalFindings({ db, storeId, records, people, trust, entryOf: (id) => heard.disposals.get(id), headOf })
  const bytes = objectFindings(db, (digest) => heard.names.has(digest), heard.objects)
  const findings: Finding[] = [
    ...walk.findings,
    ...rowFindings(db, storeId, records, heard.claims),
    ...peopleFindings(db),
    ...columns.findings,
    ...disposals.findings,
    ...bytes.findings,
    ...checkpoints.flatMap((each) => checkpointFinding(each, storeId, walk, people.certificateAt(db, each.personId, each.size, 'checkpoint')) ?? []),
    ...[noteFinding(db, checkpoints.at(-1)) ?? []].flat(),
    ...countersignatureFindings({ db, storeId, checkpoints, people, trust, entryOf: (id) => heard.countersignatures.get(id) }),
    ...signedReportFindings({ db, storeId, records, people, entryOf: (record) => heard.reports.entryOf(record), headOf, trust }),
    ...reportFindings(records, walk, stored.sizes, (digest) => objects.includes(digest)),
    ...(schemaOf(db) ?? []),
    ...keyCopyFindings(keyFile, copies, heard.names),
    ...slotFindings(db, copies),
    ...signIns.findings,
    ...(signIns.findings.length > 0 ? [] : noteFindings(db, heard, signIns.lines)),
    ...aboutFindings(db, folder, storeId),
    ...('cause' in anchor ? [anchor] : anchorFindings(anchor, { keyFile, walk, signIns, schema: schemaVersion(db), sizes: stored.sizes })),
    ...heads.flatMap((head) => headFinding(head, walk.heads.get(head.seq)) ?? []),
  ]
  const counts = { entries: walk.nEntries, records: records.length, segments: columns.n, objects: bytes.n }
  return {
    ...verdictOf(findings),
    counts: { ...counts, checkpoints: checkpoints.length, signIns: signIns.lines.length },
    head: { seq: walk.nEntries, hash: walk.head },
    disposed: disposals.disposed,
  }
}

/** Everything of the store that is not long, read once. */
function readStored(db: Database) {
  const records = readRecords(db)
  const checkpoints = db
    .prepare<[], Checkpoint>('SELECT size, text, person_id AS personId, signature FROM main.checkpoint ORDER BY size')
    .all()
  return {
    records,
    checkpoints,
    copies: readKeyCopies(db),
    objects: db.prepare<[], string>('SELECT sha256 FROM main.object').pluck().all() as string[],
    sizes: new Set(checkpoints.map(({ size }) => size)),
    printed: records.flatMap((record) => printedCheckpoint(record)?.size ?? []),
    disposedAt: records.flatMap(({ kind, bytes }) => (kind === 'disposal' ? Number(readCanonical(bytes)?.['atSeq']) || [] : [])),
  }
}

/** What is remembered of the entries while they pass by: not the entries themselves, of which there may be a million. */
class Hearing {
  readonly names: Names
  readonly claims = new Claims()
  readonly people = new PeopleHeard()
  readonly reports = new ReportHearing()
  /** Id of a certificate of disposal, and of a countersignature → number of the first entry that brings it. */
  readonly disposals = new Map<string, number>()
  readonly countersignatures = new Map<string, number>()
  readonly folded: Entry[] = []
  /** Digest of an object → the first entry that brings it. */
  readonly objects = new Map<unknown, Entry>()
  isDemo = false

  constructor(wanted: Iterable<string>) {
    this.names = new Names(wanted)
  }

  entry(entry: Entry): void {
    this.claims.hear(entry)
    this.people.hear(entry)
    this.reports.hear(entry)
    this.names.hear(entry)
    const { seq, action, details, objectKind, objectId } = entry
    if (action === 'data.disposed' && !this.disposals.has(objectId)) this.disposals.set(objectId, seq)
    if (objectKind === 'countersignature' && !this.countersignatures.has(objectId)) this.countersignatures.set(objectId, seq)
    if (details['objectMediaType'] !== undefined && !this.objects.has(details['objectSha256'])) this.objects.set(details['objectSha256'], entry)
    if (action === 'sign-in.failed') this.folded.push(entry)
    if (action === 'workspace.created') this.isDemo = details['demo'] === 'yes'
  }
}

interface Around {
  readonly keyFile: KeyFile
  readonly walk: ReturnType<typeof walkLedger>
  readonly signIns: SignIns
  readonly schema: number
  /** Of the checkpoints. */
  readonly sizes: ReadonlySet<number>
}

/** What the anchor knows that the store does not say. Being behind by the last commit is no finding (STO-7). */
function anchorFindings(anchor: Anchor, { keyFile, walk, signIns, schema, sizes }: Around): Finding[] {
  const bad = (cause: string) => finding('STO-7', cause, { object: 'anchor.json' })
  const findings: Finding[] = []
  if (anchor.storeId !== keyFile.storeId) findings.push(bad('other-store'))
  if (anchor.seq > walk.nEntries) findings.push(bad('rolled-back'))
  else if (anchor.seq > 0 && walk.heads.get(anchor.seq) !== anchor.head) findings.push(bad('other-history'))
  const isMissing = anchor.checkpointSize > Math.max(0, ...sizes) || anchor.checkpointCount > sizes.size
  if (isMissing && anchor.seq <= walk.nEntries) findings.push(bad('checkpoint-missing'))
  if (anchor.keyFileGeneration > keyFile.generation) findings.push(bad('generation'))
  if (anchor.schemaVersion > schema) findings.push(bad('schema-version'))
  if (signIns.findings.length === 0 && signIns.heads[anchor.signIns.count] !== anchor.signIns.head) findings.push(bad('sign-in-file'))
  return findings
}

/** STO-22: the file that names the workspace says what the store says. */
function aboutFindings(db: Database, folder: string, storeId: string): Finding[] {
  const value = readCanonical((textOf(folder, names.about) ?? '').replace(/\n$/, ''))
  const row = db.prepare<[], { storeId: string; name: string }>('SELECT store_id AS storeId, name FROM main.workspace').get()
  const isSame =
    value?.['format'] === 'probity.workspace' && value['version'] === 1 && value['storeId'] === storeId && row?.storeId === storeId && value['name'] === row.name
  return isSame ? [] : [finding('STO-22', 'workspace.json', { object: names.about })]
}

/** VER-4: a head that was printed or kept elsewhere is this store's. */
function headFinding({ seq, hash }: KnownHead, found: string | undefined): Finding | null {
  if (found !== undefined && hash.length >= 8 && found.startsWith(hash)) return null
  return finding('VER-4', found === undefined ? 'rolled-back' : 'other-history', { seq, object: `head #${seq}` })
}

const schemaVersion = (db: Database): number => Number(db.pragma('user_version', { simple: true }))

function schemaOf(db: Database): Finding[] | null {
  try {
    const found = schemaFinding(db)
    return found === null ? null : [found]
  } catch {
    return null
  }
}

const textOf = (folder: string, name: string): string | null =>
  existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : null

const verdictOf = (findings: readonly Finding[]): Pick<Verdict, 'ok' | 'findings' | 'firstBadEntry' | 'firstBadObject'> => ({
  ok: findings.every(({ severity }) => severity !== 'error'),
  firstBadEntry: firstBadEntry(findings),
  firstBadObject: firstBadObject(findings),
  findings,
})

const refused = (findings: readonly Finding[]): Verdict => ({
  ...verdictOf(findings),
  counts: { entries: 0, records: 0, segments: 0, objects: 0, checkpoints: 0, signIns: 0 },
  head: null,
  disposed: [],
})
