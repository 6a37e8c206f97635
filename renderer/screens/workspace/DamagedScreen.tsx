import { useEffect, useRef, useState } from 'react'
import type { ProblemCode } from '../../../shared/vocabulary/problem.ts'
import type { VerificationView, WorkspaceView } from '../../../shared/ipc/views.ts'
import { backupWords } from '../../../shared/words/en/screens-people.ts'
import { words as screenWords } from '../../../shared/words/en/screens.ts'
import { openFolder, setDialog, setWorkspace, useAction } from '../../app-state.ts'
import { call, problemsOf } from '../../client.ts'
import { Button, Card, Icon, ProblemList } from '../../kit/index.ts'
import { Verification } from './Verification.tsx'

const words = screenWords.damaged

type Damaged = Extract<WorkspaceView, { kind: 'damaged' }>
const has = ({ problems }: Damaged, code: ProblemCode): boolean => problems.some((each) => each.code === code)

/** The store cannot be opened as it is. Says what is known and what was left alone, and leads on. */
export function DamagedScreen({ workspace }: { readonly workspace: Damaged }) {
  const heading = useRef<HTMLHeadingElement>(null)
  const [found, setFound] = useState<VerificationView | null>(null)
  const verifying = useAction()
  const leaving = useAction()
  useEffect(() => heading.current?.focus(), [])
  const verify = () =>
    verifying.run(async () => {
      try {
        setFound(await call('workspace.verify', {}))
      } catch (thrown) {
        if (!problemsOf(thrown).some(({ code }) => code === 'store/locked')) throw thrown
        // Without keys nothing can be read: the way on is the unlock screen.
        setWorkspace(await call('workspace.state', {}))
      }
    })
  const isOneOfOurs = !has(workspace, 'store/not-a-workspace')
  // What a newer version wrote is whole: an older state in its place would lose something.
  const isRestorable = isOneOfOurs && !has(workspace, 'store/newer')
  const leave = () =>
    leaving.run(async () => {
      const other = await openFolder()
      if (other) setWorkspace(other)
    })
  const close = () => leaving.run(async () => setWorkspace(await call('workspace.close', {})))
  return (
    <main className="front">
      <div className="front-pane">
        <div className="row">
          <Icon name="error" size={20} />
          <h1 ref={heading} tabIndex={-1}>
            {words.title(workspace.name)}
          </h1>
        </div>
        <Card title={words.known}>
          <ProblemList problems={workspace.problems} isAlert={false} />
          {found && <Verification found={found} />}
          <ProblemList problems={verifying.problems} />
        </Card>
        <Card title={words.notChanged}>
          <p>{words.notChangedText}</p>
        </Card>
        <Card title={words.next}>
          {isOneOfOurs && <p>{words.verifyText}</p>}
          {isRestorable && <p>{words.restoreText}</p>}
          <p>{isOneOfOurs ? words.otherText : words.onlyOtherText}</p>
          <ProblemList problems={leaving.problems} />
          <div className="row row-wrap">
            {isOneOfOurs && (
              <Button kind="primary" icon="shield" onPress={() => void verify()} isPending={verifying.isBusy}>
                {words.verify}
              </Button>
            )}
            {isRestorable && (
              <Button onPress={() => setDialog('restore')} isDisabled={verifying.isBusy || leaving.isBusy}>
                {backupWords.restore}
              </Button>
            )}
            <Button kind={isOneOfOurs ? 'secondary' : 'primary'} icon="folder" onPress={() => void leave()} isDisabled={leaving.isBusy}>
              {screenWords.welcome.open}
            </Button>
            <Button onPress={() => void close()} isDisabled={leaving.isBusy}>
              {words.other}
            </Button>
          </div>
        </Card>
      </div>
    </main>
  )
}
