import { useState } from 'react'
import type { Request } from '../../../shared/ipc/contract.ts'
import { reviewWords } from '../../../shared/words/en/screens-results.ts'
import { useAction } from '../../app-state.ts'
import { call } from '../../client.ts'
import { Button, Digest, ProblemList, say } from '../../kit/index.ts'

interface ExportButtonProps {
  readonly purpose: Request<'choose.saveAs'>['purpose']
  /** Suggested file name. */
  readonly fileName: string
  readonly children: string
  readonly kind?: 'primary' | 'secondary' | 'quiet'
  /** Writes to the chosen place and gives the digest of what was written. */
  readonly write: (file: string) => Promise<{ readonly sha256: string }>
}

/** Asks where to, writes, and says what was written with its digest. */
export function ExportButton({ purpose, fileName, children, kind = 'secondary', write }: ExportButtonProps) {
  const [saved, setSaved] = useState<{ readonly name: string; readonly sha256: string } | null>(null)
  const { run, ...saving } = useAction()
  const save = () =>
    run(async () => {
      const place = await call('choose.saveAs', { purpose, name: fileName })
      if (place === null) return
      const { sha256 } = await write(place.token)
      setSaved({ name: place.name, sha256 })
      say(reviewWords.exported(place.name))
    })
  return (
    <span className="export">
      <Button kind={kind} icon="download" isPending={saving.isBusy} onPress={() => void save()}>
        {children}
      </Button>
      {saved && <Digest sha256={saved.sha256} label={saved.name} />}
      <ProblemList problems={saving.problems} />
    </span>
  )
}
