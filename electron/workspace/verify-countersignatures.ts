import { verify, X509Certificate } from 'node:crypto'
import { parseCheckpoint } from '../../shared/ledger/checkpoint.ts'
import { parseStatement, type HeadWitness, type TrailReview } from '../../shared/ledger/countersigned.ts'
import { fromHex, type PersonId } from '../../shared/vocabulary/ids.ts'
import { problem, type Problem } from '../../shared/vocabulary/problem.ts'
import type { Countersignature } from '../store/countersignatures.ts'
import type { Store } from '../store/store.ts'
import { isIssuedBy } from '../vault/hospital-certificates.ts'
import { rolesThen } from './people-then.ts'
import { signerProblems } from './verify-signers.ts'

/** Roles that may sign a review of the trail; what they were when it was signed counts. */
export const reviewers: readonly string[] = ['reviewer', 'auditor']

/** Reviews and witnesses (rule STO-38): the signature holds, the signer is whom it names, the checkpoint is ours. */
export function countersignatureFindings(store: Store): Problem[] {
  const ask = signerProblems(store)
  return store.countersignatures.list().flatMap((row) => {
    const cause = countersignatureFault(store, row)
    if (cause !== null) return [problem('ledger/broken', { seq: row.size, cause: `countersignature: ${cause}` })]
    const statement = parseStatement(row.statement)
    const { what, printedName } =
      statement.format === 'probity.trail-review'
        ? { what: `the audit trail, entries ${statement.fromSeq} to ${statement.toSeq}`, printedName: statement.printedName }
        : { what: `the head after entry ${row.size}`, printedName: statement.witness.printedName }
    return ask({ what, printedName, at: statement.at, certificates: [row.certificate], seq: entrySeq(store, row) ?? row.size }) ?? []
  })
}

/** Of the entry that brought it. */
const entrySeq = (store: Store, { id }: Countersignature): number | undefined => store.ledger.list({ objectId: id, limit: 1 })[0]?.seq

function countersignatureFault(store: Store, row: Countersignature): string | null {
  try {
    const statement = parseStatement(row.statement)
    if (statement.storeId !== store.storeId) return 'other-store'
    const checkpoint = store.checkpoints.list().find(({ size }) => size === row.size)
    if (checkpoint?.text !== statement.checkpoint) return 'checkpoint'
    if (!isSigned(row)) return 'signature'
    return statement.format === 'probity.trail-review' ? reviewFault(store, row, statement) : witnessFault(row, statement)
  } catch {
    return 'statement'
  }
}

export const isSigned = ({ statement, certificate, signature }: Pick<Countersignature, 'statement' | 'certificate' | 'signature'>): boolean =>
  verify('sha256', Buffer.from(statement), new X509Certificate(certificate).publicKey, signature)

function reviewFault(store: Store, row: Countersignature, { personId, printedName, fromSeq, toSeq, checkpoint }: TrailReview): string | null {
  if (fromSeq > toSeq || toSeq > parseCheckpoint(checkpoint).size) return 'range'
  const person = store.people.get(personId as PersonId)
  if (person === null || person.fullName !== printedName) return 'signer'
  const isTheirs = certificatesOf(store, personId).some((each) => Buffer.from(each).equals(row.certificate))
  if (!isTheirs) return 'signer'
  // Without an entry it counts as the last, and that it has none is found elsewhere.
  const signedSeq = entrySeq(store, row) ?? Number.POSITIVE_INFINITY
  const held = rolesThen(store, personId as PersonId, null, signedSeq)
  return reviewers.some((role) => held.includes(role)) ? null : 'role'
}

/** Of every key the person has or had here, and of certificates that were brought in for them. */
function certificatesOf(store: Store, personId: string): Uint8Array[] {
  return store.database
    .prepare<[string, string], Uint8Array>(
      `SELECT certificate FROM main.key_slot WHERE person_id = ?
       UNION ALL SELECT bytes FROM main.trusted WHERE kind = 'certificate' AND person_id = ?`,
    )
    .pluck()
    .all(personId, personId)
}

const witnessFault = ({ certificate }: Countersignature, { witness }: HeadWitness): string | null =>
  isIssuedBy(certificate, fromHex(witness.authority)) ? null : 'certificate-authority'
