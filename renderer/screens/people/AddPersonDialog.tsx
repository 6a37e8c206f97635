import { useState } from 'react'
import type { PeopleView } from '../../../shared/ipc/people-commands.ts'
import type { Role } from '../../../shared/vocabulary/people.ts'
import { passphraseWords, peopleWords as words } from '../../../shared/words/en/screens-people.ts'
import { call } from '../../client.ts'
import { TextField, say } from '../../kit/index.ts'
import { ActionDialog } from './ActionDialog.tsx'
import { OneTimePassphrase } from './PassphraseFields.tsx'
import { RoleChoices, ScopeSelect, everywhere, isOffered } from './RoleFields.tsx'

const signInPattern = /^[a-z0-9][a-z0-9._-]{1,39}$/

interface AddPersonDialogProps {
  readonly onClose: () => void
  readonly onChanged: (people: PeopleView) => void
}

export function AddPersonDialog({ onClose, onChanged }: AddPersonDialogProps) {
  const [printedName, setPrintedName] = useState('')
  const [signInName, setSignInName] = useState('')
  const [passphrase, setPassphrase] = useState('')
  const [studyId, setStudyId] = useState(everywhere)
  const [ticked, setTicked] = useState<readonly Role[]>([])
  const chosen = ticked.filter((role) => isOffered(role, studyId))
  const missing = [
    ...(printedName.trim() === '' ? [words.printedName] : []),
    ...(signInPattern.test(signInName) ? [] : [words.signInName]),
    ...(passphrase === '' ? [passphraseWords.oneTime] : []),
    ...(chosen.length === 0 ? [words.oneRole] : []),
  ]
  const add = async () => {
    const roles = chosen.map((role) => ({ role, studyId: studyId === everywhere ? null : studyId }))
    onChanged(await call('people.add', { signInName, printedName, passphrase, roles }))
    say(words.added(printedName.trim()))
  }
  return (
    <ActionDialog title={words.addTitle} confirmLabel={words.addConfirm} onClose={onClose} missing={missing} act={add} isWide>
      <div className="form-grid">
        <TextField label={words.printedName} value={printedName} onChange={setPrintedName} maxLength={120} isRequired autoFocus />
        <TextField
          label={words.signInName}
          hint={words.signInNameHint}
          error={signInName !== '' && !signInPattern.test(signInName) ? words.signInNameError : null}
          value={signInName}
          onChange={setSignInName}
          maxLength={40}
          isRequired
        />
      </div>
      <OneTimePassphrase value={passphrase} onChange={setPassphrase} />
      <ScopeSelect value={studyId} onChange={setStudyId} hint={words.scopeHint} />
      <RoleChoices studyId={studyId} value={chosen} onChange={setTicked} />
    </ActionDialog>
  )
}
