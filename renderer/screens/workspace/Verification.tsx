import type { VerificationView } from '../../../shared/ipc/views.ts'
import { formatCount } from '../../../shared/words/en/numbers.ts'
import { retentionWords } from '../../../shared/words/en/retention.ts'
import { words as screenWords } from '../../../shared/words/en/screens.ts'
import { useAction } from '../../app-state.ts'
import { call } from '../../client.ts'
import { Banner, Busy, Button, Dialog, KeyValues, ProblemList, instantText } from '../../kit/index.ts'
import { useEffect, useState } from 'react'

const words = screenWords.verify

/** What recomputing the store gave. */
export const Verification = ({ found }: { readonly found: VerificationView }) => (
  <div className="stack" role="status">
    <Verdict of={found} />
    <ProblemList problems={found.findings} />
    {found.disposed.map(({ object, at, asked, witnessed }) => (
      <p key={object} className="muted">
        {retentionWords.disposedObject(object)}: {retentionWords.disposed(instantText(at), asked, witnessed)}.
      </p>
    ))}
    <KeyValues
      items={[
        [words.nEntries, formatCount(found.nEntries)],
        [words.nRecords, formatCount(found.nRecords)],
        [words.nObjects, formatCount(found.nObjects)],
        [words.nSegments, formatCount(found.nSegments)],
      ]}
    />
  </div>
)

function Verdict({ of: { ok, isWhole } }: { readonly of: VerificationView }) {
  if (ok) return <Banner tone="info" icon="shield">{words.ok}</Banner>
  return <Banner tone="error">{isWhole ? words.notCounted : words.notOk}</Banner>
}

/** Starts when it opens: whoever opened it asked for it. */
export function VerifyDialog({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  const [found, setFound] = useState<VerificationView | null>(null)
  const { run, isBusy, problems } = useAction()
  useEffect(() => {
    if (!isOpen) return
    setFound(null)
    void run(async () => setFound(await call('workspace.verify', {})))
  }, [isOpen, run])
  const again = () => run(async () => setFound(await call('workspace.verify', {})))
  return (
    <Dialog
      title={words.title}
      isOpen={isOpen}
      onClose={onClose}
      foot={
        <>
          <Button onPress={() => void again()} isDisabled={isBusy}>
            {words.again}
          </Button>
          <Button onPress={onClose}>{screenWords.common.close}</Button>
        </>
      }
    >
      <p className="muted">{words.explain}</p>
      {isBusy && <Busy label={words.running} />}
      {!isBusy && found && <Verification found={found} />}
      <ProblemList problems={problems} />
    </Dialog>
  )
}
