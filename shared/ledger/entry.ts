import { z } from 'zod'
import type { Sha256, StudyId } from '../vocabulary/ids.ts'
import { isCanonicalTextOf } from './canonical.ts'

/**
 * One line of the audit trail (SPEC.md, LED-1 …). Values of patient data never stand here: digests and field names do.
 * The salt keeps the digest of an entry from being guessed where only the digest is shown.
 */
const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const id = z.string().regex(/^[0-9a-f]{32}$/)
const instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
const name = z.string().min(1).max(300)

export const ENTRY_VERSION = 1

export const EntryBody = z.strictObject({
  v: z.literal(ENTRY_VERSION),
  seq: z.int().min(1),
  storeId: id,
  studyId: id.nullable(),
  salt: id,
  at: instant,
  tzOffsetMinutes: z.int().min(-1440).max(1440),
  monotonicMs: z.int().min(0),
  bootId: id,
  personId: id.nullable(),
  fullName: z.string().max(300),
  role: z.string().max(100),
  sessionId: id,
  /** What happened, in the past: cohort.frozen. */
  action: z.string().regex(/^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/).max(100),
  objectKind: z.string().regex(/^[a-z]+(-[a-z]+)*$/).max(100),
  objectId: name,
  objectVersion: z.int().min(1),
  beforeSha256: sha256.nullable(),
  afterSha256: sha256.nullable(),
  changedFields: z.array(name).max(500),
  reason: z.string().min(1).max(2000).nullable(),
  signatureSha256: sha256.nullable(),
  appVersion: name,
  workstation: name,
  details: z.record(z.string().min(1).max(60), z.union([z.string().max(300), z.number()])),
})
export type EntryBody = z.infer<typeof EntryBody>

/** What an action says about what it did; the store fills in the rest. */
export interface EntryDraft {
  readonly action: string
  readonly studyId?: StudyId | null
  /** The role the person acts in; default is the session's. */
  readonly role?: string
  readonly objectKind: string
  readonly objectId: string
  readonly objectVersion?: number
  readonly beforeSha256?: Sha256 | null
  readonly afterSha256?: Sha256 | null
  readonly changedFields?: readonly string[]
  readonly reason?: string | null
  readonly signatureSha256?: Sha256 | null
  readonly details?: Readonly<Record<string, string | number>>
}

export type EntryFrame = Pick<
  EntryBody,
  | 'seq'
  | 'storeId'
  | 'salt'
  | 'at'
  | 'tzOffsetMinutes'
  | 'monotonicMs'
  | 'bootId'
  | 'personId'
  | 'fullName'
  | 'role'
  | 'sessionId'
  | 'appVersion'
  | 'workstation'
>

/** Puts an entry together and checks it. Throws on a body that its own reader would not take. */
export function composeEntry(frame: EntryFrame, draft: EntryDraft): EntryBody {
  return EntryBody.parse({
    v: ENTRY_VERSION,
    ...frame,
    role: draft.role ?? frame.role,
    studyId: draft.studyId ?? null,
    action: draft.action,
    objectKind: draft.objectKind,
    objectId: draft.objectId,
    objectVersion: draft.objectVersion ?? 1,
    beforeSha256: draft.beforeSha256 ?? null,
    afterSha256: draft.afterSha256 ?? null,
    changedFields: [...(draft.changedFields ?? [])],
    reason: draft.reason ?? null,
    signatureSha256: draft.signatureSha256 ?? null,
    details: { ...(draft.details ?? {}) },
  })
}

/** Reads a stored body. Throws RangeError unless it is canonical JSON of a known version. */
export function parseEntryBody(text: string): EntryBody {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new RangeError('ledger entry is not JSON')
  }
  const parsed = EntryBody.safeParse(value)
  if (!parsed.success) throw new RangeError(`ledger entry does not have its shape: ${parsed.error.issues[0]?.path.join('.') ?? ''}`)
  if (!isCanonicalTextOf(value, text)) throw new RangeError('ledger entry is not canonical')
  return parsed.data
}
