import { z } from 'zod'

/**
 * How long what is told of patients one by one is kept. Evidence (protocols, cohorts, results, reports, the audit
 * trail) has no period: it stays as long as the workspace. Each class is the kind of record whose columns have data
 * keys, so that a period ends with the destruction of a key.
 */
export const retentionClasses = ['dataset', 'predictions'] as const
export type RetentionClass = (typeof retentionClasses)[number]

export const isRetentionClass = (kind: string): kind is RetentionClass => (retentionClasses as readonly string[]).includes(kind)

/** Suggested, never in force by itself: nothing is disposed of before somebody has set a period and said why. */
export const suggestedYears = 10
export const mostYears = 100

/** What destroying a key in this store does not reach; every certificate says so. */
export const notCovered = ['backups', 'exports', 'elsewhere', 'disk', 'known-keys', 'evidence'] as const
export type NotCovered = (typeof notCovered)[number]

const id = z.string().regex(/^[0-9a-f]{32}$/)
const digest = z.string().regex(/^[0-9a-f]{64}$/)
const hex = z.string().regex(/^(?:[0-9a-f]{2}){1,200}$/)
const instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
const count = z.int().min(0)

const signer = <R extends string>(role: R) =>
  z.strictObject({ personId: id, printedName: z.string().min(1).max(300), role: z.literal(role), certificateSha256: digest })

/** What both people sign: canonical JSON of exactly these. */
export const DisposalStatement = z.strictObject({
  format: z.literal('probity.disposal'),
  version: z.literal(1),
  storeId: id,
  studyId: id,
  /** The record whose rows are disposed of; the record itself stays. */
  data: z.strictObject({ kind: z.enum(retentionClasses), id, version: z.int().min(1), sha256: digest, nRows: count, nColumns: count }),
  /** Every data key of it. */
  keys: z.array(z.strictObject({ keyId: id, purpose: z.enum(['data', 'reference']), nSegments: count })).min(1).max(2),
  /** The period in force, the entry that set it, from when it counts and when it was over. */
  rule: z.strictObject({ years: z.int().min(0).max(mostYears), setAtSeq: z.int().min(1), since: instant, until: instant }),
  reason: z.string().min(1).max(2000),
  notCovered: z.array(z.enum(notCovered)).length(notCovered.length),
  /** Place in the audit trail before the disposal. */
  atSeq: z.int().min(1),
  atHead: digest,
  at: instant,
  tzOffsetMinutes: z.int(),
  asked: signer('data-custodian'),
  witnessed: signer('reviewer'),
})

/** The certificate of a disposal, as a record: the statement with both signatures (ECDSA P-256 over SHA-256, ASN.1, hex). */
export const Disposal = z.strictObject({ ...DisposalStatement.shape, signatures: z.strictObject({ asked: hex, witnessed: hex }) })

/** The certificate as a file, for whoever has neither the program nor the workspace (rule RET-14). */
export const DisposalFile = z.strictObject({
  format: z.literal('probity.disposal-file'),
  version: z.literal(1),
  disposal: Disposal,
  /** Of the canonical JSON of `disposal`, which is the record: the entry names it too. */
  recordSha256: digest,
  /** The entry `data.disposed`. */
  entry: z.strictObject({ seq: z.int().min(1), hash: digest }),
  /** PEM, of the people who signed. Whoever checks them obtains the authority's in another way. */
  certificates: z.strictObject({ asked: z.string(), witnessed: z.string() }),
})

export type DisposalFile = z.infer<typeof DisposalFile>
export type DisposalStatement = z.infer<typeof DisposalStatement>
export type Disposal = z.infer<typeof Disposal>

/** The same moment so many years later; 29 February becomes 1 March where that year has none. `at` is UTC with a four-digit year. */
export function yearsLater(at: string, years: number): string {
  const year = Number(at.slice(0, 4)) + years
  const rest = at.slice(4)
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  return `${String(year).padStart(4, '0')}${rest.startsWith('-02-29') && !isLeap ? `-03-01${rest.slice(6)}` : rest}`
}
