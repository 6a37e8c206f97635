import { useState } from 'react'
import { passphraseWords as words } from '../../../shared/words/en/screens-people.ts'
import { Checkbox, TextField } from '../../kit/index.ts'

export interface NewPassphrase {
  readonly passphrase: string
  readonly repeat: string
}

export const noPassphrase: NewPassphrase = { passphrase: '', repeat: '' }
export const isPassphraseReady = ({ passphrase, repeat }: NewPassphrase): boolean => passphrase !== '' && passphrase === repeat

interface NewPassphraseFieldsProps {
  readonly value: NewPassphrase
  readonly onChange: (value: NewPassphrase) => void
}

/** A passphrase of one's own, twice. The engine says what is wrong with it: it knows the length and what is guessed soon. */
export const NewPassphraseFields = ({ value, onChange }: NewPassphraseFieldsProps) => (
  <>
    <TextField
      label={words.passphrase}
      type="password"
      hint={words.hint}
      value={value.passphrase}
      onChange={(passphrase) => onChange({ ...value, passphrase })}
      isRequired
    />
    <TextField
      label={words.repeat}
      type="password"
      error={value.repeat !== '' && value.repeat !== value.passphrase ? words.repeatDiffers : null}
      value={value.repeat}
      onChange={(repeat) => onChange({ ...value, repeat })}
      isRequired
    />
  </>
)

interface OneTimePassphraseProps {
  readonly value: string
  readonly onChange: (value: string) => void
}

/** Somebody else's first passphrase: it has to be told, so it can be looked at. */
export function OneTimePassphrase({ value, onChange }: OneTimePassphraseProps) {
  const [isShown, setShown] = useState(false)
  return (
    <>
      <TextField
        label={words.oneTime}
        type={isShown ? 'text' : 'password'}
        hint={words.oneTimeHint}
        value={value}
        onChange={onChange}
        isRequired
      />
      <Checkbox isSelected={isShown} onChange={setShown}>
        {words.show}
      </Checkbox>
    </>
  )
}
