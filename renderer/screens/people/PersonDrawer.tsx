import { useState } from 'react'
import type { AccountView, PeopleView } from '../../../shared/ipc/people-commands.ts'
import { roleNames } from '../../../shared/words/en/people.ts'
import { peopleWords as words } from '../../../shared/words/en/screens-people.ts'
import { useApp } from '../../app-state.ts'
import { Badge, Button, Drawer, KeyValues, instantText } from '../../kit/index.ts'
import { Permitted } from '../../shell/permitted.tsx'
import { GrantRoleDialog, ReleaseDialog, ResetDialog, RetireDialog, WithdrawRoleDialog } from './PersonDialogs.tsx'
import { pairsTogether } from './held-roles.ts'
import { onOneLine } from './on-one-line.ts'

type Asked = { readonly kind: 'grant' | 'retire' | 'reset' | 'release' } | { readonly kind: 'withdraw'; readonly held: AccountView['roles'][number] }

interface PersonDrawerProps {
  readonly person: AccountView
  readonly view: PeopleView
  readonly onClose: () => void
  readonly onChanged: (people: PeopleView) => void
}

/** One account: what it is, its roles, and what may be done with it. */
export function PersonDrawer({ person, view, onClose, onChanged }: PersonDrawerProps) {
  const own = useApp((state) => (state.workspace?.kind === 'open' ? state.workspace.person.id : null))
  const [asked, setAsked] = useState<Asked | null>(null)
  const isActive = person.state === 'active'
  return (
    <Drawer title={person.printedName} isOpen onClose={onClose}>
      <KeyValues
        items={[
          [words.signInName, <span key="name" className="id">{person.signInName}</span>],
          [words.state, <StateBadge key="state" person={person} />],
          [words.addedAt, instantText(person.addedAt)],
          [words.retiredAt, person.retiredAt && instantText(person.retiredAt)],
          [words.rows, isActive ? words.rowNotes[person.rows] : null],
          [words.certificate, instantText(person.certificate.notAfter)],
          [words.issuer, onOneLine(person.certificate.issuer)],
        ]}
      />
      <RoleList person={person} onWithdraw={isActive ? (held) => setAsked({ kind: 'withdraw', held }) : null} />
      {isActive && <PersonActions person={person} view={view} isOwn={own === person.id} onAsk={(kind) => setAsked({ kind })} />}
      <AskedDialog
        asked={asked}
        holdsRows={view.holdsRows}
        person={person}
        onClose={() => setAsked(null)}
        onChanged={onChanged}
      />
    </Drawer>
  )
}

/** Icon and tint say it before the word is read: an account that ended is not one of the others. */
export function StateBadge({ person: { state, mustChangePassphrase } }: { readonly person: AccountView }) {
  if (state === 'retired') return <Badge icon="minus">{words.states.retired}</Badge>
  return mustChangePassphrase ? (
    <Badge tone="warning" icon="clock">
      {words.states['one-time']}
    </Badge>
  ) : (
    <Badge tone="accent" icon="check">
      {words.states.active}
    </Badge>
  )
}

interface RoleListProps {
  readonly person: AccountView
  readonly onWithdraw: ((held: AccountView['roles'][number]) => void) | null
}

function RoleList({ person, onWithdraw }: RoleListProps) {
  const pairs = pairsTogether(person.roles)
  return (
    <section className="stack-tight">
      <h3>{words.roles}</h3>
      {person.roles.length === 0 && <p className="muted">{words.noRole}</p>}
      <ul className="person-roles">
        {person.roles.map((held) => (
          <li key={`${held.role} ${held.studyId}`} className="row">
            <span>{roleNames[held.role]}</span>
            <span className="muted small grow">{held.studyId === null ? words.workspace : words.study(held.studyName ?? words.unnamedStudy)}</span>
            {onWithdraw && (
              <Permitted command="people.revokeRole">
                <Button kind="quiet" label={words.withdrawOne(roleNames[held.role])} onPress={() => onWithdraw(held)}>
                  {words.withdraw}
                </Button>
              </Permitted>
            )}
          </li>
        ))}
      </ul>
      {pairs.length > 0 && (
        <details>
          <summary className="small">{`${words.apartTitle} (${pairs.length})`}</summary>
          <ul className="pairs small">
            {pairs.map((pair) => (
              <li key={pair}>{pair}</li>
            ))}
          </ul>
          <p className="muted small">{words.apartText}</p>
        </details>
      )}
    </section>
  )
}

interface PersonActionsProps {
  readonly person: AccountView
  readonly view: PeopleView
  readonly isOwn: boolean
  readonly onAsk: (kind: 'grant' | 'retire' | 'reset' | 'release') => void
}

function PersonActions({ person, view, isOwn, onAsk }: PersonActionsProps) {
  const canRelease = view.holdsRows || view.recovery === 'with-rows'
  return (
    <div className="row row-wrap">
      <Permitted command="people.grantRole">
        <Button icon="plus" onPress={() => onAsk('grant')}>
          {words.grant}
        </Button>
      </Permitted>
      {person.rows === 'waiting' && !person.mustChangePassphrase && canRelease && (
        <Permitted command="people.releaseRows">
          <Button icon="unlock" onPress={() => onAsk('release')}>
            {words.release}
          </Button>
        </Permitted>
      )}
      {!isOwn && (
        <>
          <Permitted command="people.resetPassphrase">
            <Button onPress={() => onAsk('reset')}>{words.reset}</Button>
          </Permitted>
          <Permitted command="people.retire">
            <Button kind="danger" onPress={() => onAsk('retire')}>
              {words.retire}
            </Button>
          </Permitted>
        </>
      )}
    </div>
  )
}

interface AskedDialogProps {
  readonly asked: Asked | null
  readonly holdsRows: boolean
  readonly person: AccountView
  readonly onClose: () => void
  readonly onChanged: (people: PeopleView) => void
}

function AskedDialog({ asked, holdsRows, ...common }: AskedDialogProps) {
  switch (asked?.kind) {
    case 'grant':
      return <GrantRoleDialog {...common} />
    case 'withdraw':
      return <WithdrawRoleDialog {...common} held={asked.held} />
    case 'retire':
      return <RetireDialog {...common} />
    case 'reset':
      return <ResetDialog {...common} holdsRows={holdsRows} />
    case 'release':
      return <ReleaseDialog {...common} to={common.person.id} name={common.person.printedName} holdsRows={holdsRows} />
    case undefined:
      return null
  }
}
