import { Button as AriaButton, Tooltip, TooltipTrigger } from 'react-aria-components'
import { words } from '../../shared/words/en/screens.ts'
import { copyText } from './copy-text.ts'
import { Icon } from './Icon.tsx'

/** The first twelve digits of a SHA-256; the whole of it in the tooltip and, pressed, on the clipboard. */
export function Digest({ sha256, label = 'SHA-256' }: { readonly sha256: string; readonly label?: string }) {
  return (
    <TooltipTrigger delay={300}>
      <AriaButton className="digest" aria-label={words.common.copyDigest(label, sha256.slice(0, 12))} onPress={() => copyText(sha256)}>
        {sha256.slice(0, 12)}
        <Icon name="copy" size={12} />
      </AriaButton>
      <Tooltip className="tooltip">
        {label} {sha256}
      </Tooltip>
    </TooltipTrigger>
  )
}
