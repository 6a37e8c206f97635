import type { ReactNode } from 'react'
import { words } from '../../shared/words/en/screens.ts'
import type { Verdict } from '../../shared/vocabulary/results.ts'
import { Icon, type IconName } from './Icon.tsx'

export interface BadgeProps {
  readonly children: ReactNode
  readonly icon?: IconName
  readonly tone?: 'neutral' | 'accent' | 'warning' | 'error'
}

export const Badge = ({ children, icon, tone = 'neutral' }: BadgeProps) => (
  <span className={`badge badge-${tone}`}>
    {icon && <Icon name={icon} size={14} />}
    {children}
  </span>
)

const verdictIcons: Record<Verdict, IconName> = {
  met: 'check',
  'not-met-goal-excluded': 'cross',
  'not-met-not-shown': 'warning',
  'not-evaluable': 'minus',
}
const verdictTones: Record<Verdict, string> = {
  met: 'met',
  'not-met-goal-excluded': 'goal-excluded',
  'not-met-not-shown': 'not-shown',
  'not-evaluable': 'not-evaluable',
}

/** Icon, word and tint together: none of the three carries the verdict alone. */
export const VerdictBadge = ({ verdict }: { readonly verdict: Verdict }) => (
  <span className={`badge badge-${verdictTones[verdict]}`}>
    <Icon name={verdictIcons[verdict]} size={14} />
    {words.verdicts[verdict]}
  </span>
)
