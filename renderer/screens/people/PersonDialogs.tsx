import { useState } from 'react'
import type { AccountView, PeopleView } from '../../../shared/ipc/people-commands.ts'
import { type Role, roles } from '../../../shared/vocabulary/people.ts'
import { roleNames, roleTexts } from '../../../shared/words/en/people.ts'
import { passphraseWords, peopleWords as words, recoveryWords } from '../../../shared/words/en/screens-people.ts'
import { call } from '../../client.ts'
import { Select, TextField, say } from '../../kit/index.ts'
import { ActionDialog, type Given } from './ActionDialog.tsx'
import { OneTimePassphrase } from './PassphraseFields.tsx'
import { Apart, ScopeSelect, everywhere, isOffered } from './RoleFields.tsx'
import { pairsTogether } from './held-roles.ts'

export interface PersonDialogProps {
  readonly person: AccountView
  readonly onClose: () => void
  readonly onChanged: (people: PeopleView) => void
}

const withWitness = ({ reason, witness }: Given) => ({ reason, ...(witness === undefined ? {} : { witness }) })

export function GrantRoleDialog({ person, onClose, onChanged }: PersonDialogProps) {
  const [scope, setScope] = useState(everywhere)
  const [chosen, setRole] = useState<Role | null>(null)
  const studyId = scope === everywhere ? null : scope
  const isHeld = (role: Role): boolean => person.roles.some((each) => each.role === role && each.studyId === studyId)
  const role = chosen !== null && isOffered(chosen, scope) && !isHeld(chosen) ? chosen : null
  const grant = async (given: Given) => {
    if (role === null) return
    onChanged(await call('people.grantRole', { personId: person.id, role, studyId, ...withWitness(given) }))
    say(words.granted)
  }
  const before = pairsTogether(person.roles)
  const after = role === null ? before : pairsTogether([...person.roles, { role, studyId }])
  return (
    <ActionDialog
      title={words.grantTitle(person.printedName)}
      confirmLabel={words.grantConfirm}
      onClose={onClose}
      missing={role === null ? [words.role] : []}
      needsReason
      witness="asked"
      act={grant}
    >
      <ScopeSelect value={scope} onChange={setScope} />
      <Select
        label={words.role}
        options={roles.filter((each) => isOffered(each, scope) && !isHeld(each)).map((id) => ({ id, label: roleNames[id], note: roleTexts[id] }))}
        value={role}
        onChange={setRole}
        isRequired
        autoFocus
      />
      <Apart pairs={after.filter((pair) => !before.includes(pair))} />
    </ActionDialog>
  )
}

export function WithdrawRoleDialog({ person, held, onClose, onChanged }: PersonDialogProps & { readonly held: AccountView['roles'][number] }) {
  const { role, studyId } = held
  const withdraw = async (given: Given) => {
    onChanged(await call('people.revokeRole', { personId: person.id, role, studyId, ...withWitness(given) }))
    say(words.withdrawn)
  }
  return (
    <ActionDialog
      title={words.withdrawTitle(roleNames[role], person.printedName)}
      text={words.withdrawText}
      confirmLabel={words.withdrawConfirm}
      onClose={onClose}
      needsReason
      witness="asked"
      act={withdraw}
    />
  )
}

export function RetireDialog({ person, onClose, onChanged }: PersonDialogProps) {
  const retire = async ({ reason }: Given) => {
    onChanged(await call('people.retire', { personId: person.id, reason }))
    say(words.retired)
  }
  return (
    <ActionDialog
      title={words.retireTitle(person.printedName)}
      text={words.retireText}
      confirmLabel={words.retireConfirm}
      isDanger
      onClose={onClose}
      needsReason
      act={retire}
    />
  )
}

/** holdsRows: whoever resets can open the rows, and hands them on with the reset. */
export function ResetDialog({ person, holdsRows, onClose, onChanged }: PersonDialogProps & { readonly holdsRows: boolean }) {
  const [passphrase, setPassphrase] = useState('')
  const reset = async (given: Given) => {
    onChanged(await call('people.resetPassphrase', { personId: person.id, passphrase, ...withWitness(given) }))
    say(words.resetDone)
  }
  return (
    <ActionDialog
      title={words.resetTitle(person.printedName)}
      text={`${words.resetText} ${words.resetRows[person.rows === 'none' ? 'none' : holdsRows ? 'released' : 'closed']}`.trim()}
      confirmLabel={words.resetConfirm}
      onClose={onClose}
      missing={passphrase === '' ? [passphraseWords.oneTime] : []}
      needsReason
      witness="asked"
      act={reset}
    >
      <OneTimePassphrase value={passphrase} onChange={setPassphrase} />
    </ActionDialog>
  )
}

interface ReleaseDialogProps extends Pick<PersonDialogProps, 'onClose' | 'onChanged'> {
  /** A person's id, or the recovery key itself. */
  readonly to: string
  readonly name: string
  readonly holdsRows: boolean
}

/** Whoever can open the rows hands them on; an administrator does so with the printed key. */
export function ReleaseDialog({ to, name, holdsRows, onClose, onChanged }: ReleaseDialogProps) {
  const [key, setKey] = useState('')
  const release = async () => {
    onChanged(await call('people.releaseRows', { to, ...(holdsRows ? {} : { recoveryKey: key }) }))
    say(words.released)
  }
  return (
    <ActionDialog
      title={words.releaseTitle(name)}
      text={words.releaseText}
      confirmLabel={words.releaseConfirm}
      onClose={onClose}
      missing={holdsRows || key.trim() !== '' ? [] : [recoveryWords.key]}
      act={release}
    >
      {!holdsRows && (
        <TextField label={recoveryWords.key} hint={words.releaseKeyHint} value={key} onChange={setKey} maxLength={200} isRequired autoFocus />
      )}
    </ActionDialog>
  )
}
