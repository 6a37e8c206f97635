import { Protocol } from '../../../shared/vocabulary/protocol.ts'
import { ENDED_AT, STARTED_AT } from '../../../shared/vocabulary/roles.ts'
import type { StudyView } from '../../../shared/ipc/views.ts'

export type CovariateKind = 'number' | 'category'

/** A column the protocol's rules or subgroups use; the kind is null where either will do. */
export interface NeededColumn {
  readonly name: string
  readonly kind: CovariateKind | null
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

export function neededColumns(protocol: Protocol | null): readonly NeededColumn[] {
  const needed = new Map<string, CovariateKind | null>()
  for (const rule of protocol?.cohort.rules ?? []) {
    const kind = rule.test.kind === 'between' ? 'number' : rule.test.kind === 'is-one-of' ? 'category' : null
    needed.set(rule.column, kind ?? needed.get(rule.column) ?? null)
  }
  for (const subgroup of protocol?.subgroups ?? []) {
    needed.set(subgroup.column, subgroup.kind === 'bands' ? 'number' : 'category')
  }
  const { repeated } = protocol ?? {}
  for (const column of repeated === undefined ? [] : [repeated.start, repeated.end, repeated.onset, repeated.treatment]) {
    // The mapped beginning and end are roles of their own.
    if (column === undefined || column === STARTED_AT || column === ENDED_AT) continue
    needed.set(column, repeated?.times === 'numbers' ? 'number' : 'category')
  }
  return [...needed].map(([name, kind]) => ({ name, kind }))
}
