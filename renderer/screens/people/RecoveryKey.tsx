import { useEffect, useRef, useState } from 'react'
import type { Response } from '../../../shared/ipc/contract.ts'
import type { PeopleView } from '../../../shared/ipc/people-commands.ts'
import { recoveryWords as words } from '../../../shared/words/en/screens-people.ts'
import { words as screenWords } from '../../../shared/words/en/screens.ts'
import { useAction, useApp } from '../../app-state.ts'
import { call } from '../../client.ts'
import { Button, Checkbox, Dialog, ProblemList } from '../../kit/index.ts'
import { ActionDialog } from './ActionDialog.tsx'

interface MakeRecoveryKeyProps {
  readonly onClose: () => void
  readonly onChanged: (view: PeopleView) => void
}

/** Two dialogs in a row: the second came from the first, which is gone by then. The focus returns to what opened that. */
function useFocusBack(): void {
  const opener = useRef(document.activeElement)
  useEffect(() => {
    const element = opener.current
    const back = () => element instanceof HTMLElement && element.focus()
    // The closing dialog itself looks for a place in the next frame.
    return () => void requestAnimationFrame(() => requestAnimationFrame(back))
  }, [])
}

/** Made, then shown this once: the text is in this component only and goes with it. */
export function MakeRecoveryKey({ onClose, onChanged }: MakeRecoveryKeyProps) {
  const [made, setMade] = useState<Response<'recovery.make'> | null>(null)
  useFocusBack()
  if (made !== null) return <ShownKey made={made} onClose={onClose} />
  return (
    <ActionDialog
      title={words.makeTitle}
      text={words.makeText}
      confirmLabel={words.makeConfirm}
      onClose={onClose}
      // What it made is shown next: the end of this dialog is not the end of the work.
      onDone={() => undefined}
      witness="asked"
      act={async ({ witness }) => {
        setMade(await call('recovery.make', witness === undefined ? {} : { witness }))
        onChanged(await call('people.list', {}))
      }}
    />
  )
}

function ShownKey({ made, onClose }: { readonly made: Response<'recovery.make'>; readonly onClose: () => void }) {
  const [isKept, setKept] = useState(false)
  const name = useApp((state) => (state.workspace?.kind === 'open' ? state.workspace.name : ''))
  const groups = made.recoveryKey.split('-')
  return (
    <Dialog
      title={words.shownTitle}
      isOpen
      role="alertdialog"
      isWide
      // Escape must not lose what cannot be shown again.
      onClose={() => isKept && onClose()}
      foot={
        <Button kind="primary" onPress={onClose} why={isKept ? null : words.keptFirst}>
          {screenWords.common.close}
        </Button>
      }
    >
      <p>{words.shownText}</p>
      <div className="recovery-paper">
        <strong>{words.printed(name)}</strong>
        <ol className="recovery-groups">
          {groups.map((group, index) => (
            <li key={index}>
              <small>{words.group(index + 1)}</small>
              <span data-recovery-group>{group}</span>
            </li>
          ))}
        </ol>
      </div>
      <p className="muted">{made.rows ? words.withRows : words.withoutRows}</p>
      <SaveSheet recoveryKey={made.recoveryKey} />
      <Checkbox isSelected={isKept} onChange={setKept}>
        {words.kept}
      </Checkbox>
    </Dialog>
  )
}

/** Into a file of the person's choice. Nothing is sent to a printer: its queue would keep a copy that nobody chose. */
function SaveSheet({ recoveryKey }: { readonly recoveryKey: string }) {
  const [saved, setSaved] = useState<string | null>(null)
  const { run, isBusy, problems } = useAction()
  const save = () =>
    run(async () => {
      const file = await call('choose.saveAs', { purpose: 'recovery-sheet', name: words.sheetFile })
      if (!file) return
      setSaved(null)
      await call('recovery.exportSheet', { recoveryKey, file: file.token })
      setSaved(file.name)
    })
  return (
    <div className="stack-tight">
      <div className="row">
        <Button icon="download" isPending={isBusy} onPress={() => void save()}>
          {words.saveSheet}
        </Button>
        <span role="status" className="small grow">
          {saved !== null && words.sheetSaved(saved)}
        </span>
      </div>
      <p className="muted small">{words.sheetText}</p>
      <ProblemList problems={problems} />
    </div>
  )
}
