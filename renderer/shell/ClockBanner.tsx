import { useState } from 'react'
import type { WorkspaceView } from '../../shared/ipc/views.ts'
import { words as screenWords } from '../../shared/words/en/screens.ts'
import { trailWords } from '../../shared/words/en/screens-trail.ts'
import { setWorkspace, useAction } from '../app-state.ts'
import { call } from '../client.ts'
import { Banner, Button, Dialog, ProblemList, TextArea, instantText } from '../kit/index.ts'

const words = trailWords.clock
const shortest = 10
type Open = Extract<WorkspaceView, { kind: 'open' }>

/** A clock that ran back blocks signing until somebody who may says why. */
export function ClockBanner({ workspace }: { readonly workspace: Open }) {
  const [isOpen, setOpen] = useState(false)
  const { clock, permitted, readOnly } = workspace
  if (clock === null) return null
  const mayExplain = permitted.includes('clock.override') && !readOnly
  return (
    <>
      <Banner tone="warning" icon="clock" actions={mayExplain && <Button onPress={() => setOpen(true)}>{words.explain}</Button>}>
        <strong>{words.title}</strong> {words.text(instantText(clock.after), instantText(clock.before))} {mayExplain ? '' : words.ask}
      </Banner>
      {isOpen && <ClockDialog onClose={() => setOpen(false)} />}
    </>
  )
}

function ClockDialog({ onClose }: { readonly onClose: () => void }) {
  const [reason, setReason] = useState('')
  const { run, isBusy, problems } = useAction()
  const save = async () => {
    const isSaved = await run(async () => setWorkspace(await call('clock.override', { reason })))
    if (isSaved) onClose()
  }
  const foot = (
    <>
      <Button onPress={onClose}>{screenWords.common.cancel}</Button>
      <Button kind="primary" isPending={isBusy} isDisabled={reason.trim().length < shortest} onPress={() => void save()}>
        {words.save}
      </Button>
    </>
  )
  return (
    <Dialog title={words.dialog} isOpen onClose={onClose} foot={foot}>
      <p className="muted">{words.dialogText}</p>
      <TextArea label={words.reason} hint={words.reasonHint} value={reason} onChange={setReason} maxLength={2000} autoFocus />
      <ProblemList problems={problems} />
    </Dialog>
  )
}
