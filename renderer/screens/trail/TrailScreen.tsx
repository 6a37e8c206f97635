import { useEffect, useState } from 'react'
import { Input, Label, SearchField } from 'react-aria-components'
import type { TrailEntryView } from '../../../shared/ipc/views.ts'
import { ledgerEvent } from '../../../shared/words/en/labels.ts'
import { words as screenWords } from '../../../shared/words/en/screens.ts'
import { trailWords as words } from '../../../shared/words/en/screens-trail.ts'
import { setDialog, useAction, useApp } from '../../app-state.ts'
import { call } from '../../client.ts'
import { Button, DataTable, Drawer, LinkButton, ProblemList, Screen, Toolbar, instantText, say } from '../../kit/index.ts'
import { TrailEntry } from './TrailEntry.tsx'

const pageSize = 100

interface Page {
  readonly total: number
  readonly entries: readonly TrailEntryView[]
}

/** Every recorded deed, newest page order as the engine gives it; what is shown is asked for page by page. */
export function TrailScreen() {
  const workspace = useApp((state) => state.workspace)
  const head = workspace?.kind === 'open' ? workspace.head.seq : 0
  const [search, setSearch] = useState('')
  const [offset, setOffset] = useState(0)
  const [page, setPage] = useState<Page | null>(null)
  const [chosen, setChosen] = useState<TrailEntryView | null>(null)
  const { run, problems } = useAction()
  const exporting = useAction()
  useEffect(() => {
    let isCurrent = true
    const timer = window.setTimeout(
      () =>
        void run(async () => {
          const found = await call('trail.list', { offset, limit: pageSize, ...(search.trim() === '' ? {} : { filter: { text: search.trim() } }) })
          if (isCurrent) setPage(found)
        }),
      search === '' ? 0 : 250,
    )
    return () => {
      isCurrent = false
      window.clearTimeout(timer)
    }
  }, [offset, search, head, run])
  const total = page?.total ?? 0
  return (
    <Screen
      title={words.title}
      actions={
        <>
          <Button icon="download" onPress={() => void exporting.run(exportAll)} isPending={exporting.isBusy}>
            {words.export.open}
          </Button>
          <Button icon="shield" onPress={() => setDialog('verify')}>
            {words.verify}
          </Button>
        </>
      }
    >
      <Toolbar>
        <SearchField
          className="field grow"
          value={search}
          onChange={(value) => {
            setSearch(value)
            setOffset(0)
          }}
        >
          <Label className="field-label">{words.search}</Label>
          <Input className="input" placeholder={words.searchHint} maxLength={200} />
        </SearchField>
      </Toolbar>
      <ProblemList problems={[...problems, ...exporting.problems]} />
      <TrailTable entries={page?.entries ?? []} isLoading={page === null} onChoose={setChosen} />
      <div className="row">
        <span className="muted grow" role="status">
          {total > 0 ? words.count(total) : ''}
        </span>
        <Button onPress={() => setOffset(Math.max(0, offset - pageSize))} isDisabled={offset === 0}>
          Newer
        </Button>
        <Button onPress={() => setOffset(offset + pageSize)} isDisabled={offset + pageSize >= total}>
          Older
        </Button>
      </div>
      <Drawer title={chosen ? words.entry(chosen.seq) : ''} isOpen={chosen !== null} onClose={() => setChosen(null)}>
        {chosen && <TrailEntry entry={chosen} />}
      </Drawer>
    </Screen>
  )
}

/** All of it, not the page or what a search left: a part could pass for the whole. */
async function exportAll(): Promise<void> {
  const file = await call('choose.saveAs', { purpose: 'table', name: 'audit-trail.csv' })
  if (file === null) return
  await call('trail.exportCsv', { file: file.token })
  say(words.export.exported(file.name))
}

interface TrailTableProps {
  readonly entries: readonly TrailEntryView[]
  readonly isLoading: boolean
  readonly onChoose: (entry: TrailEntryView) => void
}

const TrailTable = ({ entries, isLoading, onChoose }: TrailTableProps) => (
  <DataTable<TrailEntryView>
    label={words.title}
    rows={entries}
    rowKey={(entry) => String(entry.seq)}
    height="tall"
    clip
    empty={isLoading ? screenWords.common.loading : words.none}
    columns={[
      { id: 'seq', title: words.seq, isNumber: true, cell: (entry) => String(entry.seq) },
      { id: 'at', title: words.at, cell: (entry) => instantText(entry.at) },
      { id: 'who', title: words.who, cell: (entry) => entry.fullName },
      {
        id: 'action',
        title: words.action,
        cell: (entry) => (
          <LinkButton label={words.openEntry(entry.seq, ledgerEvent(entry.action))} onPress={() => onChoose(entry)}>
            {ledgerEvent(entry.action)}
          </LinkButton>
        ),
      },
      {
        id: 'object',
        title: words.object,
        cell: (entry) => `${entry.objectKind}${entry.objectVersion === null ? '' : ` v${entry.objectVersion}`}`,
      },
      { id: 'reason', title: words.reason, cell: (entry) => entry.reason ?? '' },
      { id: 'hash', title: words.hash, className: 'id', cell: (entry) => entry.hash.slice(0, 12) },
    ]}
  />
)
