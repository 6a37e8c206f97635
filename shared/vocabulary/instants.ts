/**
 * ISO 8601 instants as numbers, without a clock or a calendar library. `form` is what intake lets in: a date, or a date
 * with a time to the minute or finer, with an offset from UTC or without.
 */
const form = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-](?:0\d|1[0-4]):[0-5]\d)?)?$/

export interface Instant {
  /** Since 1970-01-01T00:00Z; text without an offset is read as if it stood in UTC. */
  readonly milliseconds: number
  readonly hasOffset: boolean
}

/** Null for text that is no such instant or no day of the calendar. Leap seconds are refused. */
export function parseInstant(text: string): Instant | null {
  const parts = form.exec(text)
  if (parts === null) return null
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map((part) => Number(part ?? 0))
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null
  if (hour >= 24 || minute >= 60 || second >= 60) return null
  const offset = parts[8]
  const minutes = (dayNumber(year, month, day) * 24 + hour) * 60 + minute - offsetMinutes(offset)
  const fraction = parts[7] === undefined ? 0 : Number(`0.${parts[7]}`)
  return { milliseconds: (minutes * 60 + second) * 1000 + fraction * 1000, hasOffset: offset !== undefined }
}

function offsetMinutes(offset: string | undefined): number {
  if (offset === undefined || offset === 'Z') return 0
  const size = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4, 6))
  return offset.startsWith('-') ? -size : size
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** Days since 1970-01-01 in the Gregorian calendar: years begin in March, so that a leap day is a year's last. */
function dayNumber(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const monthFromMarch = (month + 9) % 12
  const leapDays = Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400)
  return 365 * y + leapDays + Math.floor((153 * monthFromMarch + 2) / 5) + day - 1 - 719_468
}
