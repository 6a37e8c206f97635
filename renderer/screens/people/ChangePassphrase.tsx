import { useEffect, useRef, useState } from 'react'
import { Form } from 'react-aria-components'
import type { WorkspaceView } from '../../../shared/ipc/views.ts'
import { passphraseWords as words } from '../../../shared/words/en/screens-people.ts'
import { words as screenWords } from '../../../shared/words/en/screens.ts'
import { refreshStudies, setWorkspace, useAction } from '../../app-state.ts'
import { call } from '../../client.ts'
import { Button, Card, Icon, ProblemList, TextField, say } from '../../kit/index.ts'
import { ActionDialog } from './ActionDialog.tsx'
import { NewPassphraseFields, isPassphraseReady, noPassphrase } from './PassphraseFields.tsx'
import './people.css'

async function change(current: string, passphrase: string): Promise<void> {
  setWorkspace(await call('passphrase.change', { current, passphrase }))
  await refreshStudies()
  say(words.changed)
}

/** One's own passphrase, from the settings. */
export function ChangePassphraseDialog({ onClose }: { readonly onClose: () => void }) {
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState(noPassphrase)
  const missing = [...(current === '' ? [words.current] : []), ...(isPassphraseReady(next) ? [] : [words.passphrase])]
  return (
    <ActionDialog
      title={words.changeTitle}
      confirmLabel={words.confirm}
      onClose={onClose}
      missing={missing}
      act={() => change(current, next.passphrase)}
    >
      <TextField label={words.current} type="password" value={current} onChange={setCurrent} isRequired autoFocus />
      <NewPassphraseFields value={next} onChange={setNext} />
    </ActionDialog>
  )
}

/** After signing in with a passphrase that somebody else set: nothing else is answered until it is changed. */
export function MustChangeScreen({ workspace }: { readonly workspace: Extract<WorkspaceView, { kind: 'open' }> }) {
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState(noPassphrase)
  const heading = useRef<HTMLHeadingElement>(null)
  const changing = useAction()
  const leaving = useAction()
  useEffect(() => heading.current?.focus(), [])
  const isReady = current !== '' && isPassphraseReady(next)
  const submit = () => (isReady && !changing.isBusy ? changing.run(() => change(current, next.passphrase)) : undefined)
  return (
    <main className="front">
      <div className="front-pane front-narrow">
        <span className="brand">
          <Icon name="brand" size={20} />
          {screenWords.productName}
        </span>
        <Card>
          <h1 ref={heading} tabIndex={-1}>
            {words.mustTitle}
          </h1>
          <p className="muted">
            {workspace.person.printedName}, {workspace.name}
          </p>
          <p>{words.mustText}</p>
          <Form
            className="stack"
            onSubmit={(event) => {
              event.preventDefault()
              void submit()
            }}
          >
            <TextField label={words.mustCurrent} type="password" value={current} onChange={setCurrent} isRequired />
            <NewPassphraseFields value={next} onChange={setNext} />
            <ProblemList problems={changing.problems} />
            <div className="row row-wrap">
              <Button kind="primary" type="submit" isPending={changing.isBusy} isDisabled={!isReady}>
                {words.confirm}
              </Button>
            </div>
          </Form>
        </Card>
        <ProblemList problems={leaving.problems} />
        <div>
          <Button
            kind="quiet"
            icon="lock"
            onPress={() => void leaving.run(async () => setWorkspace(await call('workspace.lock', {})))}
            isDisabled={changing.isBusy}
          >
            {screenWords.shell.lock}
          </Button>
        </div>
      </div>
    </main>
  )
}
