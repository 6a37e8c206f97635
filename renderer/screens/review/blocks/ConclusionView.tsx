import type { ReactNode } from 'react'
import type { Conclusion } from '../../../../shared/vocabulary/results.ts'
import { reviewWords as words } from '../../../../shared/words/en/screens-results.ts'
import { Icon, type IconName } from '../../../kit/index.ts'

const icons: Record<Conclusion, IconName> = { success: 'check', 'no-success': 'cross', 'not-evaluable': 'minus' }

interface ConclusionViewProps {
  readonly conclusion: Conclusion
  readonly title: string
  readonly sentence: string
  readonly level: 2 | 3
  readonly children?: ReactNode
}

/** The study's conclusion: one sentence and an icon, before anything else. */
export function ConclusionView({ conclusion, title, sentence, level, children }: ConclusionViewProps) {
  const Heading = level === 2 ? 'h2' : 'h3'
  return (
    <section className={`conclusion conclusion-${conclusion}`} aria-label={words.conclusion}>
      <span className="conclusion-icon">
        <Icon name={icons[conclusion]} size={24} />
      </span>
      <div className="grow">
        <Heading>{title}</Heading>
        <p>{sentence}</p>
      </div>
      {children}
    </section>
  )
}
