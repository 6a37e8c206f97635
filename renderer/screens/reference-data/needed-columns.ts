import { neededColumns as columnsOf } from '../../../shared/vocabulary/needed-columns.ts'
import { Protocol } from '../../../shared/vocabulary/protocol.ts'
import { ENDED_AT, STARTED_AT } from '../../../shared/vocabulary/roles.ts'
import type { StudyView } from '../../../shared/ipc/views.ts'

export type CovariateKind = 'number' | 'category'

/** A column the protocol's rules, subgroups or drifts use; the kind is null where either will do. */
export interface NeededColumn {
  readonly name: string
  readonly kind: CovariateKind | null
  /** Sealed with the reference standard. */
  readonly isReference?: boolean
}

/** The locked protocol, else a draft that already parses, else null: data may be imported before the protocol is locked. */
export function knownProtocol(study: StudyView): Protocol | null {
  if (study.protocol.locked) return study.protocol.locked.content
  if (study.protocol.draft === null) return null
  try {
    const parsed = Protocol.safeParse(JSON.parse(study.protocol.draft))
    return parsed.success ? parsed.data : null
  } catch {
    return null // a draft may be half typed
  }
}

/** What the protocol needs beyond the roles; a column that is needed as a number anywhere is a number. */
export function neededColumns(protocol: Protocol | null): readonly NeededColumn[] {
  const needed = new Map<string, CovariateKind | null>()
  const categories = new Set(protocol === null ? [] : protocol.subgroups.filter((each) => each.kind === 'categories').map((each) => each.column))
  for (const { column, expected } of protocol === null ? [] : columnsOf(protocol)) {
    // The participant and the mapped beginning and end are roles of their own.
    if (column === 'participant' || column === STARTED_AT || column === ENDED_AT) continue
    const kind = expected === 'number' ? 'number' : expected === 'text' || categories.has(column) ? 'category' : null
    needed.set(column, needed.get(column) === 'number' ? 'number' : (kind ?? needed.get(column) ?? null))
  }
  const sealed = new Set(protocol === null ? [] : columnsOf(protocol).filter((each) => each.isReference).map((each) => each.column))
  return [...needed].map(([name, kind]) => ({ name, kind, ...(sealed.has(name) ? { isReference: true } : {}) }))
}
