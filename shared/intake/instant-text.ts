import { parseInstant } from '../vocabulary/instants.ts'

/** A date or a date with time as ISO 8601 writes it, and one that exists in the calendar (rule VAL-7). */
export const isInstantText = (text: string): boolean => parseInstant(text) !== null
