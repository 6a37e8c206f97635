import { useEffect, useState } from 'react'
import type { RetentionView } from '../../../shared/ipc/retention-commands.ts'
import { mostYears } from '../../../shared/vocabulary/retention.ts'
import { retentionWords as words } from '../../../shared/words/en/retention.ts'
import { useAction, useApp } from '../../app-state.ts'
import { call } from '../../client.ts'
import { Badge, Button, Card, NumberField, ProblemList, instantText, say } from '../../kit/index.ts'
import { Permitted } from '../../shell/permitted.tsx'
import { ActionDialog, type Given } from '../people/ActionDialog.tsx'
import './retention.css'

type Class = RetentionView['classes'][number]

/** How long each class of patient data is kept, and why. */
export function PeriodsPanel() {
  const [view, setView] = useState<RetentionView | null>(null)
  const [open, setOpen] = useState<Class | null>(null)
  const workspace = useApp((state) => state.workspace)
  const { run, problems } = useAction()
  useEffect(() => {
    void run(async () => setView(await call('retention.policy', {})))
  }, [run, workspace])
  return (
    <Card title={words.title}>
      <p className="muted">{words.lead}</p>
      <ProblemList problems={problems} />
      <ul className="retention-list">
        {view?.classes.map((each) => (
          <li key={each.kind}>
            <Period shown={each} />
            <Permitted command="retention.set">
              <Button label={words.set(words.className[each.kind])} onPress={() => setOpen(each)}>
                {words.setOpen}
              </Button>
            </Permitted>
          </li>
        ))}
      </ul>
      <p className="muted small">{words.evidence}</p>
      <p className="muted small">{words.suggestion}</p>
      {open && <PeriodDialog shown={open} onClose={() => setOpen(null)} onChanged={setView} />}
    </Card>
  )
}

const Period = ({ shown: { kind, set, suggestedYears } }: { readonly shown: Class }) => (
  <div className="grow">
    <h3>{words.className[kind]}</h3>
    <p className="muted small">{words.classText[kind]}</p>
    {set === null ? (
      <p className="row row-top">
        <Badge tone="warning" icon="warning">
          {words.unset}
        </Badge>
        <span>{words.notSetText(suggestedYears)}</span>
      </p>
    ) : (
      <>
        <p>
          {words.kept} <strong>{words.forYears(set.years)}</strong>: {set.rationale}
        </p>
        <p className="muted small">{words.setBy(set.by, instantText(set.at))}</p>
      </>
    )}
  </div>
)

interface PeriodDialogProps {
  readonly shown: Class
  readonly onClose: () => void
  readonly onChanged: (view: RetentionView) => void
}

function PeriodDialog({ shown, onClose, onChanged }: PeriodDialogProps) {
  const { kind, set, suggestedYears } = shown
  const [years, setYears] = useState<number | null>(set?.years ?? suggestedYears)
  const save = async ({ reason }: Given) => {
    if (years === null) return
    onChanged(await call('retention.set', { kind, years, reason }))
    say(words.setDone)
  }
  return (
    <ActionDialog
      title={words.setTitle(words.className[kind])}
      text={words.setText}
      confirmLabel={words.setConfirm}
      onClose={onClose}
      missing={years === null ? [words.setField] : []}
      needsReason
      act={save}
    >
      <NumberField label={words.setField} hint={words.setHint} value={years} onChange={setYears} minimum={0} maximum={mostYears} isInteger isRequired autoFocus />
    </ActionDialog>
  )
}
