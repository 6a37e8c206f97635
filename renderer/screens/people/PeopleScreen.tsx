import { useEffect, useState } from 'react'
import type { AccountView, PeopleView } from '../../../shared/ipc/people-commands.ts'
import { formatCount } from '../../../shared/words/en/numbers.ts'
import { backupWords, peopleWords as words } from '../../../shared/words/en/screens-people.ts'
import { useAction, useApp } from '../../app-state.ts'
import { call } from '../../client.ts'
import { Badge, Busy, Button, Card, DataTable, LinkButton, ProblemList, Screen, Toolbar, dayText, instantText } from '../../kit/index.ts'
import { Permitted } from '../../shell/permitted.tsx'
import { PeriodsPanel } from '../retention/PeriodsPanel.tsx'
import { AddPersonDialog } from './AddPersonDialog.tsx'
import { BackupDialog } from './BackupDialog.tsx'
import { CertificatesPanel } from './CertificatesPanel.tsx'
import { PersonDrawer, StateBadge } from './PersonDrawer.tsx'
import { PolicyPanel } from './PolicyPanel.tsx'
import { Apart } from './RoleFields.tsx'
import { pairsTogether, roleLines } from './held-roles.ts'
import './people.css'

/** Accounts, roles, what they open, the recovery key and certificates. */
export function PeopleScreen() {
  const [view, setView] = useState<PeopleView | null>(null)
  const [dialog, setDialog] = useState<'add' | 'backup' | null>(null)
  const workspace = useApp((state) => state.workspace)
  const { run, problems } = useAction()
  // Asked again after every change of the workspace, whoever made it.
  useEffect(() => {
    void run(async () => setView(await call('people.list', {})))
  }, [run, workspace])
  const close = () => setDialog(null)
  const actions = (
    <Toolbar>
      <Permitted command="backup.make">
        <Button icon="download" onPress={() => setDialog('backup')}>
          {backupWords.open}
        </Button>
      </Permitted>
      <Permitted command="people.add">
        <Button kind="primary" icon="plus" onPress={() => setDialog('add')}>
          {words.add}
        </Button>
      </Permitted>
    </Toolbar>
  )
  return (
    <Screen title={words.title} actions={actions}>
      <p className="muted">{words.lead}</p>
      <ProblemList problems={problems} />
      {view === null && problems.length === 0 && <Busy label={words.table} />}
      {view && (
        <>
          <People view={view} onChanged={setView} />
          <PolicyPanel view={view} onChanged={setView} />
        </>
      )}
      <PeriodsPanel />
      <CertificatesPanel />
      {dialog === 'add' && <AddPersonDialog onClose={close} onChanged={setView} />}
      {dialog === 'backup' && <BackupDialog onClose={close} />}
    </Screen>
  )
}

interface PeopleProps {
  readonly view: PeopleView
  readonly onChanged: (view: PeopleView) => void
}

function People({ view, onChanged }: PeopleProps) {
  const [openId, setOpenId] = useState<string | null>(null)
  const open = view.people.find(({ id }) => id === openId)
  return (
    <Card>
      <PeopleTable view={view} onOpen={setOpenId} />
      {view.failedUnknown !== null && view.failedUnknown.n > 0 && (
        <p className="muted small">{words.failedUnknown(view.failedUnknown.n)}</p>
      )}
      {open && <PersonDrawer person={open} view={view} onClose={() => setOpenId(null)} onChanged={onChanged} />}
    </Card>
  )
}

function PeopleTable({ view, onOpen }: { readonly view: PeopleView; readonly onOpen: (id: string) => void }) {
  const own = useApp((state) => (state.workspace?.kind === 'open' ? state.workspace.person.id : null))
  const failed = {
    id: 'failed',
    title: words.failed,
    cell: ({ failed: found }: AccountView) => failedText(found),
  }
  return (
    <DataTable<AccountView>
      label={words.table}
      rows={view.people}
      rowKey={(person) => person.id}
      columns={[
        { id: 'name', title: words.name, isRowHeader: true, cell: (person) => <NameCell person={person} isOwn={person.id === own} onOpen={onOpen} /> },
        { id: 'roles', title: words.roles, cell: (person) => <RolesCell person={person} /> },
        { id: 'rows', title: words.rows, cell: (person) => <RowsCell person={person} /> },
        { id: 'certificate', title: words.certificate, cell: (person) => dayText(person.certificate.notAfter) },
        ...(view.failedUnknown === null ? [] : [failed]),
        { id: 'state', title: words.state, cell: (person) => <StateBadge person={person} /> },
      ]}
    />
  )
}

/** null: only administrators are told. */
function failedText(found: AccountView['failed']): string {
  if (found === null || found.n === 0) return words.failedNone
  return found.lastAt === null ? formatCount(found.n) : words.failedSince(found.n, instantText(found.lastAt))
}

const NameCell = (props: { readonly person: AccountView; readonly isOwn: boolean; readonly onOpen: (id: string) => void }) => (
  <>
    <LinkButton label={words.open(props.person.printedName)} onPress={() => props.onOpen(props.person.id)}>
      {props.person.printedName}
    </LinkButton>
    <div className="muted small">
      <span className="id">{props.person.signInName}</span>
      {props.isOwn && `, ${words.you}`}
    </div>
  </>
)

const RolesCell = ({ person }: { readonly person: AccountView }) => (
  <>
    {person.roles.length === 0 && <span className="muted">{words.noRole}</span>}
    {roleLines(person.roles).map((line) => (
      <div key={line}>{line}</div>
    ))}
    <Apart pairs={pairsTogether(person.roles)} />
  </>
)

const RowsCell = ({ person }: { readonly person: AccountView }) =>
  person.rows === 'waiting' ? <Badge tone="warning">{words.rowStates.waiting}</Badge> : <>{words.rowStates[person.rows]}</>
