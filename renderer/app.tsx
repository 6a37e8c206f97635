import type { ReactNode } from 'react'
import type { StepId } from '../shared/ipc/views.ts'
import { words } from '../shared/words/en/screens.ts'
import { useApp } from './app-state.ts'
import { Busy, ProblemList, Toasts } from './kit/index.ts'
import { CohortScreen } from './screens/cohort/CohortScreen.tsx'
import { EvaluateScreen } from './screens/evaluate/EvaluateScreen.tsx'
import { HomeScreen } from './screens/home/HomeScreen.tsx'
import { IntendedUseScreen } from './screens/intended-use/IntendedUseScreen.tsx'
import { MustChangeScreen } from './screens/people/ChangePassphrase.tsx'
import { PeopleScreen } from './screens/people/PeopleScreen.tsx'
import { PredictionsScreen } from './screens/predictions/PredictionsScreen.tsx'
import { ProtocolScreen } from './screens/protocol/ProtocolScreen.tsx'
import { ReferenceDataScreen } from './screens/reference-data/ReferenceDataScreen.tsx'
import { ReviewScreen } from './screens/review/ReviewScreen.tsx'
import { SignScreen } from './screens/sign/SignScreen.tsx'
import { TrailScreen } from './screens/trail/TrailScreen.tsx'
import { DamagedScreen } from './screens/workspace/DamagedScreen.tsx'
import { UnlockScreen } from './screens/workspace/UnlockScreen.tsx'
import { WelcomeScreen } from './screens/workspace/WelcomeScreen.tsx'
import { AppDialogs } from './shell/AppDialogs.tsx'
import { Shell } from './shell/Shell.tsx'
import { useKeys } from './shell/use-keys.ts'

const studyScreens: Readonly<Record<StepId, () => ReactNode>> = {
  'intended-use': IntendedUseScreen,
  protocol: ProtocolScreen,
  'reference-data': ReferenceDataScreen,
  cohort: CohortScreen,
  predictions: PredictionsScreen,
  evaluate: EvaluateScreen,
  review: ReviewScreen,
  sign: SignScreen,
}

export function App() {
  useKeys()
  return (
    <>
      <Front />
      <AppDialogs />
      <Toasts />
    </>
  )
}

/** What the workspace's state lets a person see. */
function Front() {
  const workspace = useApp((state) => state.workspace)
  const problems = useApp((state) => state.problems)
  if (workspace === null) {
    return (
      <main className="front">
        {problems.length > 0 ? <ProblemList problems={problems} /> : <Busy label={words.shell.starting} />}
      </main>
    )
  }
  switch (workspace.kind) {
    case 'none':
      return <WelcomeScreen />
    case 'locked':
      return <UnlockScreen workspace={workspace} key={workspace.name} />
    case 'damaged':
      return <DamagedScreen workspace={workspace} />
    case 'open':
      if (workspace.mustChangePassphrase) return <MustChangeScreen workspace={workspace} />
      return (
        <Shell workspace={workspace}>
          <Place />
        </Shell>
      )
  }
}

function Place() {
  const place = useApp((state) => state.place)
  const study = useApp((state) => state.study)
  switch (place.kind) {
    case 'home':
      return <HomeScreen />
    case 'trail':
      return <TrailScreen />
    case 'people':
      return <PeopleScreen />
    case 'study': {
      if (study === null) return <Busy label={words.common.loading} />
      const Screen = studyScreens[place.step]
      return <Screen key={`${place.studyId} ${place.step}`} />
    }
  }
}
