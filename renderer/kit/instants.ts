import { formatDay, formatInstant } from '../../shared/words/en/dates.ts'

/** An instant in the zone of this computer, with its offset. */
export function instantText(at: string): string {
  const date = new Date(at)
  return Number.isNaN(date.getTime()) ? at : formatInstant(at, -date.getTimezoneOffset())
}

/** The day of an instant by UTC, as certificates count it and as problems say it: a day and no time of day. */
export const dayText = (at: string): string => formatDay(at, 0)
