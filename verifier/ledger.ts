import { hex, sha256 } from './bytes.ts'
import { readCanonical } from './canonical-json.ts'
import { isSignedBy } from './certificates.ts'
import type { Database } from './database.ts'
import { wrongField, type Entry } from './entry.ts'
import { finding, warning, type Finding } from './findings.ts'
import { noteRoot, Tree } from './tree.ts'

interface LedgerRow {
  readonly seq: number
  readonly prev: Uint8Array
  readonly body: string
  readonly hash: Uint8Array
}

/** What the walk along the chain leaves behind at the places that were asked for. */
export interface Walk {
  readonly nEntries: number
  readonly head: string
  /** Hash of the entry, and root of the tree that ends with it. */
  readonly heads: ReadonlyMap<number, string>
  readonly roots: ReadonlyMap<number, string>
  readonly findings: readonly Finding[]
}

const ZERO = Buffer.alloc(32)
const TAG = Buffer.from('probity.ledger.v1\0')

/** LED-1 to LED-5 in one pass: sequence, links, hashes, shapes, time, and the tree at the places asked for. */
export function walkLedger(
  db: Database,
  storeId: string,
  places: ReadonlySet<number>,
  visit: (entry: Entry) => void,
): Walk {
  const findings: Finding[] = []
  const heads = new Map<number, string>()
  const roots = new Map<number, string>()
  const tree = new Tree()
  const hashed = Buffer.alloc(TAG.length + 64)
  TAG.copy(hashed)
  let head: Uint8Array = ZERO
  let last: Entry | undefined
  let n = 0
  const rows = db.prepare<[], LedgerRow>('SELECT seq, prev, body, hash FROM main.ledger NOT INDEXED ORDER BY seq')
  for (const row of rows.iterate()) {
    n += 1
    hashed.set(row.prev, TAG.length)
    hashed.set(sha256(row.body), TAG.length + 32)
    if (row.seq !== n) findings.push(finding('LED-3', 'sequence', { seq: row.seq }))
    if (Buffer.compare(row.prev, head) !== 0) findings.push(finding('LED-2', 'link', { seq: row.seq }))
    if (sha256(hashed).compare(row.hash) !== 0) findings.push(finding('LED-2', 'hash', { seq: row.seq }))
    head = row.hash
    tree.add(row.hash)
    if (places.has(n)) {
      heads.set(n, hex(row.hash))
      roots.set(n, hex(tree.root()))
    }
    const entry = readEntry(row, storeId, findings)
    if (entry === null) continue
    if (last !== undefined && isEarlier(entry, last)) findings.push(warning('LED-3', 'time', { seq: row.seq }))
    last = entry
    visit(entry)
  }
  return { nEntries: n, head: hex(head), heads, roots, findings }
}

function readEntry(row: LedgerRow, storeId: string, findings: Finding[]): Entry | null {
  const at = { seq: row.seq }
  const body = readCanonical(row.body)
  const wrong = body === null ? 'canonical' : wrongField(body)
  if (body === null || wrong !== null) {
    findings.push(finding('LED-1', `body: ${wrong}`, at))
    return null
  }
  const entry = body as unknown as Entry
  if (entry.seq !== row.seq) findings.push(finding('LED-1', 'body: seq', at))
  if (entry.storeId !== storeId) findings.push(finding('LED-1', 'other-store', at))
  return entry
}

function isEarlier(entry: Entry, before: Entry): boolean {
  // A clock that was set back is an entry of its own (LED-9).
  if (entry.action === 'clock.rolled-back') return false
  if (entry.bootId === before.bootId && entry.monotonicMs < before.monotonicMs) return true
  // As text in most cases: instants of one form sort as they follow one another.
  return entry.at < before.at && Date.parse(entry.at) < Date.parse(before.at) - 2000
}

export interface Checkpoint {
  readonly size: number
  readonly text: string
  readonly personId: string
  readonly signature: Uint8Array
}

/** LED-6: the text is that of the walk, and the checkpoint key that spoke for the person at that size signed it. */
export function checkpointFinding(
  checkpoint: Checkpoint,
  storeId: string,
  walk: Walk,
  certificate: Uint8Array | null,
): Finding | null {
  const { size, text, signature } = checkpoint
  const bad = (cause: string) => finding('LED-6', `checkpoint: ${cause}`, { seq: size, object: `checkpoint ${size}` })
  const [head, root] = [walk.heads.get(size), walk.roots.get(size)]
  if (head === undefined || root === undefined) return bad('size')
  const base64 = (digest: string) => Buffer.from(digest, 'hex').toString('base64')
  // There is one spelling, so the text is made anew and compared.
  const lines = text.split('\n')
  if (lines[0] !== `probity/${storeId}`) return bad('other-store')
  if (lines[3] !== `head ${base64(head)}`) return bad('head')
  if (text !== `probity/${storeId}\n${size}\n${base64(root)}\nhead ${base64(head)}\n`) return bad('root')
  if (certificate === null) return bad('signer')
  return isSignedBy(certificate, Buffer.from(text, 'utf8'), signature) ? null : bad('signature')
}

/** STO-35: the note that the tree goes on from is that of the newest checkpoint. */
export function noteFinding(db: Database, newest: Checkpoint | undefined): Finding | null {
  if (newest === undefined) return null
  const note = db.prepare<[], string>(`SELECT value FROM main.setting WHERE name = 'ledger.tree'`).pluck().get() as string | undefined
  const root = noteRoot(note ?? '', newest.size)
  if (root !== null && newest.text.split('\n')[2] === root.toString('base64')) return null
  return finding('STO-35', 'checkpoint: tree', { seq: newest.size, object: `checkpoint ${newest.size}` })
}
