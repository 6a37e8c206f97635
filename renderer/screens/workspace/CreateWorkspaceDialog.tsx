import { useState } from 'react'
import type { Request, Response } from '../../../shared/ipc/contract.ts'
import { createUseWords } from '../../../shared/words/en/screens-people.ts'
import { words as screenWords } from '../../../shared/words/en/screens.ts'
import { refreshStudies, setWorkspace, useAction } from '../../app-state.ts'
import { call } from '../../client.ts'
import { Button, Dialog, ProblemList, RadioGroup, TextField } from '../../kit/index.ts'

const words = screenWords.create
const leastCharacters = 15
const signInPattern = /^[a-z0-9][a-z0-9._-]{1,39}$/
type Use = NonNullable<Request<'workspace.create'>['use']>
const nothing = { name: '', signInName: '', printedName: '', passphrase: '', repeat: '' }

interface CreateWorkspaceDialogProps {
  readonly isOpen: boolean
  readonly onClose: () => void
}

/** Folder, names, passphrase. Every rule is said before the field it is about is filled in. */
export function CreateWorkspaceDialog({ isOpen, onClose }: CreateWorkspaceDialogProps) {
  const [fields, setFields] = useState(nothing)
  const [folder, setFolder] = useState<Response<'choose.workspaceFolder'>>(null)
  const [use, setUse] = useState<Use>('alone')
  const action = useAction()
  const set = (key: keyof typeof nothing) => (value: string) => setFields((before) => ({ ...before, [key]: value }))
  const close = () => {
    if (action.isBusy) return
    setFields(nothing)
    setFolder(null)
    setUse('alone')
    action.clear()
    onClose()
  }
  const choose = () =>
    action.run(async () => {
      const chosen = await call('choose.workspaceFolder', { purpose: 'create' })
      if (chosen) setFolder(chosen)
    })
  // Characters as a person counts them, not UTF-16 units.
  const nCharacters = [...fields.passphrase].length
  const isNameWrong = fields.signInName !== '' && !signInPattern.test(fields.signInName)
  const missing = [
    fields.name.trim() === '' && words.name,
    folder === null && words.folder,
    !signInPattern.test(fields.signInName) && words.signInName,
    fields.printedName.trim() === '' && words.printedName,
    nCharacters < leastCharacters && words.passphrase,
    fields.repeat !== fields.passphrase && words.repeat,
  ].filter((part) => part !== false)
  const create = async () => {
    if (folder === null) return
    const { name, signInName, printedName, passphrase } = fields
    const isDone = await action.run(async () => {
      setWorkspace(await call('workspace.create', { folder: folder.token, name, signInName, printedName, passphrase, use }))
      await refreshStudies()
    })
    if (isDone) {
      setFields(nothing)
      setFolder(null)
      setUse('alone')
      onClose()
    }
  }
  return (
    <Dialog
      title={words.title}
      isOpen={isOpen}
      onClose={close}
      foot={
        <>
          {missing.length > 0 && <p className="muted small grow">{words.missing(missing.join(', '))}</p>}
          {action.isBusy && (
            <p role="status" className="muted small grow">
              {words.working}
            </p>
          )}
          <Button onPress={close} isDisabled={action.isBusy}>
            {screenWords.common.cancel}
          </Button>
          <Button kind="primary" onPress={() => void create()} isDisabled={missing.length > 0} isPending={action.isBusy}>
            {words.confirm}
          </Button>
        </>
      }
    >
      <TextField label={words.name} hint={words.nameHint} value={fields.name} onChange={set('name')} maxLength={120} isRequired autoFocus />
      <div className="field" role="group" aria-label={words.folder}>
        <span className="field-label">{words.folder}</span>
        <div className="row">
          <Button icon="folder" onPress={() => void choose()}>
            {words.chooseFolder}
          </Button>
          <span className={folder === null ? 'muted grow' : 'grow'}>{folder?.name ?? words.noFolder}</span>
        </div>
      </div>
      <TextField
        label={words.signInName}
        hint={words.signInNameHint}
        error={isNameWrong ? words.signInNameError : null}
        value={fields.signInName}
        onChange={set('signInName')}
        maxLength={40}
        isRequired
      />
      <TextField label={words.printedName} value={fields.printedName} onChange={set('printedName')} maxLength={120} isRequired />
      <TextField
        label={words.passphrase}
        type="password"
        hint={words.passphraseHint}
        error={nCharacters > 0 && nCharacters < leastCharacters ? words.passphraseLeft(leastCharacters - nCharacters) : null}
        value={fields.passphrase}
        onChange={set('passphrase')}
        isRequired
      />
      <TextField
        label={words.repeat}
        type="password"
        error={fields.repeat !== '' && fields.repeat !== fields.passphrase ? words.repeatDiffers : null}
        value={fields.repeat}
        onChange={set('repeat')}
        isRequired
      />
      <RadioGroup
        label={createUseWords.use}
        options={[
          { id: 'alone', label: createUseWords.alone, note: createUseWords.aloneNote },
          { id: 'team', label: createUseWords.team, note: createUseWords.teamNote },
        ]}
        value={use}
        onChange={setUse}
      />
      <ProblemList problems={action.problems} />
    </Dialog>
  )
}
