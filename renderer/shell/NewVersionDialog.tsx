import { useState } from 'react'
import { words } from '../../shared/words/en/screens.ts'
import { useAction } from '../app-state.ts'
import { Button, Dialog, ProblemList, TextArea } from '../kit/index.ts'

interface NewVersionDialogProps {
  readonly title: string
  readonly text: string
  readonly confirmLabel: string
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly start: (reason: string) => Promise<void>
}

/** A locked record never changes; a new version needs a reason. */
export function NewVersionDialog(props: NewVersionDialogProps) {
  const [reason, setReason] = useState('')
  const action = useAction()
  const close = () => {
    setReason('')
    action.clear()
    props.onClose()
  }
  const start = async () => {
    if (await action.run(() => props.start(reason.trim()))) close()
  }
  return (
    <Dialog
      title={props.title}
      isOpen={props.isOpen}
      onClose={close}
      foot={
        <>
          <Button onPress={close}>{words.common.cancel}</Button>
          <Button kind="primary" onPress={() => void start()} isPending={action.isBusy} isDisabled={reason.trim() === ''}>
            {props.confirmLabel}
          </Button>
        </>
      }
    >
      <p>{props.text}</p>
      <TextArea label={words.common.reason} hint={words.common.reasonHint} value={reason} onChange={setReason} maxLength={2000} isRequired autoFocus />
      <ProblemList problems={action.problems} />
    </Dialog>
  )
}
