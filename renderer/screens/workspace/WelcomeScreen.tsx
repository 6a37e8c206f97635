import { useEffect, useRef, useState } from 'react'
import type { Response } from '../../../shared/ipc/contract.ts'
import { backupWords } from '../../../shared/words/en/screens-people.ts'
import { words as screenWords } from '../../../shared/words/en/screens.ts'
import { openFolder, setDialog, setWorkspace, showProblems, useAction, useApp } from '../../app-state.ts'
import { call, problemsOf } from '../../client.ts'
import { Badge, Button, Card, Icon, ProblemList } from '../../kit/index.ts'

const words = screenWords.welcome
type Recent = Response<'recent.list'>

/** First thing a new person sees: three ways in, the quickest first. */
export function WelcomeScreen() {
  const heading = useRef<HTMLHeadingElement>(null)
  const problems = useApp((state) => state.problems)
  const [doing, setDoing] = useState<'demo' | 'open' | null>(null)
  const action = useAction()
  useEffect(() => heading.current?.focus(), [])
  const demo = async () => {
    setDoing('demo')
    await action.run(async () => setWorkspace(await call('workspace.demo', {})))
    setDoing(null)
  }
  const open = async () => {
    setDoing('open')
    await action.run(async () => {
      const workspace = await openFolder()
      if (workspace) setWorkspace(workspace)
    })
    setDoing(null)
  }
  return (
    <main className="front">
      <div className="front-pane">
        <div className="stack-tight">
          <span className="brand">
            <Icon name="brand" size={20} />
            {screenWords.productName}
          </span>
          <h1 ref={heading} tabIndex={-1}>
            {words.title}
          </h1>
          <p className="muted">{words.text}</p>
        </div>
        <ProblemList problems={[...problems, ...action.problems]} />
        {doing === 'demo' && (
          <p role="status" className="muted">
            {words.openingDemo}
          </p>
        )}
        <div className="tiles">
          <Card title={words.demoTitle}>
            <p className="grow">{words.demoText}</p>
            <div>
              <Button kind="primary" onPress={() => void demo()} isPending={doing === 'demo'} isDisabled={action.isBusy}>
                {words.demo}
              </Button>
            </div>
          </Card>
          <Card title={words.createTitle}>
            <p className="grow">{words.createText}</p>
            <div>
              <Button onPress={() => setDialog('new-workspace')} isDisabled={action.isBusy}>
                {words.create}
              </Button>
            </div>
          </Card>
          <Card title={words.openTitle}>
            <p className="grow">{words.openText}</p>
            <div>
              <Button icon="folder" onPress={() => void open()} isPending={doing === 'open'} isDisabled={action.isBusy}>
                {words.open}
              </Button>
            </div>
          </Card>
        </div>
        <RecentWorkspaces />
        <div>
          <Button kind="quiet" onPress={() => setDialog('restore')} isDisabled={action.isBusy}>
            {backupWords.restore}
          </Button>
        </div>
      </div>
    </main>
  )
}

function RecentWorkspaces() {
  const [recent, setRecent] = useState<Recent>([])
  const action = useAction()
  useEffect(() => {
    call('recent.list', {}).then(setRecent, (thrown) => showProblems(problemsOf(thrown)))
  }, [])
  const open = (folder: string) => action.run(async () => setWorkspace(await call('workspace.choose', { folder })))
  return (
    <Card title={words.recent}>
      <ProblemList problems={action.problems} />
      {recent.length === 0 && <p className="muted">{words.noRecent}</p>}
      <ul className="recent">
        {recent.map((each) => (
          <li key={each.token} className="row">
            <Icon name="folder" />
            <div className="grow">
              <div>{each.name}</div>
              <div className="muted small">{each.folder}</div>
            </div>
            {each.demo && <Badge tone="warning">{screenWords.shell.demo}</Badge>}
            <Button label={screenWords.home.open(each.name)} onPress={() => void open(each.token)} isDisabled={action.isBusy}>
              {words.openOne}
            </Button>
          </li>
        ))}
      </ul>
    </Card>
  )
}
