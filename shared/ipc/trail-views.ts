import { z } from 'zod'
import { TrailEntryView } from './views.ts'

const id = z.string().regex(/^[0-9a-f]{32}$/)
const instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
const name = z.string().min(1).max(300)

/** What part of the audit trail is asked for; all of it without a key. Times are included at both ends. */
export const TrailFilter = z.strictObject({
  text: z.string().max(200).optional(),
  personId: id.optional(),
  action: name.optional(),
  objectKind: name.optional(),
  objectId: name.optional(),
  studyId: id.optional(),
  from: instant.optional(),
  to: instant.optional(),
})

/**
 * A page, newest first. A search goes on where the last answer ended: while `searched` is less than `nEntries`, `total`
 * is what was found so far and asking again goes on.
 */
export const TrailPage = z.strictObject({
  total: z.int(),
  searched: z.int(),
  nEntries: z.int(),
  entries: z.array(TrailEntryView),
})

/** What there is to choose from. */
export const TrailFacets = z.strictObject({
  people: z.array(z.strictObject({ id, name: z.string() })),
  actions: z.array(z.string()),
  objectKinds: z.array(z.string()),
  studies: z.array(z.strictObject({ id, name: z.string() })),
})

export const FieldChange = z.strictObject({ field: z.string(), before: z.string().nullable(), after: z.string().nullable() })

export const TrailEntryDetail = TrailEntryView.extend({
  studyId: id.nullable(),
  sessionId: z.string(),
  bootId: z.string(),
  monotonicMs: z.int(),
  appVersion: z.string(),
  workstation: z.string(),
  changedFields: z.array(z.string()),
  signatureSha256: z.string().nullable(),
  prev: z.string(),
  /** Values of records that hold no patient data; null where only digests are shown. */
  changes: z.strictObject({ fields: z.array(FieldChange), nMore: z.int() }).nullable(),
})

/** Who countersigned the trail: a review by somebody of this workspace, or the head as another workspace saw it. */
export const CountersignatureView = z.strictObject({
  kind: z.enum(['review', 'witness']),
  /** The entry that says so. */
  seq: z.int(),
  printedName: z.string(),
  at: z.string(),
  /** Of the checkpoint it is bound to. */
  size: z.int(),
  fromSeq: z.int().nullable(),
  toSeq: z.int().nullable(),
  note: z.string(),
  /** Of the witness; null for a review. */
  workspace: z.string().nullable(),
  /** SHA-256 of the authority that issued the certificate, where it is not this workspace's own. */
  foreignAuthoritySha256: z.string().nullable(),
})

export const Countersignatures = z.strictObject({
  /** Without a gap from the first entry on; 0 when nobody has reviewed anything. */
  reviewedUpTo: z.int(),
  list: z.array(CountersignatureView),
})

/** A head file as it was read: nothing is signed yet. */
export const HeadView = z.strictObject({
  workspace: z.string(),
  storeId: z.string(),
  size: z.int(),
  head: z.string(),
  signedBy: z.string(),
  authoritySha256: z.string(),
  checkpointSha256: z.string(),
})

export type TrailFilter = z.infer<typeof TrailFilter>
export type TrailPage = z.infer<typeof TrailPage>
export type TrailFacets = z.infer<typeof TrailFacets>
export type FieldChange = z.infer<typeof FieldChange>
export type TrailEntryDetail = z.infer<typeof TrailEntryDetail>
export type CountersignatureView = z.infer<typeof CountersignatureView>
export type Countersignatures = z.infer<typeof Countersignatures>
export type HeadView = z.infer<typeof HeadView>
