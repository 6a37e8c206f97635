import type { TrailFilter } from '../../../shared/ipc/trail-views.ts'

/** The filter as it stands in the fields; empty text asks for nothing. */
export interface FilterFields {
  readonly text: string
  readonly personId: string
  readonly action: string
  readonly objectKind: string
  readonly objectId: string
  readonly studyId: string
  /** Days of this computer's calendar, YYYY-MM-DD. */
  readonly from: string
  readonly to: string
}

export const noFilter: FilterFields = { text: '', personId: '', action: '', objectKind: '', objectId: '', studyId: '', from: '', to: '' }

/** The first or last instant of a day here; null for what is no day. */
export function instantOfDay(day: string, end: 'first' | 'last'): string | null {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day)
  if (match === null) return null
  const [year = 0, month = 0, date = 0] = match.slice(1).map(Number)
  const at = end === 'first' ? new Date(year, month - 1, date) : new Date(year, month - 1, date, 23, 59, 59, 999)
  const isDay = at.getFullYear() === year && at.getMonth() === month - 1 && at.getDate() === date
  return isDay ? at.toISOString() : null
}

/** What the engine is asked; a day that is not finished yet asks for nothing. */
export function toFilter(fields: FilterFields): TrailFilter {
  const from = instantOfDay(fields.from, 'first')
  const to = instantOfDay(fields.to, 'last')
  const { text, personId, action, objectKind, objectId, studyId } = fields
  const given = Object.entries({ text: text.trim(), personId, action, objectKind, objectId, studyId }).filter(([, value]) => value !== '')
  return { ...Object.fromEntries(given), ...(from === null ? {} : { from }), ...(to === null ? {} : { to }) }
}
