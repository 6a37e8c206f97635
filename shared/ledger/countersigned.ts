import { z } from 'zod'
import { canonicalJson, isCanonicalTextOf } from './canonical.ts'
import { parseCheckpoint } from './checkpoint.ts'

/** What people sign about the audit trail, and the files that carry it between workspaces (SPEC.md, TRL-1 …). */
const id = z.string().regex(/^[0-9a-f]{32}$/)
const name = z.string().min(1).max(300)
const instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
const bytes = z.string().regex(/^(?:[0-9a-f]{2}){1,20000}$/)
const checkpoint = z.string().max(400).refine(isCheckpoint)

/** Somebody of this workspace has read the entries from one number to another. */
export const TrailReview = z.strictObject({
  format: z.literal('probity.trail-review'),
  version: z.literal(1),
  storeId: id,
  fromSeq: z.int().min(1),
  toSeq: z.int().min(1),
  checkpoint,
  note: z.string().max(2000),
  personId: id,
  printedName: name,
  at: instant,
})

/** Somebody of another workspace has seen this head. */
export const HeadWitness = z.strictObject({
  format: z.literal('probity.head-witness'),
  version: z.literal(1),
  storeId: id,
  workspace: name,
  checkpoint,
  witness: z.strictObject({ storeId: id, workspace: name, personId: id, printedName: name, authority: bytes }),
  at: instant,
})

/** A head on its way to a witness; the checkpoint's own signature makes it believable. */
export const HeadFile = z.strictObject({
  format: z.literal('probity.head'),
  version: z.literal(1),
  storeId: id,
  workspace: name,
  checkpoint,
  signature: bytes,
  signedBy: name,
  certificate: bytes,
  authority: bytes,
})

/** A witness's answer on its way back: the signature is over the canonical JSON of the statement. */
export const WitnessFile = z.strictObject({
  format: z.literal('probity.head-witness-file'),
  version: z.literal(1),
  statement: HeadWitness,
  certificate: bytes,
  signature: bytes,
})

export type TrailReview = z.infer<typeof TrailReview>
export type HeadWitness = z.infer<typeof HeadWitness>
export type HeadFile = z.infer<typeof HeadFile>
export type WitnessFile = z.infer<typeof WitnessFile>

const Statement = z.discriminatedUnion('format', [TrailReview, HeadWitness])
export type Statement = z.infer<typeof Statement>

/** Reads a stored statement. Throws RangeError unless it is canonical JSON of a known shape. */
export const parseStatement = (text: string): Statement => parsed(Statement, text)

/** Files end with one line feed. Both throw RangeError on anything else. */
export const parseHeadFile = (text: string): HeadFile => parsed(HeadFile, withoutLineEnd(text))
export const parseWitnessFile = (text: string): WitnessFile => parsed(WitnessFile, withoutLineEnd(text))
export const headFileText = (file: HeadFile): string => `${canonicalJson(HeadFile.parse(file))}\n`
export const witnessFileText = (file: WitnessFile): string => `${canonicalJson(WitnessFile.parse(file))}\n`

/** The last entry that reviews reach without a gap from the first entry on. */
export function reviewedUpTo(ranges: readonly { readonly fromSeq: number; readonly toSeq: number }[]): number {
  let reached = 0
  for (const { fromSeq, toSeq } of [...ranges].sort((a, b) => a.fromSeq - b.fromSeq)) {
    if (fromSeq > reached + 1) break
    reached = Math.max(reached, toSeq)
  }
  return reached
}

function parsed<T>(shape: z.ZodType<T>, text: string): T {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new RangeError('not JSON')
  }
  const found = shape.safeParse(value)
  if (!found.success) throw new RangeError(`not of its shape: ${found.error.issues[0]?.path.join('.') ?? ''}`)
  if (!isCanonicalTextOf(value, text)) throw new RangeError('not canonical')
  return found.data
}

function withoutLineEnd(text: string): string {
  if (!text.endsWith('\n')) throw new RangeError('no line end')
  return text.slice(0, -1)
}

function isCheckpoint(text: string): boolean {
  try {
    parseCheckpoint(text)
    return true
  } catch {
    return false
  }
}
