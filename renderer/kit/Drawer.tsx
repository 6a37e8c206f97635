import type { ReactNode } from 'react'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { words } from '../../shared/words/en/screens.ts'
import { Button } from './Button.tsx'

export interface DrawerProps {
  readonly title: string
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly children: ReactNode
}

/** Context of one selected thing, at the right. Escape closes it and gives focus back. */
export function Drawer({ title, isOpen, onClose, children }: DrawerProps) {
  return (
    <ModalOverlay className="veil veil-side" isOpen={isOpen} onOpenChange={(open) => !open && onClose()} isDismissable>
      <Modal className="drawer">
        <Dialog className="drawer-body">
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
