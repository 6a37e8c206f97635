import { useState, type ReactNode } from 'react'
import { Form } from 'react-aria-components'
import { peopleWords as words, witnessWords } from '../../../shared/words/en/screens-people.ts'
import { words as screenWords } from '../../../shared/words/en/screens.ts'
import { useAction } from '../../app-state.ts'
import { Button, Dialog, ProblemList, TextArea } from '../../kit/index.ts'
import { WitnessFields, type WitnessGiven, isWitnessGiven, noWitness } from './WitnessFields.tsx'

export interface Given {
  readonly reason: string
  /** Left out when nobody entered anything: the engine knows whether somebody else could. */
  readonly witness: WitnessGiven | undefined
}

export interface ActionDialogProps {
  readonly title: string
  readonly text?: string
  readonly confirmLabel: string
  readonly isDanger?: boolean
  readonly isWide?: boolean
  readonly onClose: () => void
  /** After it went through; closes unless told otherwise. */
  readonly onDone?: () => void
  /** Names of fields that still need something. */
  readonly missing?: readonly string[]
  readonly needsReason?: boolean
  /** The fields for a second person come when the engine asks for one. */
  readonly witness?: 'asked'
  /** Throws a refusal: it is shown, and everything typed stays. 'stay': nothing was done, such as a file dialog cancelled. */
  readonly act: (given: Given) => Promise<void | 'stay'>
  readonly children?: ReactNode
  /** What the engine asked for by its refusal, below that. */
  readonly answer?: ReactNode
}

/** One change of accounts or keys: fields, reason, a second person where one is needed. Mounted only while it is open. */
export function ActionDialog(props: ActionDialogProps) {
  const { needsReason = false, witness: need } = props
  const [reason, setReason] = useState('')
  const [witness, setWitness] = useState(noWitness)
  const [isAsked, setAsked] = useState(false)
  const action = useAction()
  if (!isAsked && need === 'asked' && action.problems.some(({ code }) => code === 'vault/witness')) setAsked(true)
  const isNobodyNamed = isAsked && !isWitnessGiven(witness)
  const missing = [...(props.missing ?? []), ...(needsReason && reason.trim() === '' ? [words.reason] : []), ...(isNobodyNamed ? [witnessWords.title] : [])]
  // That somebody else is needed is answered by the fields for them, which come with the question.
  const problems = action.problems.filter(({ code, params }) => !(need === 'asked' && code === 'vault/witness' && params?.['cause'] === 'missing'))
  const close = () => {
    if (!action.isBusy) props.onClose()
  }
  const act = async () => {
    if (action.isBusy || missing.length > 0) return
    const given = { reason: reason.trim(), witness: isWitnessGiven(witness) ? witness : undefined }
    let isDone = false
    await action.run(async () => {
      isDone = (await props.act(given)) !== 'stay'
    })
    if (isDone) (props.onDone ?? props.onClose)()
  }
  return (
    <Dialog
      title={props.title}
      isOpen
      onClose={close}
      isWide={props.isWide ?? false}
      foot={
        <>
          {missing.length > 0 && <p className="muted small grow">{words.missing(missing.join(', '))}</p>}
          <Button onPress={close} isDisabled={action.isBusy}>
            {screenWords.common.cancel}
          </Button>
          <Button
            kind={props.isDanger ? 'danger' : 'primary'}
            onPress={() => void act()}
            isPending={action.isBusy}
            isDisabled={missing.length > 0}
          >
            {props.confirmLabel}
          </Button>
        </>
      }
    >
      <Form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          void act()
        }}
      >
        {props.text !== undefined && <p>{props.text}</p>}
        {props.children}
        {needsReason && (
          <TextArea
            label={words.reason}
            hint={words.reasonHint}
            value={reason}
            onChange={setReason}
            maxLength={2000}
            rows={2}
            isRequired
            autoFocus={props.children === undefined}
          />
        )}
        {isAsked && <WitnessFields value={witness} onChange={setWitness} />}
        <button type="submit" hidden />
      </Form>
      <ProblemList problems={problems} />
      {props.answer}
    </Dialog>
  )
}
