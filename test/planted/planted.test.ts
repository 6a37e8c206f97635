import { describe, expect, test } from 'vitest'
import { parseFile, parseSource } from '../rules/source-files.ts'
import { acceptance, changeOf, listedChanges } from './accepted.ts'
import { huntAll } from './hunt.ts'
import { instrument } from './instrument.ts'
import type { Fate } from './messages.ts'
import { plantsIn } from './plants.ts'
import { numberedPlants, samplePlants, subjectFiles } from './subjects.ts'

const changesIn = (text: string): string[] => plantsIn(parseSource('x.ts', text)).map(changeOf)

describe('planting errors', () => {
  test('each kind of slip of a formula is planted', () => {
    const text = `export function f(n: number, se: number): number {
      if (n <= 0) return 2
      return Math.sqrt(n) - 1.5 * g(se, n) + se / n
    }`
    expect(changesIn(text)).toEqual(
      expect.arrayContaining([
        'n <= 0 → n < 0', 'n <= 0 → false', '2 → 3', 'Math.sqrt(n) → n', '1.5 → 1.5 * 2',
        'g(se, n) → g(n, se)', 'se / n → se / (n - 1)', 'se / n → se', '1.5 * g(se, n) → g(se, n)',
        'Math.sqrt(n) - 1.5 * g(se, n) → Math.sqrt(n) + 1.5 * g(se, n)',
      ]),
    )
  })

  test('types, texts and names are left alone', () => {
    expect(changesIn("type T = 1 | 2\nexport const name = `a${'b'}` + 'c'\nexport const o = { 1: 'x' }")).toEqual([])
  })

  test('what a function does that is handed to a call runs while the file loads; what is kept for later does not', () => {
    const onLoad = (text: string): boolean[] => plantsIn(parseSource('x.ts', text)).map((plant) => plant.onLoad)
    expect(new Set(onLoad('const a = list.map((x) => x * 3)'))).toEqual(new Set([true]))
    expect(new Set(onLoad('const f = (list: number[]) => list.map((x) => x * 3)'))).toEqual(new Set([false]))
  })

  test('rounds are counted in a loop without a condition too', () => {
    const text = 'export function f(a: number): number { for (;;) { if (a > 9) return a; a = a * 2 } }'
    expect(instrument(parseSource('x.ts', text), [])).toContain('for (;;) {__tick(); ')
  })

  test('a file with all its errors switched off is still the file, statement by statement', () => {
    const text = `export function f(a: number[]): number {
      let sum = 0
      const half = (a[0] ?? 0) / 2
      sum += half
      for (let k = 0; k < a.length; k++) sum += (a[k] ?? 0) * 2
      return sum - half
    }`
    const source = parseSource('x.ts', text)
    const plants = plantsIn(source).map((plant, id) => ({ ...plant, id }))
    const body = (planted: string): string => planted.replace(/^.*__planted; export /, 'return ').replaceAll(/: number(\[\])?/g, '')
    const at = (active: number) => `const __at = (id) => id === ${active}; const __tick = () => {}; `
    const run = (active: number): unknown =>
      (new Function(at(active) + body(instrument(source, plants))) as () => (a: readonly number[]) => number)()([4, 5])
    expect(run(-1)).toBe(18)
    const dropped = plants.find((plant) => changeOf(plant) === '(a[k] ?? 0) * 2 → (a[k] ?? 0)')
    expect(run(dropped?.id ?? -1)).toBe(9)
  })
})

describe('noticing planted errors', () => {
  const wanted: readonly (readonly [file: string, change: string, fate: Fate['kind']])[] = [
    ['shared/statistics/proportion.ts', 'z * z → z / z', 'vectors'],
    // A constant that is read while the file loads.
    ['shared/statistics/special.ts', '133.14166789178437745 → 133.14166789178437745 * 1.001', 'vectors'],
    // A loop that no longer ends.
    ['shared/statistics/special.ts', 'shifted += 1 → shifted -= 1', 'endless'],
    // A search for a root has ended long before its rounds run out.
    ['shared/statistics/root.ts', '3000 → 300', 'survived'],
  ]
  test.skipIf(!process.features.typescript)(
    'an obvious error is killed by the vectors, one that never ends by its rounds, and an equivalent survives',
    async () => {
      const all = numberedPlants([...new Set(wanted.map(([file]) => file))])
      const plants = wanted.flatMap(([file, change]) => all.find((each) => each.file === file && changeOf(each) === change) ?? [])
      expect(plants.map(changeOf)).toEqual(wanted.map(([, change]) => change))
      const fates = new Map<string, Fate['kind']>()
      await huntAll({ plants, testFiles: [], slowMilliseconds: 1000 }, ({ plant, fate }) => fates.set(changeOf(plant), fate.kind))
      expect([...fates]).toEqual(wanted.map(([, change, fate]) => [change, fate]))
    },
    60_000,
  )

  test('a sample is the same for the same seed, another for another', () => {
    const plants = numberedPlants(['shared/statistics/proportion.ts'])
    const ids = (seed: number): number[] => samplePlants(plants, 10, seed).map((each) => each.id)
    expect(ids(1)).toEqual(ids(1))
    expect(ids(1)).not.toEqual(ids(2))
    expect(ids(1)).toHaveLength(10)
  })

  test('every change that is listed as surviving can be planted, and an equivalent says why it is one', () => {
    const why = acceptance()
    const possible = new Set(
      subjectFiles().flatMap((file) => plantsIn(parseFile(file))).filter((plant) => why(plant) !== undefined)
        .map((plant) => [plant.file, plant.written, changeOf(plant)].join('\n')),
    )
    const listed = listedChanges()
    expect(listed.filter(({ key }) => !possible.has(key)).map(({ key }) => key)).toEqual([])
    expect(listed.filter(({ why: reason }) => reason.length < 20)).toEqual([])
  })
})
