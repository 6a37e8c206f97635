import { isHex } from './bytes.ts'
import { readCanonical } from './canonical-json.ts'

/** What a signature or a decision says of itself in the record (electron/actions/SPEC.md, ACT-67). */
export interface Signed {
  readonly personId: string
  readonly printedName: string
  readonly role: string
  readonly at: string
  readonly recordSha256: string
  /** The newest entry when it was signed, and its hash. */
  readonly seq: number
  readonly head: string
  readonly signatureSha256: string
  readonly certificateSha256: string
}

export interface Signature extends Signed {
  readonly field: string
  readonly meaning: string
}

export interface Decision extends Signed {
  readonly kind: string
  readonly reason: string
  readonly signature: string
}

/** What of a report's record is needed here. */
export interface Report {
  readonly reportNumber: string
  readonly revision: number
  readonly resultSha256: string
  readonly revision0Sha256: string
  readonly objectSha256: string
  readonly signatures: readonly Signature[]
  readonly decisions: readonly Decision[]
}

type Check = (value: unknown) => boolean
type Shape = Readonly<Record<string, Check>>

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Exactly these members; those of `optional` may be missing. */
const shaped = (shape: Shape, optional: Shape = {}): Check => (value) =>
  isObject(value) &&
  Object.entries(shape).every(([name, check]) => check(value[name])) &&
  Object.keys(value).every((name) => name in shape || (optional[name]?.(value[name]) ?? false))

const digest: Check = (value) => isHex(value, 64)
const text: Check = (value) => typeof value === 'string'
const short: Check = (value) => typeof value === 'string' && value.trim().length >= 1 && value.trim().length <= 200
const whole = (least: number): Check => (value) => Number.isSafeInteger(value) && (value as number) >= least
const oneOf = (...words: readonly unknown[]): Check => (value) => words.includes(value)
const listOf = (check: Check, least: number, most: number): Check => (value) => Array.isArray(value) && value.length >= least && value.length <= most && value.every(check)
const instant: Check = (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value)

const signedBy: Shape = {
  personId: text,
  printedName: short,
  role: short,
  at: instant,
  tzOffsetMinutes: whole(Number.MIN_SAFE_INTEGER),
  recordSha256: digest,
  seq: whole(0),
  head: digest,
  signatureSha256: digest,
  certificateSha256: digest,
}

const decision: Shape = {
  kind: oneOf('rejected', 'withdrawn', 'superseded'),
  reason: (value) => typeof value === 'string' && value.length >= 1 && value.length <= 2000,
  signature: (value) => typeof value === 'string' && /^[0-9a-f]+$/.test(value),
  ...signedBy,
}

const predecessor = shaped({ reportNumber: short, recordSha256: digest })

const report = shaped({
  format: oneOf('probity.report'),
  version: oneOf(1),
  reportNumber: short,
  revision: whole(1),
  predecessor: (value) => value === null || predecessor(value),
  resultSha256: digest,
  revision0Sha256: digest,
  objectSha256: digest,
  signatures: listOf(shaped({ field: text, meaning: oneOf('authorship', 'responsibility', 'review', 'approval'), ...signedBy }), 1, 1000),
  decisions: listOf(shaped(decision, { successor: short }), 0, 1),
  checkpoint: shaped({ size: whole(0), head: digest, rootSha256: digest }),
  independence: oneOf('single-person', 'partly-separated', 'separated'),
  demo: (value) => typeof value === 'boolean',
})

/** The record of a report; null if the bytes are none. */
export function readReport(bytes: string): Report | null {
  const value = readCanonical(bytes)
  return report(value) ? (value as unknown as Report) : null
}
