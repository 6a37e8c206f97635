import { z } from 'zod'
import { roles } from '../vocabulary/people.ts'
import type { Problem } from '../vocabulary/problem.ts'
import { problemCodes } from '../vocabulary/problem.ts'
import { Protocol } from '../vocabulary/protocol.ts'
import { Cohort, Dataset, FlowStep, IntendedUse, Predictions, Release } from '../vocabulary/records.ts'
import { decisionKinds, independenceKinds, signatureMeanings } from '../vocabulary/signatures.ts'
import { conclusions } from '../vocabulary/results.ts'

/** What the window is shown. Plain values only; the window computes nothing from them but layout. */
export const ProblemView: z.ZodType<Problem> = z.strictObject({
  code: z.enum(problemCodes),
  severity: z.enum(['error', 'warning']),
  where: z
    .strictObject({
      file: z.string().optional(),
      row: z.int().optional(),
      column: z.string().optional(),
      path: z.string().optional(),
    })
    .optional(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
})

export const PersonView = z.strictObject({ id: z.string(), signInName: z.string(), printedName: z.string() })

export const WorkspaceView = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({
    kind: z.literal('locked'),
    name: z.string(),
    demo: z.boolean(),
    /** Only a demo workspace has one, and only this screen shows it. */
    demoPassphrase: z.string().nullable(),
    people: z.array(PersonView),
    nFailedSignIns: z.int(),
    /** As the file beside the store says; nobody can verify it before the store is unlocked. */
    head: z.strictObject({ storeId: z.string(), seq: z.int(), hash: z.string() }).nullable(),
  }),
  z.strictObject({
    kind: z.literal('open'),
    name: z.string(),
    demo: z.boolean(),
    person: PersonView,
    /** Held anywhere. */
    roles: z.array(z.enum(roles)),
    /** Commands that need no study, which this person may give. */
    permitted: z.array(z.string()),
    head: z.strictObject({ seq: z.int(), hash: z.string() }),
    /** Somebody else set the passphrase: nothing but passphrase.change is answered until it is changed. */
    mustChangePassphrase: z.boolean(),
    /** held: can open patient rows. waiting: a role allows it and nobody has released them yet. none: no such role. */
    rows: z.enum(['held', 'waiting', 'none']),
    /** Refused attempts under this person's name between the last sign-in and this one. */
    nFailedSince: z.int(),
    lastFailedAt: z.string().nullable(),
    /** The recovery key was used and nobody has acknowledged it: a banner until then. */
    recoveryUsed: z
      .strictObject({ seq: z.int(), at: z.string(), person: z.string(), secondPerson: z.string(), secondProved: z.boolean(), reason: z.string() })
      .nullable(),
    /** A clock that ran back and that nobody has explained: nothing is signed meanwhile. */
    clock: z.strictObject({ seq: z.int().nullable(), before: z.string(), after: z.string() }).nullable(),
    /** A break in the trail puts the store into read-only service. */
    readOnly: z.boolean(),
    problems: z.array(ProblemView),
  }),
  z.strictObject({ kind: z.literal('damaged'), name: z.string(), problems: z.array(ProblemView) }),
])

export const stepIds = [
  'intended-use',
  'protocol',
  'reference-data',
  'cohort',
  'predictions',
  'evaluate',
  'review',
  'sign',
] as const
export type StepId = (typeof stepIds)[number]

/** blocked: something must come first. ready: can be done now. draft: begun. done: locked, immutable. */
export const StepView = z.strictObject({
  id: z.enum(stepIds),
  state: z.enum(['blocked', 'ready', 'draft', 'running', 'done']),
  blocker: ProblemView.optional(),
  /** When and by whom it was done. */
  at: z.string().optional(),
  by: z.string().optional(),
  sha256: z.string().optional(),
})

const Locked = { at: z.string(), by: z.string(), sha256: z.string(), seq: z.int(), recordVersion: z.int() }

export const EvaluationView = z.strictObject({
  id: z.string(),
  startedAt: z.string(),
  startedSeq: z.int(),
  endedAt: z.string().nullable(),
  outcome: z.enum(['running', 'completed', 'aborted']),
  reason: z.string().nullable(),
  resultSha256: z.string().nullable(),
  conclusion: z.enum(conclusions).nullable(),
})

export const SignatureView = z.strictObject({
  field: z.string(),
  printedName: z.string(),
  role: z.string(),
  meaning: z.enum(signatureMeanings),
  at: z.string(),
  tzOffsetMinutes: z.int(),
})

export const DecisionView = z.strictObject({
  kind: z.enum(decisionKinds),
  reason: z.string(),
  successor: z.string().nullable(),
  printedName: z.string(),
  role: z.string(),
  at: z.string(),
  tzOffsetMinutes: z.int(),
})

export const signatureStates = ['valid', 'revoked', 'identity-unknown', 'changed', 'invalid'] as const

/** What one report is worth now: read from its bytes, the audit trail and the people of that time. */
export const ReportCheckView = z.strictObject({
  reportNumber: z.string(),
  signatures: z.array(z.strictObject({ field: z.string(), state: z.enum(signatureStates), sentence: z.string() })),
  problems: z.array(ProblemView),
})

/** A report of the study, also one that is no longer in force. */
const ReportView = z.strictObject({
  reportNumber: z.string(),
  objectSha256: z.string(),
  /** Digest and version of the record: what a signature or decision has to name. */
  recordSha256: z.string(),
  version: z.int(),
  revision: z.int(),
  signatures: z.array(SignatureView),
  decision: DecisionView.nullable(),
  at: z.string(),
})

export const StudyView = z.strictObject({
  id: z.string(),
  name: z.string(),
  deviceName: z.string(),
  /** Held in this study by whoever is signed in, and what they permit in it. */
  roles: z.array(z.enum(roles)),
  permitted: z.array(z.string()),
  /** How far apart the people of this study have been so far. */
  independence: z.enum(independenceKinds),
  steps: z.array(StepView),
  intendedUse: z.strictObject({
    draft: z.record(z.string(), z.string()).nullable(),
    approved: z.strictObject({ ...Locked, content: IntendedUse }).nullable(),
  }),
  protocol: z.strictObject({
    /** Draft as JSON text, so that nothing typed is ever lost, valid or not. */
    draft: z.string().nullable(),
    problems: z.array(ProblemView),
    locked: z.strictObject({ ...Locked, content: Protocol, beforeDataReceipt: z.boolean() }).nullable(),
  }),
  dataset: z.strictObject({ ...Locked, content: Dataset, unblinded: z.boolean(), disposed: z.boolean() }).nullable(),
  cohort: z
    .strictObject({
      ...Locked,
      content: Cohort,
    })
    .nullable(),
  predictions: z.strictObject({ ...Locked, content: Predictions, release: Release, disposed: z.boolean() }).nullable(),
  evaluations: z.array(EvaluationView),
  runningJob: z.string().nullable(),
  /** The one in force. */
  report: ReportView.nullable(),
  /** Every report, oldest first. */
  reports: z.array(ReportView),
  /** What the person who is signed in may do next with the report, and why not. */
  signing: z.strictObject({
    next: z.array(z.enum(signatureMeanings)),
    mine: z.array(z.enum(signatureMeanings)),
    /** Other people who may give the next signature. */
    others: z.array(z.string()),
    /** Why this person may not give it; null where they may, or where there is none to give. */
    blocker: ProblemView.nullable(),
    /** What this person did in the study that a reviewer or approver should not have done. */
    ownWork: z.array(z.string()),
    /** What is wrong with, or not known of, the certificate that a signature of theirs would rest on; null where nothing, or none is theirs. */
    certificate: ProblemView.nullable(),
    decisions: z.array(z.strictObject({ kind: z.enum(decisionKinds), blocker: ProblemView.nullable() })),
  }),
})

export const ColumnGuess = z.strictObject({
  name: z.string(),
  looksLike: z.enum(['number', 'category', 'identifier', 'instant', 'text']),
  distinct: z.array(z.strictObject({ value: z.string(), n: z.int() })),
  nDistinct: z.int(),
  nMissing: z.int(),
  decimal: z.enum(['point', 'comma', 'ambiguous', 'none']),
})

export const TablePreview = z.strictObject({
  delimiter: z.enum([',', ';', '\t', '|']),
  headers: z.array(z.string()),
  rows: z.array(z.array(z.string())),
  /** Rows the guesses rest on; the file may have more. */
  nRowsRead: z.int(),
  complete: z.boolean(),
  lineEnds: z.enum(['LF', 'CRLF', 'CR', 'none']),
  byteOrderMark: z.boolean(),
  columns: z.array(ColumnGuess),
  problems: z.array(ProblemView),
})

export const CohortPreview = z.strictObject({
  flow: z.array(FlowStep),
  n: z.int(),
  nParticipants: z.int().nullable(),
  problems: z.array(ProblemView),
})

export const TrailEntryView = z.strictObject({
  seq: z.int(),
  at: z.string(),
  tzOffsetMinutes: z.int(),
  fullName: z.string(),
  role: z.string(),
  action: z.string(),
  objectKind: z.string(),
  objectId: z.string(),
  objectVersion: z.int().nullable(),
  beforeSha256: z.string().nullable(),
  afterSha256: z.string().nullable(),
  reason: z.string().nullable(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  hash: z.string(),
})

/** A backup as its own description tells it. */
export const BackupView = z.strictObject({
  id: z.string(),
  name: z.string(),
  madeAt: z.string(),
  seq: z.int(),
  head: z.string(),
  nBytes: z.int(),
})

export const VerificationView = z.strictObject({
  ok: z.boolean(),
  /** Nothing was changed or lost. */
  isWhole: z.boolean(),
  findings: z.array(ProblemView),
  /** Rows that are gone as they should be. */
  disposed: z.array(z.strictObject({ object: z.string(), at: z.string(), asked: z.string(), witnessed: z.string(), certificateSha256: z.string() })),
  nEntries: z.int(),
  nRecords: z.int(),
  nObjects: z.int(),
  nSegments: z.int(),
})

export type WorkspaceView = z.infer<typeof WorkspaceView>
export type StepView = z.infer<typeof StepView>
export type StudyView = z.infer<typeof StudyView>
export type EvaluationView = z.infer<typeof EvaluationView>
export type ReportView = z.infer<typeof ReportView>
export type ReportCheckView = z.infer<typeof ReportCheckView>
export type DecisionView = z.infer<typeof DecisionView>
export type SignatureView = z.infer<typeof SignatureView>
export type TablePreview = z.infer<typeof TablePreview>
export type ColumnGuess = z.infer<typeof ColumnGuess>
export type CohortPreview = z.infer<typeof CohortPreview>
export type TrailEntryView = z.infer<typeof TrailEntryView>
export type VerificationView = z.infer<typeof VerificationView>
export type PersonView = z.infer<typeof PersonView>
