const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const
const MINUS = '\u2212'

/**
 * A UTC instant at a fixed offset, the offset said: 22 Nov 2026, 09:30:00 UTC+01:00 (rules WRD-7, WRD-8).
 * Errors: RangeError for a text that is no instant.
 */
export function formatInstant(instant: string, offsetMinutes: number): string {
  const at = localParts(instant, offsetMinutes)
  const time = `${two(at.hour)}:${two(at.minute)}:${two(at.second)}`
  return `${at.day} ${months[at.month - 1] ?? ''} ${at.year}, ${time} ${formatOffset(offsetMinutes)}`
}

/** The day of a UTC instant at a fixed offset: 22 Nov 2026. */
export function formatDay(instant: string, offsetMinutes: number): string {
  const at = localParts(instant, offsetMinutes)
  return `${at.day} ${months[at.month - 1] ?? ''} ${at.year}`
}

export function formatOffset(offsetMinutes: number): string {
  if (offsetMinutes === 0) return 'UTC'
  const size = Math.abs(offsetMinutes)
  return `UTC${offsetMinutes < 0 ? MINUS : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
}

interface LocalParts {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
}

function localParts(instant: string, offsetMinutes: number): LocalParts {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?Z$/.exec(instant)
  if (match === null) throw new RangeError(`not an instant in UTC: ${instant}`)
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number)
  const minutes = daysFromCivil(year, month, day) * 1440 + hour * 60 + minute + offsetMinutes
  const days = Math.floor(minutes / 1440)
  const rest = minutes - days * 1440
  return { ...civilFromDays(days), hour: Math.floor(rest / 60), minute: rest % 60, second }
}

/** Days since 1 March of the year 0, proleptic Gregorian; years begin in March so that a leap day ends one. */
function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
}

function civilFromDays(days: number): { year: number; month: number; day: number } {
  const era = Math.floor(days / 146_097)
  const dayOfEra = days - era * 146_097
  const leaps = Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096)
  const yearOfEra = Math.floor((dayOfEra - leaps) / 365)
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const month = ((monthFromMarch + 2) % 12) + 1
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return { year, month, day: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1 }
}

const two = (value: number): string => String(value).padStart(2, '0')
