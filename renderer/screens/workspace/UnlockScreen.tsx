import { useEffect, useRef, useState } from 'react'
import { Form } from 'react-aria-components'
import type { WorkspaceView } from '../../../shared/ipc/views.ts'
import type { Problem } from '../../../shared/vocabulary/problem.ts'
import { words as screenWords } from '../../../shared/words/en/screens.ts'
import { refreshStudies, setWorkspace, useAction, useApp } from '../../app-state.ts'
import { call, problemsOf } from '../../client.ts'
import { Banner, Button, Card, Icon, ProblemList, Select, TextField } from '../../kit/index.ts'

const words = screenWords.unlock
/** The passphrase was right, the store is not: that has a screen of its own. */
const isAboutStore = ({ code }: Problem): boolean => /^(store|ledger)\/|^vault\/key-file/.test(code)
type Locked = Extract<WorkspaceView, { kind: 'locked' }>

export function UnlockScreen({ workspace }: { readonly workspace: Locked }) {
  const [personId, setPersonId] = useState(workspace.people[0]?.id ?? '')
  const [passphrase, setPassphrase] = useState('')
  const heading = useRef<HTMLHeadingElement>(null)
  const problems = useApp((state) => state.problems)
  const lockReason = useApp((state) => state.lockReason)
  const isFinishing = useApp((state) => state.isFinishing)
  const unlocking = useAction()
  const leaving = useAction()
  useEffect(() => heading.current?.focus(), [])
  const unlock = async () => {
    if (passphrase === '' || unlocking.isBusy) return
    await unlocking.run(async () => {
      try {
        setWorkspace(await call('workspace.unlock', { personId, passphrase }))
      } catch (thrown) {
        const found = problemsOf(thrown)
        if (!found.some(isAboutStore)) throw thrown
        return setWorkspace({ kind: 'damaged', name: workspace.name, problems: [...found] })
      }
      await refreshStudies()
    })
    setPassphrase('')
  }
  return (
    <main className="front">
      <div className="front-pane front-narrow">
        <span className="brand">
          <Icon name="brand" size={20} />
          {screenWords.productName}
        </span>
        <Card>
          <h1 ref={heading} tabIndex={-1}>
            {words.title(workspace.name)}
          </h1>
          {lockReason !== null && lockReason !== 'person' && <Banner icon="lock">{words.reasons[lockReason]}</Banner>}
          {isFinishing && <Banner icon="lock">{words.finishing}</Banner>}
          {workspace.nFailedSignIns > 0 && <Banner tone="warning">{words.failed(workspace.nFailedSignIns)}</Banner>}
          <DemoPassphrase workspace={workspace} onUse={setPassphrase} />
          <Form
            className="stack"
            onSubmit={(event) => {
              event.preventDefault()
              void unlock()
            }}
          >
            <Select
              label={words.person}
              options={workspace.people.map((person) => ({ id: person.id, label: person.printedName, note: person.signInName }))}
              value={personId}
              onChange={setPersonId}
            />
            <TextField label={words.passphrase} type="password" value={passphrase} onChange={setPassphrase} isRequired />
            <ProblemList problems={[...problems, ...unlocking.problems]} />
            <div className="row row-wrap">
              <Button
                kind="primary"
                type="submit"
                isPending={unlocking.isBusy}
                why={passphrase === '' && !unlocking.isBusy ? words.needPassphrase : null}
              >
                {words.unlock}
              </Button>
            </div>
          </Form>
        </Card>
        <ProblemList problems={leaving.problems} />
        <div>
          <Button
            kind="quiet"
            onPress={() => void leaving.run(async () => setWorkspace(await call('workspace.close', {})))}
            isDisabled={unlocking.isBusy}
          >
            {words.other}
          </Button>
        </div>
      </div>
    </main>
  )
}

/** A demo workspace says its passphrase here and nowhere else. */
function DemoPassphrase({ workspace, onUse }: { readonly workspace: Locked; readonly onUse: (passphrase: string) => void }) {
  const { demoPassphrase } = workspace
  if (demoPassphrase === null) return null
  return (
    <Banner actions={<Button onPress={() => onUse(demoPassphrase)}>{words.useDemo}</Button>}>
      {words.demoBanner} <strong className="id">{demoPassphrase}</strong>
    </Banner>
  )
}
