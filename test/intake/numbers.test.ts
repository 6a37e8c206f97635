import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseNumber } from '../../shared/intake/index.ts'

test.each([
  ['0', 0],
  ['-12.5', -12.5],
  ['.5', 0.5],
  ['1e-3', 0.001],
  ['2E+2', 200],
  ['007', 7],
  ['9007199254740991', 9007199254740991],
  ['1e22', 1e22],
])('NUM-1: %s is a number', (text, value) => {
  expect(parseNumber(text, 'point')).toBe(value)
})

test.each(['5.', '+5', ' 5', '5 ', '0x10', '1_000', '1e', 'e5', '--5', '0b1', '１', '', 'true', '5f', '1e5.5'])(
  'NUM-1: %j is no number',
  (text) => {
    expect(parseNumber(text, 'point')).toBe('not-a-number')
  },
)

test.each(['NaN', 'nan', 'Inf', '-Infinity', '1e400', '-1e400', '1.#INF', '∞', '9'.repeat(400)])(
  'NUM-2: %s is not finite',
  (text) => {
    expect(parseNumber(text, 'point')).toBe('not-finite')
  },
)

test('NUM-3: the other decimal mark is named', () => {
  expect(parseNumber('1,5', 'point')).toBe('decimal-comma')
  expect(parseNumber('0,125', 'point')).toBe('decimal-comma')
  expect(parseNumber('1.5', 'comma')).toBe('decimal-point')
  expect(parseNumber('1,5', 'comma')).toBe(1.5)
  expect(parseNumber('-0,125e2', 'comma')).toBe(-12.5)
})

test('NUM-4: thousands set apart are named', () => {
  for (const text of ['1,234', '1,234.5', '1.234,5', '12.345.678', "1'234", '1 234', '1\u202f234,50', '-1,234']) {
    expect(parseNumber(text, 'point')).toBe('thousands-separator')
  }
  for (const text of ['1.234', '1.234,5', '1,234.5', '1,234,567']) {
    expect(parseNumber(text, 'comma')).toBe('thousands-separator')
  }
  expect(parseNumber('1,234', 'comma')).toBe(1.234)
  expect(parseNumber('1.234', 'point')).toBe(1.234)
})

test('NUM-5: a whole number that a double cannot hold is not read', () => {
  expect(parseNumber('9007199254740993', 'point')).toBe('beyond-2-53')
  expect(parseNumber('-123456789012345678', 'point')).toBe('beyond-2-53')
  expect(parseNumber('9007199254740991', 'comma')).toBe(9007199254740991)
})

test('NUM-6: −0 is 0', () => {
  expect(parseNumber('-0', 'point')).toBe(0)
  expect(parseNumber('-0.0e5', 'point')).toBe(0)
  expect(Object.is(parseNumber('-1e-400', 'point'), 0)).toBe(true)
})

test('NUM-1: every finite double comes back from its shortest text', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const read = parseNumber(String(value), 'point')
      const isLongInteger = /^-?\d{16,}$/.test(String(value)) && !Number.isSafeInteger(value)
      expect(read).toBe(isLongInteger ? 'beyond-2-53' : value + 0)
    }),
    { numRuns: 300, seed: 20261122 },
  )
})
