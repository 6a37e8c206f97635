import { Button as AriaButton, Tooltip, TooltipTrigger } from 'react-aria-components'
import type { StepId, StepView } from '../../shared/ipc/views.ts'
import { problemText } from '../../shared/words/en/problems.ts'
import { words } from '../../shared/words/en/screens.ts'
import { Icon, type IconName } from './Icon.tsx'
import { instantText } from './instants.ts'

const icons: Record<StepView['state'], IconName | null> = {
  blocked: null,
  ready: null,
  draft: 'pencil',
  running: 'play',
  done: 'lock',
}

export interface StepperProps {
  readonly steps: readonly StepView[]
  readonly current: StepId | null
  readonly onSelect: (id: StepId) => void
}

/** The life of a study. Every step can be opened, a blocked one says there what has to come first. */
export const Stepper = ({ steps, current, onSelect }: StepperProps) => (
  <nav aria-label={words.shell.lifeCycle} className="grow">
    <ol className="stepper">
      {steps.map((step, index) => (
        <li key={step.id}>
          <Step step={step} index={index} isCurrent={step.id === current} onSelect={onSelect} />
        </li>
      ))}
    </ol>
  </nav>
)

interface StepProps {
  readonly step: StepView
  readonly index: number
  readonly isCurrent: boolean
  readonly onSelect: (id: StepId) => void
}

/** A report that waits for its next signature is no draft: it was signed. */
function shown({ id, state }: StepView): { readonly icon: IconName | null; readonly name: string; readonly hint: string } {
  if (id === 'sign' && state === 'draft') return { icon: 'shield', name: words.signing.state, hint: words.signing.hint }
  return { icon: icons[state], name: words.stepStates[state], hint: words.stepHints[state] }
}

function Step({ step, index, isCurrent, onSelect }: StepProps) {
  const { icon, name, hint } = shown(step)
  const blocker = step.blocker ? problemText(step.blocker).sentence : null
  return (
    <TooltipTrigger delay={300}>
      <AriaButton
        className={`step step-${step.state}`}
        onPress={() => onSelect(step.id)}
        {...(isCurrent ? { 'aria-current': 'step' as const } : {})}
      >
        <span className="step-mark">{icon ? <Icon name={icon} size={12} /> : index + 1}</span>
        <span className="step-words">
          <span className="step-name">{words.steps[step.id]}</span>
          <span className="step-state">{name}</span>
        </span>
      </AriaButton>
      <Tooltip className="tooltip">
        {blocker ?? hint}
        {step.by && step.at ? ` ${words.shell.doneBy(step.by, instantText(step.at))}` : ''}
      </Tooltip>
    </TooltipTrigger>
  )
}
