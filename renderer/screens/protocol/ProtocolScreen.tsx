import { useEffect, useState } from 'react'
import { permissionWords } from '../../../shared/words/en/screens-people.ts'
import { protocolWords as words } from '../../../shared/words/en/screens-protocol.ts'
import { setStudy, useAction, useStudy } from '../../app-state.ts'
import { call } from '../../client.ts'
import { BlockedBanner } from '../../shell/BlockedBanner.tsx'
import { Button, Card, EmptyState, ProblemList, ReadOnlyField, Screen, say } from '../../kit/index.ts'
import { Elsewhere, Permitted, usePermitted } from '../../shell/permitted.tsx'
import { emptyProtocol, printDraft } from './draft.ts'
import { LockedProtocol } from './LockedProtocol.tsx'
import { ProtocolEditor } from './ProtocolEditor.tsx'
import { openDraft, takeText, useProtocol } from './slice.ts'
import './protocol.css'

export function ProtocolScreen() {
  const study = useStudy()
  useEffect(() => openDraft(study), [study])
  const opened = useProtocol((state) => state.studyId)
  const canWrite = usePermitted('protocol.saveDraft')
  const { draft, locked } = study.protocol
  if (draft !== null && canWrite) return opened === study.id ? <ProtocolEditor /> : null
  if (locked !== null) return <LockedProtocol />
  if (draft !== null) return <DraftOfOthers text={draft} />
  return <StartProtocol />
}

/** For whoever may read the draft and not change it: as it was saved. */
const DraftOfOthers = ({ text }: { readonly text: string }) => (
  <Screen title={words.title}>
    <BlockedBanner step="protocol" />
    <Elsewhere command="protocol.saveDraft" />
    <Card>
      <ReadOnlyField label={permissionWords.draft} value={text} />
    </Card>
  </Screen>
)

function StartProtocol() {
  const study = useStudy()
  const action = useAction()
  const [busy, setBusy] = useState<'empty' | 'import' | null>(null)
  const step = study.steps.find((each) => each.id === 'protocol')
  const isBlocked = step?.state === 'blocked'
  const startEmpty = async () => {
    setBusy('empty')
    await action.run(async () => {
      await call('protocol.saveDraft', { studyId: study.id, json: printDraft(emptyProtocol(study.name)) })
      const next = await call('study.get', { studyId: study.id })
      takeText(next)
      setStudy(next)
    })
    setBusy(null)
  }
  const start = async () => {
    setBusy('import')
    await action.run(async () => {
      const file = await call('choose.file', { purpose: 'protocol' })
      if (!file) return
      const next = await call('protocol.importDraft', { studyId: study.id, file: file.token })
      takeText(next)
      setStudy(next)
      say(words.imported)
    })
    setBusy(null)
  }
  return (
    <Screen title={words.title}>
      <BlockedBanner step="protocol" />
      <ProblemList problems={action.problems} />
      <Card>
        <EmptyState
          icon="file"
          title={words.start}
          text={`${words.intro} ${words.startText}`}
          actions={
            <Permitted command="protocol.saveDraft" isSaid>
              <div className="row row-wrap">
                <Button kind="primary" onPress={() => void startEmpty()} isPending={busy === 'empty'} isDisabled={isBlocked || action.isBusy}>
                  {words.startEmpty}
                </Button>
                <Button icon="upload" onPress={() => void start()} isPending={busy === 'import'} isDisabled={isBlocked || action.isBusy}>
                  {words.importFile}
                </Button>
              </div>
            </Permitted>
          }
        />
      </Card>
    </Screen>
  )
}
