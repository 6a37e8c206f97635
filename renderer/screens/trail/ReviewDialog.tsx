import { useState } from 'react'
import type { Countersignatures } from '../../../shared/ipc/trail-views.ts'
import { words as screenWords } from '../../../shared/words/en/screens.ts'
import { trailWords } from '../../../shared/words/en/screens-trail.ts'
import { useAction } from '../../app-state.ts'
import { call } from '../../client.ts'
import { Button, Dialog, ImmutableNote, NumberField, ProblemList, TextArea, TextField, say } from '../../kit/index.ts'

const words = trailWords.review

interface ReviewDialogProps {
  readonly head: number
  readonly reviewedUpTo: number
  readonly onSigned: (signed: Countersignatures) => void
  readonly onClose: () => void
}

/** Both components, typed. It begins after the last entry that was reviewed and ends at the newest there was. */
export function ReviewDialog({ head, reviewedUpTo, onSigned, onClose }: ReviewDialogProps) {
  const [newest] = useState(head)
  const [fromSeq, setFrom] = useState<number | null>(Math.min(reviewedUpTo + 1, newest))
  const [toSeq, setTo] = useState<number | null>(newest)
  const [note, setNote] = useState('')
  const [signInName, setSignInName] = useState('')
  const [passphrase, setPassphrase] = useState('')
  const { run, isBusy, problems } = useAction()
  const sign = async () => {
    const isSigned = await run(async () => {
      if (fromSeq === null || toSeq === null) return
      try {
        onSigned(await call('trail.review', { fromSeq, toSeq, note, signInName, passphrase }))
      } finally {
        setPassphrase('') // never kept, whatever the outcome
      }
    })
    if (!isSigned) return
    say(words.signed)
    onClose()
  }
  const foot = (
    <>
      <Button onPress={onClose}>{screenWords.common.cancel}</Button>
      <Button
        kind="primary"
        icon="shield"
        isPending={isBusy}
        why={!isBusy && (signInName === '' || passphrase === '') ? words.missing : null}
        onPress={() => void sign()}
      >
        {words.sign}
      </Button>
    </>
  )
  return (
    <Dialog title={words.title} isOpen onClose={onClose} foot={foot}>
      <p className="muted">{words.explain}</p>
      <div className="row">
        <NumberField label={words.from} value={fromSeq} onChange={setFrom} minimum={1} maximum={newest} isInteger />
        <NumberField label={words.to} value={toSeq} onChange={setTo} minimum={1} maximum={newest} isInteger />
      </div>
      <TextArea label={words.note} hint={words.noteHint} value={note} onChange={setNote} maxLength={2000} rows={2} />
      <TextField label={words.signInName} value={signInName} onChange={setSignInName} maxLength={40} isRequired />
      <TextField label={words.passphrase} type="password" value={passphrase} onChange={setPassphrase} maxLength={1024} isRequired />
      <ImmutableNote items={words.immutable} />
      <ProblemList problems={problems} />
    </Dialog>
  )
}
