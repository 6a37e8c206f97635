import { basename } from 'node:path'
import type { EngineEvent } from '../../shared/ipc/contract.ts'
import { type EngineCommand, permissions, roleFor } from '../../shared/ipc/permissions.ts'
import type { WorkspaceView } from '../../shared/ipc/views.ts'
import type { Instant, StudyId } from '../../shared/vocabulary/ids.ts'
import { type Role, isRole } from '../../shared/vocabulary/people.ts'
import { type Problem, Refusal, refuse } from '../../shared/vocabulary/problem.ts'
import type { ActionContext } from '../actions/context.ts'
import { closeOpenEvaluations } from '../actions/evaluate-study.ts'
import { type BreakGlass, recover } from '../actions/recovery.ts'
import { commandNames, listOfRoles } from '../../shared/words/en/people.ts'
import { type Surroundings, systemSurroundings } from '../files/clock.ts'
import type { Host, Job } from '../hosts/host.ts'
import { removeStaleTemporaries } from '../files/write.ts'
import { clockRollback } from '../workspace/clock-watch.ts'
import { takeBackRestore } from '../workspace/leftovers.ts'
import { type VerifyReport, verifyAll, verifyWorkspace, withFindings } from '../workspace/verify.ts'
import { type StartReport, verifyAtStart, verifyInSlices } from '../workspace/verify-start.ts'
import { type Workspace, openWorkspace, readWorkspace, workspaceName } from '../workspace/workspace.ts'
import type { ReadVector } from '../selftest/known-answer.ts'
import { signInView } from './people-view.ts'
import type { KdfChoice } from '../vault/primitives.ts'
import { permittedTo, rolesHeld } from './permitted.ts'
import { type SelftestPassed, selftestGate } from './selftest-gate.ts'
import { verificationCompleted } from './viewed.ts'

export interface EngineOptions {
  readonly host: Host
  readonly appVersion: string
  /** Where this computer's demo workspace stands. */
  readonly demoFolder: string
  readonly onEvent: (event: EngineEvent) => void
  readonly onOpened?: (folder: string, name: string, demo: boolean) => void
  readonly onSelftest?: (passed: SelftestPassed) => void
  /** Work of new passphrases; measured when left out. */
  readonly kdf?: KdfChoice
  /** Another clock than the computer's, to see one that runs back. */
  readonly surroundings?: Surroundings
  /** Other vectors than the shipped ones, to see a failure. */
  readonly readVector?: ReadVector
}

/** What the handlers share: the chosen and the open workspace, files that were granted, and running jobs. */
export interface Engine {
  readonly options: EngineOptions
  readonly surroundings: Surroundings
  grant(token: string, path: string, mode: FileMode): void
  granted(token: string, mode: FileMode): { readonly path: string; readonly name: string }
  choose(folder: string | null): void
  /** Known answers, once, before the first workspace is opened or made. */
  selfTested(): Promise<void>
  readonly chosenFolder: string | null
  unlock(personId: string, passphrase: string): Promise<void>
  /** Break-glass on the chosen workspace. */
  recover(wanted: BreakGlass): Promise<void>
  opened(workspace: Workspace, demo: boolean): void
  close(): void
  /** The same, and waits until nothing is left of what had been begun outside the workspace. */
  closeClearedAway(): Promise<void>
  context(): ActionContext
  view(): WorkspaceView
  /** The open workspace failed its verification: it is shown and not changed. */
  readonly isReadOnly: boolean
  /** Checks the permission table; answers the role acted in, null where no account is needed. */
  require(command: EngineCommand, studyId: string | null): Role | null
  recordRefusal(command: string, problems: readonly Problem[], studyId: string | null): void
  /** Of requests in a wrong shape, or by a wrong sender, the first of each command: our own page sends none, and another could send millions. */
  recordOnce(command: string, problems: readonly Problem[]): void
  verify(): Promise<VerifyReport>
  /** What is trusted has changed: everything is asked again, while others are served. */
  verifyAgain(): void
  run<T>(jobId: string, job: Job<T>): Promise<T>
  cancel(jobId: string): void
  readonly runningJobs: readonly string[]
}

export type FileMode = 'read' | 'write' | 'folder'

export function createEngine(options: EngineOptions): Engine {
  const surroundings = options.surroundings ?? systemSurroundings(options.appVersion)
  const selfTested = selftestGate({
    clock: surroundings.clock,
    ...(options.readVector ? { readVector: options.readVector } : {}),
    ...(options.onSelftest ? { onPassed: options.onSelftest } : {}),
  })
  const files = new Map<string, { path: string; mode: FileMode }>()
  const jobs = new Map<string, Job<unknown>>()
  let chosenFolder: string | null = null
  removeStaleTemporaries()
  let open: { workspace: Workspace; demo: boolean; trail: VerifyReport } | null = null
  const recordedOnce = new WeakMap<Workspace, Set<string>>()

  const close = () => {
    for (const job of jobs.values()) job.cancel()
    jobs.clear()
    if (open === null) return
    const { workspace, trail } = open
    try {
      if (trail.isWhole) closeOpenEvaluations(context(), 'workspace closed during the evaluation')
    } finally {
      open = null
      workspace.close()
    }
  }
  const context = (): ActionContext => {
    if (open === null) return refuse('store/locked')
    const { workspace, demo } = open
    return { workspace, demo, host: options.host, surroundings, emit: options.onEvent }
  }
  const opened = (workspace: Workspace, demo: boolean, trail = checked(workspace)) => {
    open = { workspace, demo, trail }
    chosenFolder = workspace.folder
    if (open.trail.isWhole) closeOpenEvaluations(context(), 'program ended during the evaluation')
    options.onOpened?.(workspace.folder, readWorkspace(workspace.folder).name, demo)
  }
  /** What a verification finds is what is served by from here on, also that something cannot be read; another workspace may have been opened meanwhile. */
  const found = async (workspace: Workspace, verification: Promise<VerifyReport>): Promise<VerifyReport> => {
    try {
      const trail = await verification
      if (open?.workspace === workspace) open = { ...open, trail }
      return trail
    } catch (error) {
      if (open?.workspace === workspace && error instanceof Refusal) open = { ...open, trail: withFindings(open.trail, error.problems) }
      throw error
    }
  }
  /** What sign-in relied on an earlier verification for. */
  const verifyInBackground = async (workspace: Workspace) => {
    const told = (done: number, total: number) => options.onEvent({ kind: 'progress', jobId: 'verification', what: 'verification', done, total })
    try {
      await found(workspace, verifyInSlices(workspace, breath, told))
    } catch {
      // A workspace that was closed meanwhile is verified at the next sign-in; what cannot be read is among the findings.
    } finally {
      if (open?.workspace === workspace) options.onEvent({ kind: 'changed', studyId: null })
    }
  }
  return {
    options,
    surroundings,
    selfTested,
    grant: (token, path, mode) => void files.set(token, { path, mode }),
    granted: (token, mode) => {
      const file = files.get(token)
      if (file === undefined || file.mode !== mode) return refuse('ipc/bad-request', { command: 'file' })
      return { path: file.path, name: basename(file.path) }
    },
    choose: (folder) => {
      close()
      if (folder !== null) takeBackQuietly(folder)
      chosenFolder = folder
    },
    get chosenFolder() {
      return chosenFolder
    },
    unlock: async (personId, passphrase) => {
      if (chosenFolder === null) return refuse('store/locked')
      await selfTested()
      const { demo } = readWorkspace(chosenFolder)
      let trail: StartReport | undefined
      // Before anything is written: damage that shows only in reading everything leaves the store as it was found.
      const workspace = await openWorkspace(chosenFolder, personId as Workspace['session']['personId'], passphrase, surroundings, async (opening) => {
        trail = await verifyAtStart(opening)
      })
      opened(workspace, demo !== null || workspace.isDemo, trail)
      if (trail?.isComplete === false) void verifyInBackground(workspace)
    },
    recover: async (wanted) => {
      if (chosenFolder === null || open !== null) return refuse('store/locked')
      await selfTested()
      let trail: StartReport | undefined
      const workspace = await recover(chosenFolder, wanted, surroundings, async (opening) => {
        trail = await verifyAtStart(opening)
      })
      opened(workspace, workspace.isDemo, trail)
      if (trail?.isComplete === false) void verifyInBackground(workspace)
    },
    opened,
    close,
    closeClearedAway: async () => {
      const clearing = [...jobs.values()].filter(({ clearsAway }) => clearsAway).map(({ result }) => result)
      close()
      await Promise.allSettled(clearing)
    },
    context,
    view: () => workspaceView(chosenFolder, open, surroundings.clock.now()),
    get isReadOnly() {
      return open !== null && !open.trail.isWhole
    },
    require: (command, studyId) => {
      const { need, roles } = permissions[command]
      if (need === 'none' || roles === null) return null
      if (open === null) return refuse('store/locked')
      if (open.workspace.vault.mustChange && command !== 'passphrase.change') return refuse('vault/must-change-passphrase')
      const role = roleFor(roles, rolesHeld(open.workspace, command, studyId))
      if (role === null) return refuse('permission/denied', { person: open.workspace.session.fullName, what: commandNames[command] ?? command, roles: listOfRoles(roles) })
      if (need !== 'open' && !open.trail.isWhole) throw new Refusal(open.trail.findings)
      const rolledBack = need === 'sign' ? clockRollback(open.workspace.store, surroundings.clock.now()) : null
      if (rolledBack !== null) return refuse('order/clock-rolled-back', { before: rolledBack.before, after: rolledBack.after })
      return role
    },
    recordRefusal: (command, problems, studyId) => {
      if (open === null || !open.trail.isWhole) return
      recordRefusal(open.workspace, command, problems, studyId as StudyId | null)
    },
    recordOnce: (command, problems) => {
      if (open === null || !open.trail.isWhole) return
      const { workspace } = open
      const seen = recordedOnce.get(workspace) ?? new Set()
      recordedOnce.set(workspace, seen)
      const what = `${problems[0]?.code} ${command}`
      if (!seen.has(what)) recordRefusal(workspace, command, problems, null)
      seen.add(what)
    },
    verifyAgain: () => void verifyInBackground(context().workspace),
    verify: async () => {
      const { workspace } = context()
      try {
        const trail = await found(workspace, verifyAll(workspace))
        if (open?.workspace === workspace) verificationCompleted(workspace, trail)
        return trail
      } finally {
        if (open?.workspace === workspace) options.onEvent({ kind: 'changed', studyId: null })
      }
    },
    run: async <T>(jobId: string, job: Job<T>): Promise<T> => {
      jobs.set(jobId, job)
      try {
        return await job.result
      } finally {
        if (jobs.get(jobId) === job) jobs.delete(jobId)
      }
    },
    cancel: (jobId) => jobs.get(jobId)?.cancel(),
    get runningJobs() {
      return [...jobs.keys()]
    },
  }
}

/** Where that cannot be done, the folder is shown as it stands, and a restore says why. */
function takeBackQuietly(folder: string): void {
  try {
    takeBackRestore(folder)
  } catch {
    // A disk that is read-only, for one.
  }
}

/** Lets calls that wait be answered. */
const breath = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** A store too damaged to be checked is closed again: nobody could do so later, and it would stay taken. */
function checked(workspace: Workspace): VerifyReport {
  try {
    return verifyWorkspace(workspace)
  } catch (error) {
    try {
      workspace.close()
    } catch {
      // What was found first is what has to be said.
    }
    throw error
  }
}

/** A refused change is an entry of its own, in a transaction of its own. A store that cannot be written stays as it is. */
function recordRefusal(workspace: Workspace, command: string, problems: readonly Problem[], asked: StudyId | null): void {
  const code = problems[0]?.code ?? 'engine/internal'
  if (code.startsWith('store/')) return
  try {
    workspace.store.transact((write) => {
      const isStudy = asked !== null && write.records.list({ kind: 'study', studyId: asked }).length > 0
      write.appendEntry({
        action: 'action.refused',
        ...(isStudy ? { studyId: asked } : {}),
        objectKind: 'command',
        objectId: command,
        details: { code, nProblems: problems.length },
      })
    })
  } catch {
    // The refusal itself has been answered; an entry that cannot be written must not hide it.
  }
}

function workspaceView(folder: string | null, open: { workspace: Workspace; demo: boolean; trail: VerifyReport } | null, now: Instant): WorkspaceView {
  if (open !== null) {
    const { session, store } = open.workspace
    const head = store.ledger.head()
    return {
      kind: 'open',
      name: readWorkspace(open.workspace.folder).name,
      demo: open.demo,
      person: { id: session.personId, signInName: session.signInName, printedName: session.fullName },
      roles: store.people.rolesAnywhere(session.personId).filter(isRole),
      permitted: open.workspace.vault.mustChange ? ['passphrase.change'] : permittedTo(open.workspace, null),
      head: { seq: head.seq, hash: head.hash },
      ...signInView(open.workspace),
      clock: clockRollback(store, now),
      readOnly: !open.trail.isWhole,
      problems: [...open.trail.findings, ...(store.anchorProblem === null ? [] : [store.anchorProblem])],
    }
  }
  if (folder === null) return { kind: 'none' }
  try {
    const summary = readWorkspace(folder)
    return {
      kind: 'locked',
      name: summary.name,
      demo: summary.demo !== null,
      demoPassphrase: summary.demo?.passphrase ?? null,
      people: summary.people.map((each) => ({ id: each.personId, signInName: each.signInName, printedName: each.fullName })),
      nFailedSignIns: summary.nFailedSignIns,
      head: summary.head && { storeId: summary.storeId, ...summary.head },
    }
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'damaged', name: workspaceName(folder) ?? basename(folder), problems: [...error.problems] }
    throw error
  }
}
