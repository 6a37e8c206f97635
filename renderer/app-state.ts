import { useCallback, useState } from 'react'
import { create } from 'zustand'
import type { EngineEvent, Response } from '../shared/ipc/contract.ts'
import type { StepId, StudyView, WorkspaceView } from '../shared/ipc/views.ts'
import type { Problem } from '../shared/vocabulary/problem.ts'
import { flushAll } from './autosave.ts'
import { call, onEvent, problemsOf } from './client.ts'
import { unsay } from './kit/Toasts.tsx'

export type Place =
  | { readonly kind: 'home' }
  | { readonly kind: 'trail' }
  | { readonly kind: 'people' }
  | { readonly kind: 'study'; readonly studyId: string; readonly step: StepId }

export type OpenDialog = 'about' | 'settings' | 'keyboard' | 'verify' | 'new-workspace' | 'passphrase' | 'restore' | null
export type Theme = Response<'settings.get'>['theme']
export type StudyListing = Response<'study.list'>[number]

export interface JobProgress {
  readonly jobId: string
  readonly what: string
  readonly done: number
  readonly total: number
}

export interface AppState {
  readonly workspace: WorkspaceView | null
  readonly studies: readonly StudyListing[]
  readonly study: StudyView | null
  readonly place: Place
  readonly dialog: OpenDialog
  readonly theme: Theme
  readonly systemIsDark: boolean
  readonly job: JobProgress | null
  /** How the last job ended; Evaluate shows it. */
  readonly ended: { readonly jobId: string; readonly outcome: 'completed' | 'aborted' | 'failed'; readonly problems: readonly Problem[] } | null
  readonly lockReason: Extract<EngineEvent, { kind: 'locked' }>['reason'] | null
  /** What became of an evaluation that ran when the workspace was locked. */
  readonly behindLock: Extract<EngineEvent, { kind: 'locked' }>['behind'] | null
  /** Problems with no better place than the top of the pane. */
  readonly problems: readonly Problem[]
}

export const useApp = create<AppState>(() => ({
  workspace: null,
  studies: [],
  study: null,
  place: { kind: 'home' },
  dialog: null,
  theme: 'system',
  systemIsDark: false,
  job: null,
  ended: null,
  lockReason: null,
  behindLock: null,
  problems: [],
}))

const { setState, getState } = useApp

/** The study on the screen. Only study screens may ask: they are shown only when there is one. */
export function useStudy(): StudyView {
  const study = useApp((state) => state.study)
  if (study === null) throw new Error('a study screen is open without a study')
  return study
}

/** Same study, other view of it. */
export const setStudy = (study: StudyView): void => setState({ study })
export const setDialog = (dialog: OpenDialog): void => setState({ dialog })
export const showProblems = (problems: readonly Problem[]): void => setState({ problems })

export async function refreshWorkspace(): Promise<void> {
  try {
    setWorkspace(await call('workspace.state', {}))
    await refreshStudies()
  } catch (thrown) {
    showProblems(problemsOf(thrown))
  }
}

export function setWorkspace(workspace: WorkspaceView): void {
  if (workspace.kind === 'open') return setState({ workspace, lockReason: null, behindLock: null })
  const { workspace: before, dialog } = getState()
  if (before?.kind === 'open') unsay()
  // A dialog that holds a passphrase does not outlive the session it belongs to.
  const stays = dialog === 'passphrase' ? null : dialog
  setState({ workspace, dialog: stays, study: null, studies: [], place: { kind: 'home' }, job: null, ended: null, problems: [] })
}

export async function refreshStudies(): Promise<void> {
  const { workspace } = getState()
  if (workspace?.kind !== 'open' || workspace.mustChangePassphrase) return
  setState({ studies: await call('study.list', {}) })
}

export async function refreshStudy(): Promise<void> {
  const { place } = getState()
  if (place.kind !== 'study') return
  const study = await call('study.get', { studyId: place.studyId })
  const now = getState().place
  if (now.kind === 'study' && now.studyId === study.id) setState({ study })
}

/** First step that waits for somebody; the last one when all are done. */
export const stepToOpen = (study: StudyView): StepId =>
  (study.steps.find((step) => step.state !== 'done') ?? study.steps.at(-1))?.id ?? 'intended-use'

export async function openStudy(studyId: string, step?: StepId): Promise<void> {
  try {
    const study = await call('study.get', { studyId })
    setState({ study, place: { kind: 'study', studyId, step: step ?? stepToOpen(study) }, problems: [], ended: null })
  } catch (thrown) {
    showProblems(problemsOf(thrown))
  }
}

export function goTo(place: Place): void {
  setState({ place, problems: [], ...(place.kind === 'study' ? {} : { study: null }) })
}

export function goToStep(step: StepId): void {
  const { place } = getState()
  if (place.kind === 'study') goTo({ ...place, step })
}

export interface Action {
  readonly isBusy: boolean
  readonly problems: readonly Problem[]
  /** Runs it; true when it went through. Problems of the run before are cleared. */
  readonly run: (work: () => Promise<void>) => Promise<boolean>
  readonly clear: () => void
}

/** Busy state and problems of one thing a person does on a screen. */
export function useAction(): Action {
  const [isBusy, setBusy] = useState(false)
  const [problems, setProblems] = useState<readonly Problem[]>([])
  const run = useCallback(async (work: () => Promise<void>) => {
    setBusy(true)
    setProblems([])
    try {
      await work()
      return true
    } catch (thrown) {
      setProblems(problemsOf(thrown))
      return false
    } finally {
      setBusy(false)
    }
  }, [])
  const clear = useCallback(() => setProblems([]), [])
  return { isBusy, problems, run, clear }
}

export async function changeTheme(theme: Theme): Promise<void> {
  const settings = await call('settings.set', { theme })
  setState({ theme: settings.theme })
}

function showTheme({ theme, systemIsDark }: AppState): void {
  const isDark = theme === 'dark' || (theme === 'system' && systemIsDark)
  document.documentElement.dataset['theme'] = isDark ? 'dark' : 'light'
}

async function refreshAll(): Promise<void> {
  try {
    await refreshWorkspace()
    await refreshStudy()
  } catch (thrown) {
    showProblems(problemsOf(thrown))
  }
}

function onMenu(item: Extract<EngineEvent, { kind: 'menu' }>['item']): void {
  const now = getState().workspace
  const isOpen = now?.kind === 'open'
  const isLimited = isOpen && now.mustChangePassphrase
  const enter = async (ask: () => Promise<WorkspaceView | null>) => {
    try {
      const workspace = await ask()
      if (workspace) setWorkspace(workspace)
      await refreshStudies()
    } catch (thrown) {
      showProblems(problemsOf(thrown))
    }
  }
  const leave = (name: 'workspace.lock' | 'workspace.close') =>
    enter(async () => {
      await flushAll()
      return call(name, {})
    })
  switch (item) {
    case 'about':
    case 'settings':
    case 'keyboard':
    case 'new-workspace':
      return setDialog(item)
    case 'verify':
      return isOpen && !isLimited ? setDialog('verify') : undefined
    case 'trail':
      return isOpen && !isLimited ? goTo({ kind: 'trail' }) : undefined
    case 'lock':
      return void leave('workspace.lock')
    case 'close-workspace':
      return void leave('workspace.close')
    case 'demo':
      return void enter(() => call('workspace.demo', {}))
    case 'open-workspace':
      return void enter(openFolder)
  }
}

/** Native folder dialog, then the workspace in it. Null when the person cancelled. */
export async function openFolder(): Promise<WorkspaceView | null> {
  const folder = await call('choose.workspaceFolder', { purpose: 'open' })
  return folder ? await call('workspace.choose', { folder: folder.token }) : null
}

const presenceEvery = 2000

/** Keys and mouse keep the idle lock waiting; what a script does in the page does not. */
function tellPresence(): void {
  let last = Number.NEGATIVE_INFINITY
  const tell = (event: Event) => {
    if (!event.isTrusted || event.timeStamp - last < presenceEvery) return
    last = event.timeStamp
    void call('app.present', {}).catch(() => undefined)
  }
  for (const kind of ['keydown', 'pointerdown', 'pointermove', 'wheel']) window.addEventListener(kind, tell, { passive: true, capture: true })
}

/** Starts listening and asks for everything once. */
export async function startApp(): Promise<void> {
  useApp.subscribe((state, before) => {
    if (state.theme !== before.theme || state.systemIsDark !== before.systemIsDark) showTheme(state)
  })
  tellPresence()
  const dark = window.matchMedia('(prefers-color-scheme: dark)')
  setState({ systemIsDark: dark.matches })
  dark.addEventListener('change', () => setState({ systemIsDark: dark.matches }))
  onEvent((event) => {
    switch (event.kind) {
      case 'progress':
        return setState({ job: { jobId: event.jobId, what: event.what, done: event.done, total: event.total } })
      case 'job-ended':
        setState({ job: null, ended: { jobId: event.jobId, outcome: event.outcome, problems: event.problems } })
        return void refreshAll()
      case 'changed':
        if (getState().behindLock === 'finishing') setState({ behindLock: null })
        return void refreshAll()
      case 'locked':
        setState({ lockReason: event.reason, behindLock: event.behind ?? null })
        return void refreshAll()
      case 'leaving':
        return void flushAll().finally(() => call('app.left', {}).catch(() => undefined))
      case 'theme':
        return setState({ systemIsDark: event.dark })
      case 'menu':
        return onMenu(event.item)
    }
  })
  try {
    setState({ theme: (await call('settings.get', {})).theme })
  } catch (thrown) {
    showProblems(problemsOf(thrown))
  }
  await refreshAll()
}
