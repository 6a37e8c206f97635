import {
  Button as AriaButton,
  Text,
  UNSTABLE_Toast as Toast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from 'react-aria-components'
import { words } from '../../shared/words/en/screens.ts'
import { Icon } from './Icon.tsx'

const queue = new ToastQueue<{ readonly text: string }>({ maxVisibleToasts: 1 })

/** Says that something was done; the newest takes the place of what stood there. Problems do not go here: they stay beside what they are about. */
export const say = (text: string): void => {
  queue.clear()
  queue.add({ text }, { timeout: 6000 })
}

/** Whoever locks leaves nothing of what was done on the screen. */
export const unsay = (): void => queue.clear()

export const Toasts = () => (
  <ToastRegion queue={queue} className="toasts" aria-label={words.common.notifications}>
    {({ toast }) => (
      <Toast toast={toast} className="toast">
        <ToastContent>
          <Text slot="title">{toast.content.text}</Text>
        </ToastContent>
        <AriaButton slot="close" aria-label={words.common.dismiss}>
          <Icon name="cross" size={12} />
        </AriaButton>
      </Toast>
    )}
  </ToastRegion>
)
