import { useState } from 'react'
import type { WorkspaceView } from '../../shared/ipc/views.ts'
import { noticeWords, recoveryWords as words } from '../../shared/words/en/screens-people.ts'
import { setWorkspace } from '../app-state.ts'
import { call } from '../client.ts'
import { Banner, Button, instantText } from '../kit/index.ts'
import { ActionDialog } from '../screens/people/ActionDialog.tsx'
import { Permitted } from './permitted.tsx'

type Open = Extract<WorkspaceView, { kind: 'open' }>

/** What whoever signed in must be told about accounts: on every screen until it is seen or answered. */
export function SignInNotices({ workspace }: { readonly workspace: Open }) {
  const [isSeen, setSeen] = useState(false)
  const { nFailedSince, lastFailedAt, recoveryUsed, rows } = workspace
  return (
    <>
      {recoveryUsed && <RecoveryUsed used={recoveryUsed} />}
      {nFailedSince > 0 && lastFailedAt !== null && !isSeen && (
        <Banner tone="warning" actions={<Button onPress={() => setSeen(true)}>{noticeWords.seen}</Button>}>
          {noticeWords.failedSince(nFailedSince, instantText(lastFailedAt))}
        </Banner>
      )}
      {rows === 'waiting' && <Banner icon="lock">{noticeWords.rowsWaiting}</Banner>}
    </>
  )
}

function RecoveryUsed({ used }: { readonly used: NonNullable<Open['recoveryUsed']> }) {
  const [isAsking, setAsking] = useState(false)
  const close = () => setAsking(false)
  return (
    <>
      <Banner
        tone="warning"
        actions={
          <Permitted command="recovery.acknowledge">
            <Button onPress={() => setAsking(true)}>{words.acknowledge}</Button>
          </Permitted>
        }
      >
        <strong>{words.used(used.person, instantText(used.at))}</strong>{' '}
        {used.secondProved ? words.secondProved(used.secondPerson) : words.secondNotProved(used.secondPerson)} {words.usedReason(used.reason)}
      </Banner>
      {isAsking && (
        <ActionDialog
          title={words.acknowledgeTitle}
          text={words.acknowledgeText}
          confirmLabel={words.acknowledgeConfirm}
          onClose={close}
          needsReason
          act={async ({ reason }) => setWorkspace(await call('recovery.acknowledge', { reason }))}
        />
      )}
    </>
  )
}
