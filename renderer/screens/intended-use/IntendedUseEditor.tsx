import { useEffect, useMemo, useRef, useState } from 'react'
import type { Problem } from '../../../shared/vocabulary/problem.ts'
import { words as screenWords } from '../../../shared/words/en/screens.ts'
import { setStudy, useAction, useStudy } from '../../app-state.ts'
import { createAutosave, type SaveState } from '../../autosave.ts'
import { call } from '../../client.ts'
import { Button, Card, ConfirmDialog, ProblemList, ReadOnlyField, Screen, TextArea, say } from '../../kit/index.ts'
import { BlockedBanner } from '../../shell/BlockedBanner.tsx'
import { Elsewhere, Permitted, usePermitted } from '../../shell/permitted.tsx'
import { fieldIds, type FieldId } from './fields.ts'

const words = screenWords.intendedUse
type Content = Readonly<Record<FieldId, string>>

const contentOf = (draft: Readonly<Record<string, string>>): Content => ({
  problem: draft['problem'] ?? '',
  users: draft['users'] ?? '',
  careSetting: draft['careSetting'] ?? '',
  population: draft['population'] ?? '',
  limitations: draft['limitations'] ?? '',
  workflow: draft['workflow'] ?? '',
  riskFileReferences: draft['riskFileReferences'] ?? '',
})

export function IntendedUseEditor() {
  const study = useStudy()
  const canWrite = usePermitted('intendedUse.saveDraft')
  const [content, setContent] = useState(() => contentOf(study.intendedUse.draft ?? {}))
  const [save, setSave] = useState<SaveState>('saved')
  const [saveProblems, setSaveProblems] = useState<readonly Problem[]>([])
  const [isAsking, setAsking] = useState(false)
  const action = useAction()
  const studyId = useRef(study.id)
  const autosave = useMemo(
    () =>
      createAutosave<Content>(
        async (value) => {
          await call('intendedUse.saveDraft', { studyId: studyId.current, content: value })
        },
        (state, problems) => {
          setSave(state)
          setSaveProblems(problems)
        },
      ),
    [],
  )
  useEffect(() => () => void autosave.flush(), [autosave])
  const change = (id: FieldId, value: string) => {
    const next = { ...content, [id]: value }
    setContent(next)
    autosave.put(next)
  }
  const approve = () =>
    action.run(async () => {
      await autosave.flush()
      const next = await call('intendedUse.approve', { studyId: study.id })
      setAsking(false)
      setStudy(next)
      say(words.approvedToast)
    })
  const empty = fieldIds.filter((id) => content[id].trim() === '').map((id) => words.fields[id][0])
  return (
    <Screen
      title={words.title}
      marks={
        canWrite && (
          <span role="status" className="muted small">
            {save === 'saved' ? words.saved : save === 'failed' ? words.notSaved : words.saving}
          </span>
        )
      }
    >
      <BlockedBanner step="intended-use" />
      <p className="muted">{words.intro}</p>
      {!canWrite && <Elsewhere command="intendedUse.saveDraft" />}
      <ProblemList problems={saveProblems} />
      <Card>
        {fieldIds.map((id) =>
          canWrite ? (
            <TextArea
              key={id}
              label={words.fields[id][0]}
              hint={words.fields[id][1]}
              value={content[id]}
              onChange={(value) => change(id, value)}
              maxLength={8000}
              rows={3}
            />
          ) : (
            <ReadOnlyField key={id} label={words.fields[id][0]} value={study.intendedUse.draft?.[id] || '–'} />
          ),
        )}
      </Card>
      <Permitted command="intendedUse.approve" isSaid={canWrite}>
        <div>
          <Button
            kind="primary"
            icon="lock"
            onPress={() => setAsking(true)}
            isDisabled={save === 'failed'}
            why={empty.length > 0 ? words.missing(empty.join(', ')) : null}
          >
            {words.approve}
          </Button>
        </div>
      </Permitted>
      <ConfirmDialog
        title={words.approveTitle}
        isOpen={isAsking}
        onClose={() => {
          setAsking(false)
          action.clear()
        }}
        immutable={words.approveItems}
        confirmLabel={words.confirm}
        onConfirm={() => void approve()}
        isPending={action.isBusy}
        problems={action.problems}
      >
        <p>{words.approveText}</p>
      </ConfirmDialog>
    </Screen>
  )
}
