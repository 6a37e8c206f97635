import { useEffect, useState } from 'react'
import type { StudyView } from '../../../shared/ipc/views.ts'
import type { ReportTree } from '../../../shared/report/tree.ts'
import { signWords as words } from '../../../shared/words/en/screens-results.ts'
import { signingWords } from '../../../shared/words/en/signing.ts'
import { goToStep, useAction, useStudy } from '../../app-state.ts'
import { call } from '../../client.ts'
import { Badge, Busy, Button, Card, EmptyState, ProblemList, Screen } from '../../kit/index.ts'
import { StepBlocker, blockerOf } from '../reference-data/StepBlocker.tsx'
import { Blocks } from '../review/blocks/BlockView.tsx'
import { Decisions } from './Decisions.tsx'
import { SignPanel } from './SignPanel.tsx'
import { BrokenSignatures, type Checks, hasVoidSignature, ReportHistory } from './Signatures.tsx'
import { SignedPanel } from './SignedPanel.tsx'
import { StudyTrail } from './StudyTrail.tsx'
import { TurnCard } from './TurnCard.tsx'
import './sign.css'

/** The report as it will be printed, beside the panel that signs it; afterwards: who signed and how to check it. */
export function SignScreen() {
  const study = useStudy()
  const [checks, setChecks] = useState<Checks>(null)
  const completed = study.evaluations.find((run) => run.outcome === 'completed')
  if (completed === undefined || blockerOf(study, 'sign') !== null) {
    return (
      <Screen title={words.title}>
        <StepBlocker study={study} step="sign" />
        <Card>
          <EmptyState
            icon="lock"
            title={words.none.title}
            text={words.none.text}
            actions={<Button onPress={() => goToStep('review')}>{words.none.go}</Button>}
          />
        </Card>
      </Screen>
    )
  }
  return (
    <Screen title={words.title} actions={<StudyTrail study={study} />} marks={<SignedMark study={study} checks={checks} />}>
      <LoadedReport
        key={`${completed.resultSha256} ${study.reports.map((each) => each.recordSha256).join(' ')}`}
        study={study}
        resultSha256={completed.resultSha256 ?? ''}
        checks={checks}
        onChecked={setChecks}
      />
    </Screen>
  )
}

/** Signed or approved; and when a signature does not count, that before anything else. */
function SignedMark({ study: { report, signing }, checks }: { readonly study: StudyView; readonly checks: Checks }) {
  if (report === null || report.signatures.length === 0) return null
  if (hasVoidSignature(checks, report)) return <Badge tone="error" icon="error">{signingWords.voidMark}</Badge>
  return <Badge icon="shield">{signing.next.length === 0 ? signingWords.approvedMark : words.signed.title}</Badge>
}

interface LoadedReportProps {
  readonly study: StudyView
  readonly resultSha256: string
  readonly checks: Checks
  readonly onChecked: (checks: Checks) => void
}

function LoadedReport({ study, resultSha256, checks, onChecked }: LoadedReportProps) {
  const [tree, setTree] = useState<ReportTree | null>(null)
  const { run, problems } = useAction()
  const mayRead = study.permitted.includes('report.preview')
  useEffect(() => {
    onChecked(null)
    if (!mayRead) return
    void run(async () => {
      setTree(await call('report.preview', { studyId: study.id }))
      onChecked(await call('report.verify', { studyId: study.id }))
    })
  }, [run, study.id, mayRead, onChecked])
  const { report, signing } = study
  const maySign = study.permitted.includes('report.sign') && signing.mine.length > 0
  return (
    <div className="sign-layout">
      <div className="stack">
        <BrokenSignatures checks={checks} />
        {!(report === null && maySign) && <TurnCard study={study} isVoid={report !== null && hasVoidSignature(checks, report)} />}
        {maySign && tree && <SignPanel study={study} tree={tree} resultSha256={resultSha256} />}
        {report && <Decisions study={study} report={report} />}
        {report && <SignedPanel study={study} report={report} checks={checks} />}
        <ReportHistory study={study} checks={checks} />
      </div>
      <div className="stack report-preview">
        <ProblemList problems={problems} />
        {mayRead && tree === null && problems.length === 0 && <Busy label={words.loading} />}
        {tree && (
          <Card title={report === null ? words.preview : words.content}>
            {report !== null && <p className="muted small">{words.contentNote}</p>}
            <Blocks blocks={tree.blocks} />
          </Card>
        )}
      </div>
    </div>
  )
}
