import { useCallback, useEffect, useMemo, useState } from 'react'
import type { Countersignatures, TrailFacets } from '../../../shared/ipc/trail-views.ts'
import type { TrailEntryView } from '../../../shared/ipc/views.ts'
import { ledgerEvent } from '../../../shared/words/en/labels.ts'
import { objectKindName } from '../../../shared/words/en/object-kinds.ts'
import { roleName } from '../../../shared/words/en/people.ts'
import { words as screenWords } from '../../../shared/words/en/screens.ts'
import { trailWords as words } from '../../../shared/words/en/screens-trail.ts'
import { setDialog, useAction, useApp } from '../../app-state.ts'
import { call } from '../../client.ts'
import { Button, DataTable, Drawer, LinkButton, ProblemList, Screen, instantText } from '../../kit/index.ts'
import { ExportDialog } from './ExportDialog.tsx'
import { ReviewDialog } from './ReviewDialog.tsx'
import { ReviewLine } from './ReviewLine.tsx'
import { TrailEntry } from './TrailEntry.tsx'
import { TrailFilterBar } from './TrailFilterBar.tsx'
import { WitnessDialog } from './WitnessDialog.tsx'
import { noFilter, toFilter } from './trail-filter.ts'
import './trail.css'
import { useTrail, type Trail } from './use-trail.ts'

type Open = 'export' | 'review' | 'witness' | null

/** Everything that was done, newest first: found, read one by one, reviewed, witnessed and exported. */
export function TrailScreen() {
  const workspace = useApp((state) => state.workspace)
  const head = workspace?.kind === 'open' ? workspace.head.seq : 0
  const permitted = workspace?.kind === 'open' ? workspace.permitted : []
  const [fields, setFields] = useState(noFilter)
  const [chosen, setChosen] = useState<number | null>(null)
  const [open, setOpen] = useState<Open>(null)
  const filter = useMemo(() => toFilter(fields), [fields])
  const trail = useTrail(filter, head)
  const { facets, signed, setSigned, problems } = useAround(head)
  const close = useCallback(() => setOpen(null), [])
  const may = (command: string) => permitted.includes(command)
  return (
    <Screen
      title={words.title}
      actions={
        <>
          {may('trail.review') && <Button icon="pencil" onPress={() => setOpen('review')}>{words.review.open}</Button>}
          {(may('head.export') || may('head.witness')) && <Button icon="eye" onPress={() => setOpen('witness')}>{words.witness.open}</Button>}
          {may('trail.exportCsv') && <Button icon="download" onPress={() => setOpen('export')}>{words.export.open}</Button>}
          <Button icon="shield" onPress={() => setDialog('verify')}>{words.verify}</Button>
        </>
      }
    >
      {signed && <ReviewLine signed={signed} />}
      <TrailFilterBar fields={fields} facets={facets} onChange={setFields} />
      <ProblemList problems={[...problems, ...trail.problems]} />
      <TrailTable trail={trail} onChoose={setChosen} />
      <span className="muted" role="status">{countText(trail)}</span>
      <Drawer title={chosen === null ? '' : words.entry(chosen)} isOpen={chosen !== null} onClose={() => setChosen(null)}>
        {chosen !== null && (
          <TrailEntry
            seq={chosen}
            onOnlyObject={(objectId) => {
              setFields({ ...noFilter, objectId })
              setChosen(null)
            }}
          />
        )}
      </Drawer>
      {open === 'export' && <ExportDialog filter={filter} count={words.count(trail.total)} onClose={close} />}
      {open === 'review' && <ReviewDialog head={head} reviewedUpTo={signed?.reviewedUpTo ?? 0} onSigned={setSigned} onClose={close} />}
      {open === 'witness' && <WitnessDialog permitted={permitted} onBrought={setSigned} onClose={close} />}
    </Screen>
  )
}

/** What stands around the list: choices of the filter, reviews and witnesses. */
function useAround(head: number) {
  const [facets, setFacets] = useState<TrailFacets | null>(null)
  const [signed, setSigned] = useState<Countersignatures | null>(null)
  const { run, problems } = useAction()
  useEffect(() => {
    let isCurrent = true
    void run(async () => {
      const [choices, countersigned] = [await call('trail.facets', {}), await call('trail.countersignatures', {})]
      if (!isCurrent) return
      setFacets(choices)
      setSigned(countersigned)
    })
    return () => {
      isCurrent = false
    }
  }, [head, run])
  return { facets, signed, setSigned, problems }
}

function countText({ total, searched, nEntries, isLoading }: Trail): string {
  if (isLoading) return ''
  if (searched < nEntries) return words.searching(total, searched, nEntries)
  return total === nEntries ? words.count(total) : words.found(total, nEntries)
}

const TrailTable = ({ trail, onChoose }: { readonly trail: Trail; readonly onChoose: (seq: number) => void }) => (
  <div className="trail-table">
    <DataTable<TrailEntryView>
      label={words.title}
      rows={trail.rows}
      rowKey={(entry) => String(entry.seq)}
      density="compact"
      height="tall"
      clip
      empty={trail.isLoading || trail.searched < trail.nEntries ? screenWords.common.loading : words.none}
      columns={[
        { id: 'seq', title: words.seq, isNumber: true, cell: (entry) => String(entry.seq) },
        { id: 'at', title: words.at, cell: (entry) => instantText(entry.at) },
        { id: 'who', title: words.who, cell: (entry) => entry.fullName },
        { id: 'role', title: words.role, cell: (entry) => roleName(entry.role) },
        {
          id: 'action',
          title: words.action,
          cell: (entry) => (
            <LinkButton label={words.openEntry(entry.seq, ledgerEvent(entry.action))} onPress={() => onChoose(entry.seq)}>
              {ledgerEvent(entry.action)}
            </LinkButton>
          ),
        },
        { id: 'object', title: words.object, cell: (entry) => `${objectKindName(entry.objectKind)}${(entry.objectVersion ?? 1) > 1 ? ` v${entry.objectVersion}` : ''}` },
        { id: 'reason', title: words.reason, className: 'trail-reason', cell: (entry) => entry.reason ?? '' },
        { id: 'hash', title: words.hash, className: 'id', cell: (entry) => entry.hash.slice(0, 12) },
      ]}
    />
  </div>
)
