import { isSha256 } from '../vocabulary/ids.ts'
import { isRole, type Role } from '../vocabulary/people.ts'
import { type DecisionKind, type SignatureMeaning, decisionKinds, signatureMeanings } from '../vocabulary/signatures.ts'

/**
 * What a signature is bound to, so that it cannot stand under another record: store, study, report, digest of the record
 * signed, the ledger's head then, meaning, role, person, time, and the digest of a reason. It is part of the signed bytes.
 */
export interface SignatureBinding {
  readonly storeId: string
  readonly studyId: string
  readonly reportNumber: string
  readonly recordSha256: string
  readonly seq: number
  readonly head: string
  readonly meaning: SignatureMeaning | DecisionKind
  readonly role: Role
  readonly personId: string
  /** UTC instant. */
  readonly at: string
  /** Null where no reason was asked. */
  readonly reasonSha256: string | null
}

const first = 'probity-signature 1'

/** One line for each part, in this order, each ended by a line feed (PDFVER-15). */
export const bindingText = (binding: SignatureBinding): string =>
  [
    first,
    `store ${binding.storeId}`,
    `study ${binding.studyId}`,
    `report ${binding.reportNumber}`,
    `record ${binding.recordSha256}`,
    `trail ${binding.seq} ${binding.head}`,
    `meaning ${binding.meaning}`,
    `role ${binding.role}`,
    `person ${binding.personId}`,
    `at ${binding.at}`,
    `reason ${binding.reasonSha256 ?? '-'}`,
    '',
  ].join('\n')

const form =
  /^probity-signature 1\nstore ([0-9a-f]{32})\nstudy ([0-9a-f]{32})\nreport ([^\s]{1,300})\nrecord ([0-9a-f]{64})\ntrail (0|[1-9][0-9]{0,15}) ([0-9a-f]{64})\nmeaning ([a-z]+)\nrole ([a-z-]+)\nperson ([0-9a-f]{32})\nat ([0-9TZ:.-]{24})\nreason (-|[0-9a-f]{64})\n$/

/** Null for any text that `bindingText` does not write. */
export function parseBinding(text: string): SignatureBinding | null {
  const parts = form.exec(text)
  if (parts === null) return null
  const [, storeId = '', studyId = '', reportNumber = '', recordSha256 = '', seq = '', head = '', said = '', role = ''] = parts
  const [personId = '', at = '', reason = ''] = parts.slice(9)
  const meaning = [...signatureMeanings, ...decisionKinds].find((each) => each === said)
  if (meaning === undefined || !isRole(role) || !Number.isSafeInteger(Number(seq))) return null
  const reasonSha256 = isSha256(reason) ? reason : null
  return { storeId, studyId, reportNumber, recordSha256, seq: Number(seq), head, meaning, role, personId, at, reasonSha256 }
}
