import { clockToleranceMs } from '../../shared/ledger/chain.ts'
import type { Instant } from '../../shared/vocabulary/ids.ts'
import type { ReadStore } from '../store/store.ts'

/** A clock that runs behind what the audit trail already says, and that nobody has explained yet. */
export interface ClockRollback {
  /** The entry that recorded it; null while the next entry has still to be written. */
  readonly seq: number | null
  readonly before: Instant
  readonly after: Instant
}

export function clockRollback({ ledger }: ReadStore, now: Instant): ClockRollback | null {
  const last = ledger.lastAt()
  if (last !== null && Date.parse(now) < Date.parse(last) - clockToleranceMs) return { seq: null, before: last, after: now }
  const [rolled] = ledger.list({ action: 'clock.rolled-back', newestFirst: true, limit: 1 })
  if (rolled === undefined) return null
  const [explained] = ledger.list({ action: 'clock.overridden', newestFirst: true, limit: 1 })
  if (explained !== undefined && explained.seq > rolled.seq) return null
  return { seq: rolled.seq, before: String(rolled.body.details['clockBefore']) as Instant, after: rolled.body.at as Instant }
}
