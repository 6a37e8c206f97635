import { useEffect, useRef, type ReactNode } from 'react'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { words } from '../../shared/words/en/screens.ts'
import { Button } from './Button.tsx'

export interface DrawerProps {
  readonly title: string
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly children: ReactNode
}

const lookMs = 150

/**
 * What a dialog over the drawer did can take away the button that opened it: the focus, which would return there, is then
 * nowhere, and Escape with it. It comes back to the drawer. Where the button is still there, the dialog itself gives it back.
 */
function useFocusKept(isOpen: boolean) {
  const drawer = useRef<HTMLElement>(null)
  useEffect(() => {
    if (!isOpen) return undefined
    let last: Element | null = null
    // Of the document itself: React hands on the events of dialogs too, which are not in the drawer.
    const onFocus = ({ target }: FocusEvent) => {
      if (target instanceof Element && drawer.current?.contains(target)) last = target
    }
    document.addEventListener('focusin', onFocus)
    const timer = window.setInterval(() => {
      const isNowhere = document.activeElement === null || document.activeElement === document.body
      if (isNowhere && last?.isConnected === false) drawer.current?.focus()
    }, lookMs)
    return () => {
      document.removeEventListener('focusin', onFocus)
      window.clearInterval(timer)
    }
  }, [isOpen])
  return drawer
}

/** Context of one selected thing, at the right. Escape closes it and gives focus back. */
export function Drawer({ title, isOpen, onClose, children }: DrawerProps) {
  const drawer = useFocusKept(isOpen)
  return (
    <ModalOverlay className="veil veil-side" isOpen={isOpen} onOpenChange={(open) => !open && onClose()} isDismissable>
      <Modal className="drawer">
        <Dialog className="drawer-body" ref={drawer}>
          <div className="row row-top">
            <div className="grow">
              <Heading slot="title" level={2}>
                {title}
              </Heading>
            </div>
            <Button kind="quiet" icon="cross" label={words.common.close} onPress={onClose} />
          </div>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
