import { dataWords as words } from '../../../shared/words/en/screens-study.ts'
import { RadioGroup } from '../../kit/index.ts'
import type { Decimal } from './mapping-draft.ts'

interface DecimalFormProps {
  readonly value: Decimal | null
  /** The values themselves do not tell: say why it is asked. */
  readonly isAmbiguous: boolean
  readonly onChange: (decimal: Decimal) => void
}

export const DecimalForm = ({ value, isAmbiguous, onChange }: DecimalFormProps) => (
  <RadioGroup
    label={words.decimal.label}
    {...(isAmbiguous ? { hint: words.decimal.why } : {})}
    options={[
      { id: 'point', label: words.decimal.point },
      { id: 'comma', label: words.decimal.comma },
    ]}
    value={value}
    onChange={onChange}
    isRequired
  />
)
