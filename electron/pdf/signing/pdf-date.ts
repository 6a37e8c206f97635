const two = (n: number): string => String(n).padStart(2, '0')

/** The offset as a person reads it: UTC+01:00. */
export function offsetText(tzOffsetMinutes: number): string {
  const size = Math.abs(tzOffsetMinutes)
  return `UTC${tzOffsetMinutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
}

/** Wall-clock text at the given offset, e.g. 2026-11-22T10:30:00. */
export function localText(at: string, tzOffsetMinutes: number): string {
  const utc = Date.parse(at)
  if (Number.isNaN(utc)) throw new RangeError(`not an instant: ${at}`)
  if (!Number.isInteger(tzOffsetMinutes) || Math.abs(tzOffsetMinutes) > 14 * 60) {
    throw new RangeError(`not an offset: ${tzOffsetMinutes}`)
  }
  return new Date(utc + tzOffsetMinutes * 60_000).toISOString().slice(0, 19)
}

/** ISO 32000 date with an explicit offset, also for UTC: D:20261122103000+00'00'. */
export function pdfDate(at: string, tzOffsetMinutes: number): string {
  const size = Math.abs(tzOffsetMinutes)
  const offset = `${tzOffsetMinutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}'${two(size % 60)}'`
  return `D:${localText(at, tzOffsetMinutes).replace(/[-:T]/g, '')}${offset}`
}
