import { witnessWords as words } from '../../../shared/words/en/screens-people.ts'
import { TextField } from '../../kit/index.ts'

export interface WitnessGiven {
  readonly signInName: string
  readonly passphrase: string
}

export const noWitness: WitnessGiven = { signInName: '', passphrase: '' }
export const isWitnessGiven = ({ signInName, passphrase }: WitnessGiven): boolean => signInName.trim() !== '' && passphrase !== ''

interface WitnessFieldsProps {
  readonly value: WitnessGiven
  readonly onChange: (value: WitnessGiven) => void
  readonly title?: string
  readonly text?: string
}

/** A second person enters both components. */
export const WitnessFields = ({ value, onChange, title = words.title, text = words.text }: WitnessFieldsProps) => (
  <fieldset className="part">
    <legend className="field-label">{title}</legend>
    <p className="muted small">{text}</p>
    <div className="form-grid">
      <TextField label={words.signInName} value={value.signInName} onChange={(signInName) => onChange({ ...value, signInName })} maxLength={40} />
      <TextField label={words.passphrase} type="password" value={value.passphrase} onChange={(passphrase) => onChange({ ...value, passphrase })} />
    </div>
  </fieldset>
)
