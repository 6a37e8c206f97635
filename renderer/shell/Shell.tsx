import { Component, type ReactNode } from 'react'
import { Button as AriaButton, Tooltip, TooltipTrigger } from 'react-aria-components'
import type { WorkspaceView } from '../../shared/ipc/views.ts'
import { peopleWords } from '../../shared/words/en/screens-people.ts'
import { words as screenWords } from '../../shared/words/en/screens.ts'
import { goTo, goToStep, openStudy, setDialog, setWorkspace, showProblems, useApp } from '../app-state.ts'
import { flushAll } from '../autosave.ts'
import { call, problemsOf } from '../client.ts'
import { rolesInForce } from './roles-in-force.ts'
import { SignInNotices } from './SignInNotices.tsx'
import { Badge, Banner, Button, Icon, ProblemList, Stepper, type IconName } from '../kit/index.ts'
import { ClockBanner } from './ClockBanner.tsx'

const words = screenWords.shell
type Open = Extract<WorkspaceView, { kind: 'open' }>

/** Top bar with the life cycle, navigation, the one main pane, status line. */
export function Shell({ workspace, children }: { readonly workspace: Open; readonly children: ReactNode }) {
  const problems = useApp((state) => state.problems)
  const place = useApp((state) => state.place)
  return (
    <div className="app">
      <TopBar />
      <Navigation workspace={workspace} />
      <main className="app-main">
        <div className="notices">
          {workspace.readOnly && (
            <Banner tone="error" actions={<Button onPress={() => setDialog('verify')}>{words.verifyNow}</Button>}>
              <strong>{words.readOnly}.</strong> {words.readOnlyText}
            </Banner>
          )}
          {place.kind !== 'home' && !workspace.readOnly && workspace.problems.some(({ code, severity }) => code === 'signature/revoked' && severity === 'error') && (
            <Banner tone="error" actions={<Button onPress={() => setDialog('verify')}>{words.verifyNow}</Button>}>
              {words.notCounted}
            </Banner>
          )}
          <ClockBanner workspace={workspace} />
          <ProblemList problems={problems} />
          <SignInNotices workspace={workspace} />
        </div>
        <Guard>{children}</Guard>
      </main>
      <StatusLine workspace={workspace} />
    </div>
  )
}

function TopBar() {
  const study = useApp((state) => state.study)
  const place = useApp((state) => state.place)
  return (
    <header className="app-top">
      <span className="brand">
        <Icon name="brand" size={20} />
        <span className="brand-name">{screenWords.productName}</span>
      </span>
      {study ? (
        <Stepper steps={study.steps} current={place.kind === 'study' ? place.step : null} onSelect={goToStep} />
      ) : (
        <span className="muted grow">{words.noStudyOpen}</span>
      )}
      <Button kind="quiet" icon="settings" label={words.settings} onPress={() => setDialog('settings')} />
      <Button kind="quiet" icon="help" label={words.keyboard} onPress={() => setDialog('keyboard')} />
    </header>
  )
}

interface NavItemProps {
  readonly icon: IconName
  readonly text: string
  readonly isCurrent?: boolean
  readonly onPress: () => void
}

const NavItem = ({ icon, text, isCurrent, onPress }: NavItemProps) => (
  <li>
    <TooltipTrigger delay={600}>
      <AriaButton className="nav-item" onPress={onPress} {...(isCurrent ? { 'aria-current': 'page' as const } : {})}>
        <Icon name={icon} />
        <span>{text}</span>
      </AriaButton>
      <Tooltip className="tooltip" placement="right">
        {text}
      </Tooltip>
    </TooltipTrigger>
  </li>
)

function Navigation({ workspace }: { readonly workspace: Open }) {
  const studies = useApp((state) => state.studies)
  const place = useApp((state) => state.place)
  const lock = () => {
    flushAll()
      .then(() => call('workspace.lock', {}))
      .then(setWorkspace, (thrown) => showProblems(problemsOf(thrown)))
  }
  return (
    <nav className="app-nav" aria-label={words.navigation}>
      <div>
        <div className="nav-title">{workspace.name}</div>
        <ul className="nav-list">
          <NavItem icon="home" text={words.allStudies} isCurrent={place.kind === 'home'} onPress={() => goTo({ kind: 'home' })} />
          <NavItem icon="trail" text={words.trail} isCurrent={place.kind === 'trail'} onPress={() => goTo({ kind: 'trail' })} />
          <NavItem icon="person" text={peopleWords.title} isCurrent={place.kind === 'people'} onPress={() => goTo({ kind: 'people' })} />
        </ul>
      </div>
      <div className="nav-grow">
        <div className="nav-title">{words.studies}</div>
        <ul className="nav-list">
          {studies.map((study) => (
            <NavItem
              key={study.id}
              icon="study"
              text={study.name}
              isCurrent={place.kind === 'study' && place.studyId === study.id}
              onPress={() => void openStudy(study.id)}
            />
          ))}
        </ul>
      </div>
      <ul className="nav-list">
        <NavItem icon="lock" text={words.lock} onPress={lock} />
      </ul>
    </nav>
  )
}

function StatusLine({ workspace }: { readonly workspace: Open }) {
  const { head, person } = workspace
  const study = useApp((state) => state.study)
  return (
    <footer className="app-status" aria-label={words.status}>
      <span className="status-item">
        <Icon name="person" size={14} />
        {person.printedName}
      </span>
      <span className="status-item">{rolesInForce(workspace.roles)}</span>
      {study && <span className="status-item">{words.independence[study.independence]}</span>}
      {workspace.demo && <Badge tone="warning">{words.demo}</Badge>}
      {workspace.readOnly && (
        <Badge tone="error" icon="lock">
          {words.readOnly}
        </Badge>
      )}
      <span className="grow" />
      <TooltipTrigger delay={300}>
        <AriaButton className="status-item status-head id" onPress={() => goTo({ kind: 'trail' })}>
          {words.head(head.seq, head.hash.slice(0, 12))}
        </AriaButton>
        <Tooltip className="tooltip">{words.headHint}</Tooltip>
      </TooltipTrigger>
    </footer>
  )
}

interface GuardState {
  readonly failed: boolean
}

/** A screen that throws must not take the window with it. */
class Guard extends Component<{ readonly children: ReactNode }, GuardState> {
  override state: GuardState = { failed: false }
  static getDerivedStateFromError(): GuardState {
    return { failed: true }
  }
  override render(): ReactNode {
    if (!this.state.failed) return this.props.children
    return (
      <div className="screen">
        <Banner tone="error" actions={<Button onPress={() => this.setState({ failed: false })}>{words.tryAgain}</Button>}>
          {words.crash}
        </Banner>
      </div>
    )
  }
}
