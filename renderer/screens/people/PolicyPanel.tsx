import { useState } from 'react'
import type { PeopleView } from '../../../shared/ipc/people-commands.ts'
import { peopleWords as words, recoveryWords } from '../../../shared/words/en/screens-people.ts'
import { call } from '../../client.ts'
import { Button, Card, KeyValues, NumberField, say } from '../../kit/index.ts'
import { Permitted } from '../../shell/permitted.tsx'
import { ActionDialog, type Given } from './ActionDialog.tsx'
import { ReleaseDialog } from './PersonDialogs.tsx'
import { MakeRecoveryKey } from './RecoveryKey.tsx'

interface PolicyPanelProps {
  readonly view: PeopleView
  readonly onChanged: (view: PeopleView) => void
}

/** How long passphrases must be, and the way back in when nobody can sign in. */
export function PolicyPanel({ view, onChanged }: PolicyPanelProps) {
  const [dialog, setDialog] = useState<'minimum' | 'make' | 'release' | null>(null)
  const close = () => setDialog(null)
  const { recovery } = view
  return (
    <Card title={words.policy}>
      <KeyValues
        items={[
          [words.minimum, words.minimumValue(view.minimumPassphraseLength)],
          [recoveryWords.name, recoveryWords.states[recovery]],
        ]}
      />
      <div className="row row-wrap">
        <Permitted command="passphrase.setMinimum">
          <Button onPress={() => setDialog('minimum')}>{words.minimumChange}</Button>
        </Permitted>
        <Permitted command="recovery.make">
          <Button icon="shield" onPress={() => setDialog('make')}>
            {recovery === 'none' ? recoveryWords.make : recoveryWords.makeAgain}
          </Button>
        </Permitted>
        {recovery === 'without-rows' && view.holdsRows && (
          <Permitted command="people.releaseRows">
            <Button icon="unlock" onPress={() => setDialog('release')}>
              {recoveryWords.releaseTo}
            </Button>
          </Permitted>
        )}
      </div>
      {dialog === 'minimum' && <MinimumDialog now={view.minimumPassphraseLength} onClose={close} onChanged={onChanged} />}
      {dialog === 'make' && <MakeRecoveryKey onClose={close} onChanged={onChanged} />}
      {dialog === 'release' && (
        <ReleaseDialog to="recovery" name={recoveryWords.releaseName} holdsRows={view.holdsRows} onClose={close} onChanged={onChanged} />
      )}
    </Card>
  )
}

interface MinimumDialogProps {
  readonly now: number
  readonly onClose: () => void
  readonly onChanged: (view: PeopleView) => void
}

function MinimumDialog({ now, onClose, onChanged }: MinimumDialogProps) {
  const [minimum, setMinimum] = useState<number | null>(now)
  const set = async ({ reason }: Given) => {
    if (minimum === null) return
    onChanged(await call('passphrase.setMinimum', { minimum, reason }))
    say(words.minimumDone)
  }
  return (
    <ActionDialog
      title={words.minimumTitle}
      text={words.minimumText}
      confirmLabel={words.minimumConfirm}
      onClose={onClose}
      missing={minimum === null || minimum === now ? [words.minimumField] : []}
      needsReason
      act={set}
    >
      <NumberField label={words.minimumField} value={minimum} onChange={setMinimum} minimum={8} maximum={64} isInteger isRequired autoFocus />
    </ActionDialog>
  )
}
