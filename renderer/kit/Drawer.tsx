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
 * What a dialog over the drawer did can take away the button that opened it; the focus would then be nowhere, and Escape
 * with it. It comes back to the drawer.
 */
function useFocusKept(isOpen: boolean) {
  const drawer = useRef<HTMLElement>(null)
  useEffect(() => {
    if (!isOpen) return undefined
    const isNowhere = () => document.activeElement === null || document.activeElement === document.body
    const take = () => isNowhere() && drawer.current?.focus()
    // A dialog that closes gives the focus back in the next frame: two later, nobody has taken it.
    const timer = window.setInterval(() => isNowhere() && requestAnimationFrame(() => requestAnimationFrame(take)), lookMs)
    return () => window.clearInterval(timer)
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
