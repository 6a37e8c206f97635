import { z } from 'zod'
import { DatasetMapping, PredictionsMapping, Release, signatureMeanings } from '../vocabulary/records.ts'
import { PlanningRecord } from '../vocabulary/planning.ts'
import type { Review } from '../report/review-blocks.ts'
import type { EstimateDetail, Figure, ReportTree } from '../report/tree.ts'
import type { Results } from '../vocabulary/results.ts'
import { certificateCommands } from './certificate-commands.ts'
import { peopleCommands } from './people-commands.ts'
import { retentionCommands } from './retention-commands.ts'
import {
  BackupView,
  CohortPreview,
  ProblemView,
  ReportCheckView,
  StudyView,
  TablePreview,
  VerificationView,
  WorkspaceView,
} from './views.ts'
import { Countersignatures, HeadView, TrailEntryDetail, TrailFacets, TrailFilter, TrailPage } from './trail-views.ts'

/**
 * The one list of everything the window may ask, who answers it, and the shapes both ways. Requests are parsed where
 * they arrive and responses before they leave; anything else is refused.
 */
const empty = z.strictObject({})
const token = z.string().regex(/^[0-9a-f]{32}$/)
const studyId = z.string().regex(/^[0-9a-f]{32}$/)
const passphrase = z.string().min(1).max(1024)
const credentials = z.strictObject({ signInName: z.string().max(40), passphrase })
const job = z.strictObject({ jobId: z.string().max(100) })
const digest = z.strictObject({ sha256: z.string() })
const trailExport = z.strictObject({ file: token, filter: TrailFilter.optional() })

/** Typed for every signature and every decision, also right after signing in. */
const bothComponents = { signInName: z.string().max(40), passphrase }
/** What the person saw: digest of the result (version 0) or of the report's record, so that nobody signs something else. */
const seenRecord = { recordSha256: z.string().regex(/^[0-9a-f]{64}$/), reportVersion: z.int().min(0) }
const decision = z.strictObject({ studyId, ...bothComponents, ...seenRecord, reason: z.string().trim().min(1).max(2000) })

const Settings = z.strictObject({ theme: z.enum(['system', 'light', 'dark']) })

interface Command {
  readonly by: 'main' | 'engine'
  readonly request: z.ZodType
  readonly response: z.ZodType
}

export const commands = {
  // answered by the main process: windows, dialogs, settings
  'app.info': {
    by: 'main',
    request: empty,
    response: z.strictObject({
      version: z.string(),
      runtime: z.string(),
      runtimeNote: z.string().nullable(),
      licence: z.string(),
      /** When the known answers last agreed; null before the first workspace is opened. */
      selfTest: z.strictObject({ at: z.string(), nAnswers: z.int() }).nullable(),
      licences: z.array(z.strictObject({ name: z.string(), version: z.string(), licence: z.string() })),
    }),
  },
  /** Somebody used a key or the mouse in the page: told at most every few seconds, so that the idle lock waits. */
  'app.present': { by: 'main', request: empty, response: empty },
  /** What was typed last is saved: the answer to “leaving”. */
  'app.left': { by: 'main', request: empty, response: empty },
  'settings.get': { by: 'main', request: empty, response: Settings },
  'settings.set': { by: 'main', request: Settings, response: Settings },
  'recent.list': {
    by: 'main',
    request: empty,
    response: z.array(z.strictObject({ token, name: z.string(), folder: z.string(), demo: z.boolean() })),
  },
  /** Native dialogs. The window gets a token and a base name, never a path. Null when the person cancelled. */
  'choose.workspaceFolder': {
    by: 'main',
    request: z.strictObject({ purpose: z.enum(['create', 'open', 'backup', 'open-backup', 'restore']) }),
    response: z.strictObject({ token, name: z.string() }).nullable(),
  },
  'choose.file': {
    by: 'main',
    request: z.strictObject({ purpose: z.enum(['reference-data', 'predictions', 'protocol', 'release-file', 'certificate', 'head', 'head-witness']) }),
    response: z.strictObject({ token, name: z.string(), bytes: z.int() }).nullable(),
  },
  'choose.saveAs': {
    by: 'main',
    request: z.strictObject({ purpose: z.enum(['report', 'certificate', 'results', 'figure', 'table', 'protocol', 'trail-json', 'trail-pdf', 'head', 'head-witness', 'recovery-sheet']), name: z.string().max(300) }),
    response: z.strictObject({ token, name: z.string() }).nullable(),
  },
  /** Text that a person asked to copy. The page itself has no permission to touch the clipboard. */
  'clipboard.write': { by: 'main', request: z.strictObject({ text: z.string().max(2_000_000) }), response: empty },
  // workspace
  'workspace.state': { by: 'engine', request: empty, response: WorkspaceView },
  'workspace.create': {
    by: 'engine',
    request: z.strictObject({
      folder: token,
      name: z.string().trim().min(1).max(120),
      /** What the person types as the first component of every signature; unique, never reused. */
      signInName: z.string().regex(/^[a-z0-9][a-z0-9._-]{1,39}$/),
      printedName: z.string().trim().min(1).max(120),
      passphrase,
      /** alone: the first person holds every role, and the reports say so. team: the administrator's only. */
      use: z.enum(['alone', 'team']).default('alone'),
    }),
    response: WorkspaceView,
  },
  'workspace.choose': { by: 'engine', request: z.strictObject({ folder: token }), response: WorkspaceView },
  /** Opens the demo workspace of this computer, made on first use. */
  'workspace.demo': { by: 'engine', request: empty, response: WorkspaceView },
  'workspace.unlock': {
    by: 'engine',
    request: z.strictObject({ personId: z.string().max(100), passphrase }),
    response: WorkspaceView,
  },
  /** Leaves the workspace: keys are dropped, the store is closed. */
  'workspace.lock': { by: 'engine', request: empty, response: WorkspaceView },
  'workspace.close': { by: 'engine', request: empty, response: WorkspaceView },
  'workspace.verify': { by: 'engine', request: empty, response: VerificationView },
  'workspace.exportCertificate': {
    by: 'engine',
    request: z.strictObject({ file: token }),
    response: z.strictObject({ sha256: z.string() }),
  },
  // backup
  /** Copies the open workspace into an empty folder and verifies the copy. Progress comes as events of the job "backup". */
  'backup.make': { by: 'engine', request: z.strictObject({ folder: token }), response: BackupView },
  /** Stops the one that runs: it is answered with `backup/cancelled`, and nothing of it is left. */
  'backup.cancel': { by: 'engine', request: empty, response: empty },
  /** What a folder says about the backup it holds; nothing is opened. */
  'backup.describe': { by: 'engine', request: z.strictObject({ backup: token }), response: BackupView },
  /** Puts a backup into a new folder or in the place of the workspace it is of; two people answer for it. */
  'backup.restore': {
    by: 'engine',
    request: z.strictObject({
      backup: token,
      into: token,
      actor: credentials,
      witness: credentials,
      /** Said after `backup/brings-back`: keys that were destroyed since come back. */
      bringsBack: z.boolean().optional(),
    }),
    response: z.strictObject({
      backup: BackupView,
      /** Where the store that was replaced had come to, and the name of the folder it is kept in. */
      replaced: z.strictObject({ seq: z.int(), head: z.string() }).nullable(),
      keptAs: z.string().nullable(),
      workspace: WorkspaceView,
    }),
  },
  ...peopleCommands,
  ...certificateCommands,
  ...retentionCommands,
  // studies
  'study.list': {
    by: 'engine',
    request: empty,
    response: z.array(z.strictObject({ id: studyId, name: z.string(), deviceName: z.string(), state: z.string() })),
  },
  'study.create': {
    by: 'engine',
    request: z.strictObject({
      name: z.string().trim().min(1).max(200),
      deviceName: z.string().trim().min(1).max(200),
      manufacturer: z.string().trim().min(1).max(200).optional(),
    }),
    response: StudyView,
  },
  'study.get': { by: 'engine', request: z.strictObject({ studyId }), response: StudyView },
  'intendedUse.saveDraft': {
    by: 'engine',
    request: z.strictObject({ studyId, content: z.record(z.string().max(40), z.string().max(8000)) }),
    response: empty,
  },
  'intendedUse.approve': { by: 'engine', request: z.strictObject({ studyId }), response: StudyView },
  'intendedUse.newVersion': {
    by: 'engine',
    request: z.strictObject({ studyId, reason: z.string().trim().min(1).max(2000) }),
    response: StudyView,
  },
  'protocol.saveDraft': {
    by: 'engine',
    request: z.strictObject({ studyId, json: z.string().max(2_000_000) }),
    response: z.strictObject({ problems: z.array(ProblemView) }),
  },
  'protocol.importDraft': {
    by: 'engine',
    request: z.strictObject({ studyId, file: token }),
    response: StudyView,
  },
  'protocol.exportJson': {
    by: 'engine',
    request: z.strictObject({ studyId, file: token }),
    response: z.strictObject({ sha256: z.string() }),
  },
  'protocol.lock': { by: 'engine', request: z.strictObject({ studyId }), response: StudyView },
  'protocol.newVersion': {
    by: 'engine',
    request: z.strictObject({ studyId, reason: z.string().trim().min(1).max(2000) }),
    response: StudyView,
  },
  /** Computes a sample size plan; nothing is kept. json: the plan as typed, finished or not. */
  'planning.compute': {
    by: 'engine',
    request: z.strictObject({ json: z.string().max(200_000) }),
    response: z.strictObject({
      problems: z.array(ProblemView),
      /** Null when there is a problem. */
      answer: z
        .strictObject({
          record: PlanningRecord,
          header: z.array(z.string()),
          rows: z.array(z.array(z.string())),
          warnings: z.array(z.string()),
          figures: z.array(z.custom<Figure>()),
        })
        .nullable(),
    }),
  },
  'dataset.preview': { by: 'engine', request: z.strictObject({ file: token, delimiter: z.enum([',', ';', '\t', '|']).optional() }), response: TablePreview },
  'dataset.import': {
    by: 'engine',
    request: z.strictObject({ studyId, file: token, mapping: DatasetMapping }),
    response: StudyView,
  },
  'cohort.preview': { by: 'engine', request: z.strictObject({ studyId }), response: CohortPreview },
  'cohort.freeze': { by: 'engine', request: z.strictObject({ studyId }), response: StudyView },
  'predictions.import': {
    by: 'engine',
    request: z.strictObject({ studyId, file: token, mapping: PredictionsMapping, release: Release }),
    response: StudyView,
  },
  /** Digests a model or preprocessing file for the release record. */
  'release.digestFile': {
    by: 'engine',
    request: z.strictObject({ file: token }),
    response: z.strictObject({ name: z.string(), sha256: z.string() }),
  },
  /** confirmation: the study's name typed, because this unblinds. Progress and completion come as events. */
  'evaluation.start': {
    by: 'engine',
    request: z.strictObject({ studyId, confirmation: z.string().max(1000) }),
    response: job,
  },
  'job.cancel': { by: 'engine', request: job, response: empty },
  'evaluation.results': {
    by: 'engine',
    request: z.strictObject({ studyId }),
    response: z.strictObject({ results: z.custom<Results>(), resultSha256: z.string(), review: z.custom<Review>() }),
  },
  'estimate.detail': {
    by: 'engine',
    request: z.strictObject({ studyId, estimateId: z.string().max(1000) }),
    response: z.custom<EstimateDetail>(),
  },
  'results.exportJson': {
    by: 'engine',
    request: z.strictObject({ studyId, file: token }),
    response: z.strictObject({ sha256: z.string() }),
  },
  'figure.exportSvg': {
    by: 'engine',
    request: z.strictObject({ studyId, figure: z.string().max(1000), file: token }),
    response: z.strictObject({ sha256: z.string() }),
  },
  /** A table as people see it, as CSV that a spreadsheet cannot mistake for formulas. */
  'table.exportCsv': {
    by: 'engine',
    request: z.strictObject({
      studyId,
      what: z.string().min(1).max(100),
      header: z.array(z.string().max(1000)).min(1).max(200),
      rows: z.array(z.array(z.string().max(10_000)).max(200)).max(100_000),
      file: token,
    }),
    response: z.strictObject({ sha256: z.string() }),
  },
  /** What the report will say, as the tree that is printed. */
  'report.preview': { by: 'engine', request: z.strictObject({ studyId }), response: z.custom<ReportTree>() },
  'report.sign': {
    by: 'engine',
    request: z.strictObject({
      studyId,
      ...bothComponents,
      meaning: z.enum(signatureMeanings),
      ...seenRecord,
    }),
    response: StudyView,
  },
  'report.reject': { by: 'engine', request: decision, response: StudyView },
  'report.withdraw': { by: 'engine', request: decision, response: StudyView },
  'report.supersede': { by: 'engine', request: decision, response: StudyView },
  /** Every report of the study, its bytes checked now: what each signature is worth, in one sentence. */
  'report.verify': { by: 'engine', request: z.strictObject({ studyId }), response: z.array(ReportCheckView) },
  'report.export': {
    by: 'engine',
    request: z.strictObject({ studyId, file: token }),
    response: z.strictObject({ sha256: z.string() }),
  },
  /** Why the clock ran back; signing goes on after it. */
  'clock.override': {
    by: 'engine',
    request: z.strictObject({ reason: z.string().trim().min(10).max(2000) }),
    response: WorkspaceView,
  },
  'trail.list': {
    by: 'engine',
    request: z.strictObject({ offset: z.int().min(0), limit: z.int().min(1).max(500), filter: TrailFilter.optional() }),
    response: TrailPage,
  },
  'trail.facets': { by: 'engine', request: empty, response: TrailFacets },
  'trail.entry': { by: 'engine', request: z.strictObject({ seq: z.int().min(1) }), response: TrailEntryDetail },
  'trail.countersignatures': { by: 'engine', request: empty, response: Countersignatures },
  'trail.exportCsv': { by: 'engine', request: trailExport, response: digest },
  'trail.exportJson': { by: 'engine', request: trailExport, response: digest },
  'trail.exportPdf': { by: 'engine', request: trailExport, response: digest },
  /** Both components: whoever signs says that they have read these entries. */
  'trail.review': {
    by: 'engine',
    request: z.strictObject({ fromSeq: z.int().min(1), toSeq: z.int().min(1), note: z.string().trim().max(2000), signInName: z.string().max(40), passphrase }),
    response: Countersignatures,
  },
  /** The newest checkpoint as a file for a witness on another machine. */
  'head.export': { by: 'engine', request: z.strictObject({ file: token }), response: digest },
  'head.read': { by: 'engine', request: z.strictObject({ file: token }), response: HeadView },
  /** checkpointSha256: of the head that was shown, so that nothing else is signed. */
  'head.witness': {
    by: 'engine',
    request: z.strictObject({ file: token, saveAs: token, checkpointSha256: z.string().length(64), signInName: z.string().max(40), passphrase }),
    response: digest,
  },
  'head.importWitness': { by: 'engine', request: z.strictObject({ file: token }), response: Countersignatures },
} as const satisfies Record<string, Command>

export type CommandName = keyof typeof commands
export type Request<C extends CommandName> = z.input<(typeof commands)[C]['request']>
export type ParsedRequest<C extends CommandName> = z.output<(typeof commands)[C]['request']>
export type Response<C extends CommandName> = z.output<(typeof commands)[C]['response']>

export const isCommandName = (name: unknown): name is CommandName => typeof name === 'string' && Object.hasOwn(commands, name)

/** Every call is answered by exactly one of these. A refusal changed nothing. */
export type Reply<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly z.output<typeof ProblemView>[] }

/** What the engine says without being asked. */
export const EngineEvent = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('progress'), jobId: z.string(), what: z.string(), done: z.number(), total: z.number() }),
  z.strictObject({
    kind: z.literal('job-ended'),
    jobId: z.string(),
    outcome: z.enum(['completed', 'aborted', 'failed']),
    problems: z.array(ProblemView),
  }),
  /** The study or the workspace changed: ask again. */
  z.strictObject({ kind: z.literal('changed'), studyId: z.string().nullable() }),
  /** The page is about to go, or the workspace to be locked: what was typed last is saved now. */
  z.strictObject({ kind: z.literal('leaving') }),
  /** behind: an evaluation goes on behind the lock and ends sealed, or was stopped by it. */
  z.strictObject({
    kind: z.literal('locked'),
    reason: z.enum(['person', 'idle', 'suspend', 'lock-screen', 'engine-ended']),
    behind: z.enum(['finishing', 'stopped']).optional(),
  }),
  /** Menu items that the window carries out. */
  z.strictObject({ kind: z.literal('menu'), item: z.enum(['about', 'settings', 'new-workspace', 'open-workspace', 'close-workspace', 'demo', 'verify', 'trail', 'lock', 'keyboard']) }),
  z.strictObject({ kind: z.literal('theme'), dark: z.boolean() }),
])
export type EngineEvent = z.infer<typeof EngineEvent>

/** The bridge that the preload exposes: one channel in, one out. */
export interface Bridge {
  call(name: string, request: unknown): Promise<Reply<unknown>>
  onEvent(listener: (event: unknown) => void): () => void
}

