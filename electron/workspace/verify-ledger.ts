import { verify, X509Certificate } from 'node:crypto'
import { verifyChain, type ChainFault } from '../../shared/ledger/chain.ts'
import { checkpointOrigin, parseCheckpoint } from '../../shared/ledger/checkpoint.ts'
import type { EntryBody } from '../../shared/ledger/entry.ts'
import { merkleRootsAt } from '../../shared/ledger/merkle.ts'
import { toHex } from '../../shared/vocabulary/ids.ts'
import { problem, type Problem } from '../../shared/vocabulary/problem.ts'
import { sha256 } from '../files/digest.ts'
import type { Checkpoint } from '../store/checkpoints.ts'
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
  /** Digest of an object → what the entry that names it says it is. */
  readonly mediaTypes: ReadonlyMap<string, string>
  /** Number of the entry → size of the checkpoint that it says was signed. */
  readonly checkpointSizes: ReadonlyMap<number, number>
  /** Made as a demonstration. */
  readonly isDemo: boolean
  readonly findings: readonly Problem[]
}

export const factKey = (kind: string, id: string, version: number): string => `${kind} ${id} v${version}`

/** Recomputes the whole chain and collects what it claims about the rows. */
export function readLedgerFacts(store: ReadStore): LedgerFacts {
  const last = new Map<string, EntryBody>()
  const mentioned = new Set<string>()
  const first = new Map<string, number>()
  const folded: EntryBody[] = []
  const mediaTypes = new Map<string, string>()
  const checkpointSizes = new Map<number, number>()
  let isDemo = false
  const findings: Problem[] = []
  const chain = verifyChain(store.ledger.rows(), sha256, (_row, body) => {
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
    if (objectMediaType !== undefined) mediaTypes.set(String(objectSha256), String(objectMediaType))
    if (body.details['checkpointSize'] !== undefined) checkpointSizes.set(body.seq, Number(body.details['checkpointSize']))
    if (body.action === 'sign-in.failed') folded.push(body)
    if (body.action === 'workspace.created') isDemo = body.details['demo'] === 'yes'
  })
  findings.push(...chain.faults.map(faultProblem))
  const head = toHex(chain.head)
  const foldedSignIns = folded.map((body) => Number(body.details['n']))
  return { nEntries: chain.nEntries, head, last, first, mentioned, foldedSignIns, folded, mediaTypes, checkpointSizes, isDemo, findings }
}

function faultProblem(fault: ChainFault): Problem {
  const cause = fault.kind === 'body' ? `body: ${fault.cause}` : fault.kind
  // Time that runs backwards breaks no evidence, but it must be seen.
  if (fault.kind === 'time') return problem('ledger/broken', { seq: fault.seq, cause }, undefined, 'warning')
  return problem('ledger/broken', { seq: fault.seq, cause })
}

export function checkpointFindings(store: ReadStore): Problem[] {
  const checkpoints = store.checkpoints.list()
  const sizes = new Set(checkpoints.map((checkpoint) => checkpoint.size))
  const heads = new Map<number, string>()
  const roots = merkleRootsAt(hashesOf(store, sizes, heads), sizes, sha256)
  return checkpoints.flatMap((checkpoint) => {
    const { size } = checkpoint
    const cause = checkpointFault(store, checkpoint, { head: heads.get(size), root: roots.get(size) })
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
  const person = store.people.get(checkpoint.personId)
  if (person === null) return 'signer'
  return isSigned(checkpoint, person.checkpointCertificate) ? null : 'signature'
}

/** A certificate that is none signed nothing. */
function isSigned({ text, signature }: Checkpoint, certificate: Uint8Array): boolean {
  try {
    return verify('sha256', Buffer.from(text), new X509Certificate(certificate).publicKey, signature)
  } catch {
    return false
  }
}
