import { create } from 'zustand'
import type { StudyView, TablePreview } from '../../../shared/ipc/views.ts'
import type { Problem } from '../../../shared/vocabulary/problem.ts'
import type { Protocol } from '../../../shared/vocabulary/protocol.ts'
import { setStudy, useApp } from '../../app-state.ts'
import { call, problemsOf } from '../../client.ts'
import type { ChosenFile, Delimiter } from '../reference-data/CsvPreview.tsx'
import { type PredictionsDraft, firstDraft, toMapping } from './mapping-draft.ts'
import { type ReleaseDraft, firstRelease, toRelease } from './release-draft.ts'

interface PredictionsState {
  /** What is here belongs to this study only. */
  readonly studyId: string | null
  readonly busy: 'choosing' | 'reading' | 'digesting' | 'importing' | null
  readonly release: ReleaseDraft
  readonly file: ChosenFile | null
  readonly preview: TablePreview | null
  readonly draft: PredictionsDraft | null
  readonly problems: readonly Problem[]
}

const nothing: PredictionsState = {
  studyId: null,
  busy: null,
  release: firstRelease(''),
  file: null,
  preview: null,
  draft: null,
  problems: [],
}

/** The import in progress; emptied when the study or the workspace is left. */
export const usePredictionsImport = create<PredictionsState>(() => nothing)
const { setState: set, getState: get } = usePredictionsImport

const enterStudy = (study: StudyView | null): void => {
  if (get().studyId !== (study?.id ?? null)) {
    set({ ...nothing, studyId: study?.id ?? null, release: firstRelease(study?.deviceName ?? '') }, true)
  }
}
useApp.subscribe((state) => enterStudy(state.study))
enterStudy(useApp.getState().study)

export const changeDraft = (draft: PredictionsDraft): void => set({ draft, problems: [] })
export const changeRelease = (release: ReleaseDraft): void => set({ release, problems: [] })

/** Runs one exchange with the engine; its problems are shown, and nothing else has changed. */
async function exchange(busy: PredictionsState['busy'], work: () => Promise<Partial<PredictionsState>>): Promise<void> {
  const { studyId } = get()
  set({ busy, problems: [] })
  try {
    const change = await work()
    if (get().studyId === studyId) set(change)
  } catch (thrown) {
    if (get().studyId === studyId) set({ problems: problemsOf(thrown) })
  } finally {
    if (get().studyId === studyId) set({ busy: null })
  }
}

export const addReleaseFile = (): Promise<void> =>
  exchange('digesting', async () => {
    const file = await call('choose.file', { purpose: 'release-file' })
    if (file === null) return {}
    const digested = await call('release.digestFile', { file: file.token })
    const { release } = get()
    const others = release.files.filter((each) => each.sha256 !== digested.sha256 || each.name !== digested.name)
    return { release: { ...release, files: [...others, digested] } }
  })

export const chooseFile = (protocol: Protocol): Promise<void> =>
  exchange('choosing', async () => {
    const file = await call('choose.file', { purpose: 'predictions' })
    return file === null ? {} : readPreview(protocol, file, undefined)
  })

export const readAgain = (protocol: Protocol, delimiter: Delimiter): Promise<void> =>
  exchange('reading', async () => {
    const { file } = get()
    return file === null ? {} : readPreview(protocol, file, delimiter)
  })

async function readPreview(
  protocol: Protocol,
  file: ChosenFile,
  delimiter: Delimiter | undefined,
): Promise<Partial<PredictionsState>> {
  set({ busy: 'reading', file, preview: null, draft: null })
  const preview = await call('dataset.preview', { file: file.token, ...(delimiter === undefined ? {} : { delimiter }) })
  return { preview, draft: firstDraft(preview, protocol) }
}

export const importFile = (study: StudyView, protocol: Protocol): Promise<void> =>
  exchange('importing', async () => {
    const { file, preview, draft, release } = get()
    const mapping = draft && preview ? toMapping(draft, preview, protocol) : null
    const record = toRelease(release)
    if (file === null || mapping === null || record === null) return {}
    setStudy(await call('predictions.import', { studyId: study.id, file: file.token, mapping, release: record }))
    return { ...nothing, studyId: study.id }
  })
