import { useEffect, useRef, useState } from 'react'
import { Form } from 'react-aria-components'
import type { WorkspaceView } from '../../../shared/ipc/views.ts'
import type { Problem } from '../../../shared/vocabulary/problem.ts'
import { noticeWords, recoveryWords } from '../../../shared/words/en/screens-people.ts'
import { headText, headWords } from '../../../shared/report/head-words.ts'
import { words as screenWords } from '../../../shared/words/en/screens.ts'
import { trailWords } from '../../../shared/words/en/screens-trail.ts'
import { refreshStudies, setWorkspace, useAction, useApp } from '../../app-state.ts'
import { QrCode } from '../../figures/QrCode.tsx'
import { call, problemsOf } from '../../client.ts'
import { Banner, Button, Card, Digest, Icon, ProblemList, Select, TextField } from '../../kit/index.ts'
import { useWait } from './use-wait.ts'
import { RecoverDialog } from './RecoverDialog.tsx'

const words = screenWords.unlock
/** The passphrase was right, the store is not: that has a screen of its own. */
const isAboutStore = ({ code }: Problem): boolean => /^(store|ledger)\/|^vault\/key-file/.test(code)
type Locked = Extract<WorkspaceView, { kind: 'locked' }>

export function UnlockScreen({ workspace }: { readonly workspace: Locked }) {
  const [personId, setPersonId] = useState(workspace.people[0]?.id ?? '')
  const [passphrase, setPassphrase] = useState('')
  const [isRecovering, setRecovering] = useState(false)
  const heading = useRef<HTMLHeadingElement>(null)
  const problems = useApp((state) => state.problems)
  const behindLock = useApp((state) => state.behindLock)
  const unlocking = useAction()
  const leaving = useAction()
  const seconds = useWait(unlocking.problems)
  useEffect(() => heading.current?.focus(), [])
  const unlock = async () => {
    if (passphrase === '' || unlocking.isBusy || seconds > 0 || behindLock === 'finishing') return
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
          <WhyLocked />
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
                why={behindLock === 'finishing' ? words.wait : whyNot(seconds, passphrase === '' && !unlocking.isBusy)}
              >
                {words.unlock}
              </Button>
            </div>
          </Form>
        </Card>
        <Head workspace={workspace} />
        <ProblemList problems={leaving.problems} />
        <div className="row row-wrap">
          {!workspace.demo && (
            <Button kind="quiet" icon="shield" onPress={() => setRecovering(true)} isDisabled={unlocking.isBusy}>
              {recoveryWords.use}
            </Button>
          )}
          <Button
            kind="quiet"
            onPress={() => void leaving.run(async () => setWorkspace(await call('workspace.close', {})))}
            isDisabled={unlocking.isBusy}
          >
            {words.other}
          </Button>
        </div>
      </div>
      {isRecovering && <RecoverDialog people={workspace.people} onClose={() => setRecovering(false)} />}
    </main>
  )
}

/** Why the workspace was locked, and what became of an evaluation that ran. */
function WhyLocked() {
  const reason = useApp((state) => state.lockReason)
  const behind = useApp((state) => state.behindLock)
  const sentences = [...(reason === null || reason === 'person' ? [] : [words.reasons[reason]]), ...(behind ? [words.behind[behind]] : [])]
  if (sentences.length === 0) return null
  return (
    <Banner icon="lock">
      <div className="stack-tight">
        {sentences.map((each) => (
          <p key={each}>{each}</p>
        ))}
      </div>
    </Banner>
  )
}

/** To be compared with a head that was printed, or read from this screen by another machine that bears witness. */
function Head({ workspace: { head } }: { readonly workspace: Locked }) {
  if (head === null) return null
  const { title, seq, inWords, unverified } = trailWords.head
  return (
    <section className="stack" aria-label={title}>
      <div className="row row-wrap small">
        <span className="muted">{title}</span>
        <span>{seq(head.seq)}</span>
        <Digest sha256={head.hash} label={title} />
      </div>
      <div className="row">
        <QrCode text={headText({ storeId: head.storeId, seq: head.seq, head: head.hash })} label={title} />
        <div className="stack grow">
          <div className="small">
            <p className="muted">{inWords}</p>
            <p className="id">{headWords(head.hash).join(' ')}</p>
          </div>
          <p className="small muted">{unverified}</p>
        </div>
      </div>
    </section>
  )
}

const whyNot = (seconds: number, isEmpty: boolean): string | null =>
  seconds > 0 ? noticeWords.waitSeconds(seconds) : isEmpty ? words.needPassphrase : null

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
