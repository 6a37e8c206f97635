import { useState } from 'react'
import type { ReportView, StudyView } from '../../../shared/ipc/views.ts'
import { type DecisionKind, leastReason } from '../../../shared/vocabulary/signatures.ts'
import { problemText } from '../../../shared/words/en/problems.ts'
import { words as screenWords } from '../../../shared/words/en/screens.ts'
import { signingWords } from '../../../shared/words/en/signing.ts'
import { setStudy, useAction } from '../../app-state.ts'
import { call } from '../../client.ts'
import { Button, Card, Dialog, Digest, ImmutableNote, KeyValues, ProblemList, TextArea } from '../../kit/index.ts'
import { BothComponents, type Components, noComponents } from './BothComponents.tsx'

const words = signingWords.decisions

const commandOf = { rejected: 'report.reject', withdrawn: 'report.withdraw', superseded: 'report.supersede' } as const

interface DecisionsProps {
  readonly study: StudyView
  readonly report: ReportView
}

/** Reject, withdraw, supersede: those that the person's roles permit; one that is blocked says why. */
export function Decisions({ study, report }: DecisionsProps) {
  const [open, setOpen] = useState<DecisionKind | null>(null)
  const isApproved = study.signing.next.length === 0
  // What is approved is withdrawn or superseded: nobody can reject it any more.
  const offered = study.signing.decisions.filter(({ kind }) => study.permitted.includes(commandOf[kind]) && !(isApproved && kind === 'rejected'))
  if (offered.length === 0) return null
  return (
    <Card title={words.title}>
      <div className="stack-tight decisions">
        {offered.map(({ kind, blocker }) => (
          <Button key={kind} why={blocker === null ? null : problemText(blocker).sentence} onPress={() => setOpen(kind)}>
            {words.open[kind]}
          </Button>
        ))}
      </div>
      {open !== null && <DecisionDialog key={open} kind={open} study={study} report={report} onClose={() => setOpen(null)} />}
    </Card>
  )
}

function DecisionDialog({ kind, study, report, onClose }: DecisionsProps & { readonly kind: DecisionKind; readonly onClose: () => void }) {
  const [reason, setReason] = useState('')
  const [components, setComponents] = useState<Components>(noComponents)
  const { run, isBusy, problems } = useAction()
  const seen = { recordSha256: report.recordSha256, reportVersion: report.version }
  const decide = async () => {
    const isDone = await run(async () => {
      try {
        setStudy(await call(commandOf[kind], { studyId: study.id, reason: reason.trim(), ...components, ...seen }))
      } finally {
        setComponents({ ...components, passphrase: '' })
      }
    })
    if (isDone) onClose()
  }
  const why = missing(reason, components)
  return (
    <Dialog
      title={words.dialog[kind].title}
      isOpen
      onClose={onClose}
      role="alertdialog"
      foot={
        <>
          <Button onPress={onClose}>{screenWords.common.cancel}</Button>
          <Button kind="danger" isPending={isBusy} why={isBusy ? null : why} onPress={() => void decide()}>
            {words.confirm[kind]}
          </Button>
        </>
      }
    >
      <p>{words.dialog[kind].text}</p>
      <KeyValues
        items={[
          [signingWords.record, signingWords.report(report.reportNumber)],
          [signingWords.recordDigest, <Digest key="record" sha256={report.recordSha256} label={signingWords.recordDigest} />],
        ]}
      />
      <TextArea label={words.reason} hint={words.reasonHint} value={reason} onChange={setReason} maxLength={2000} isRequired autoFocus />
      <ImmutableNote items={words.immutable} />
      <BothComponents value={components} onChange={setComponents} />
      <ProblemList problems={problems} />
    </Dialog>
  )
}

function missing(reason: string, { signInName, passphrase }: Components): string | null {
  if (reason.trim().length < leastReason) return words.missing.reason
  if (signInName === '') return words.missing.signInName
  return passphrase === '' ? words.missing.passphrase : null
}
