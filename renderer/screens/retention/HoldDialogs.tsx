import { useState } from 'react'
import type { StudyRetentionView } from '../../../shared/ipc/retention-commands.ts'
import type { StudyView } from '../../../shared/ipc/views.ts'
import { retentionWords as words } from '../../../shared/words/en/retention.ts'
import { call } from '../../client.ts'
import { RadioGroup, say } from '../../kit/index.ts'
import { ActionDialog, type Given } from '../people/ActionDialog.tsx'

export type DataView = StudyRetentionView['data'][number]
export type HoldView = StudyRetentionView['holds'][number]

interface HoldDialogProps {
  readonly study: StudyView
  readonly onClose: () => void
  readonly onChanged: (view: StudyRetentionView) => void
}

export const heldName = ({ on }: HoldView): string => (on === null ? words.holdOnStudy : words.version(on.kind, on.version))

const WHOLE = 'study'
const keyOf = ({ id, version }: { readonly id: string; readonly version: number }): string => `${id} ${version}`

/** Nothing is disposed of while it is in force. */
export function PlaceHoldDialog({ study, data, onClose, onChanged }: HoldDialogProps & { readonly data: readonly DataView[] }) {
  const [on, setOn] = useState<string>(WHOLE)
  const alive = data.filter(({ disposal }) => disposal === null)
  const place = async ({ reason }: Given) => {
    const chosen = alive.find((each) => keyOf(each) === on)
    const version = chosen === undefined ? {} : { on: { id: chosen.id, version: chosen.version } }
    onChanged(await call('hold.place', { studyId: study.id, ...version, reason }))
    say(words.placed)
  }
  return (
    <ActionDialog title={words.placeTitle} text={words.placeText} confirmLabel={words.placeConfirm} onClose={onClose} needsReason act={place}>
      <RadioGroup
        label={words.placeOn}
        value={on}
        onChange={setOn}
        options={[
          { id: WHOLE, label: words.holdOnStudy },
          ...alive.map((each) => ({ id: keyOf(each), label: words.version(each.kind, each.version) })),
        ]}
      />
    </ActionDialog>
  )
}

export function ReleaseHoldDialog({ study, hold, onClose, onChanged }: HoldDialogProps & { readonly hold: HoldView }) {
  const release = async ({ reason }: Given) => {
    onChanged(await call('hold.release', { studyId: study.id, holdId: hold.id, reason }))
    say(words.released)
  }
  return (
    <ActionDialog
      title={words.releaseTitle}
      text={words.releaseText(heldName(hold), hold.reason)}
      confirmLabel={words.releaseConfirm}
      onClose={onClose}
      needsReason
      act={release}
    />
  )
}
