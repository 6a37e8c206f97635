import { basename } from 'node:path'
import type { EngineEvent } from '../../shared/ipc/contract.ts'
import type { WorkspaceView } from '../../shared/ipc/views.ts'
import { type Problem, Refusal, refuse } from '../../shared/vocabulary/problem.ts'
import type { ActionContext } from '../actions/context.ts'
import { closeOpenEvaluations } from '../actions/evaluate-study.ts'
import { type Surroundings, systemSurroundings } from '../files/clock.ts'
import type { Host, Job } from '../hosts/host.ts'
import { type VerifyReport, verifyAll, verifyWorkspace } from '../workspace/verify.ts'
import { type Workspace, openWorkspace, readWorkspace } from '../workspace/workspace.ts'
import type { Need } from './permissions.ts'

export interface EngineOptions {
  readonly host: Host
  readonly appVersion: string
  /** Where this computer's demo workspace stands. */
  readonly demoFolder: string
  readonly onEvent: (event: EngineEvent) => void
  readonly onOpened?: (folder: string, name: string, demo: boolean) => void
}

/** What the handlers share: the chosen and the open workspace, files that were granted, and running jobs. */
export interface Engine {
  readonly options: EngineOptions
  readonly surroundings: Surroundings
  grant(token: string, path: string, mode: FileMode): void
  granted(token: string, mode: FileMode): { readonly path: string; readonly name: string }
  choose(folder: string | null): void
  readonly chosenFolder: string | null
  unlock(personId: string, passphrase: string): Promise<void>
  opened(workspace: Workspace, demo: boolean): void
  close(): void
  context(): ActionContext
  view(): WorkspaceView
  require(need: Need): void
  recordRefusal(command: string, problems: readonly Problem[]): void
  verify(): Promise<VerifyReport>
  run<T>(jobId: string, job: Job<T>): Promise<T>
  cancel(jobId: string): void
  readonly runningJobs: readonly string[]
}

export type FileMode = 'read' | 'write' | 'folder'

export function createEngine(options: EngineOptions): Engine {
  const surroundings = systemSurroundings(options.appVersion)
  const files = new Map<string, { path: string; mode: FileMode }>()
  const jobs = new Map<string, Job<unknown>>()
  let chosenFolder: string | null = null
  let open: { workspace: Workspace; demo: boolean; trail: VerifyReport } | null = null

  const close = () => {
    for (const job of jobs.values()) job.cancel()
    jobs.clear()
    open?.workspace.close()
    open = null
  }
  const context = (): ActionContext => {
    if (open === null) return refuse('store/locked')
    const { workspace, demo } = open
    return { workspace, demo, host: options.host, surroundings, emit: options.onEvent }
  }
  const opened = (workspace: Workspace, demo: boolean) => {
    open = { workspace, demo, trail: verifyWorkspace(workspace) }
    chosenFolder = workspace.folder
    if (open.trail.ok) closeOpenEvaluations(context())
    options.onOpened?.(workspace.folder, readWorkspace(workspace.folder).name, demo)
  }
  return {
    options,
    surroundings,
    grant: (token, path, mode) => void files.set(token, { path, mode }),
    granted: (token, mode) => {
      const file = files.get(token)
      if (file === undefined || file.mode !== mode) return refuse('ipc/bad-request', { command: 'file' })
      return { path: file.path, name: basename(file.path) }
    },
    choose: (folder) => {
      close()
      chosenFolder = folder
    },
    get chosenFolder() {
      return chosenFolder
    },
    unlock: async (personId, passphrase) => {
      if (chosenFolder === null) return refuse('store/locked')
      const { demo } = readWorkspace(chosenFolder)
      opened(await openWorkspace(chosenFolder, personId as Workspace['session']['personId'], passphrase, surroundings), demo !== null)
    },
    opened,
    close,
    context,
    view: () => workspaceView(chosenFolder, open),
    require: (need) => {
      if (need === 'none') return
      if (open === null) refuse('store/locked')
      if (need === 'change' && open !== null && !open.trail.ok) throw new Refusal(open.trail.findings)
    },
    recordRefusal: (command, problems) => {
      if (open === null || !open.trail.ok) return
      recordRefusal(open.workspace, command, problems)
    },
    verify: async () => {
      const trail = await verifyAll(context().workspace)
      if (open !== null) open = { ...open, trail }
      return trail
    },
    run: async <T>(jobId: string, job: Job<T>): Promise<T> => {
      jobs.set(jobId, job)
      try {
        return await job.result
      } finally {
        jobs.delete(jobId)
      }
    },
    cancel: (jobId) => jobs.get(jobId)?.cancel(),
    get runningJobs() {
      return [...jobs.keys()]
    },
  }
}

/** A refused change is an entry of its own, in a transaction of its own. A store that cannot be written stays as it is. */
function recordRefusal(workspace: Workspace, command: string, problems: readonly Problem[]): void {
  const code = problems[0]?.code ?? 'engine/internal'
  if (code.startsWith('store/')) return
  try {
    workspace.store.transact((write) => {
      write.appendEntry({
        action: 'action.refused',
        objectKind: 'command',
        objectId: command,
        details: { code, nProblems: problems.length },
      })
    })
  } catch {
    // The refusal itself has been answered; an entry that cannot be written must not hide it.
  }
}

function workspaceView(folder: string | null, open: { workspace: Workspace; demo: boolean; trail: VerifyReport } | null): WorkspaceView {
  if (open !== null) {
    const { session, store } = open.workspace
    const head = store.ledger.head()
    return {
      kind: 'open',
      name: readWorkspace(open.workspace.folder).name,
      demo: open.demo,
      person: { id: session.personId, signInName: session.signInName, printedName: session.fullName },
      head: { seq: head.seq, hash: head.hash },
      readOnly: !open.trail.ok,
      problems: [...open.trail.findings],
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
    }
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'damaged', name: basename(folder), problems: [...error.problems] }
    throw error
  }
}
