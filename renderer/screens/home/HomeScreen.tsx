import { useState } from 'react'
import type { VerificationView } from '../../../shared/ipc/views.ts'
import { stepIds } from '../../../shared/ipc/views.ts'
import { signWords } from '../../../shared/words/en/screens-results.ts'
import { words as screenWords } from '../../../shared/words/en/screens.ts'
import { openStudy, useAction, useApp, type StudyListing } from '../../app-state.ts'
import { call } from '../../client.ts'
import { Badge, Button, Card, DataTable, EmptyState, LinkButton, ProblemList, Screen, say } from '../../kit/index.ts'
import { Permitted } from '../../shell/permitted.tsx'
import { Verification } from '../workspace/Verification.tsx'
import { CreateStudyDialog } from './CreateStudyDialog.tsx'

const words = screenWords.home

export function HomeScreen() {
  const studies = useApp((state) => state.studies)
  const workspace = useApp((state) => state.workspace)
  const [isCreating, setCreating] = useState(false)
  const isReadOnly = workspace?.kind === 'open' && workspace.readOnly
  const create = (
    <Permitted command="study.create">
      <Button kind="primary" icon="plus" onPress={() => setCreating(true)} why={isReadOnly ? screenWords.shell.readOnlyText : null}>
        {words.create}
      </Button>
    </Permitted>
  )
  return (
    <Screen title={words.title} {...(studies.length > 0 ? { actions: create } : {})}>
      {studies.length === 0 ? (
        <Card>
          <EmptyState icon="study" title={words.emptyTitle} text={words.emptyText} actions={create} />
        </Card>
      ) : (
        <StudyTable studies={studies} />
      )}
      <Integrity />
      <Certificate />
      <CreateStudyDialog isOpen={isCreating} onClose={() => setCreating(false)} />
    </Screen>
  )
}

const StudyTable = ({ studies }: { readonly studies: readonly StudyListing[] }) => (
  <DataTable<StudyListing>
    label={words.title}
    rows={studies}
    rowKey={(study) => study.id}
    columns={[
      {
        id: 'name',
        title: words.study,
        isRowHeader: true,
        cell: (study) => (
          <LinkButton label={words.open(study.name)} onPress={() => void openStudy(study.id)}>
            {study.name}
          </LinkButton>
        ),
      },
      { id: 'device', title: words.device, cell: (study) => study.deviceName },
      { id: 'state', title: words.state, cell: (study) => <Badge>{stateText(study.state)}</Badge> },
    ]}
  />
)

/** The engine names the first step that is not done, or says that the report is signed as far as approval. */
const stateText = (state: string): string => {
  const step = stepIds.find((each) => each === state)
  if (step) return screenWords.steps[step]
  return state === 'signed' ? words.signed : state
}

function Integrity() {
  const workspace = useApp((state) => state.workspace)
  const [found, setFound] = useState<VerificationView | null>(null)
  const action = useAction()
  const verify = () => action.run(async () => setFound(await call('workspace.verify', {})))
  return (
    <Card
      title={screenWords.verify.title}
      actions={
        <Button icon="shield" onPress={() => void verify()} isPending={action.isBusy}>
          {screenWords.shell.verifyNow}
        </Button>
      }
    >
      {!found && workspace?.kind === 'open' && <ProblemList problems={workspace.problems} isAlert={false} />}
      {found ? <Verification found={found} /> : <p className="muted">{`${screenWords.verify.never} ${screenWords.verify.explain}`}</p>}
      <ProblemList problems={action.problems} />
    </Card>
  )
}

function Certificate() {
  const action = useAction()
  const save = () =>
    action.run(async () => {
      const file = await call('choose.saveAs', { purpose: 'certificate', name: 'workspace-ca.pem' })
      if (!file) return
      await call('workspace.exportCertificate', { file: file.token })
      say(words.certificateSaved)
    })
  return (
    <div className="stack-tight">
      <div className="row row-wrap">
        <Button icon="download" onPress={() => void save()} isPending={action.isBusy}>
          {signWords.signed.exportCertificate}
        </Button>
        <span className="muted">{words.certificateText}</span>
      </div>
      <ProblemList problems={action.problems} />
    </div>
  )
}
