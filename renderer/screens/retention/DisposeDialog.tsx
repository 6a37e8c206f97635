import { useState } from 'react'
import type { StudyRetentionView } from '../../../shared/ipc/retention-commands.ts'
import type { StudyView } from '../../../shared/ipc/views.ts'
import { notCovered } from '../../../shared/vocabulary/retention.ts'
import { notCoveredText, retentionWords as words } from '../../../shared/words/en/retention.ts'
import { call } from '../../client.ts'
import { KeyValues, TextField, dayText, instantText, say } from '../../kit/index.ts'
import { ActionDialog, type Given } from '../people/ActionDialog.tsx'
import { isWitnessGiven, noWitness, type WitnessGiven } from '../people/WitnessFields.tsx'
import type { DataView } from './HoldDialogs.tsx'

interface DisposeDialogProps {
  readonly study: StudyView
  readonly data: DataView
  readonly onClose: () => void
  readonly onChanged: (view: StudyRetentionView) => void
}

/** What goes, what it does not reach, the study's name, a reason, and two people with both components each. */
export function DisposeDialog({ study, data, onClose, onChanged }: DisposeDialogProps) {
  const [confirmation, setConfirmation] = useState('')
  const [asks, setAsks] = useState(noWitness)
  const [witness, setWitness] = useState(noWitness)
  const name = words.version(data.kind, data.version)
  const missing = [
    ...(confirmation === study.name ? [] : [words.confirmationField]),
    ...(isWitnessGiven(asks) ? [] : [words.asks]),
    ...(isWitnessGiven(witness) ? [] : [words.witness]),
  ]
  const dispose = async ({ reason }: Given) => {
    const { id, version } = data
    onChanged(await call('data.dispose', { studyId: study.id, data: { id, version }, reason, confirmation, ...asks, witness }))
    say(words.disposeDone)
  }
  return (
    <ActionDialog
      title={words.disposeTitle(name)}
      text={words.disposeText}
      confirmLabel={words.disposeConfirm}
      onClose={onClose}
      missing={missing}
      needsReason
      isDanger
      isWide
      act={dispose}
    >
      <KeyValues
        items={[
          [words.what, `${name}: ${words.rows(data.nRows)}, ${words.imported(instantText(data.importedAt))}`],
          [words.period, data.kept && (data.kept.isOver ? words.over : words.until)(dayText(data.kept.until))],
        ]}
      />
      <details>
        <summary>{words.reach}</summary>
        <ul>
          {notCovered.map((each) => (
            <li key={each}>{notCoveredText[each]}</li>
          ))}
        </ul>
      </details>
      <TextField label={words.confirmation(study.name)} value={confirmation} onChange={setConfirmation} maxLength={300} isRequired autoFocus />
      <div className="form-grid">
        <Person title={words.asks} value={asks} onChange={setAsks} />
        <Person title={words.witness} value={witness} onChange={setWitness} />
      </div>
    </ActionDialog>
  )
}

const Person = ({ title, value, onChange }: { readonly title: string; readonly value: WitnessGiven; readonly onChange: (value: WitnessGiven) => void }) => (
  <fieldset className="part">
    <legend className="field-label">{title}</legend>
    <TextField label={words.signInName} value={value.signInName} onChange={(signInName) => onChange({ ...value, signInName })} maxLength={40} />
    <TextField label={words.passphrase} type="password" value={value.passphrase} onChange={(passphrase) => onChange({ ...value, passphrase })} />
  </fieldset>
)
