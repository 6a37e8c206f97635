import { useState } from 'react'
import type { Countersignatures, HeadView } from '../../../shared/ipc/trail-views.ts'
import { formatCount } from '../../../shared/words/en/numbers.ts'
import { trailWords } from '../../../shared/words/en/screens-trail.ts'
import { useAction } from '../../app-state.ts'
import { call } from '../../client.ts'
import { Banner, Button, Dialog, Digest, KeyValues, ProblemList, TextField, say } from '../../kit/index.ts'

const words = trailWords.witness

interface WitnessDialogProps {
  readonly permitted: readonly string[]
  readonly onBrought: (signed: Countersignatures) => void
  readonly onClose: () => void
}

interface ReadHead {
  readonly file: string
  readonly head: HeadView
}

/** The three ways of a head: out of here, signed for others, and back. */
export function WitnessDialog({ permitted, onBrought, onClose }: WitnessDialogProps) {
  const [read, setRead] = useState<ReadHead | null>(null)
  const { run, isBusy, problems } = useAction()
  const may = (command: string) => permitted.includes(command)
  const take = async () => {
    const file = await call('choose.saveAs', { purpose: 'head', name: words.files.head })
    if (file === null) return
    await call('head.export', { file: file.token })
    say(words.saved(file.name))
  }
  const look = async () => {
    const file = await call('choose.file', { purpose: 'head' })
    if (file !== null) setRead({ file: file.token, head: await call('head.read', { file: file.token }) })
  }
  const bring = async () => {
    const file = await call('choose.file', { purpose: 'head-witness' })
    if (file === null) return
    onBrought(await call('head.importWitness', { file: file.token }))
    say(words.brought)
  }
  return (
    <Dialog title={words.title} isOpen onClose={onClose}>
      <p className="muted">{words.explain}</p>
      {may('head.export') && <Step text={words.takeText} action={words.take} isBusy={isBusy} onPress={() => void run(take)} />}
      {may('head.witness') && <Step text={words.signText} action={words.sign} isBusy={isBusy} onPress={() => void run(look)} />}
      {read && <SignHead read={read} onSigned={() => setRead(null)} />}
      {may('head.importWitness') && <Step text={words.bringText} action={words.bring} isBusy={isBusy} onPress={() => void run(bring)} />}
      <ProblemList problems={problems} />
    </Dialog>
  )
}

const Step = (props: { readonly text: string; readonly action: string; readonly isBusy: boolean; readonly onPress: () => void }) => (
  <div className="stack">
    <p>{props.text}</p>
    <div>
      <Button onPress={props.onPress} isDisabled={props.isBusy}>
        {props.action}
      </Button>
    </div>
  </div>
)

/** Whose head it is, before anything is signed. */
function SignHead({ read: { file, head }, onSigned }: { readonly read: ReadHead; readonly onSigned: () => void }) {
  const [signInName, setSignInName] = useState('')
  const [passphrase, setPassphrase] = useState('')
  const { run, isBusy, problems } = useAction()
  const sign = () =>
    run(async () => {
      const saveAs = await call('choose.saveAs', { purpose: 'head-witness', name: words.files.witness })
      if (saveAs === null) return
      try {
        await call('head.witness', { file, saveAs: saveAs.token, checkpointSha256: head.checkpointSha256, signInName, passphrase })
      } finally {
        setPassphrase('') // never kept, whatever the outcome
      }
      say(words.saved(saveAs.name))
      onSigned()
    })
  return (
    <section className="card">
      <h3>{words.whose}</h3>
      <KeyValues
        items={[
          [words.workspace, head.workspace],
          [words.entries, formatCount(head.size)],
          [words.head, <Digest key="head" sha256={head.head} label={words.head} />],
          [words.signedBy, head.signedBy],
          [words.authority, <Digest key="authority" sha256={head.authoritySha256} label={words.authority} />],
        ]}
      />
      <Banner>{words.compare}</Banner>
      <TextField label={trailWords.review.signInName} value={signInName} onChange={setSignInName} maxLength={40} isRequired />
      <TextField label={trailWords.review.passphrase} type="password" value={passphrase} onChange={setPassphrase} maxLength={1024} isRequired />
      <ProblemList problems={problems} />
      <Button kind="primary" icon="shield" isPending={isBusy} why={!isBusy && (signInName === '' || passphrase === '') ? trailWords.review.missing : null} onPress={() => void sign()}>
        {words.confirm}
      </Button>
    </section>
  )
}
