import { useEffect, useMemo, useState } from 'react'
import type { Response } from '../../../shared/ipc/contract.ts'
import type { StudyView } from '../../../shared/ipc/views.ts'
import { printedDigits } from '../../../shared/report/printed.ts'
import type { Block } from '../../../shared/report/tree.ts'
import type { Protocol } from '../../../shared/vocabulary/protocol.ts'
import { raterWords } from '../../../shared/words/en/screens-raters.ts'
import { overTimeWords } from '../../../shared/words/en/over-time.ts'
import { reviewWords as words } from '../../../shared/words/en/screens-results.ts'
import { goToStep, useAction, useStudy } from '../../app-state.ts'
import { call } from '../../client.ts'
import { Busy, Button, Card, EmptyState, ProblemList, Screen, Tabs } from '../../kit/index.ts'
import { Permitted } from '../../shell/permitted.tsx'
import { StepBlocker } from '../reference-data/StepBlocker.tsx'
import { Conclusion } from './Conclusion.tsx'
import { Figures } from './Figures.tsx'
import { Forest } from './Forest.tsx'
import { NumberDrawer } from './NumberDrawer.tsx'
import { ResultTables } from './ResultTables.tsx'
import { Blocks } from './blocks/BlockView.tsx'
import { type ReviewData, ReviewContext, useReview } from './review-data.ts'
import './review.css'

type ResultsReply = Response<'evaluation.results'>

/** Conclusion, endpoints, then figures, tables, subgroups and what is missing. Every number says where it is from. */
export function ReviewScreen() {
  const study = useStudy()
  const protocol = study.protocol.locked?.content
  const completed = study.evaluations.find((run) => run.outcome === 'completed')
  return (
    <Screen title={words.title}>
      {completed === undefined || protocol === undefined ? (
        <>
          <StepBlocker study={study} step="review" />
          <Card>
            <EmptyState
              title={words.none.title}
              text={words.none.text}
              actions={<Button onPress={() => goToStep('evaluate')}>{words.none.go}</Button>}
            />
          </Card>
        </>
      ) : (
        <Permitted command="evaluation.results" isSaid>
          <LoadedReview key={completed.resultSha256} study={study} protocol={protocol} />
        </Permitted>
      )}
    </Screen>
  )
}

function Subgroups() {
  const { review, open } = useReview()
  return (
    <div className="stack-loose">
      <Forest />
      {review.contrasts.length > 0 && (
        <Card>
          <Blocks blocks={review.contrasts} open={open} />
        </Card>
      )}
    </div>
  )
}

interface LoadedReviewProps {
  readonly study: StudyView
  readonly protocol: Protocol
}

function LoadedReview({ study, protocol }: LoadedReviewProps) {
  const [reply, setReply] = useState<ResultsReply | null>(null)
  const { run, problems } = useAction()
  useEffect(() => {
    void run(async () => setReply(await call('evaluation.results', { studyId: study.id })))
  }, [run, study.id])
  if (problems.length > 0) return <ProblemList problems={problems} />
  return reply === null ? <Busy label={words.loading} /> : <Review study={study} protocol={protocol} reply={reply} />
}

function Review({ study, protocol, reply }: LoadedReviewProps & { readonly reply: ResultsReply }) {
  const [estimateId, setEstimateId] = useState<string | null>(null)
  const data = useMemo(
    (): ReviewData => ({
      study,
      protocol,
      results: reply.results,
      review: reply.review,
      digits: printedDigits(reply.results),
      open: setEstimateId,
    }),
    [study, protocol, reply],
  )
  const cards = reply.review.summary.filter((block) => block.kind === 'verdictCards')
  const firstPage = reply.review.summary.filter((block) => block.kind !== 'verdictCards' && block.kind !== 'conclusion')
  const missing = reply.review.missing.filter((block) => block.kind !== 'heading' || block.level !== 1)
  const blocks = (each: readonly Block[]) => (
    <Card>
      <Blocks blocks={each} open={setEstimateId} firstLevel={2} />
    </Card>
  )
  return (
    <ReviewContext value={data}>
      <Conclusion resultSha256={reply.resultSha256} />
      <section aria-label={words.endpoints} className="stack-tight">
        <h2>{words.endpoints}</h2>
        <Blocks blocks={cards} open={setEstimateId} />
      </section>
      <Tabs
        label={words.parts}
        items={[
          { id: 'figures', label: words.tabs.figures, children: <Figures /> },
          { id: 'tables', label: words.tabs.tables, children: <ResultTables /> },
          ...(reply.review.comparisons.length === 0
            ? []
            : [{ id: 'comparisons' as const, label: words.tabs.comparisons, children: blocks(reply.review.comparisons) }]),
          ...(reply.review.agreement.length === 0
            ? []
            : [{ id: 'agreement' as const, label: raterWords.sections.agreements, children: blocks(reply.review.agreement) }]),
          ...(reply.review.drift.length === 0 ? [] : [{ id: 'drift' as const, label: raterWords.sections.drifts, children: blocks(reply.review.drift) }]),
          ...(reply.review.overTime.length === 0 ? [] : [{ id: 'over-time' as const, label: overTimeWords.title, children: blocks(reply.review.overTime) }]),
          { id: 'subgroups', label: words.tabs.subgroups, children: <Subgroups /> },
          { id: 'missing', label: words.tabs.missing, children: blocks(missing) },
          ...(reply.review.appendix.length === 0 ? [] : [{ id: 'appendix' as const, label: raterWords.appendix, children: blocks(reply.review.appendix) }]),
          { id: 'summary', label: words.tabs.summary, children: blocks(firstPage) },
        ]}
      />
      <NumberDrawer studyId={study.id} estimateId={estimateId} onClose={() => setEstimateId(null)} />
    </ReviewContext>
  )
}
