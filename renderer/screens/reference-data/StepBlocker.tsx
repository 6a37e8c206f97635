import type { StepId, StudyView } from '../../../shared/ipc/views.ts'
import { problemText } from '../../../shared/words/en/problems.ts'
import { ProblemList } from '../../kit/index.ts'

const stepOf = (study: StudyView, step: StepId) => study.steps.find((each) => each.id === step)

/** Why this step cannot be done yet, as a sentence; null when it can. */
export function blockerOf(study: StudyView, step: StepId): string | null {
  const view = stepOf(study, step)
  return view?.state === 'blocked' && view.blocker ? problemText(view.blocker).sentence : null
}

/** Says at the top of a blocked step what must come first. */
export function StepBlocker({ study, step }: { readonly study: StudyView; readonly step: StepId }) {
  const view = stepOf(study, step)
  return view?.state === 'blocked' && view.blocker ? <ProblemList problems={[{ ...view.blocker, severity: 'warning' }]} /> : null
}
