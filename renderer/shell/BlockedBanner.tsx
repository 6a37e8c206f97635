import type { StepId } from '../../shared/ipc/views.ts'
import { problemText } from '../../shared/words/en/problems.ts'
import { words } from '../../shared/words/en/screens.ts'
import { goToStep, useStudy } from '../app-state.ts'
import { Banner, Button } from '../kit/index.ts'

/** Says on the screen itself what has to come first, and offers the first unfinished step before this one. */
export function BlockedBanner({ step }: { readonly step: StepId }) {
  const { steps } = useStudy()
  const index = steps.findIndex((each) => each.id === step)
  const here = steps[index]
  if (here?.state !== 'blocked') return null
  const first = steps.slice(0, index).find((each) => each.state !== 'done')
  const text = here.blocker ? problemText(here.blocker) : null
  return (
    <Banner
      icon="lock"
      actions={first && <Button onPress={() => goToStep(first.id)}>{words.shell.openStep(words.steps[first.id])}</Button>}
    >
      <strong>{words.shell.blockedStep}.</strong> {text?.sentence} {text?.advice}
    </Banner>
  )
}
