import type { Response } from '../../shared/ipc/contract.ts'
import { en } from '../../shared/words/en/index.ts'
import type { LedgerEntry } from '../store/ledger-store.ts'
import type { ReadStore } from '../store/store.ts'

/** A page of the audit trail, newest first. Searching reads every entry; paging without a search reads only the page. */
export function listTrail(store: ReadStore, request: { offset: number; limit: number; search?: string | undefined }): Response<'trail.list'> {
  const search = request.search?.trim().toLowerCase() ?? ''
  if (search === '') {
    const total = store.ledger.count()
    const newest = total - request.offset
    const from = Math.max(1, newest - request.limit + 1)
    const entries = newest < 1 ? [] : store.ledger.list({ fromSeq: from, limit: newest - from + 1 })
    return { total, entries: [...entries].reverse().map(entryView) }
  }
  const found = store.ledger.list({ newestFirst: true }).filter((entry) => matches(entry, search))
  return { total: found.length, entries: found.slice(request.offset, request.offset + request.limit).map(entryView) }
}

function matches({ seq, body }: LedgerEntry, search: string): boolean {
  const text = [seq, body.at, body.fullName, body.action, en.ledgerEvent(body.action), body.objectKind, body.objectId, body.reason ?? '']
  return text.join(' ').toLowerCase().includes(search)
}

const entryView = ({ seq, hash, body }: LedgerEntry): Response<'trail.list'>['entries'][number] => ({
  seq,
  hash,
  at: body.at,
  tzOffsetMinutes: body.tzOffsetMinutes,
  fullName: body.fullName,
  role: body.role,
  action: body.action,
  objectKind: body.objectKind,
  objectId: body.objectId,
  objectVersion: body.objectVersion,
  beforeSha256: body.beforeSha256,
  afterSha256: body.afterSha256,
  reason: body.reason,
  details: body.details,
})
