import { useState } from 'react'
import type { Response } from '../../../shared/ipc/contract.ts'
import { backupWords as words } from '../../../shared/words/en/screens-people.ts'
import { words as screenWords } from '../../../shared/words/en/screens.ts'
import { setDialog, useAction, useApp } from '../../app-state.ts'
import { call } from '../../client.ts'
import { Banner, Button, Dialog, KeyValues, ProblemList, ProgressBar, instantText } from '../../kit/index.ts'

type Backup = Response<'backup.describe'>

/** What a backup says of itself. */
export const BackupFacts = ({ backup }: { readonly backup: Backup }) => (
  <KeyValues
    items={[
      [words.name, backup.name],
      [words.madeAt, instantText(backup.madeAt)],
      [words.position, <span key="head" className="id">{`#${backup.seq} · ${backup.head.slice(0, 12)}`}</span>],
      [words.size, words.megabytes(backup.nBytes / 1_000_000)],
    ]}
  />
)

/** Makes a backup of the open workspace; leads on to restoring one. */
export function BackupDialog({ onClose }: { readonly onClose: () => void }) {
  const [made, setMade] = useState<Backup | null>(null)
  const job = useApp((state) => state.job)
  const making = useAction()
  const close = () => {
    if (!making.isBusy) onClose()
  }
  const make = () =>
    making.run(async () => {
      const folder = await call('choose.workspaceFolder', { purpose: 'backup' })
      if (!folder) return
      setMade(null)
      try {
        setMade(await call('backup.make', { folder: folder.token }))
      } finally {
        useApp.setState(({ job: running }) => (running?.jobId === 'backup' ? { job: null } : {}))
      }
    })
  const restore = () => {
    onClose()
    setDialog('restore')
  }
  return (
    <Dialog
      title={words.title}
      isOpen
      onClose={close}
      foot={
        <>
          <Button kind="quiet" onPress={restore} isDisabled={making.isBusy}>
            {words.restore}
          </Button>
          <span className="grow" />
          <Button onPress={close} isDisabled={making.isBusy}>
            {screenWords.common.close}
          </Button>
        </>
      }
    >
      <p>{words.text}</p>
      <div>
        <Button kind="primary" icon="download" onPress={() => void make()} isPending={making.isBusy}>
          {words.make}
        </Button>
      </div>
      {making.isBusy && job?.jobId === 'backup' && (
        <>
          <ProgressBar label={words.running} fraction={job.total > 0 ? job.done / job.total : null} />
          <div>
            <Button icon="cross" onPress={() => void call('backup.cancel', {})}>
              {words.stop}
            </Button>
          </div>
        </>
      )}
      {made && (
        <div role="status" className="stack">
          <Banner icon="shield">{words.done}</Banner>
          <BackupFacts backup={made} />
        </div>
      )}
      <ProblemList problems={making.problems} />
    </Dialog>
  )
}
