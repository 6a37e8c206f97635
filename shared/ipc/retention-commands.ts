import { z } from 'zod'
import { mostYears, retentionClasses } from '../vocabulary/retention.ts'
import { ProblemView } from './views.ts'

/** How long data are kept, what holds them, and how they end. */
const id = z.string().regex(/^[0-9a-f]{32}$/)
const components = { signInName: z.string().max(40), passphrase: z.string().min(1).max(1024) }
const reason = z.string().trim().min(1).max(2000)
const kind = z.enum(retentionClasses)
const key = z.strictObject({ id, version: z.int().min(1) })

export const RetentionView = z.strictObject({
  classes: z.array(
    z.strictObject({
      kind,
      /** null: nobody has set one, and nothing is disposed of. */
      set: z.strictObject({ years: z.int(), rationale: z.string(), at: z.string(), by: z.string() }).nullable(),
      suggestedYears: z.int(),
    }),
  ),
})

export const StudyRetentionView = z.strictObject({
  /** Each version of the study's data and predictions, oldest first. */
  data: z.array(
    z.strictObject({
      kind,
      id,
      version: z.int(),
      sha256: z.string(),
      nRows: z.int(),
      importedAt: z.string(),
      /** When the period began and ends; null while nobody has set one. */
      kept: z.strictObject({ since: z.string(), until: z.string(), years: z.int(), isOver: z.boolean() }).nullable(),
      /** Why its rows may not be disposed of now; null if they may. */
      blocker: ProblemView.nullable(),
      disposal: z
        .strictObject({ id, sha256: z.string(), at: z.string(), asked: z.string(), witnessed: z.string(), reason: z.string(), nRows: z.int(), nKeys: z.int() })
        .nullable(),
    }),
  ),
  /** In force. on: null for the whole study. */
  holds: z.array(z.strictObject({ id, on: z.strictObject({ ...key.shape, kind }).nullable(), reason: z.string(), at: z.string(), by: z.string() })),
})

export const retentionCommands = {
  'retention.policy': { by: 'engine', request: z.strictObject({}), response: RetentionView },
  /** The reason is the rationale: it is shown beside the period. */
  'retention.set': { by: 'engine', request: z.strictObject({ kind, years: z.int().min(0).max(mostYears), reason }), response: RetentionView },
  'retention.study': { by: 'engine', request: z.strictObject({ studyId: id }), response: StudyRetentionView },
  /** on left out: the whole study. */
  'hold.place': { by: 'engine', request: z.strictObject({ studyId: id, on: key.optional(), reason }), response: StudyRetentionView },
  'hold.release': { by: 'engine', request: z.strictObject({ studyId: id, holdId: id, reason }), response: StudyRetentionView },
  /** Two people: whoever asks, with both components, and a reviewer of the study with theirs. confirmation: the study's name. */
  'data.dispose': {
    by: 'engine',
    request: z.strictObject({ studyId: id, data: key, reason, confirmation: z.string().max(300), ...components, witness: z.strictObject(components) }),
    response: StudyRetentionView,
  },
  /** What a program checks; see RET-14 for the bytes. */
  'disposal.exportJson': { by: 'engine', request: z.strictObject({ studyId: id, disposalId: id, file: id }), response: z.strictObject({ sha256: z.string() }) },
  'disposal.exportPdf': { by: 'engine', request: z.strictObject({ studyId: id, disposalId: id, file: id }), response: z.strictObject({ sha256: z.string() }) },
} as const

export type RetentionView = z.infer<typeof RetentionView>
export type StudyRetentionView = z.infer<typeof StudyRetentionView>
