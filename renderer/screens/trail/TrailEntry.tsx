import { Fragment, useEffect, useState } from 'react'
import type { TrailEntryDetail } from '../../../shared/ipc/trail-views.ts'
import { formatInstant } from '../../../shared/words/en/dates.ts'
import { roleName } from '../../../shared/words/en/people.ts'
import { ledgerEvent } from '../../../shared/words/en/labels.ts'
import { objectKindName } from '../../../shared/words/en/object-kinds.ts'
import { trailWords as words } from '../../../shared/words/en/screens-trail.ts'
import { useAction } from '../../app-state.ts'
import { call } from '../../client.ts'
import { Busy, Button, Digest, KeyValues, ProblemList } from '../../kit/index.ts'

interface TrailEntryProps {
  readonly seq: number
  readonly onOnlyObject: (objectId: string) => void
}

/** One entry with every field, and what it changed. */
export function TrailEntry({ seq, onOnlyObject }: TrailEntryProps) {
  const [entry, setEntry] = useState<TrailEntryDetail | null>(null)
  const { run, problems } = useAction()
  useEffect(() => {
    let isCurrent = true
    void run(async () => {
      const found = await call('trail.entry', { seq })
      if (isCurrent) setEntry(found)
    })
    return () => {
      isCurrent = false
    }
  }, [seq, run])
  if (entry?.seq !== seq) return problems.length > 0 ? <ProblemList problems={problems} /> : <Busy label={words.loadingRow} />
  return (
    <>
      <Facts entry={entry} />
      <Button icon="search" onPress={() => onOnlyObject(entry.objectId)}>
        {words.onlyThis}
      </Button>
      <Changes entry={entry} />
      {Object.keys(entry.details).length > 0 && (
        <>
          <h3>{words.details}</h3>
          <KeyValues items={Object.entries(entry.details).map(([name, value]) => [name, <span key={name} className="trail-head">{String(value)}</span>] as const)} />
        </>
      )}
    </>
  )
}

const digest = (label: string, sha256: string | null) => sha256 && <Digest sha256={sha256} label={label} />

/** Time stands in the zone of the computer that wrote the entry. */
const Facts = ({ entry }: { readonly entry: TrailEntryDetail }) => (
  <KeyValues
    items={[
      [words.at, formatInstant(entry.at, entry.tzOffsetMinutes)],
      [words.who, entry.fullName],
      [words.role, roleName(entry.role) || null],
      [words.action, `${ledgerEvent(entry.action)} (${entry.action})`],
      [words.object, <span key="object" className="trail-head">{`${objectKindName(entry.objectKind)} (${entry.objectKind}) ${entry.objectId} v${entry.objectVersion ?? 1}`}</span>],
      [words.reason, entry.reason],
      [words.before, digest(words.before, entry.beforeSha256)],
      [words.after, digest(words.after, entry.afterSha256)],
      [words.signature, digest(words.signature, entry.signatureSha256)],
      [words.hash, digest(words.hash, entry.hash)],
      [words.prev, digest(words.prev, entry.prev)],
      [words.session, <span key="session" className="id">{entry.sessionId.slice(0, 12)}</span>],
      [words.program, entry.appVersion],
      [words.workstation, entry.workstation],
    ]}
  />
)

function Changes({ entry }: { readonly entry: TrailEntryDetail }) {
  const { changes } = entry
  const says = words.changes
  if (changes === null) return entry.afterSha256 === null ? null : <p className="small muted">{says.onlyDigests}</p>
  return (
    <>
      <h3>{says.title}</h3>
      {changes.fields.length === 0 ? (
        <p className="muted">{says.same}</p>
      ) : (
        <div className="trail-changes" role="region" aria-label={says.title} tabIndex={0}>
          <dl>
            {changes.fields.map((each) => (
              <Fragment key={each.field}>
                <dt className="id">{each.field}</dt>
                <dd>
                  {each.before !== null && <del>{each.before}</del>}
                  {each.before !== null && each.after !== null && ' → '}
                  {each.after !== null && <ins>{each.after}</ins>}
                </dd>
              </Fragment>
            ))}
          </dl>
        </div>
      )}
      {changes.nMore > 0 && <p className="small muted">{says.more(changes.nMore)}</p>}
    </>
  )
}
