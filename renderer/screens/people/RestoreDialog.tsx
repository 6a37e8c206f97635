import { useState } from 'react'
import type { Response } from '../../../shared/ipc/contract.ts'
import { backupWords as words, witnessWords } from '../../../shared/words/en/screens-people.ts'
import { retentionWords } from '../../../shared/words/en/retention.ts'
import { setWorkspace } from '../../app-state.ts'
import { call, problemsOf } from '../../client.ts'
import { Checkbox, TextField, say } from '../../kit/index.ts'
import { ActionDialog } from './ActionDialog.tsx'
import { BackupFacts } from './BackupDialog.tsx'
import { type Chosen, FileChoice } from './FileChoice.tsx'
import { WitnessFields, isWitnessGiven, noWitness } from './WitnessFields.tsx'
import './people.css'

/** Two people put a backup in place; afterwards the sign-in screen of what was restored stands there. */
export function RestoreDialog({ onClose }: { readonly onClose: () => void }) {
  const [backup, setBackup] = useState<Chosen | null>(null)
  const [facts, setFacts] = useState<Response<'backup.describe'> | null>(null)
  const [into, setInto] = useState<Chosen | null>(null)
  const [actor, setActor] = useState(noWitness)
  const [witness, setWitness] = useState(noWitness)
  const [bringsBack, setBringsBack] = useState<'not-asked' | 'asked' | 'meant'>('not-asked')
  const missing = [
    ...(backup === null || facts === null ? [words.backup] : []),
    ...(into === null ? [words.into] : []),
    ...(isWitnessGiven(actor) ? [] : [words.actor]),
    ...(isWitnessGiven(witness) ? [] : [witnessWords.title]),
    ...(bringsBack === 'asked' ? [retentionWords.bringsBackMissing] : []),
  ]
  // What was said of one backup and one folder is not said of another.
  const chooseInto = (chosen: Chosen) => {
    setBringsBack('not-asked')
    setInto(chosen)
  }
  const describe = async (chosen: Chosen) => {
    setBringsBack('not-asked')
    setFacts(null)
    setBackup(null)
    const found = await call('backup.describe', { backup: chosen.token })
    setBackup(chosen)
    setFacts(found)
  }
  const restore = async () => {
    if (backup === null || into === null) return
    const meant = bringsBack === 'meant' ? { bringsBack: true } : {}
    const { workspace, keptAs } = await call('backup.restore', { backup: backup.token, into: into.token, actor, witness, ...meant }).catch((error: unknown) => {
      if (problemsOf(error)[0]?.code === 'backup/brings-back') setBringsBack('asked')
      throw error
    })
    setWorkspace(workspace)
    say(keptAs === null ? words.restored : `${words.restored} ${words.keptAs(keptAs)}`)
  }
  return (
    <ActionDialog
      title={words.restoreTitle}
      text={words.restoreText}
      confirmLabel={words.confirm}
      onClose={onClose}
      missing={missing}
      act={restore}
      isWide
      answer={
        bringsBack !== 'not-asked' && (
          <Checkbox isSelected={bringsBack === 'meant'} onChange={(isMeant) => setBringsBack(isMeant ? 'meant' : 'asked')}>
            {retentionWords.bringsBack}
          </Checkbox>
        )
      }
    >
      <FileChoice
        label={words.backup}
        button={words.chooseBackup}
        none={words.none}
        value={backup}
        ask={() => call('choose.workspaceFolder', { purpose: 'open-backup' })}
        onChange={describe}
      />
      {facts && <BackupFacts backup={facts} />}
      <FileChoice
        label={words.into}
        button={words.chooseInto}
        none={words.none}
        value={into}
        ask={() => call('choose.workspaceFolder', { purpose: 'restore' })}
        onChange={chooseInto}
      />
      <div className="form-grid">
        <fieldset className="part">
          <legend className="field-label">{words.actor}</legend>
          <p className="muted small">{words.actorText}</p>
          <TextField label={words.signInName} value={actor.signInName} onChange={(signInName) => setActor({ ...actor, signInName })} maxLength={40} />
          <TextField label={words.passphrase} type="password" value={actor.passphrase} onChange={(passphrase) => setActor({ ...actor, passphrase })} />
        </fieldset>
        <WitnessFields value={witness} onChange={setWitness} />
      </div>
    </ActionDialog>
  )
}
