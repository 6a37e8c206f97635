import type { ProblemCode } from '../vocabulary/problem.ts'

export type Decimal = 'point' | 'comma'

/** Why a text is no number under the stated decimal mark. */
export type NumberFault =
  | 'not-a-number'
  | 'not-finite'
  | 'decimal-comma'
  | 'decimal-point'
  | 'thousands-separator'
  | 'beyond-2-53'

const withPoint = /^-?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?$/
const withComma = /^-?(?:\d+(?:,\d+)?|,\d+)(?:[eE][+-]?\d+)?$/
const integerOnly = /^-?\d{16,}$/
const notFinite = /^[+-]?(?:nan|inf|infinity|1\.#(?:inf|ind|qnan)\d*|∞)$/i
const grouped = /^[+-]?\d{1,3}(?:[., '’\u00a0\u2009\u202f]\d{3})+(?:[.,]\d+)?$/
const leadingZero = /^-?0[.,]/

/**
 * Strict numbers (rules NUM-1 … NUM-7): digits, one stated decimal mark, an exponent. No hex, no underscores, no plus
 * sign, no spaces, no separators of thousands, nothing infinite, no whole number that a double cannot hold. −0 is 0.
 */
export function parseNumber(text: string, decimal: Decimal): number | NumberFault {
  if (!(decimal === 'point' ? withPoint : withComma).test(text)) return faultOf(text, decimal)
  const value = Number(decimal === 'point' ? text : text.replace(',', '.'))
  if (!Number.isFinite(value)) return 'not-finite'
  if (text.length > 15 && integerOnly.test(text) && !Number.isSafeInteger(value)) return 'beyond-2-53'
  return value + 0 // −0 + 0 is 0
}

function faultOf(text: string, decimal: Decimal): NumberFault {
  if (notFinite.test(text)) return 'not-finite'
  const other = decimal === 'point' ? withComma : withPoint
  // 1,234 may be a decimal or a grouped whole number: it is named as grouped; 0,234 can only be a decimal.
  if (grouped.test(text) && !(leadingZero.test(text) && other.test(text))) return 'thousands-separator'
  if (other.test(text)) return decimal === 'point' ? 'decimal-comma' : 'decimal-point'
  return 'not-a-number'
}

/** Both readings are possible: a decimal, or a whole number with its thousands set apart. */
export const isAmbiguousMark = (text: string): boolean => /^-?[1-9]\d{0,2}[.,]\d{3}$/.test(text)

export const isGrouped = (text: string): boolean => grouped.test(text)
export const isNumberWith = (text: string, decimal: Decimal): boolean =>
  (decimal === 'point' ? withPoint : withComma).test(text)

/** The problem that a fault is, in a score column or in any other number column. */
export function faultCode(fault: NumberFault, isScore: boolean): ProblemCode {
  switch (fault) {
    case 'not-a-number':
      return isScore ? 'intake/score-not-a-number' : 'intake/number-not-a-number'
    case 'not-finite':
      return isScore ? 'intake/score-not-finite' : 'intake/number-not-finite'
    case 'decimal-comma':
      return 'intake/decimal-comma'
    case 'decimal-point':
      return 'intake/decimal-point'
    case 'thousands-separator':
      return 'intake/thousands-separator'
    case 'beyond-2-53':
      return 'intake/id-beyond-2-53'
  }
}
