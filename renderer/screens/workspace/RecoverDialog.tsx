import { useState } from 'react'
import type { PersonView } from '../../../shared/ipc/views.ts'
import { recoveryWords as words } from '../../../shared/words/en/screens-people.ts'
import { refreshStudies, setWorkspace } from '../../app-state.ts'
import { call } from '../../client.ts'
import { Select, TextField } from '../../kit/index.ts'
import { ActionDialog, type Given } from '../people/ActionDialog.tsx'
import { NewPassphraseFields, isPassphraseReady, noPassphrase } from '../people/PassphraseFields.tsx'
import { WitnessFields, isWitnessGiven, noWitness } from '../people/WitnessFields.tsx'
import '../people/people.css'

interface RecoverDialogProps {
  readonly people: readonly PersonView[]
  readonly onClose: () => void
}

/** Break-glass: an administrator, the printed key, and a second person who is there. */
export function RecoverDialog({ people, onClose }: RecoverDialogProps) {
  const [personId, setPersonId] = useState(people[0]?.id ?? '')
  const [recoveryKey, setRecoveryKey] = useState('')
  const [next, setNext] = useState(noPassphrase)
  const [secondPerson, setSecondPerson] = useState('')
  const [witness, setWitness] = useState(noWitness)
  const missing = [
    ...(recoveryKey.trim() === '' ? [words.key] : []),
    ...(isPassphraseReady(next) ? [] : [words.newPassphrase]),
    ...(secondPerson.trim() === '' ? [words.secondPerson] : []),
  ]
  const recover = async ({ reason }: Given) => {
    const proved = isWitnessGiven(witness) ? { witness } : {}
    setWorkspace(await call('workspace.recover', { personId, recoveryKey, passphrase: next.passphrase, secondPerson, reason, ...proved }))
    await refreshStudies()
  }
  return (
    <ActionDialog title={words.useTitle} text={words.useText} confirmLabel={words.useConfirm} onClose={onClose} missing={missing} needsReason act={recover} isWide>
      <div className="id">
        <TextField label={words.key} hint={words.keyHint} value={recoveryKey} onChange={setRecoveryKey} maxLength={200} isRequired autoFocus />
      </div>
      <Select
        label={words.administrator}
        options={people.map((person) => ({ id: person.id, label: person.printedName, note: person.signInName }))}
        value={personId}
        onChange={setPersonId}
      />
      <div className="form-grid">
        <NewPassphraseFields value={next} onChange={setNext} />
      </div>
      <TextField label={words.secondPerson} hint={words.secondPersonHint} value={secondPerson} onChange={setSecondPerson} maxLength={120} isRequired />
      <WitnessFields value={witness} onChange={setWitness} title={words.account} text={words.accountText} />
    </ActionDialog>
  )
}
