import type { ReactNode } from 'react'
import {
  Button as AriaButton,
  Checkbox as AriaCheckbox,
  ComboBox as AriaComboBox,
  FieldError,
  Group,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Radio,
  RadioGroup as AriaRadioGroup,
  Select as AriaSelect,
  SelectValue,
  Switch as AriaSwitch,
  Text,
} from 'react-aria-components'
import type { FieldProps } from './Fields.tsx'
import { Icon } from './Icon.tsx'

export interface Option<T extends string> {
  readonly id: T
  readonly label: string
  /** A second line; for a disabled option, why it cannot be chosen. */
  readonly note?: string | undefined
  readonly isDisabled?: boolean | undefined
}

export interface ChoiceProps<T extends string> extends FieldProps {
  readonly options: readonly Option<T>[]
  readonly value: T | null
  readonly onChange: (value: T) => void
  readonly placeholder?: string
}

const isInvalid = (error: FieldProps['error']): boolean => error !== undefined && error !== null && error !== ''

const Options = <T extends string>({ options }: { readonly options: readonly Option<T>[] }) => (
  <Popover className="popover">
    <ListBox className="listbox">
      {options.map((option) => (
        <ListBoxItem
          key={option.id}
          id={option.id}
          textValue={option.label}
          className="option"
          isDisabled={option.isDisabled ?? false}
        >
          <Text slot="label">{option.label}</Text>
          {option.note !== undefined && (
            <Text slot="description" className="option-note">
              {option.note}
            </Text>
          )}
        </ListBoxItem>
      ))}
    </ListBox>
  </Popover>
)

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

export function Select<T extends string>(props: ChoiceProps<T>) {
  return (
    <AriaSelect
      className="field"
      value={props.value}
      onChange={(key) => {
        const option = props.options.find((each) => each.id === key)
        if (option) props.onChange(option.id)
      }}
      placeholder={props.placeholder ?? '—'}
      isDisabled={props.isDisabled ?? false}
      isRequired={props.isRequired ?? false}
      isInvalid={isInvalid(props.error)}
      validationBehavior="aria"
    >
      <Label className="field-label">{props.label}</Label>
      <AriaButton className="input select-button" autoFocus={props.autoFocus ?? false}>
        <SelectValue>{({ selectedText, defaultChildren }) => selectedText ?? defaultChildren}</SelectValue>
        <Icon name="chevronDown" size={12} />
      </AriaButton>
      <Hints hint={props.hint} error={props.error} />
      <Options options={props.options} />
    </AriaSelect>
  )
}

/** Choose one of many by typing; with onInput any text is allowed. */
export function ComboBox<T extends string>(props: ChoiceProps<T> & { readonly onInput?: (text: string) => void; readonly input?: string }) {
  return (
    <AriaComboBox
      className="field"
      value={props.value}
      onChange={(key) => {
        const option = props.options.find((each) => each.id === key)
        if (option) props.onChange(option.id)
      }}
      isDisabled={props.isDisabled ?? false}
      isRequired={props.isRequired ?? false}
      isInvalid={isInvalid(props.error)}
      validationBehavior="aria"
      menuTrigger="focus"
      {...(props.onInput ? { allowsCustomValue: true, onInputChange: props.onInput, inputValue: props.input ?? '' } : {})}
    >
      <Label className="field-label">{props.label}</Label>
      <Group className="input input-group">
        <Input placeholder={props.placeholder ?? ''} />
        <AriaButton>
          <Icon name="chevronDown" size={12} />
        </AriaButton>
      </Group>
      <Hints hint={props.hint} error={props.error} />
      <Options options={props.options} />
    </AriaComboBox>
  )
}

interface ToggleProps {
  readonly children: ReactNode
  readonly isSelected: boolean
  readonly onChange: (isSelected: boolean) => void
  readonly isDisabled?: boolean
  readonly label?: string
}

export function Checkbox(props: ToggleProps) {
  return (
    <AriaCheckbox
      className="checkbox"
      isSelected={props.isSelected}
      onChange={props.onChange}
      isDisabled={props.isDisabled ?? false}
      {...(props.label ? { 'aria-label': props.label } : {})}
    >
      <span className="checkbox-box">
        <Icon name="check" size={12} />
      </span>
      <span>{props.children}</span>
    </AriaCheckbox>
  )
}

export function Switch(props: ToggleProps) {
  return (
    <AriaSwitch className="switch" isSelected={props.isSelected} onChange={props.onChange} isDisabled={props.isDisabled ?? false}>
      <span className="switch-track" />
      <span>{props.children}</span>
    </AriaSwitch>
  )
}

export function RadioGroup<T extends string>(props: ChoiceProps<T> & { readonly inRow?: boolean }) {
  return (
    <AriaRadioGroup
      className="field"
      value={props.value}
      onChange={(value) => {
        const option = props.options.find((each) => each.id === value)
        if (option) props.onChange(option.id)
      }}
      isDisabled={props.isDisabled ?? false}
      isRequired={props.isRequired ?? false}
      isInvalid={isInvalid(props.error)}
      validationBehavior="aria"
    >
      <Label className="field-label">{props.label}</Label>
      <div className={props.inRow ? 'radio-items radio-items-row' : 'radio-items'}>
        {props.options.map((option) => (
          <Radio key={option.id} value={option.id} className="radio" isDisabled={option.isDisabled ?? false}>
            <span className="radio-dot" />
            <span>
              {option.label}
              {option.note !== undefined && <span className="option-note">{option.note}</span>}
            </span>
          </Radio>
        ))}
      </div>
      <Hints hint={props.hint} error={props.error} />
    </AriaRadioGroup>
  )
}
