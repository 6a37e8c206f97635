import { useEffect, useState } from 'react'
import type { StudyView } from '../../../shared/ipc/views.ts'
import type { ReportTree } from '../../../shared/report/tree.ts'
import { type SignatureMeaning, signatureRoles } from '../../../shared/vocabulary/signatures.ts'
import { roleNames } from '../../../shared/words/en/people.ts'
import { reviewWords, signWords } from '../../../shared/words/en/screens-results.ts'
import { signingWords } from '../../../shared/words/en/signing.ts'
import { setStudy, useAction, useApp } from '../../app-state.ts'
import { call } from '../../client.ts'
import { Banner, Button, Card, Digest, ImmutableNote, KeyValues, ProblemList, RadioGroup, instantText } from '../../kit/index.ts'
import { BothComponents, type Components, noComponents } from './BothComponents.tsx'

const words = signWords.panel

interface SignPanelProps {
  readonly study: StudyView
  readonly tree: ReportTree
  readonly resultSha256: string
}

/** Asks both components, typed; shows the record, the printed name, role and time, and what the signature means. */
export function SignPanel({ study, tree, resultSha256 }: SignPanelProps) {
  const { mine, ownWork, certificate } = study.signing
  const [components, setComponents] = useState<Components>(noComponents)
  const [chosen, setMeaning] = useState<SignatureMeaning | null>(null)
  const { run, isBusy, problems } = useAction()
  const [only] = mine.length === 1 ? mine : []
  const meaning = chosen ?? only ?? null
  const { report } = study
  const record = report === null ? { sha256: resultSha256, version: 0 } : { sha256: report.recordSha256, version: report.version }
  const sign = () =>
    run(async () => {
      if (meaning === null) return
      const seen = { recordSha256: record.sha256, reportVersion: record.version }
      try {
        setStudy(await call('report.sign', { studyId: study.id, ...components, meaning, ...seen }))
      } finally {
        setComponents({ ...components, passphrase: '' }) // never kept, whatever the outcome
      }
    })
  const why = certificate?.severity === 'error' ? signingWords.certificateUnfit : missing(meaning, components)
  return (
    <Card title={words.title}>
      <WhatIsSigned study={study} tree={tree} resultSha256={resultSha256} record={record} />
      <AsPrinted study={study} meaning={meaning} />
      {certificate !== null && <ProblemList problems={[certificate]} label={signingWords.certificate} isAlert={false} />}
      {ownWork.length > 0 && <Banner tone="warning">{signingWords.ownWork(ownWork.join('; '))}</Banner>}
      <RadioGroup
        label={words.meaning}
        options={mine.map((id) => ({ id, label: words.meanings[id] }))}
        value={meaning}
        onChange={setMeaning}
        isRequired
      />
      <ImmutableNote items={report === null ? words.immutable : signingWords.immutableNext} />
      <BothComponents value={components} onChange={setComponents} />
      <ProblemList problems={problems} />
      <Button kind="primary" icon="shield" isPending={isBusy} why={isBusy ? null : why} onPress={() => void sign()}>
        {isBusy ? words.signing : words.sign}
      </Button>
    </Card>
  )
}

function WhatIsSigned({ study, tree, resultSha256, record }: SignPanelProps & { readonly record: { readonly sha256: string; readonly version: number } }) {
  const conclusion = study.evaluations.find((each) => each.outcome === 'completed')?.conclusion ?? 'not-evaluable'
  return (
    <>
      <h3>{words.what}</h3>
      <KeyValues
        items={[
          [words.conclusion, reviewWords.conclusions[conclusion]],
          [words.reportNumber, <span key="number" className="id">{tree.reportNumber}</span>],
          [signingWords.record, signingWords.versionOf(record.version)],
          [words.resultDigest, <Digest key="digest" sha256={resultSha256} label={words.resultDigest} />],
          [signingWords.recordDigest, record.version === 0 ? null : <Digest key="record" sha256={record.sha256} label={signingWords.recordDigest} />],
        ]}
      />
    </>
  )
}

function AsPrinted({ study, meaning }: { readonly study: StudyView; readonly meaning: SignatureMeaning | null }) {
  const printedName = useApp((state) => (state.workspace?.kind === 'open' ? state.workspace.person.printedName : ''))
  const now = useClock()
  const role = meaning === null ? undefined : signatureRoles[meaning].find((each) => study.roles.includes(each))
  return (
    <>
      <h3>{words.asPrinted}</h3>
      <KeyValues
        items={[
          [words.printedName, <strong key="name">{printedName}</strong>],
          [signingWords.role, role === undefined ? null : roleNames[role]],
          [words.time, instantText(now)],
        ]}
      />
      <p className="small muted">{words.timeNote}</p>
    </>
  )
}

function missing(meaning: SignatureMeaning | null, { signInName, passphrase }: Components): string | null {
  if (meaning === null) return words.missing.meaning
  if (signInName === '') return words.missing.signInName
  return passphrase === '' ? words.missing.passphrase : null
}

/** The time of this computer, as it would be printed now. */
function useClock(): string {
  const [now, setNow] = useState(() => new Date().toISOString())
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date().toISOString()), 1000)
    return () => clearInterval(timer)
  }, [])
  return now
}
