import { useEffect, useState } from 'react'
import type { StudyView } from '../../../shared/ipc/views.ts'
import type { ReportTree } from '../../../shared/report/tree.ts'
import { signatureMeanings } from '../../../shared/vocabulary/records.ts'
import { reviewWords, signWords } from '../../../shared/words/en/screens-results.ts'
import { setStudy, useAction, useApp } from '../../app-state.ts'
import { call } from '../../client.ts'
import { Button, Card, Digest, ImmutableNote, KeyValues, ProblemList, RadioGroup, TextField, instantText } from '../../kit/index.ts'

const words = signWords.panel

type Meaning = (typeof signatureMeanings)[number]

interface SignPanelProps {
  readonly study: StudyView
  readonly tree: ReportTree
  readonly resultSha256: string
}

/** Asks both components, typed; shows the printed name, the time, what is signed and what the signature means. */
export function SignPanel({ study, tree, resultSha256 }: SignPanelProps) {
  const [signInName, setSignInName] = useState('')
  const [passphrase, setPassphrase] = useState('')
  const [meaning, setMeaning] = useState<Meaning | null>(null)
  const { run, isBusy, problems } = useAction()
  const printedName = useApp((state) => (state.workspace?.kind === 'open' ? state.workspace.person.printedName : ''))
  const now = useClock()
  const conclusion = study.evaluations.find((each) => each.outcome === 'completed')?.conclusion ?? 'not-evaluable'
  const sign = () =>
    run(async () => {
      if (meaning === null) return
      try {
        setStudy(await call('report.sign', { studyId: study.id, signInName, passphrase, meaning, recordSha256: resultSha256, reportVersion: 0 }))
      } finally {
        setPassphrase('') // never kept, whatever the outcome
      }
    })
  const why = missing({ meaning, signInName, passphrase })
  return (
    <Card title={words.title}>
      <h3>{words.what}</h3>
      <KeyValues
        items={[
          [words.conclusion, reviewWords.conclusions[conclusion]],
          [words.reportNumber, <span key="number" className="id">{tree.reportNumber}</span>],
          [words.resultDigest, <Digest key="digest" sha256={resultSha256} label={words.resultDigest} />],
        ]}
      />
      <h3>{words.asPrinted}</h3>
      <KeyValues
        items={[
          [words.printedName, <strong key="name">{printedName}</strong>],
          [words.time, instantText(now)],
        ]}
      />
      <p className="small muted">{words.timeNote}</p>
      <RadioGroup
        label={words.meaning}
        options={signatureMeanings.map((id) => ({ id, label: words.meanings[id] }))}
        value={meaning}
        onChange={setMeaning}
        isRequired
      />
      <ImmutableNote items={words.immutable} />
      <TextField label={words.signInName} hint={words.signInNameHint} value={signInName} onChange={setSignInName} maxLength={40} isRequired />
      <TextField
        label={words.passphrase}
        hint={words.passphraseHint}
        type="password"
        value={passphrase}
        onChange={setPassphrase}
        maxLength={1024}
        isRequired
      />
      <ProblemList problems={problems} />
      <Button kind="primary" icon="shield" isPending={isBusy} why={isBusy ? null : why} onPress={() => void sign()}>
        {isBusy ? words.signing : words.sign}
      </Button>
    </Card>
  )
}

interface Answers {
  readonly meaning: Meaning | null
  readonly signInName: string
  readonly passphrase: string
}

function missing({ meaning, signInName, passphrase }: Answers): string | null {
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
