import { useState } from 'react'
import { words as screenWords } from '../../../shared/words/en/screens.ts'
import { setStudy, useStudy } from '../../app-state.ts'
import { call } from '../../client.ts'
import { Badge, Button, Card, Digest, KeyValues, ReadOnlyField, Screen, instantText } from '../../kit/index.ts'
import { BlockedBanner } from '../../shell/BlockedBanner.tsx'
import { NewVersionDialog } from '../../shell/NewVersionDialog.tsx'
import { Permitted } from '../../shell/permitted.tsx'
import { fieldIds } from './fields.ts'
import { IntendedUseEditor } from './IntendedUseEditor.tsx'

const words = screenWords.intendedUse

/** Draft, or approved and never to be changed again. */
export function IntendedUseScreen() {
  const study = useStudy()
  const { draft, approved } = study.intendedUse
  if (approved !== null && draft === null) return <ApprovedIntendedUse />
  return <IntendedUseEditor key={`${study.id} ${approved?.recordVersion ?? 0}`} />
}

function ApprovedIntendedUse() {
  const study = useStudy()
  const [isAsking, setAsking] = useState(false)
  const approved = study.intendedUse.approved
  if (approved === null) return null
  return (
    <Screen
      title={words.title}
      marks={
        <Badge icon="lock" tone="accent">
          {words.approved}
        </Badge>
      }
      actions={
        <Permitted command="intendedUse.newVersion">
          <Button onPress={() => setAsking(true)}>{screenWords.common.newVersion}</Button>
        </Permitted>
      }
    >
      <BlockedBanner step="intended-use" />
      <Card>
        <KeyValues
          items={[
            [screenWords.protocol.facts.version, String(approved.recordVersion)],
            [words.approved, screenWords.common.lockedBy(approved.by, instantText(approved.at))],
            [screenWords.protocol.facts.digest, <Digest key="digest" sha256={approved.sha256} />],
            [screenWords.protocol.facts.seq, `#${approved.seq}`],
          ]}
        />
      </Card>
      <Card>
        {fieldIds.map((id) => (
          <ReadOnlyField key={id} label={words.fields[id][0]} value={approved.content[id]} />
        ))}
      </Card>
      <NewVersionDialog
        title={words.newVersionTitle}
        text={words.newVersionText}
        confirmLabel={words.newVersionConfirm}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        start={async (reason) => setStudy(await call('intendedUse.newVersion', { studyId: study.id, reason }))}
      />
    </Screen>
  )
}
