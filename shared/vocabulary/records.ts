import { z } from 'zod'
import { REFERENCE, covariateColumn } from './roles.ts'
import { decisionKinds, independenceKinds, signatureMeanings } from './signatures.ts'

/**
 * The records a study is made of. Each is canonical JSON (RFC 8785) in the store's record table, digested, and
 * immutable once locked. Readers for every format version stay for ever.
 */
const text = z.string().trim().min(1).max(8000)
const shortText = z.string().trim().min(1).max(300)
const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const count = z.int().min(0)
const instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)

export const recordKinds = [
  'study',
  'intended-use',
  'protocol',
  'dataset',
  'cohort',
  'release',
  'predictions',
  'result',
  'run',
  'report',
  'disposal',
] as const
export type RecordKind = (typeof recordKinds)[number]

export const Study = z.strictObject({
  format: z.literal('probity.study'),
  version: z.literal(1),
  name: shortText,
  deviceName: shortText,
  manufacturer: shortText.optional(),
})

/** What the device is for. Approved = immutable; a change is a new version. */
export const IntendedUse = z.strictObject({
  format: z.literal('probity.intended-use'),
  version: z.literal(1),
  problem: text,
  users: text,
  careSetting: text,
  population: text,
  limitations: text,
  workflow: text,
  riskFileReferences: text,
})

/** What a covariate column is. Identifiers are text for ever: nothing is turned into a number. */
export const CovariateMapping = z.strictObject({
  column: z.string().min(1),
  kind: z.enum(['number', 'category']),
  /** Tells the reference standard, as the onset of an event does: kept under its key, and not seen before unblinding. */
  sealed: z.boolean().optional(),
})

export const referenceMeanings = ['present', 'absent', 'indeterminate', 'pending', 'not-done'] as const

/** How a reference-data file is read: asked, never guessed. */
export const DatasetMapping = z.strictObject({
  format: z.literal('probity.dataset-mapping'),
  version: z.literal(1),
  examinationId: z.string().min(1),
  participantId: z.string().min(1).optional(),
  reference: z.strictObject({
    column: z.string().min(1),
    /** The file's value → meaning. An empty cell is the value "". */
    values: z.record(z.string(), z.enum(referenceMeanings)),
  }),
  site: z.string().min(1).optional(),
  device: z.string().min(1).optional(),
  startedAt: z.string().min(1).optional(),
  endedAt: z.string().min(1).optional(),
  covariates: z.array(CovariateMapping).max(500),
  decimal: z.enum(['point', 'comma']),
  delimiter: z.enum([',', ';', '\t', '|']),
})

/** How a predictions file is read. Codes, kinds and direction are checked against the protocol. */
export const PredictionsMapping = z.strictObject({
  format: z.literal('probity.predictions-mapping'),
  version: z.literal(1),
  examinationId: z.string().min(1),
  outputs: z.array(
    z.strictObject({
      prediction: z.string().min(1),
      scoreColumn: z.string().min(1).optional(),
      /** Stated by whoever imports; must equal the protocol's. */
      direction: z.enum(['higher-is-positive', 'lower-is-positive']).optional(),
      decisionColumn: z.string().min(1).optional(),
      /** Column that says why a prediction is missing. */
      missingReasonColumn: z.string().min(1).optional(),
    }),
  ).min(1),
  /** Of a protocol with repeated predictions: when each was made, and when people could see it. */
  predictedAt: z.string().min(1).optional(),
  availableAt: z.string().min(1).optional(),
  /** Used for empty scores without a reason column; asked at import. */
  missingReason: shortText.optional(),
  decimal: z.enum(['point', 'comma']),
  delimiter: z.enum([',', ';', '\t', '|']),
})

export const FileFacts = z.strictObject({
  /** Base name as chosen; kept inside the encrypted store only. */
  name: z.string(),
  bytes: count,
  sha256,
  rows: count,
  lineEnds: z.enum(['LF', 'CRLF', 'CR', 'none']),
  byteOrderMark: z.boolean(),
})

export const Dataset = z.strictObject({
  format: z.literal('probity.dataset'),
  version: z.literal(1),
  file: FileFacts,
  mapping: DatasetMapping,
  columns: z.array(
    z.strictObject({ name: z.string(), kind: z.enum(['number', 'text']), role: z.string(), saltedSha256: sha256 }),
  ),
  salt: z.string().regex(/^[0-9a-f]{32}$/),
  nExaminations: count,
  nParticipants: count.nullable(),
  importedAt: instant,
  warnings: z.array(z.unknown()),
})

/** One step of the flow diagram (STARD): how many were left after it. */
export const FlowStep = z.strictObject({
  id: z.string(),
  label: z.string(),
  excluded: count,
  remaining: count,
})

export const Cohort = z.strictObject({
  format: z.literal('probity.cohort'),
  version: z.literal(1),
  protocolSha256: sha256,
  datasetSha256: sha256,
  flow: z.array(FlowStep),
  nExaminations: count,
  nParticipants: count.nullable(),
  /** Salted digest over the frozen rows' columns, the reference standard included. */
  salt: z.string().regex(/^[0-9a-f]{32}$/),
  saltedSha256: sha256,
  /** Digest of the row numbers within the dataset version, which are a segment of the cohort's own. */
  rowsSha256: sha256,
  frozenAt: instant,
  /** Counts that the protocol needs before unblinding, computed before sealing; each showing is recorded. */
  disclosures: z.array(z.strictObject({ what: z.string(), n: count })),
})

export const Release = z.strictObject({
  format: z.literal('probity.release'),
  version: z.literal(1),
  device: shortText,
  udiDi: shortText,
  softwareVersion: shortText,
  files: z.array(z.strictObject({ name: shortText, sha256 })).max(100),
  cutOffConfiguration: text,
  runEnvironment: text,
  ranBy: shortText,
  ranAt: shortText,
  configurationIntendedForRelease: z.boolean(),
})

export const Predictions = z.strictObject({
  format: z.literal('probity.predictions'),
  version: z.literal(1),
  file: FileFacts,
  mapping: PredictionsMapping,
  releaseSha256: sha256,
  columns: z.array(z.strictObject({ name: z.string(), kind: z.enum(['number', 'text']), saltedSha256: sha256 })),
  salt: z.string().regex(/^[0-9a-f]{32}$/),
  nRows: count,
  nMatched: count,
  nExtra: count,
  nExaminationsWithout: count,
  missing: z.array(z.strictObject({ prediction: z.string(), reason: z.string(), n: count })),
  sealedAt: instant,
})

/** Runtime, build, machine and times of one run: not part of the result digest. */
export const Run = z.strictObject({
  format: z.literal('probity.run'),
  version: z.literal(1),
  evaluationId: z.string(),
  appVersion: z.string(),
  runtime: z.string(),
  platform: z.string(),
  startedAt: instant,
  endedAt: instant,
  outcome: z.enum(['completed', 'aborted']),
  reason: z.string().optional(),
  resultSha256: sha256.nullable(),
})

export { signatureMeanings, type SignatureMeaning } from './signatures.ts'

/** Who signed or decided, when, in which role, and after which entry of the audit trail. */
const signedBy = {
  personId: z.string(),
  printedName: shortText,
  role: shortText,
  at: instant,
  tzOffsetMinutes: z.int(),
  /** Of the record that was signed: the result for the first signature, the version of this record before it for all others. */
  recordSha256: sha256,
  /** The ledger's head when it was signed. */
  seq: count,
  head: sha256,
  signatureSha256: sha256,
  certificateSha256: sha256,
}

export const ReportSignature = z.strictObject({ field: z.string(), meaning: z.enum(signatureMeanings), ...signedBy })

/** It stands in this record and in the audit trail, not in the PDF, which stays as it was signed. */
export const ReportDecision = z.strictObject({
  kind: z.enum(decisionKinds),
  reason: z.string().min(1).max(2000),
  /** Number of the report that takes its place. */
  successor: shortText.optional(),
  /** By the signing key over the decision's binding text, ECDSA as DER in hex. */
  signature: z.string().regex(/^[0-9a-f]+$/),
  ...signedBy,
})

/** A report: each signature and each decision is a new version of this record. */
export const Report = z.strictObject({
  format: z.literal('probity.report'),
  version: z.literal(1),
  reportNumber: shortText,
  /** 1 for the first report of a study; a report after a rejected, withdrawn or superseded one is the next. */
  revision: z.int().min(1),
  predecessor: z.strictObject({ reportNumber: shortText, recordSha256: sha256 }).nullable(),
  resultSha256: sha256,
  /** The unsigned document: same inputs, same bytes. */
  revision0Sha256: sha256,
  /** The signed bytes in the object table. */
  objectSha256: sha256,
  signatures: z.array(ReportSignature).min(1),
  decisions: z.array(ReportDecision).max(1),
  checkpoint: z.strictObject({ size: count, head: sha256, rootSha256: sha256 }),
  independence: z.enum(independenceKinds),
  demo: z.boolean(),
})

/** Columns of a dataset that are kept under the key of the reference standard. */
export const sealedColumns = ({ covariates }: DatasetMapping): ReadonlySet<string> =>
  new Set([REFERENCE, ...covariates.filter((each) => each.sealed === true).map((each) => covariateColumn(each.column))])

export type Study = z.infer<typeof Study>
export type IntendedUse = z.infer<typeof IntendedUse>
export type DatasetMapping = z.infer<typeof DatasetMapping>
export type PredictionsMapping = z.infer<typeof PredictionsMapping>
export type FileFacts = z.infer<typeof FileFacts>
export type Dataset = z.infer<typeof Dataset>
export type FlowStep = z.infer<typeof FlowStep>
export type Cohort = z.infer<typeof Cohort>
export type Release = z.infer<typeof Release>
export type Predictions = z.infer<typeof Predictions>
export type Report = z.infer<typeof Report>
export type ReportSignature = z.infer<typeof ReportSignature>
export type ReportDecision = z.infer<typeof ReportDecision>
export type Run = z.infer<typeof Run>
export type ReferenceMeaning = (typeof referenceMeanings)[number]
