import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatDay, formatInstant } from '../../shared/words/en/dates.ts'
import {
  formatBytes,
  formatCount,
  formatCounted,
  formatFixed,
  formatInterval,
  formatPValue,
  formatPercent,
  formatProportion,
  formatSignificant,
} from '../../shared/words/en/numbers.ts'

test('WRD-2: decimals are fixed, the minus is a minus, and zero has no sign', () => {
  expect(formatProportion(0.8424, 2)).toBe('0.84')
  expect(formatFixed(-1.5, 1)).toBe('\u22121.5')
  expect(formatFixed(-0.004, 2)).toBe('0.00')
  expect(formatFixed(-0, 0)).toBe('0')
  expect(formatFixed(-0.5, 0)).toMatch(/^(0|\u22121)$/)
  expect(formatInterval(0.8, 0.913, 2)).toBe('0.80 to 0.91')
  expect(formatInterval(-0.2, null, 1)).toBe('\u22120.2 to –')
})

test('WRD-2: no number ever shows a hyphen or a negative zero', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), fc.nat(6), (value, digits) => {
      const text = formatFixed(value, digits)
      expect(text).not.toContain('-')
      expect(text).not.toMatch(/^\u2212[0.]*$/)
      expect(Math.abs(Number(text.replace('\u2212', '-')) - value)).toBeLessThanOrEqual(0.5000001 / 10 ** digits)
    }),
    { numRuns: 300, seed: 20261122 },
  )
})

test('WRD-3: per cent do not break from their sign', () => {
  expect(formatPercent(0.842)).toBe('84.2\u00a0%')
  expect(formatPercent(1, 0)).toBe('100\u00a0%')
})

test('WRD-4: counts are grouped from five digits on', () => {
  const texts = ['0', '999', '1234', '12\u202f345', '1\u202f234\u202f567']
  expect([0, 999, 1234, 12345, 1234567].map(formatCount)).toEqual(texts)
  expect(formatCount(-54321)).toBe('\u221254\u202f321')
})

test.each([
  [0, '0'],
  [0.012345, '0.0123'],
  [1234.5, '1230'],
  [12.345, '12.3'],
  [0.99999, '1.00'],
  [-0.5, '\u22120.500'],
  [4.5e-7, '4.50×10⁻⁷'],
  [1234567, '1.23×10⁶'],
  [0.0001, '0.000100'],
])('WRD-5: %d with three significant digits is %s', (value, text) => {
  expect(formatSignificant(value)).toBe(text)
})

test('WRD-6: p-values are never 0 or 1', () => {
  const texts = ['p < 0.001', 'p < 0.001', 'p = 0.024', 'p = 0.500', 'p > 0.999']
  expect([0, 0.00099, 0.0241, 0.5, 1].map(formatPValue)).toEqual(texts)
})

test('WRD-7: an instant is shown at its offset, which is said', () => {
  expect(formatInstant('2026-11-22T08:30:00.000Z', 60)).toBe('22 Nov 2026, 09:30:00 UTC+01:00')
  expect(formatInstant('2026-12-31T23:30:05.999Z', 60)).toBe('1 Jan 2027, 00:30:05 UTC+01:00')
  expect(formatInstant('2024-03-01T02:00:00.000Z', -210)).toBe('29 Feb 2024, 22:30:00 UTC\u221203:30')
  expect(formatInstant('2026-11-22T08:30:00.000Z', 0)).toBe('22 Nov 2026, 08:30:00 UTC')
  expect(() => formatInstant('2026-11-22', 0)).toThrow(RangeError)
})

test('WRD-8: days agree with the calendar of the runtime', () => {
  const [min, max] = [new Date('0001-01-02T00:00:00Z'), new Date('9999-12-30T00:00:00Z')]
  const anyDate = fc.date({ min, max, noInvalidDate: true })
  fc.assert(
    fc.property(anyDate, fc.integer({ min: -840, max: 840 }), (date, offset) => {
      const local = new Date(date.getTime() + offset * 60_000)
      const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')
      const expected = `${local.getUTCDate()} ${months[local.getUTCMonth()]} ${local.getUTCFullYear()}`
      expect(formatDay(date.toISOString(), offset)).toBe(expected)
    }),
    { numRuns: 500, seed: 20261122 },
  )
})

test('WRD-9: plurals and sizes', () => {
  expect(formatCounted(1, 'examination')).toBe('1\u00a0examination')
  expect(formatCounted(0, 'examination')).toBe('0\u00a0examinations')
  expect(formatCounted(2, 'study', 'studies')).toBe('2\u00a0studies')
  expect([1, 812, 1000, 4_200_000, 999_999, 2e12].map(formatBytes)).toEqual([
    '1\u00a0byte',
    '812\u00a0bytes',
    '1.0\u00a0kB',
    '4.2\u00a0MB',
    '1.0\u00a0MB',
    '2.0\u00a0TB',
  ])
})
