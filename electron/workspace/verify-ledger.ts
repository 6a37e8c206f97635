import { verify, X509Certificate } from 'node:crypto'
import { verifyChain, type ChainFault } from '../../shared/ledger/chain.ts'
import { checkpointOrigin, parseCheckpoint } from '../../shared/ledger/checkpoint.ts'
import type { EntryBody } from '../../shared/ledger/entry.ts'
import { merkleRootsAt } from '../../shared/ledger/merkle.ts'
import { toHex, type PersonId } from '../../shared/vocabulary/ids.ts'
import { problem, type Problem } from '../../shared/vocabulary/problem.ts'
import { sha256 } from '../files/digest.ts'
import type { Checkpoint } from '../store/checkpoints.ts'
import type { PersonKeysRow } from '../store/people.ts'
import type { ReadStore } from '../store/store.ts'

/** What the entries together say: the last digest of each object version, and every digest they mention. */
export interface LedgerFacts {
  readonly nEntries: number
  readonly head: string
  /** objectKind objectId version → the last entry that says what it is. */
  readonly last: ReadonlyMap<string, EntryBody>
  readonly mentioned: ReadonlySet<string>
  /** Whose keys spoke from which entry on. */
  readonly keyStarts: readonly KeyStart[]
  /** Numbers of the failed sign-ins that became entries. */
  readonly foldedSignIns: readonly number[]
  readonly findings: readonly Problem[]
}

export interface KeyStart {
  readonly personId: string
  readonly slotId: string
  readonly seq: number
}

export const factKey = (kind: string, id: string, version: number): string => `${kind} ${id} v${version}`

/** Recomputes the whole chain and collects what it claims about the rows. */
export function readLedgerFacts(store: ReadStore): LedgerFacts {
  const last = new Map<string, EntryBody>()
  const mentioned = new Set<string>()
  const foldedSignIns: number[] = []
  const keyStarts: KeyStart[] = []
  const findings: Problem[] = []
  const chain = verifyChain(store.ledger.rows(), sha256, (_row, body) => {
    if (body.storeId !== store.storeId) findings.push(problem('ledger/broken', { seq: body.seq, cause: 'other-store' }))
    if (body.afterSha256 !== null) last.set(factKey(body.objectKind, body.objectId, body.objectVersion), body)
    for (const value of [body.afterSha256, body.signatureSha256, ...Object.values(body.details)]) {
      if (typeof value === 'string' && value.length === 64) mentioned.add(value)
    }
    if (body.objectKind === 'person' && body.details['slotId'] !== undefined) {
      keyStarts.push({ personId: body.objectId, slotId: String(body.details['slotId']), seq: body.seq })
    }
    if (body.action === 'sign-in.failed') foldedSignIns.push(Number(body.details['n']))
  })
  findings.push(...chain.faults.map(faultProblem))
  const head = toHex(chain.head)
  return { nEntries: chain.nEntries, head, last, mentioned, keyStarts, foldedSignIns, findings }
}

function faultProblem(fault: ChainFault): Problem {
  const cause = fault.kind === 'body' ? `body: ${fault.cause}` : fault.kind
  // Time that runs backwards breaks no evidence, but it must be seen.
  if (fault.kind === 'time') return problem('ledger/broken', { seq: fault.seq, cause }, undefined, 'warning')
  return problem('ledger/broken', { seq: fault.seq, cause })
}

export function checkpointFindings(store: ReadStore, facts: LedgerFacts): Problem[] {
  const checkpoints = store.checkpoints.list()
  const sizes = new Set(checkpoints.map((checkpoint) => checkpoint.size))
  const heads = new Map<number, string>()
  const roots = merkleRootsAt(hashesOf(store, sizes, heads), sizes, sha256)
  return checkpoints.flatMap((checkpoint) => {
    const { size } = checkpoint
    const cause = checkpointFault(store, facts, checkpoint, { head: heads.get(size), root: roots.get(size) })
    return cause === null ? [] : [problem('ledger/broken', { seq: size, cause: `checkpoint: ${cause}` })]
  })
}

/** Every entry's hash; those at the given places are noted as heads on the way. */
function* hashesOf(store: ReadStore, sizes: ReadonlySet<number>, heads: Map<number, string>): Generator<Uint8Array> {
  let n = 0
  for (const row of store.ledger.rows()) {
    n += 1
    if (sizes.has(n)) heads.set(n, toHex(row.hash))
    yield row.hash
  }
}

function checkpointFault(
  store: ReadStore,
  facts: LedgerFacts,
  checkpoint: Checkpoint,
  now: { readonly head: string | undefined; readonly root: Uint8Array | undefined },
): string | null {
  try {
    const body = parseCheckpoint(checkpoint.text)
    if (body.origin !== checkpointOrigin(store.storeId)) return 'other-store'
    if (body.size !== checkpoint.size || now.root === undefined) return 'size'
    if (toHex(body.head) !== now.head) return 'head'
    if (toHex(body.root) !== toHex(now.root)) return 'root'
  } catch {
    return 'text'
  }
  const keys = keysAt(store, facts, checkpoint.personId, checkpoint.size)
  if (keys === null) return 'signer'
  const { publicKey } = new X509Certificate(keys.checkpointCertificate)
  return verify('sha256', Buffer.from(checkpoint.text), publicKey, checkpoint.signature) ? null : 'signature'
}

/** The keys that spoke for a person after entry `seq`; null if there were none yet. */
export function keysAt(store: ReadStore, { keyStarts }: Pick<LedgerFacts, 'keyStarts'>, personId: PersonId, seq: number): PersonKeysRow | null {
  const start = keyStarts.findLast((each) => each.personId === personId && each.seq <= seq)
  return store.people.get(personId)?.slots.find((slot) => slot.slotId === start?.slotId) ?? null
}
