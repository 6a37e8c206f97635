import type { TrailEntryView } from '../../../shared/ipc/views.ts'
import { formatInstant } from '../../../shared/words/en/dates.ts'
import { ledgerEvent } from '../../../shared/words/en/labels.ts'
import { trailWords as words } from '../../../shared/words/en/screens-trail.ts'
import { Digest, KeyValues } from '../../kit/index.ts'

/** Time stands in the zone of the computer that wrote the entry. */
export const TrailEntry = ({ entry }: { readonly entry: TrailEntryView }) => (
  <>
    <KeyValues
      items={[
        [words.at, formatInstant(entry.at, entry.tzOffsetMinutes)],
        [words.who, entry.fullName],
        [words.role, entry.role === 'none' ? null : entry.role],
        [words.action, `${ledgerEvent(entry.action)} (${entry.action})`],
        [words.object, `${entry.objectKind} ${entry.objectId}${entry.objectVersion === null ? '' : ` v${entry.objectVersion}`}`],
        [words.reason, entry.reason],
        [words.before, entry.beforeSha256 && <Digest sha256={entry.beforeSha256} label={words.before} />],
        [words.after, entry.afterSha256 && <Digest sha256={entry.afterSha256} label={words.after} />],
        [words.hash, <Digest key="hash" sha256={entry.hash} label={words.hash} />],
      ]}
    />
    {Object.keys(entry.details).length > 0 && (
      <>
        <h3>{words.details}</h3>
        <KeyValues items={Object.entries(entry.details).map(([name, value]) => [name, String(value)] as const)} />
      </>
    )}
  </>
)
