import { expect, test } from 'vitest'
import { guessDelimiter, previewTable } from '../../shared/intake/index.ts'
import { bytesOf } from './examples.ts'

const table = (rows: readonly (readonly (string | number)[])[], delimiter = ','): Uint8Array =>
  bytesOf(rows.map((row) => row.join(delimiter)).join('\n'))

test.each([[','], [';'], ['\t'], ['|']])('PRE-1: the delimiter %j is found', (delimiter) => {
  const rows = [
    ['id', 'text', 'score'],
    ['1', 'a b', '5'],
    ['2', 'c d', '6'],
  ]
  expect(guessDelimiter(table(rows, delimiter))).toBe(delimiter)
})

test('PRE-1: commas inside numbers do not win over semicolons', () => {
  expect(guessDelimiter(bytesOf('id;score;age\na;0,25;50\nb;0,75;61,5\n'))).toBe(';')
  expect(guessDelimiter(bytesOf('only\none\ncolumn\n'))).toBe(',')
  expect(guessDelimiter(bytesOf(''))).toBe(',')
})

test('PRE-1: a file larger than the sample is cut at a line end', () => {
  const rows = Array.from({ length: 30_000 }, (_, i) => `${i};a,b,c;${i}`)
  expect(guessDelimiter(bytesOf(`id;t;n\n${rows.join('\n')}`))).toBe(';')
})

test('PRE-2: what columns look like', () => {
  const header = ['id', 'code', 'label', 'age', 'score', 'at', 'note', 'empty']
  const rows = Array.from({ length: 60 }, (_, i) => [
    1000 + i,
    `x${i}`,
    i % 2,
    20 + (i % 30),
    `0.${1 + i}`,
    '2026-11-22',
    i < 30 ? `words ${i}` : `words ${i - 30}`,
    '',
  ])
  const preview = previewTable(table([header, ...rows]))
  expect(preview.columns.map((column) => column.looksLike)).toEqual([
    ...['identifier', 'identifier', 'category', 'number', 'number', 'instant', 'text', 'text'],
  ])
  expect(preview.columns[2]).toMatchObject({
    nDistinct: 2,
    nMissing: 0,
    distinct: [
      { value: '0', n: 30 },
      { value: '1', n: 30 },
    ],
  })
  expect(preview.columns[7]).toMatchObject({ nMissing: 60, nDistinct: 0, decimal: 'none' })
  expect(preview.rows).toHaveLength(50)
  expect(preview).toMatchObject({ nRowsRead: 60, complete: true, delimiter: ',', problems: [] })
})

test.each([
  [['0.5', '1.25'], 'point'],
  [['0,5', '1,25'], 'comma'],
  [['1', '2'], 'none'],
  [['1.234', '5.678'], 'ambiguous'],
  [['1,234', '12,345'], 'ambiguous'],
  [['1.234,5', '7'], 'ambiguous'],
  [['0.5', '0,5'], 'ambiguous'],
  [['1.234', '0.5'], 'point'],
])('PRE-3: the decimal mark of %j is %s', (values, expected) => {
  const rows = values.map((value, i) => [`a${i}`, value])
  const preview = previewTable(table([['id', 'v'], ...rows], ';'), { delimiter: ';' })
  expect(preview.columns[1]?.decimal).toBe(expected)
  const asked = expected === 'ambiguous' ? ['intake/ambiguous-decimal'] : []
  expect(preview.problems.map((each) => each.code)).toEqual(asked)
})

test('PRE-4: what is wrong with the file stands in the preview', () => {
  expect(previewTable(bytesOf('')).problems).toMatchObject([{ code: 'intake/empty-file' }])
  const uneven = previewTable(bytesOf('a,b\n1,2\n1\n'))
  expect(uneven.problems).toMatchObject([{ code: 'intake/field-count', where: { row: 3 } }])
})
