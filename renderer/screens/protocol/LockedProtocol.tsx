import { useState } from 'react'
import type { StudyView } from '../../../shared/ipc/views.ts'
import { words as screenWords } from '../../../shared/words/en/screens.ts'
import { protocolWords as words } from '../../../shared/words/en/screens-protocol.ts'
import { setStudy, useAction, useStudy } from '../../app-state.ts'
import { call } from '../../client.ts'
import { Badge, Button, Card, Digest, KeyValues, ProblemList, Screen, Toolbar, instantText, say } from '../../kit/index.ts'
import { NewVersionDialog } from '../../shell/NewVersionDialog.tsx'
import { Permitted } from '../../shell/permitted.tsx'
import { ProtocolSummary } from './ProtocolSummary.tsx'
import { takeText } from './slice.ts'

type Locked = NonNullable<StudyView['protocol']['locked']>

export function LockedProtocol() {
  const study = useStudy()
  const [isAsking, setAsking] = useState(false)
  const files = useAction()
  const locked = study.protocol.locked
  if (locked === null) return null
  const exportFile = () =>
    files.run(async () => {
      const file = await call('choose.saveAs', { purpose: 'protocol', name: 'protocol.json' })
      if (!file) return
      await call('protocol.exportJson', { studyId: study.id, file: file.token })
      say(words.exported)
    })
  const newVersion = async (reason: string) => {
    const next = await call('protocol.newVersion', { studyId: study.id, reason })
    takeText(next)
    setStudy(next)
  }
  return (
    <Screen
      title={words.title}
      marks={
        <Badge icon="lock" tone="accent">
          {words.locked}
        </Badge>
      }
      actions={
        <Toolbar>
          <Permitted command="protocol.exportJson">
            <Button icon="download" onPress={() => void exportFile()} isPending={files.isBusy}>
              {words.exportFile}
            </Button>
          </Permitted>
          <Permitted command="protocol.newVersion">
            <Button onPress={() => setAsking(true)}>{screenWords.common.newVersion}</Button>
          </Permitted>
        </Toolbar>
      }
    >
      <ProblemList problems={files.problems} />
      <LockFacts locked={locked} />
      <ProtocolSummary protocol={locked.content} />
      <NewVersionDialog
        title={words.newVersionTitle}
        text={words.newVersionText}
        confirmLabel={words.newVersionConfirm}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        start={newVersion}
      />
    </Screen>
  )
}

const LockFacts = ({ locked }: { readonly locked: Locked }) => (
  <Card>
    <KeyValues
      items={[
        [words.facts.version, String(locked.recordVersion)],
        [words.facts.by, locked.by],
        [words.facts.at, instantText(locked.at)],
        [words.facts.receipt, locked.beforeDataReceipt ? words.beforeData : words.afterData],
        [words.facts.digest, <Digest key="digest" sha256={locked.sha256} />],
        [words.facts.seq, `#${locked.seq}`],
      ]}
    />
  </Card>
)
