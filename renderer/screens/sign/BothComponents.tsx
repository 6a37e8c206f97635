import { signWords } from '../../../shared/words/en/screens-results.ts'
import { TextField } from '../../kit/index.ts'

const words = signWords.panel

export interface Components {
  readonly signInName: string
  readonly passphrase: string
}

export const noComponents: Components = { signInName: '', passphrase: '' }

interface BothComponentsProps {
  readonly value: Components
  readonly onChange: (value: Components) => void
}

/** Sign-in name and passphrase, typed for each signature and each decision. */
export const BothComponents = ({ value, onChange }: BothComponentsProps) => (
  <>
    <TextField
      label={words.signInName}
      hint={words.signInNameHint}
      value={value.signInName}
      onChange={(signInName) => onChange({ ...value, signInName })}
      maxLength={40}
      isRequired
    />
    <TextField
      label={words.passphrase}
      hint={words.passphraseHint}
      type="password"
      value={value.passphrase}
      onChange={(passphrase) => onChange({ ...value, passphrase })}
      maxLength={1024}
      isRequired
    />
  </>
)
