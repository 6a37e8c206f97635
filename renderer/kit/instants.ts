import { formatInstant } from '../../shared/words/en/dates.ts'

/** An instant in the zone of this computer, with its offset. */
export function instantText(at: string): string {
  const date = new Date(at)
  return Number.isNaN(date.getTime()) ? at : formatInstant(at, -date.getTimezoneOffset())
}
