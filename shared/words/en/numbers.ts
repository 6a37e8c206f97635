/**
 * Numbers, dates and plurals as text, without the system's own rules, so that every machine writes the same
 * (rules WRD-2 … WRD-9). Rounding is that of toFixed: to the nearest decimal of the exact double.
 */
const MINUS = '\u2212'
const NO_BREAK_SPACE = '\u00a0'
const THIN_SPACE = '\u202f'

/** Fixed decimals with a true minus sign; never −0.00. */
export function formatFixed(value: number, digits: number): string {
  const text = plainDigits(Math.abs(value), digits)
  return value < 0 && /[1-9]/.test(text) ? MINUS + text : text
}

/** A proportion such as 0.842. */
export const formatProportion = (value: number, digits = 3): string => formatFixed(value, digits)

/** A proportion as per cent, such as 84.2 %, with a space that does not break. */
export const formatPercent = (value: number, digits = 1): string =>
  `${formatFixed(value * 100, digits)}${NO_BREAK_SPACE}%`

/** An interval such as 0.80 to 0.91; a bound that does not exist is a dash. */
export function formatInterval(lower: number | null, upper: number | null, digits = 3): string {
  const bound = (value: number | null): string => (value === null ? '–' : formatFixed(value, digits))
  return `${bound(lower)} to ${bound(upper)}`
}

/** Whole numbers in groups of three from five digits on: 1234, 12 345. */
export function formatCount(n: number): string {
  const text = String(Math.abs(n))
  const grouped = text.length < 5 || !/^\d+$/.test(text) ? text : text.replace(/\B(?=(\d{3})+$)/g, THIN_SPACE)
  return n < 0 ? MINUS + grouped : grouped
}

/** So many significant digits, without an exponent between 0.0001 and a million: 0.0123, 1230, 4.5×10⁻⁷. */
export function formatSignificant(value: number, digits = 3): string {
  if (value === 0) return '0'
  const sign = value < 0 ? MINUS : ''
  const [mantissa = '0', power = '0'] = Math.abs(value).toExponential(digits - 1).split('e')
  const exponent = Number(power)
  if (exponent < -4 || exponent >= 6) return `${sign}${mantissa}×10${superscript(exponent)}`
  return sign + plainDigits(Number(`${mantissa}e${power}`), Math.max(0, digits - 1 - exponent))
}

/** Three decimals, never 0: p < 0.001, p = 0.024, p > 0.999. */
export function formatPValue(p: number): string {
  if (p < 0.001) return 'p < 0.001'
  if (p > 0.999) return 'p > 0.999'
  return `p = ${formatFixed(p, 3)}`
}

/** One examination, two examinations. */
export const formatCounted = (n: number, one: string, many = `${one}s`): string =>
  `${formatCount(n)}${NO_BREAK_SPACE}${n === 1 ? one : many}`

/** Bytes with a decimal unit: 812 bytes, 4.2 MB. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return formatCounted(bytes, 'byte')
  const units = ['kB', 'MB', 'GB', 'TB']
  let value = bytes / 1000
  let unit = 0
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${formatFixed(value, 1)}${NO_BREAK_SPACE}${units[unit] ?? ''}`
}

/** Decimals of a number that may be too large for toFixed to leave alone. */
function plainDigits(value: number, digits: number): string {
  return value < 1e21 ? value.toFixed(digits) : String(value)
}

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹'

function superscript(exponent: number): string {
  const digits = [...String(Math.abs(exponent))].map((digit) => superscripts.charAt(Number(digit))).join('')
  return exponent < 0 ? `⁻${digits}` : digits
}
