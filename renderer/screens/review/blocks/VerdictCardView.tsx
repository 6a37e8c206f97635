import type { VerdictCard } from '../../../../shared/report/tree.ts'
import { reviewWords as words } from '../../../../shared/words/en/screens-results.ts'
import { SceneView } from '../../../figures/SceneView.tsx'
import { Badge, LinkButton, VerdictBadge } from '../../../kit/index.ts'
import type { OpenEstimate } from './BlockView.tsx'

interface VerdictCardViewProps {
  readonly card: VerdictCard
  readonly open: OpenEstimate
}

/** An endpoint: verdict, estimate with its interval (never alone), and the interval bar against the goal line. */
export function VerdictCardView({ card, open }: VerdictCardViewProps) {
  const { estimateId } = card.value
  return (
    <article className="card verdict-card" aria-label={card.title}>
      <div className="row row-top row-wrap">
        <div className="grow">
          <h3>{card.title}</h3>
          <p className="muted small">{card.role}</p>
        </div>
        {card.tested ? <VerdictBadge verdict={card.verdict} /> : <Badge icon="minus">{card.word}</Badge>}
      </div>
      <p className="key-number">
        {open && estimateId !== undefined ? (
          <LinkButton onPress={() => open(estimateId)} label={words.open(card.title, card.value.text)}>
            {card.value.text}
          </LinkButton>
        ) : (
          card.value.text
        )}
        {card.interval.text !== '–' && <span className="key-interval">({card.interval.text})</span>}
      </p>
      <p className="muted small">{card.estimand}</p>
      <SceneView scene={card.scene} />
      <p className="small">
        {words.goal(card.criterion)}. {card.sentence}
      </p>
      <p className="muted small">{card.facts.map(({ key, cell }) => `${key} ${cell.text}`).join(' · ')}</p>
    </article>
  )
}
