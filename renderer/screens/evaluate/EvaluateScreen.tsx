import { useState } from 'react'
import type { StudyView } from '../../../shared/ipc/views.ts'
import type { Problem } from '../../../shared/vocabulary/problem.ts'
import { formatCount } from '../../../shared/words/en/numbers.ts'
import { evaluateWords as words } from '../../../shared/words/en/screens-results.ts'
import { goToStep, refreshStudy, useAction, useApp, useStudy } from '../../app-state.ts'
import { call } from '../../client.ts'
import { Badge, Banner, Button, Card, ConfirmDialog, ProblemList, ProgressBar, Screen } from '../../kit/index.ts'
import { Permitted } from '../../shell/permitted.tsx'
import { StepBlocker, blockerOf } from '../reference-data/StepBlocker.tsx'
import { PlanCard } from './PlanCard.tsx'
import { RunsCard } from './RunsCard.tsx'
import { compareDigests } from './runs.ts'
import './evaluate.css'

/** Says what will happen, asks for the study's name because it unblinds, runs, and lists every run. */
export function EvaluateScreen() {
  const study = useStudy()
  const isRunning = study.runningJob !== null
  const hasResult = study.evaluations.some((run) => run.outcome === 'completed')
  return (
    <Screen title={words.title} marks={<BlindingBadge study={study} />}>
      <p className="muted">{words.lead}</p>
      <StepBlocker study={study} step="evaluate" />
      <LastRun study={study} />
      {isRunning ? <RunningCard study={study} /> : <StartCard study={study} hasResult={hasResult} />}
      <RunsCard runs={study.evaluations} />
      {!hasResult && <PlanCard study={study} />}
    </Screen>
  )
}

const BlindingBadge = ({ study }: { readonly study: StudyView }) =>
  study.dataset === null ? null : (
    <Badge icon={study.dataset.unblinded ? 'unlock' : 'lock'}>
      {study.dataset.unblinded ? words.unblinded : words.blinded}
    </Badge>
  )

/** A run that somebody cancelled is no fault. */
const asAnswer = (each: Problem): Problem => (each.code === 'evaluation/cancelled' ? { ...each, severity: 'warning' } : each)

/** How things stand after the runs so far: one sentence, and the way on. */
function LastRun({ study }: { readonly study: StudyView }) {
  const ended = useApp((state) => state.ended)
  const { hasDifference, nCompleted } = compareDigests(study.evaluations)
  const review = (
    <Button kind="primary" onPress={() => goToStep('review')}>
      {words.toReview}
    </Button>
  )
  return (
    <>
      {ended && <ProblemList problems={ended.problems.map(asAnswer)} />}
      {hasDifference && <Banner tone="error">{words.differ}</Banner>}
      {nCompleted > 0 && !hasDifference && (
        <Banner icon="check" actions={review}>
          {nCompleted === 1 ? words.completed : words.completedAgain}
        </Banner>
      )}
    </>
  )
}

/** The first run unblinds; one after a run that was aborted does not; one after a result repeats it. */
const kindOfRun = (study: StudyView, hasResult: boolean) => (hasResult ? words.repeat : study.dataset?.unblinded ? words.anew : words.first)

function StartCard({ study, hasResult }: { readonly study: StudyView; readonly hasResult: boolean }) {
  const own = kindOfRun(study, hasResult)
  const [isAsking, setAsking] = useState(false)
  const { run, ...starting } = useAction()
  const start = (confirmation: string) =>
    run(async () => {
      useApp.setState({ ended: null })
      await call('evaluation.start', { studyId: study.id, confirmation })
      await refreshStudy()
      setAsking(false)
    })
  const close = () => {
    starting.clear()
    setAsking(false)
  }
  return (
    <Card title={hasResult ? words.repeat.card : words.plan.title}>
      {hasResult ? (
        <p>{words.repeat.text}</p>
      ) : (
        <ol className="plan-steps">
          {words.plan.steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      )}
      <Permitted command="evaluation.start" isSaid>
        <div className="row">
          <Button
            kind={hasResult ? 'secondary' : 'primary'}
            icon="play"
            why={blockerOf(study, 'evaluate')}
            onPress={() => setAsking(true)}
          >
            {own.start}
          </Button>
        </div>
      </Permitted>
      <ConfirmDialog
        title={own.title}
        isOpen={isAsking}
        onClose={close}
        immutable={own.immutable}
        typed={{ label: words.typed, expected: study.name }}
        confirmLabel={own.confirm}
        onConfirm={(typed) => void start(typed)}
        isPending={starting.isBusy}
        problems={starting.problems}
      >
        <p>{own.text}</p>
      </ConfirmDialog>
    </Card>
  )
}

function RunningCard({ study }: { readonly study: StudyView }) {
  const job = useApp((state) => state.job)
  const { run, ...cancelling } = useAction()
  const progress = job !== null && job.jobId === study.runningJob && job.total > 0 ? job : null
  const cancel = () =>
    run(async () => {
      if (study.runningJob !== null) await call('job.cancel', { jobId: study.runningJob })
    })
  return (
    <Card title={words.running}>
      <ProgressBar
        label={words.running}
        fraction={progress ? progress.done / progress.total : null}
        {...(progress ? { detail: words.runningOf(formatCount(progress.done), formatCount(progress.total)) } : {})}
      />
      <Permitted command="job.cancel">
        <div className="row">
          <Button icon="cross" isPending={cancelling.isBusy} onPress={() => void cancel()}>
            {words.cancel}
          </Button>
          <span className="muted small">{words.cancelHint}</span>
        </div>
      </Permitted>
      <ProblemList problems={cancelling.problems} />
    </Card>
  )
}
