import { create } from 'zustand'
import type { StudyView, TablePreview } from '../../../shared/ipc/views.ts'
import type { Problem } from '../../../shared/vocabulary/problem.ts'
import { setStudy, useApp } from '../../app-state.ts'
import { call, problemsOf } from '../../client.ts'
import type { ChosenFile, Delimiter } from './CsvPreview.tsx'
import { type DatasetDraft, firstDraft, toMapping } from './mapping-draft.ts'
import { knownProtocol, neededColumns } from './needed-columns.ts'

interface ImportState {
  /** What is here belongs to this study only. */
  readonly studyId: string | null
  readonly busy: 'choosing' | 'reading' | 'importing' | null
  readonly file: ChosenFile | null
  readonly preview: TablePreview | null
  readonly draft: DatasetDraft | null
  readonly problems: readonly Problem[]
}

const nothing: ImportState = { studyId: null, busy: null, file: null, preview: null, draft: null, problems: [] }

/** The import in progress. Rows of the file are in here: it is emptied when the study or the workspace is left. */
export const useDatasetImport = create<ImportState>(() => nothing)
const { setState: set, getState: get } = useDatasetImport

const enterStudy = (studyId: string | null): void => {
  if (get().studyId !== studyId) set({ ...nothing, studyId }, true)
}
useApp.subscribe((state) => enterStudy(state.study?.id ?? null))

export const changeDraft = (draft: DatasetDraft): void => set({ draft, problems: [] })

/** Runs one exchange with the engine; its problems are shown, and nothing else has changed. */
async function exchange(busy: ImportState['busy'], work: () => Promise<Partial<ImportState>>): Promise<void> {
  enterStudy(useApp.getState().study?.id ?? null)
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

export const chooseFile = (study: StudyView): Promise<void> =>
  exchange('choosing', async () => {
    const file = await call('choose.file', { purpose: 'reference-data' })
    return file === null ? {} : readPreview(study, file, undefined)
  })

export const readAgain = (study: StudyView, delimiter: Delimiter): Promise<void> =>
  exchange('reading', async () => {
    const { file } = get()
    return file === null ? {} : readPreview(study, file, delimiter)
  })

async function readPreview(study: StudyView, file: ChosenFile, delimiter: Delimiter | undefined): Promise<Partial<ImportState>> {
  set({ busy: 'reading', file, preview: null, draft: null })
  const preview = await call('dataset.preview', { file: file.token, ...(delimiter === undefined ? {} : { delimiter }) })
  return { preview, draft: firstDraft(preview, neededColumns(knownProtocol(study))) }
}

export const importFile = (study: StudyView): Promise<void> =>
  exchange('importing', async () => {
    const { file, preview, draft } = get()
    const mapping = draft && preview ? toMapping(draft, preview) : null
    if (file === null || mapping === null) return {}
    setStudy(await call('dataset.import', { studyId: study.id, file: file.token, mapping }))
    return { ...nothing, studyId: study.id }
  })
