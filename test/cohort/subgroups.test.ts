import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bandLabels, subgroupLevels } from '../../shared/cohort/index.ts'
import { type Column, type Columns, textColumn } from '../../shared/vocabulary/columns.ts'
import type { Subgroup } from '../../shared/vocabulary/protocol.ts'
import { SITE, covariateColumn } from '../../shared/vocabulary/roles.ts'

const ages: Column = { kind: 'number', values: Float64Array.from([44.999, 45, 54, 55, 65, 80, Number.NaN]) }
const columns: Columns = new Map<string, Column>([
  [covariateColumn('age'), ages],
  [covariateColumn('sex'), textColumn(['f', 'm', 'F', 'f', null, 'x', 'm'])],
  [covariateColumn('grade'), { kind: 'number', values: Float64Array.from([1, 2, 3, 2, 2.5, Number.NaN, 0]) }],
  [SITE, textColumn(['Leeds', 'York', 'Leeds', 'Bath', 'York', 'York', 'York'])],
])

const bands: Subgroup = { id: 'age', label: 'Age', kind: 'bands', column: 'age', edges: [45, 55, 65] }
const categories = (column: string, levels: string[], labels?: Record<string, string>): Subgroup => ({
  id: 's',
  label: 'S',
  kind: 'categories',
  column,
  levels,
  ...(labels ? { labels } : {}),
})
const plain = (subgroup: Subgroup, rows?: Uint32Array): [string, number[]][] =>
  subgroupLevels(subgroup, columns, rows).map((each) => [each.level, [...each.rows]])

test('SUB-1: every prespecified level is there, even when empty; missing and other only with rows', () => {
  expect(plain(categories('sex', ['m', 'f', 'd']))).toEqual([
    ['m', [1, 6]],
    ['f', [0, 3]],
    ['d', []],
    ['missing', [4]],
    ['other', [2, 5]],
  ])
  const sites = ['Leeds', 'York', 'Bath']
  expect(plain(categories('site', sites)).map(([level]) => level)).toEqual(sites)
})

test('SUB-1: a prespecified level called missing keeps its name and its rows', () => {
  expect(plain(categories('sex', ['missing', 'f']))).toEqual([
    ['missing', []],
    ['f', [0, 3]],
    ['(missing)', [4]],
    ['other', [1, 2, 5, 6]],
  ])
})

test('SUB-1: labels are the protocol’s, and a label never changes a level', () => {
  const levels = subgroupLevels(categories('sex', ['f', 'm'], { f: 'Women' }), columns)
  expect(levels.map((each) => [each.level, each.label])).toEqual([
    ['f', 'Women'],
    ['m', 'm'],
    ['missing', 'missing'],
    ['other', 'other'],
  ])
  expect(subgroupLevels({ ...bands, unit: 'years' }, columns)[0]).toMatchObject({ level: '<45', label: '<45 years' })
})

test('SUB-2: bands are left closed and named by their edges', () => {
  expect(plain(bands)).toEqual([
    ['<45', [0]],
    ['[45,55)', [1, 2]],
    ['[55,65)', [3]],
    ['>=65', [4, 5]],
    ['missing', [6]],
  ])
  expect(bandLabels([0.5])).toEqual(['<0.5', '>=0.5'])
  expect(bandLabels([-1, 1e21])).toEqual(['<-1', '[-1,1e+21)', '>=1e+21'])
})

test('SUB-3: number categories are compared by their shortest text', () => {
  expect(plain(categories('grade', ['1', '2', '3.0']))).toEqual([
    ['1', [0]],
    ['2', [1, 3]],
    ['3.0', []],
    ['missing', [5]],
    ['other', [2, 4, 6]],
  ])
})

test('SUB-4: the levels are a partition of the given rows, in the given order', () => {
  const row = fc.nat(6)
  const any = fc.constantFrom(bands, categories('sex', ['f']), categories('grade', ['2']))
  fc.assert(
    fc.property(fc.array(row, { maxLength: 20 }), any, (rows, subgroup) => {
      const parts = subgroupLevels(subgroup, columns, Uint32Array.from(rows))
      expect(parts.flatMap((each) => [...each.rows]).sort()).toEqual([...rows].sort())
      for (const part of parts) {
        const members = new Set(part.rows)
        expect([...part.rows]).toEqual(rows.filter((each) => members.has(each)))
      }
    }),
    { numRuns: 200, seed: 20261122 },
  )
})

test('SUB-5: bands over text and columns that are not there are refused', () => {
  expect(() => subgroupLevels({ ...bands, column: 'sex' }, columns)).toThrow('protocol/column-kind')
  expect(() => subgroupLevels({ ...bands, column: 'nowhere' }, columns)).toThrow('protocol/no-such-column')
})
