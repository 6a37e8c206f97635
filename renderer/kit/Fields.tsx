import { useId } from 'react'
import {
  Button as AriaButton,
  FieldError,
  Group,
  Input,
  Label,
  NumberField as AriaNumberField,
  Text,
  TextArea as AriaTextArea,
  TextField as AriaTextField,
} from 'react-aria-components'
import { Icon } from './Icon.tsx'

export interface FieldProps {
  readonly label: string
  readonly hint?: string | undefined
  /** A sentence; shows the field as invalid. */
  readonly error?: string | null | undefined
  readonly isDisabled?: boolean
  readonly isRequired?: boolean
  readonly autoFocus?: boolean
}

const shared = (props: FieldProps) => ({
  isInvalid: props.error !== undefined && props.error !== null && props.error !== '',
  isDisabled: props.isDisabled ?? false,
  isRequired: props.isRequired ?? false,
  validationBehavior: 'aria' as const,
})

const Hints = ({ hint, error }: Pick<FieldProps, 'hint' | 'error'>) => (
  <>
    {hint !== undefined && (
      <Text slot="description" className="field-hint">
        {hint}
      </Text>
    )}
    <FieldError className="field-error">{error}</FieldError>
  </>
)

export interface TextFieldProps extends FieldProps {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly onBlur?: () => void
  readonly placeholder?: string
  readonly type?: 'text' | 'password'
  readonly maxLength?: number
}

export function TextField(props: TextFieldProps) {
  return (
    <AriaTextField
      className="field"
      value={props.value}
      onChange={props.onChange}
      type={props.type ?? 'text'}
      autoComplete={props.type === 'password' ? 'new-password' : 'off'}
      spellCheck="false"
      autoFocus={props.autoFocus ?? false}
      {...(props.onBlur ? { onBlur: props.onBlur } : {})}
      {...(props.maxLength === undefined ? {} : { maxLength: props.maxLength })}
      {...shared(props)}
    >
      <Label className="field-label">{props.label}</Label>
      <Input className="input" placeholder={props.placeholder ?? ''} />
      <Hints hint={props.hint} error={props.error} />
    </AriaTextField>
  )
}

export function TextArea(props: Omit<TextFieldProps, 'type'> & { readonly rows?: number; readonly code?: boolean }) {
  return (
    <AriaTextField
      className="field"
      value={props.value}
      onChange={props.onChange}
      spellCheck={props.code ? 'false' : 'true'}
      autoFocus={props.autoFocus ?? false}
      {...(props.onBlur ? { onBlur: props.onBlur } : {})}
      {...(props.maxLength === undefined ? {} : { maxLength: props.maxLength })}
      {...shared(props)}
    >
      <Label className="field-label">{props.label}</Label>
      <AriaTextArea className={props.code ? 'input id' : 'input'} rows={props.rows ?? 3} placeholder={props.placeholder ?? ''} />
      <Hints hint={props.hint} error={props.error} />
    </AriaTextField>
  )
}

export interface NumberFieldProps extends FieldProps {
  /** null is an empty field. */
  readonly value: number | null
  readonly onChange: (value: number | null) => void
  readonly minimum?: number
  readonly maximum?: number
  readonly step?: number
  readonly isInteger?: boolean
}

/** Digits are kept as typed, never rounded to a display precision. */
export function NumberField(props: NumberFieldProps) {
  return (
    <AriaNumberField
      className="field"
      value={props.value ?? Number.NaN}
      onChange={(value) => props.onChange(Number.isNaN(value) ? null : value)}
      formatOptions={{ useGrouping: false, maximumFractionDigits: props.isInteger ? 0 : 15 }}
      autoFocus={props.autoFocus ?? false}
      {...(props.minimum === undefined ? {} : { minValue: props.minimum })}
      {...(props.maximum === undefined ? {} : { maxValue: props.maximum })}
      {...(props.step === undefined ? {} : { step: props.step })}
      {...shared(props)}
    >
      <Label className="field-label">{props.label}</Label>
      <Group className="input input-group">
        <Input />
        <AriaButton slot="decrement">
          <Icon name="minus" size={12} />
        </AriaButton>
        <AriaButton slot="increment">
          <Icon name="plus" size={12} />
        </AriaButton>
      </Group>
      <Hints hint={props.hint} error={props.error} />
    </AriaNumberField>
  )
}

/** A label and a value that cannot be changed, in the shape of a field. */
export function ReadOnlyField({ label, value }: { readonly label: string; readonly value: string }) {
  const id = useId()
  return (
    <div className="field" role="group" aria-labelledby={id}>
      <span id={id} className="field-label">
        {label}
      </span>
      <p className="prose">{value}</p>
    </div>
  )
}
