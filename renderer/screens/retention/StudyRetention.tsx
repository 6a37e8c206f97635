import { useEffect, useState } from 'react'
import type { StudyRetentionView } from '../../../shared/ipc/retention-commands.ts'
import type { StudyView } from '../../../shared/ipc/views.ts'
import { problemText } from '../../../shared/words/en/problems.ts'
import { retentionWords as words } from '../../../shared/words/en/retention.ts'
import { useAction } from '../../app-state.ts'
import { call } from '../../client.ts'
import { Badge, Banner, Button, Card, ProblemList, dayText, instantText } from '../../kit/index.ts'
import { Permitted } from '../../shell/permitted.tsx'
import { ExportButton } from '../review/ExportButton.tsx'
import { DisposeDialog } from './DisposeDialog.tsx'
import { type DataView, type HoldView, PlaceHoldDialog, ReleaseHoldDialog, heldName } from './HoldDialogs.tsx'
import './retention.css'

type Open = { readonly kind: 'place' } | { readonly kind: 'release'; readonly hold: HoldView } | { readonly kind: 'dispose'; readonly data: DataView }

/** How long the rows of a study are kept, what holds them, and how they ended. */
export function StudyRetention({ study }: { readonly study: StudyView }) {
  const [view, setView] = useState<StudyRetentionView | null>(null)
  const [open, setOpen] = useState<Open | null>(null)
  const { run, problems } = useAction()
  useEffect(() => {
    void run(async () => setView(await call('retention.study', { studyId: study.id })))
  }, [run, study])
  const close = () => setOpen(null)
  const place = (
    <Permitted command="hold.place">
      <Button icon="lock" onPress={() => setOpen({ kind: 'place' })}>
        {words.place}
      </Button>
    </Permitted>
  )
  return (
    <Card title={words.studyTitle} actions={place}>
      <p className="muted">{words.studyLead}</p>
      <ProblemList problems={problems} />
      {view && (
        <>
          {view.holds.map((hold) => (
            <Held key={hold.id} hold={hold} onRelease={() => setOpen({ kind: 'release', hold })} />
          ))}
          {view.data.length === 0 && <p className="muted">{words.empty}</p>}
          <ul className="retention-list">
            {view.data.map((data) => (
              <Kept key={`${data.id} ${data.version}`} study={study} data={data} isHeld={isHeld(view, data)} onDispose={() => setOpen({ kind: 'dispose', data })} />
            ))}
          </ul>
          {open?.kind === 'place' && <PlaceHoldDialog study={study} data={view.data} onClose={close} onChanged={setView} />}
          {open?.kind === 'release' && <ReleaseHoldDialog study={study} hold={open.hold} onClose={close} onChanged={setView} />}
          {open?.kind === 'dispose' && <DisposeDialog study={study} data={open.data} onClose={close} onChanged={setView} />}
        </>
      )}
    </Card>
  )
}

const isHeld = (view: StudyRetentionView, { id, version }: DataView): boolean =>
  view.holds.some(({ on }) => on === null || (on.id === id && on.version === version))

const Held = ({ hold, onRelease }: { readonly hold: HoldView; readonly onRelease: () => void }) => (
  <Banner
    tone="warning"
    icon="lock"
    actions={
      <Permitted command="hold.release">
        <Button onPress={onRelease}>{words.release}</Button>
      </Permitted>
    }
  >
    <strong>
      {words.hold}: {heldName(hold)}.
    </strong>{' '}
    {hold.reason} <span className="muted">{words.holdBy(hold.by, instantText(hold.at))}</span>
  </Banner>
)

interface KeptProps {
  readonly study: StudyView
  readonly data: DataView
  readonly isHeld: boolean
  readonly onDispose: () => void
}

function Kept({ study, data, isHeld, onDispose }: KeptProps) {
  const { disposal, blocker } = data
  return (
    <li>
      <div className="grow">
        <h3>{words.version(data.kind, data.version)}</h3>
        <p className="muted small">
          {words.rows(data.nRows)}, {words.imported(instantText(data.importedAt))}
        </p>
        <p className="row row-wrap">
          <Until data={data} />
          {isHeld && disposal === null && (
            <Badge tone="warning" icon="lock">
              {words.hold}
            </Badge>
          )}
        </p>
        {disposal && (
          <>
            <p>{words.disposed(instantText(disposal.at), disposal.asked, disposal.witnessed)}: {disposal.reason}</p>
            <p className="muted small">{words.disposedText(disposal.nKeys)}</p>
          </>
        )}
      </div>
      {disposal === null ? (
        <Permitted command="data.dispose">
          <Button kind="danger" onPress={onDispose} why={blocker && problemText(blocker).sentence}>
            {words.dispose}
          </Button>
        </Permitted>
      ) : (
        <Permitted command="disposal.exportPdf">
          <div className="stack-tight">
            <ExportButton purpose="report" fileName={words.certificateFile} write={(file) => call('disposal.exportPdf', { studyId: study.id, disposalId: disposal.id, file })}>
              {words.certificate}
            </ExportButton>
            <ExportButton purpose="results" fileName={words.checkableFile} write={(file) => call('disposal.exportJson', { studyId: study.id, disposalId: disposal.id, file })}>
              {words.checkable}
            </ExportButton>
          </div>
        </Permitted>
      )}
    </li>
  )
}

function Until({ data: { disposal, kept } }: { readonly data: DataView }) {
  if (disposal !== null) return <Badge icon="cross">{words.disposedState}</Badge>
  if (kept === null) {
    return (
      <Badge tone="warning" icon="warning">
        {words.unset}
      </Badge>
    )
  }
  const day = dayText(kept.until)
  return <Badge icon={kept.isOver ? 'check' : 'lock'}>{kept.isOver ? words.over(day) : words.until(day)}</Badge>
}
