import { useState, type ReactNode } from 'react'
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { words } from '../../shared/words/en/screens.ts'
import type { Problem } from '../../shared/vocabulary/problem.ts'
import { Button } from './Button.tsx'
import { TextField } from './Fields.tsx'
import { Icon } from './Icon.tsx'
import { ProblemList } from './ProblemList.tsx'

export interface DialogProps {
  readonly title: string
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly children: ReactNode
  readonly isWide?: boolean
  /** Buttons; without them there is one that closes. */
  readonly foot?: ReactNode
  readonly role?: 'dialog' | 'alertdialog'
}

export function Dialog(props: DialogProps) {
  return (
    <ModalOverlay className="veil" isOpen={props.isOpen} onOpenChange={(open) => !open && props.onClose()} isDismissable={props.role !== 'alertdialog'}>
      <Modal className={props.isWide ? 'dialog dialog-wide' : 'dialog'}>
        <AriaDialog role={props.role ?? 'dialog'} className="dialog-body">
          <Heading slot="title" level={2}>
            {props.title}
          </Heading>
          {props.children}
          <div className="dialog-foot">{props.foot ?? <Button onPress={props.onClose}>{words.common.close}</Button>}</div>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}

/** What can no longer be changed afterwards, said before it is confirmed. */
export function ImmutableNote({ items, title = words.common.becomesImmutable }: { readonly items: readonly string[]; readonly title?: string }) {
  return (
    <div className="immutable-note">
      <Icon name="lock" />
      <div>
        <strong>{title}</strong>
        <ul>
          {items.map((item) => (
            <li key={item}>{item}</li>
          ))}
        </ul>
      </div>
    </div>
  )
}

export interface ConfirmDialogProps {
  readonly title: string
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly children?: ReactNode
  readonly immutable?: readonly string[]
  readonly confirmLabel: string
  readonly onConfirm: (typed: string) => void
  readonly isPending?: boolean
  readonly problems?: readonly Problem[]
  /** Text that must be typed to confirm, e.g. the study's name. */
  readonly typed?: { readonly label: string; readonly expected: string }
  readonly isDanger?: boolean
}

/** Asks before something that cannot be undone. Focus starts on the typed field or on Cancel, never on the deed. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const [typed, setTyped] = useState('')
  const expected = props.typed?.expected
  const close = () => {
    setTyped('')
    props.onClose()
  }
  const foot = (
    <>
      <Button onPress={close} autoFocus={expected === undefined}>
        {words.common.cancel}
      </Button>
      <Button
        kind={props.isDanger ? 'danger' : 'primary'}
        isPending={props.isPending ?? false}
        isDisabled={expected !== undefined && typed !== expected}
        onPress={() => props.onConfirm(typed)}
      >
        {props.confirmLabel}
      </Button>
    </>
  )
  return (
    <Dialog title={props.title} isOpen={props.isOpen} onClose={close} role="alertdialog" foot={foot}>
      {props.children}
      {props.immutable && <ImmutableNote items={props.immutable} />}
      {props.typed && (
        <TextField
          label={props.typed.label}
          hint={words.common.typeExactly(props.typed.expected)}
          value={typed}
          onChange={setTyped}
          autoFocus
        />
      )}
      <ProblemList problems={props.problems ?? []} />
    </Dialog>
  )
}
