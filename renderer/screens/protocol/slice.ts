import { create } from 'zustand'
import type { StudyView } from '../../../shared/ipc/views.ts'
import type { Problem } from '../../../shared/vocabulary/problem.ts'
import { createAutosave, type SaveState } from '../../autosave.ts'
import { call } from '../../client.ts'
import { parseDraft, printDraft, withValue, isObject, pathText, type Json, type Path, type SectionId } from './draft.ts'

interface ProtocolState {
  readonly studyId: string | null
  readonly text: string
  readonly past: readonly string[]
  readonly future: readonly string[]
  /** Edits of one field in one go are one step of undo. */
  readonly lastEdit: { readonly what: string; readonly at: number } | null
  readonly save: SaveState
  readonly saveProblems: readonly Problem[]
  /** What the engine's protocol check says about the text saved last. */
  readonly problems: readonly Problem[]
  readonly section: SectionId
}

const nothing: ProtocolState = {
  studyId: null,
  text: '',
  past: [],
  future: [],
  lastEdit: null,
  save: 'saved',
  saveProblems: [],
  problems: [],
  section: 'general',
}

export const useProtocol = create<ProtocolState>(() => nothing)
const { getState, setState } = useProtocol

const oneGo = 1500
const nSteps = 500

const autosave = createAutosave<{ readonly studyId: string; readonly json: string }>(
  async ({ studyId, json }) => {
    const { problems } = await call('protocol.saveDraft', { studyId, json })
    if (getState().studyId === studyId) setState({ problems })
  },
  (save, saveProblems) => setState({ save, saveProblems }),
)

/** Takes over a study's draft. What is being typed here wins over what the engine has from a moment ago. */
export function openDraft(study: StudyView): void {
  const text = study.protocol.draft
  if (text === null) {
    if (getState().studyId === study.id) closeDraft()
    return
  }
  if (getState().studyId === study.id) return
  setState({ ...nothing, studyId: study.id, text, problems: study.protocol.problems })
}

export function closeDraft(): void {
  autosave.drop()
  setState(nothing)
}

export const flushDraft = (): Promise<void> => autosave.flush()
export const showSection = (section: SectionId): void => setState({ section })

export function setText(text: string, what: string, now: number = Date.now()): void {
  const state = getState()
  if (state.studyId === null || text === state.text) return
  const isSameGo = state.lastEdit?.what === what && now - state.lastEdit.at < oneGo
  setState({
    text,
    past: isSameGo ? state.past : [...state.past, state.text].slice(-nSteps),
    future: [],
    lastEdit: { what, at: now },
  })
  autosave.put({ studyId: state.studyId, json: text })
}

export function setValue(path: Path, value: Json | undefined): void {
  const draft = parseDraft(getState().text)
  if (draft === null) return
  const next = withValue(draft, path, value)
  if (isObject(next)) setText(printDraft(next), pathText(path))
}

/** A text the engine already has, such as an import: one step of undo, nothing to save. */
export function takeText(study: StudyView): void {
  const state = getState()
  const text = study.protocol.draft
  if (text === null) return
  autosave.drop()
  const past = state.studyId === study.id ? [...state.past, state.text] : []
  setState({ ...nothing, studyId: study.id, text, past, problems: study.protocol.problems, section: state.section })
}

function step(from: readonly string[], to: readonly string[], text: string): readonly [readonly string[], readonly string[], string] | null {
  const next = from.at(-1)
  return next === undefined ? null : [from.slice(0, -1), [...to, text], next]
}

export function undo(): void {
  const { past, future, text, studyId } = getState()
  const moved = step(past, future, text)
  if (!moved || studyId === null) return
  setState({ past: moved[0], future: moved[1], text: moved[2], lastEdit: null })
  autosave.put({ studyId, json: moved[2] })
}

export function redo(): void {
  const { past, future, text, studyId } = getState()
  const moved = step(future, past, text)
  if (!moved || studyId === null) return
  setState({ future: moved[0], past: moved[1], text: moved[2], lastEdit: null })
  autosave.put({ studyId, json: moved[2] })
}
