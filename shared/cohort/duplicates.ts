import { type Columns, columnLength, textAt } from '../vocabulary/columns.ts'
import { EXAMINATION_ID, PARTICIPANT_ID, STARTED_AT } from '../vocabulary/roles.ts'

export interface DuplicateGroup {
  readonly participant: string
  readonly startedAt: string
  readonly rows: Uint32Array
}

/**
 * Examinations that may be one and the same (rule DUP-1): same participant, same start, different id. Told, never
 * removed: two recordings may begin in the same minute. Empty where participants or starts were not mapped.
 */
export function likelyDuplicates(columns: Columns): DuplicateGroup[] {
  const participants = columns.get(PARTICIPANT_ID)
  const starts = columns.get(STARTED_AT)
  if (participants?.kind !== 'text' || starts?.kind !== 'text') return []
  const groups = new Map<string, number[]>()
  for (let row = 0; row < columnLength(participants); row++) {
    const participant = participants.codes[row] ?? 0
    const start = starts.codes[row] ?? 0
    if (participant === 0 || start === 0) continue
    const key = `${participant}/${start}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [row])
    else group.push(row)
  }
  return [...groups.values()]
    .filter((rows) => rows.length > 1)
    .map((rows) => ({
      participant: textAt(participants, rows[0] ?? 0) ?? '',
      startedAt: textAt(starts, rows[0] ?? 0) ?? '',
      rows: Uint32Array.from(rows),
    }))
}

/** How many different participants the given rows hold; null where participants were not mapped. */
export function countParticipants(columns: Columns, rows: Uint32Array): number | null {
  const participants = columns.get(PARTICIPANT_ID)
  if (participants?.kind !== 'text' || !columns.has(EXAMINATION_ID)) return null
  const seen = new Set<number>()
  for (const row of rows) seen.add(participants.codes[row] ?? 0)
  seen.delete(0)
  return seen.size
}
