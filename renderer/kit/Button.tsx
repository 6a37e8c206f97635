import { useId, type ReactNode } from 'react'
import { Button as AriaButton, Tooltip, TooltipTrigger } from 'react-aria-components'
import { words } from '../../shared/words/en/screens.ts'
import { Icon, type IconName } from './Icon.tsx'

export interface ButtonProps {
  readonly children?: ReactNode
  readonly kind?: 'primary' | 'secondary' | 'danger' | 'quiet'
  readonly icon?: IconName
  /** Needed when there is no text. Also shown as a tooltip. */
  readonly label?: string
  readonly onPress?: () => void
  readonly isPending?: boolean
  readonly isDisabled?: boolean
  /** Why it cannot be pressed now: disables it and says so in visible text beside it. */
  readonly why?: string | null | undefined
  readonly type?: 'button' | 'submit'
  readonly autoFocus?: boolean
}

const kindClass = { primary: ' button-primary', secondary: '', danger: ' button-danger', quiet: ' button-quiet' }

/** The one button. A blocked one says why, in words that can be seen. */
export function Button(props: ButtonProps) {
  const { children, kind = 'secondary', icon, label, isPending = false, why, type = 'button' } = props
  const whyId = useId()
  const isBlocked = why !== undefined && why !== null && why !== ''
  const button = (
    <AriaButton
      className={`button${kindClass[kind]}${children === undefined ? ' button-icon' : ''}`}
      type={type}
      isDisabled={props.isDisabled === true || isBlocked}
      autoFocus={props.autoFocus ?? false}
      // Stays focusable while it waits; the library's own pending state leaves an unnamed image in its live region.
      {...(props.onPress && !isPending ? { onPress: props.onPress } : {})}
      {...(label === undefined ? {} : { 'aria-label': label })}
      {...(isBlocked ? { 'aria-describedby': whyId } : {})}
    >
      {isPending ? <span className="spinner" role="img" aria-label={words.common.working} /> : icon ? <Icon name={icon} /> : null}
      {children}
    </AriaButton>
  )
  if (isBlocked) {
    return (
      <span className="blocked">
        {button}
        <span id={whyId} className="blocked-why">
          {why}
        </span>
      </span>
    )
  }
  if (label === undefined) return button
  return (
    <TooltipTrigger delay={400}>
      {button}
      <Tooltip className="tooltip">{label}</Tooltip>
    </TooltipTrigger>
  )
}

/** Text that acts: a number that opens its drawer, a name that opens its study. */
export function LinkButton(props: { readonly children: ReactNode; readonly onPress: () => void; readonly label?: string }) {
  return (
    <AriaButton className="link" onPress={props.onPress} {...(props.label ? { 'aria-label': props.label } : {})}>
      {props.children}
    </AriaButton>
  )
}
