import { readFileSync } from 'node:fs'
import { basename, join, relative, resolve } from 'node:path'
import { setImmediate as breath } from 'node:timers/promises'
import { type Problem, problem, type ProblemCode, Refusal, refuse } from '../../shared/vocabulary/problem.ts'
import { claimFolder, copyFlushed, factsOf, type FileFacts, flushFile, freeBytes } from '../files/copy.ts'
import { writeAtomically } from '../files/write.ts'
import type { Progress } from '../hosts/host.ts'
import { sha256Hex } from '../files/digest.ts'
import { storeBytes, writeCopy } from '../store/backup-copy.ts'
import { SCHEMA_VERSION } from '../store/schema.ts'
import { type BackupFacts, backupPath, backupText, copiedFiles } from '../workspace/backup-files.ts'
import { copyDigest, verifyWith } from '../workspace/verify.ts'
import { logicalSha256 } from '../workspace/logical-digest.ts'
import type { Workspace } from '../workspace/workspace.ts'
import { filesOf, readAbout, type WorkspacePaths, workspacePaths } from '../workspace/workspace-files.ts'
import type { ActionContext } from './context.ts'

const STEPS = 5
/** For what stands beside the store, and the log that verifying the copy may need. */
const SPARE_BYTES = 1_000_000

export interface BackupRequest {
  readonly folder: string
  /** Somebody stops it: nothing of it is left, and the signal's reason is thrown. */
  readonly signal?: AbortSignal
}

/**
 * Copies the open workspace into an empty folder while people go on working: the store as of one commit, key file,
 * anchor, sign-in file and description, each flushed, read back and compared; the copy is opened and verified, and
 * holds row for row what the store held. Either all of that stands there in the end or nothing of it.
 */
export async function makeBackup(context: ActionContext, request: BackupRequest, progress: Progress = () => undefined): Promise<BackupFacts> {
  const { workspace } = context
  const { signal } = request
  const done = async (step: number): Promise<void> => {
    progress(step, STEPS)
    await breath()
    signal?.throwIfAborted()
  }
  const target = workspacePaths(request.folder)
  refuseInside(workspace.folder, target.folder)
  const claimed = namingThePlace(() => claimFolder(target.folder))
  try {
    refuseWithoutRoom(workspace, target.folder)
    const begun = begin(workspace)
    await done(1)
    const copied = namingThePlace(() => copyAll(workspace, target))
    await done(2)
    const report = await verifyWith(target, workspace.vault, { integrity: context.host.integrity, signal })
    if (!report.isWhole) throw new Refusal([problem('backup/damaged', { cause: 'the copy does not verify' }, { file: basename(target.store) }), ...report.findings])
    await done(3)
    if (copyDigest(target, workspace.vault) !== copied.logical) refuse('backup/damaged', { cause: 'the copy holds other rows' }, { file: basename(target.store) })
    await done(4)
    const facts = namingThePlace(() => seal(context, target, { ...copied, ...begun }))
    record(workspace, facts)
    progress(STEPS, STEPS)
    return facts
  } catch (error) {
    claimed.abandon([...filesOf(target), basename(backupPath(target.folder))])
    throw signal?.aborted ? signal.reason : error
  }
}

/** Recorded before the first byte is written, like an export: no crash can leave a copy that nobody knows of. */
function begin(workspace: Workspace): { readonly id: string } {
  return workspace.store.transact((write) => {
    const id = write.newId()
    write.appendEntry({ action: 'backup.begun', objectKind: 'backup', objectId: id })
    return { id }
  })
}

interface Copied {
  readonly seq: number
  readonly head: string
  readonly logical: string
  readonly files: readonly FileFacts[]
}

/** In one go, without a pause in which somebody could write: all files are of the same moment. */
function copyAll({ store, paths }: Workspace, target: WorkspacePaths): Copied {
  const { seq, hash } = store.ledger.head()
  // Small files first: a place that cannot be written to is met before the long copy.
  const files = copiedFiles(paths)
    .filter((path) => path !== paths.about)
    .map((path) => copyFlushed(path, join(target.folder, basename(path))))
  writeCopy(store.database, target.store)
  flushFile(target.store)
  return { seq, head: hash, logical: logicalSha256(store.database), files }
}

/** `workspace.json` last: a folder without it was never finished. Before it, what says that the folder is a backup. */
function seal({ workspace, surroundings }: ActionContext, target: WorkspacePaths, copied: Copied & { readonly id: string }): BackupFacts {
  flushFile(target.store)
  const aboutBytes = readFileSync(workspace.paths.about)
  const about = { name: basename(target.about), bytes: aboutBytes.length, sha256: sha256Hex(aboutBytes) }
  const facts: BackupFacts = {
    format: 'probity.backup',
    version: 1,
    id: copied.id,
    storeId: workspace.storeId,
    name: readAbout(workspace.paths).name,
    madeAt: surroundings.clock.now(),
    appVersion: surroundings.appVersion,
    schemaVersion: SCHEMA_VERSION,
    seq: copied.seq,
    head: copied.head,
    logicalSha256: copied.logical,
    files: [...copied.files, factsOf(target.store), about].map(({ name, bytes, sha256 }) => ({ name, bytes, sha256 })),
  }
  writeAtomically(backupPath(target.folder), backupText(facts), { mustNotExist: true })
  writeAtomically(target.about, aboutBytes, { mustNotExist: true })
  return facts
}

function record(workspace: Workspace, facts: BackupFacts): void {
  workspace.store.transact((write) =>
    write.appendEntry({
      action: 'backup.made',
      objectKind: 'backup',
      objectId: facts.id,
      details: {
        backupSeq: facts.seq,
        backupHead: facts.head,
        logicalSha256: facts.logicalSha256,
        descriptionSha256: sha256Hex(backupText(facts)),
        bytes: facts.files.reduce((sum, file) => sum + file.bytes, 0),
      },
    }),
  )
}

function refuseInside(workspace: string, target: string): void {
  const within = (outer: string, inner: string) => !relative(outer, inner).startsWith('..') && resolve(outer, relative(outer, inner)) === inner
  if (within(workspace, target) || within(target, workspace)) refuse('backup/inside-workspace')
}

function refuseWithoutRoom(workspace: Workspace, folder: string): void {
  const needed = storeBytes(workspace.store.database) + SPARE_BYTES
  const free = freeBytes(folder)
  const inMb = (bytes: number) => Math.ceil(bytes / 1_000_000)
  if (free !== null && free < needed) refuse('backup/no-room', { neededMb: inMb(needed), freeMb: Math.floor(free / 1_000_000) })
}

const codesThere: Readonly<Partial<Record<ProblemCode, ProblemCode>>> = {
  'store/full': 'backup/full',
  'store/read-only': 'backup/read-only',
  'store/io': 'backup/io',
}

/** What goes wrong while the copy is written is about that place, not about the workspace. */
function namingThePlace<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    throw new Refusal(error.problems.map((each): Problem => ({ ...each, code: codesThere[each.code] ?? each.code })))
  }
}
