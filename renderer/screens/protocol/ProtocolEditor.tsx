import { useEffect, useState, type ReactNode } from 'react'
import type { Problem } from '../../../shared/vocabulary/problem.ts'
import { protocolWords as words } from '../../../shared/words/en/screens-protocol.ts'
import { setStudy, useAction, useStudy } from '../../app-state.ts'
import { call } from '../../client.ts'
import { Badge, Banner, Button, Card, ConfirmDialog, ProblemList, Screen, Tabs, Toolbar, say } from '../../kit/index.ts'
import { Permitted } from '../../shell/permitted.tsx'
import { AgreementsSection } from './AgreementsSection.tsx'
import { AnalysisSection } from './AnalysisSection.tsx'
import { CohortSection } from './CohortSection.tsx'
import { ComparisonsSection } from './ComparisonsSection.tsx'
import { parseDraft, sectionIds, sectionOf, type SectionId } from './draft.ts'
import { DraftProvider } from './DraftFields.tsx'
import { DriftsSection } from './DriftsSection.tsx'
import { EndpointsSection } from './EndpointsSection.tsx'
import { GeneralSection } from './GeneralSection.tsx'
import { JsonSection } from './JsonSection.tsx'
import { LimitationsSection } from './LimitationsSection.tsx'
import { OutputsSection } from './OutputsSection.tsx'
import { PlanningSection } from './planning/PlanningSection.tsx'
import { OverTimeSection } from './OverTimeSection.tsx'
import { ProtocolProblems } from './ProtocolProblems.tsx'
import { closeDraft, flushDraft, redo, setText, showSection, undo, useProtocol } from './slice.ts'
import { SubgroupsSection } from './SubgroupsSection.tsx'
import { SuccessSection } from './SuccessSection.tsx'

const sections: Readonly<Record<SectionId, () => ReactNode>> = {
  general: GeneralSection,
  outputs: OutputsSection,
  'over-time': OverTimeSection,
  comparisons: ComparisonsSection,
  agreements: AgreementsSection,
  endpoints: EndpointsSection,
  success: SuccessSection,
  subgroups: SubgroupsSection,
  cohort: CohortSection,
  drifts: DriftsSection,
  analysis: AnalysisSection,
  planning: PlanningSection,
  limitations: LimitationsSection,
  json: JsonSection,
}

export function ProtocolEditor() {
  const { text, problems, section, save, saveProblems } = useProtocol()
  const draft = parseDraft(text)
  useUndoKeys()
  useEffect(() => () => void flushDraft(), [])
  const items = sectionIds.map((id) => {
    const Section = sections[id]
    const own = problems.filter((problem) => sectionOf(problem) === id)
    return {
      id,
      label: words.sections[id],
      mark: <SectionMark problems={own} />,
      children:
        draft === null && id !== 'json' ? (
          <Banner tone="warning" actions={<Button onPress={() => showSection('json')}>{words.sections.json}</Button>}>
            {words.notAnObject}
          </Banner>
        ) : (
          <>
            <h2 className="visually-hidden">{words.sections[id]}</h2>
            <Section />
          </>
        ),
    }
  })
  return (
    <Screen title={words.title} marks={<SaveMark save={save} />} actions={<EditorActions />}>
      <ProblemList problems={saveProblems} />
      <DraftProvider draft={draft ?? {}} problems={problems}>
        <Card>
          <Tabs label={words.sectionsLabel} items={items} selected={section} onSelect={showSection} />
        </Card>
      </DraftProvider>
      <ProtocolProblems problems={problems} isCurrent={save === 'saved'} />
    </Screen>
  )
}

function SectionMark({ problems }: { readonly problems: readonly Problem[] }) {
  if (problems.length === 0) return null
  const isError = problems.some((problem) => problem.severity === 'error')
  return (
    <Badge tone={isError ? 'error' : 'warning'}>
      {problems.length}
      <span className="visually-hidden"> {words.problemsTitle(problems.length)}</span>
    </Badge>
  )
}

export function SaveMark({ save }: { readonly save: 'saved' | 'waiting' | 'saving' | 'failed' }) {
  return (
    <span role="status" className="muted small">
      {save === 'saved' ? words.saved : save === 'failed' ? words.notSaved : words.saving}
    </span>
  )
}

/** Undo works everywhere in the editor, on the protocol as a whole rather than on one field. */
function useUndoKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return
      const key = event.key.toLowerCase()
      if (key !== 'z' && key !== 'y') return
      if (event.target instanceof Element && event.target.closest('[data-own-undo]') !== null) return
      event.preventDefault()
      if (key === 'y' || event.shiftKey) redo()
      else undo()
    }
    window.addEventListener('keydown', onKey, { capture: true })
    return () => window.removeEventListener('keydown', onKey, { capture: true })
  }, [])
}

function EditorActions() {
  const study = useStudy()
  const { past, future } = useProtocol()
  const files = useAction()
  const importFile = () =>
    files.run(async () => {
      const file = await call('choose.file', { purpose: 'protocol' })
      if (!file) return
      await flushDraft()
      const next = await call('protocol.importDraft', { studyId: study.id, file: file.token })
      // The import is one step of undo: it goes through the history like a change that was typed.
      if (next.protocol.draft !== null) setText(next.protocol.draft, 'import')
      setStudy(next)
      say(words.imported)
    })
  const exportFile = () =>
    files.run(async () => {
      await flushDraft()
      const file = await call('choose.saveAs', { purpose: 'protocol', name: 'protocol.json' })
      if (!file) return
      await call('protocol.exportJson', { studyId: study.id, file: file.token })
      say(words.exported)
    })
  return (
    <Toolbar>
      <Button kind="quiet" icon="undo" label={words.undo} onPress={undo} isDisabled={past.length === 0} />
      <Button kind="quiet" icon="redo" label={words.redo} onPress={redo} isDisabled={future.length === 0} />
      <Button icon="upload" onPress={() => void importFile()} isDisabled={files.isBusy}>
        {words.importFile}
      </Button>
      <Permitted command="protocol.exportJson">
        <Button icon="download" onPress={() => void exportFile()} isDisabled={files.isBusy}>
          {words.exportFile}
        </Button>
      </Permitted>
      <Permitted command="protocol.lock">
        <LockButton />
      </Permitted>
      <ProblemList problems={files.problems} />
    </Toolbar>
  )
}

function LockButton() {
  const study = useStudy()
  const { problems, save } = useProtocol()
  const [isAsking, setAsking] = useState(false)
  const action = useAction()
  const nErrors = problems.filter((problem) => problem.severity === 'error').length
  const lock = () =>
    action.run(async () => {
      await flushDraft()
      const next = await call('protocol.lock', { studyId: study.id })
      setAsking(false)
      closeDraft()
      setStudy(next)
      say(words.lockedToast)
    })
  const why = nErrors > 0 ? words.cannotLock(nErrors) : null
  return (
    <>
      <Button kind="primary" icon="lock" onPress={() => setAsking(true)} why={why} isDisabled={save === 'failed'}>
        {words.lock}
      </Button>
      <ConfirmDialog
        title={words.lockTitle}
        isOpen={isAsking}
        onClose={() => {
          setAsking(false)
          action.clear()
        }}
        immutable={words.lockItems}
        confirmLabel={words.lockConfirm}
        onConfirm={() => void lock()}
        isPending={action.isBusy}
        problems={action.problems}
      >
        <p>{words.lockText}</p>
      </ConfirmDialog>
    </>
  )
}
