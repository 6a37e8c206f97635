import { verify, X509Certificate } from 'node:crypto'
import { walkChain, type ChainFault, type ChainMark, type LedgerRow } from '../../shared/ledger/chain.ts'
import { checkpointOrigin, parseCheckpoint } from '../../shared/ledger/checkpoint.ts'
import type { EntryBody } from '../../shared/ledger/entry.ts'
import { growTree } from '../../shared/ledger/growing-tree.ts'
import { toHex, type PersonId } from '../../shared/vocabulary/ids.ts'
import { problem, type Problem } from '../../shared/vocabulary/problem.ts'
import { sha256 } from '../files/digest.ts'
import type { Checkpoint } from '../store/checkpoints.ts'
import { withProblems } from '../store/database.ts'
import type { PersonKeysRow } from '../store/people.ts'
import type { ReadStore } from '../store/store.ts'

/** What the entries together say: the last digest of each object version, and every digest they mention. */
export interface LedgerFacts {
  readonly nEntries: number
  readonly head: string
  /** objectKind objectId version → the last entry that says what it is. */
  readonly last: ReadonlyMap<string, EntryBody>
  /** Number of the first entry that names it. */
  readonly first: ReadonlyMap<string, number>
  readonly mentioned: ReadonlySet<string>
  /** Numbers of the failed sign-ins that became entries. */
  readonly foldedSignIns: readonly number[]
  readonly folded: readonly EntryBody[]
  /** Digest of an object → the first entry that brings it, and what it says it is. */
  readonly objects: ReadonlyMap<string, { readonly seq: number; readonly mediaType: string }>
  /** Made as a demonstration. */
  readonly isDemo: boolean
  /** At the places of checkpoints: the chain's hash, and the tree's root where the tree was made. */
  readonly headAt: Map<number, string>
  readonly rootAt: Map<number, Uint8Array>
  readonly findings: readonly Problem[]
}

export const factKey = (kind: string, id: string, version: number): string => `${kind} ${id} v${version}`

/** Reads the ledger piece by piece: whoever has a window to serve stops in between. */
export interface LedgerWalk {
  /** Takes the next entries; false when there are no more. */
  step(nEntries: number): boolean
  /** Takes all that are left; what the entries say, as of now. */
  rest(): LedgerFacts
}

/** Recomputes the chain, from its beginning or from a mark, and collects what it claims about the rows. */
export function walkLedger(store: ReadStore, from?: ChainMark): LedgerWalk {
  const last = new Map<string, EntryBody>()
  const mentioned = new Set<string>()
  const first = new Map<string, number>()
  const folded: EntryBody[] = []
  const objects = new Map<string, { readonly seq: number; readonly mediaType: string }>()
  let isDemo = false
  const findings: Problem[] = []
  const chain = walkChain(sha256, from)
  let sizes: ReadonlySet<number> = new Set()
  const seen: Pick<LedgerFacts, 'headAt' | 'rootAt'> = { headAt: new Map(), rootAt: new Map() }
  // From a mark the tree is not made again: the newest checkpoint's stands for it.
  const tree = from === undefined ? growTree(sha256) : null
  const take = (row: LedgerRow) => {
    const body = chain.take(row)
    tree?.append(row.hash)
    if (sizes.has(row.seq)) {
      seen.headAt.set(row.seq, toHex(row.hash))
      if (tree !== null) seen.rootAt.set(row.seq, tree.root())
    }
    if (body === undefined) return
    if (body.storeId !== store.storeId) findings.push(problem('ledger/broken', { seq: body.seq, cause: 'other-store' }))
    if (body.afterSha256 !== null) {
      const key = factKey(body.objectKind, body.objectId, body.objectVersion)
      if (!first.has(key)) first.set(key, body.seq)
      last.set(key, body)
    }
    for (const value of [body.afterSha256, body.signatureSha256, ...Object.values(body.details)]) {
      if (typeof value === 'string' && value.length === 64) mentioned.add(value)
    }
    const { objectSha256, objectMediaType } = body.details
    if (objectMediaType !== undefined && !objects.has(String(objectSha256))) objects.set(String(objectSha256), { seq: body.seq, mediaType: String(objectMediaType) })
    if (body.action === 'sign-in.failed') folded.push(body)
    if (body.action === 'workspace.created') isDemo = body.details['demo'] === 'yes'
  }
  let next = (from?.seq ?? 0) + 1
  const step = (nEntries: number) => {
    let n = 0
    // Anew each time: checkpoints are signed while a slow walk goes on.
    sizes = new Set(store.checkpoints.list().map((checkpoint) => checkpoint.size))
    for (const row of store.ledger.rowsFrom(next)) {
      take(row)
      next = row.seq + 1
      n += 1
      if (n === nEntries) return true
    }
    return false
  }
  return {
    step,
    rest() {
      step(Number.POSITIVE_INFINITY)
      const { nEntries, head, faults } = chain.report()
      const foldedSignIns = folded.map((body) => Number(body.details['n']))
      const heard = { last, first, mentioned, foldedSignIns, folded, objects, isDemo }
      return { nEntries, head: toHex(head), ...heard, ...seen, findings: [...findings, ...faults.map(faultProblem)] }
    },
  }
}

export function readLedgerFacts(store: ReadStore, from?: ChainMark): LedgerFacts {
  return walkLedger(store, from).rest()
}

/** How many entries are read between two pauses: about 40 ms. */
const SLICE = 2000

/**
 * The same with a pause after every few thousand entries. Whoever calls takes the entries that came in the last pause
 * (LedgerWalk.rest) when nothing can come between them and the look at the rows.
 */
export async function walkInSlices(store: ReadStore, pause: () => Promise<void>, told: (done: number) => void = () => undefined): Promise<LedgerWalk> {
  const walk = walkLedger(store)
  for (let done = SLICE; withProblems(() => walk.step(SLICE)); done += SLICE) {
    told(done)
    await pause()
  }
  return walk
}

function faultProblem(fault: ChainFault): Problem {
  const cause = fault.kind === 'body' ? `body: ${fault.cause}` : fault.kind
  // Time that runs backwards breaks no evidence, but it must be seen.
  if (fault.kind === 'time') return problem('ledger/broken', { seq: fault.seq, cause }, undefined, 'warning')
  return problem('ledger/broken', { seq: fault.seq, cause })
}

/** Every checkpoint that the walk has passed. */
export function checkpointFindings(store: ReadStore, { headAt, rootAt, nEntries }: LedgerFacts, since = 0): Problem[] {
  const tree = treeFindings(store)
  const keysAt = keyHistory(store)
  const faults = store.checkpoints
    .list()
    .filter(({ size }) => size > since)
    .flatMap((checkpoint) => {
      const { size } = checkpoint
      const cause = checkpointFault(store, keysAt, checkpoint, { head: size > nEntries ? undefined : headAt.get(size), root: rootAt.get(size) })
      return cause === null ? [] : [problem('ledger/broken', { seq: size, cause: `checkpoint: ${cause}` })]
    })
  return [...faults, ...tree]
}

/** The tree that is gone on from must be that of the newest checkpoint. */
function treeFindings(store: ReadStore): Problem[] {
  const latest = store.checkpoints.latest()
  if (latest === null) return []
  try {
    const tree = growTree(sha256, store.checkpoints.tree() ?? [])
    if (tree.size === latest.size && toHex(tree.root()) === toHex(parseCheckpoint(latest.text).root)) return []
  } catch {
    // Said below.
  }
  return [problem('ledger/broken', { seq: latest.size, cause: 'checkpoint: tree' })]
}

function checkpointFault(
  store: ReadStore,
  keysAt: KeyHistory,
  checkpoint: Checkpoint,
  now: { readonly head: string | undefined; readonly root: Uint8Array | undefined },
): string | null {
  try {
    const body = parseCheckpoint(checkpoint.text)
    if (body.origin !== checkpointOrigin(store.storeId)) return 'other-store'
    if (body.size !== checkpoint.size || now.head === undefined) return 'size'
    if (toHex(body.head) !== now.head) return 'head'
    if (now.root !== undefined && toHex(body.root) !== toHex(now.root)) return 'root'
  } catch {
    return 'text'
  }
  const keys = keysAt(checkpoint.personId, checkpoint.size)
  if (keys === null) return 'signer'
  return isSigned(checkpoint, keys.checkpointCertificate) ? null : 'signature'
}

/** A certificate that is none signed nothing. */
function isSigned({ text, signature }: Checkpoint, certificate: Uint8Array): boolean {
  try {
    return verify('sha256', Buffer.from(text), new X509Certificate(certificate).publicKey, signature)
  } catch {
    return false
  }
}

/** The keys that spoke for a person after entry `seq`; null if there were none yet. */
export type KeyHistory = (personId: PersonId, seq: number) => PersonKeysRow | null

/** From the entries about each person, read once: a walk from a mark has not passed them all. */
export function keyHistory(store: ReadStore): KeyHistory {
  const known = new Map<string, { readonly seq: number; readonly slotId: string }[]>()
  const startsOf = (personId: PersonId) => {
    const before = known.get(personId)
    if (before !== undefined) return before
    const entries = store.ledger.list({ objectId: personId }).filter(({ body }) => body.objectKind === 'person' && body.details['slotId'] !== undefined)
    const starts = entries.map(({ seq, body }) => ({ seq, slotId: String(body.details['slotId']) }))
    known.set(personId, starts)
    return starts
  }
  return (personId, seq) => {
    const start = startsOf(personId).findLast((each) => each.seq <= seq)
    return store.people.get(personId)?.slots.find((slot) => slot.slotId === start?.slotId) ?? null
  }
}
