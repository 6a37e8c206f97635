import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Measured } from '../../shared/statistics/accuracy.ts'
import {
  accuracyCounts,
  balancedAccuracy,
  diagnosticOddsRatio,
  f1Score,
  matthewsCorrelation,
  negativeLikelihoodRatio,
  positiveLikelihoodRatio,
  youdenIndex,
} from '../../shared/statistics/accuracy.ts'
import { newcombeHybridInterval } from '../../shared/statistics/independent-proportions.ts'
import {
  countedPrevalence,
  npvAtPrevalence,
  ppvAtPrevalence,
  publishedPrevalence,
  statedPrevalence,
} from '../../shared/statistics/prevalence-adjusted.ts'
import { clopperPearsonInterval, wilsonInterval } from '../../shared/statistics/proportion.ts'
import {
  agrestiCoullInterval,
  jeffreysInterval,
  waldProportionInterval,
  wilsonContinuityInterval,
} from '../../shared/statistics/proportion-bounds.ts'
import {
  binomialLowerTailBySums,
  binomialUpperTailBySums,
  clopperPearsonByBinomialTails,
  wilsonByScoreRoots,
} from '../../shared/statistics/proportion-second.ts'

type Row = number | null
interface TableRow {
  counts: [number, number, number, number]
  accuracy: number
  balancedAccuracy: Row
  youden: Row
  f1: Row
  mcc: Row
  lrPositive: Row[]
  lrNegative: Row[]
  oddsRatio: Row[]
  atPrevalence: [number, Row, Row][]
}
const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))
const tables = [
  ...(read('resources/vectors/two-by-two.json') as { tables: TableRow[] }).tables,
  ...(read('test/vectors/asah/two-by-two.json') as { tables: TableRow[] }).tables,
]
const criteria = read('resources/vectors/criteria.json') as {
  prevalence: [string, number[], [number, number, number, number], ...number[]][]
  printed: [string, [number, number, number, number], number | null, number, Row, Row][]
}
const proportions = (read('resources/vectors/proportion-intervals.json') as { rows: Row[][] }).rows

const tableOf = ([tp, fp, fn, tn]: readonly [number, number, number, number]) => ({ tp, fp, fn, tn })
/** Both null, or equal to a relative 1e-9; zero absolutely. */
const agree = (found: Row, expected: Row, tolerance = 1e-9) => {
  if (found === null || expected === null) expect(found).toBe(expected)
  else expect(Math.abs(found - expected) / (Math.abs(expected) || 1)).toBeLessThan(tolerance)
}
const flat = ({ value, bounds }: Measured): Row[] => [value, bounds.lower, bounds.upper]
const count = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 2_500_000 }))
const anyTable = fc.record({ tp: count, fp: count, fn: count, tn: count })
const law = { seed: 22, numRuns: 300 }
const isSound = (row: Row[]) => expect(row.every((each) => each === null || Number.isFinite(each))).toBe(true)

describe('proportion intervals beside the first two', () => {
  const methods = [
    ['PROP-4: Agresti-Coull equals statsmodels', agrestiCoullInterval, 7],
    ['PROP-5: Jeffreys equals the beta quantiles of scipy', jeffreysInterval, 9],
    ['PROP-6: Wilson with continuity correction equals prop.test', wilsonContinuityInterval, 11],
    ['PROP-7: Wald equals statsmodels, refused where its width is 0', waldProportionInterval, 13],
  ] as const
  for (const [title, interval, column] of methods) {
    test(title, () => {
      expect(proportions.length).toBe(117)
      for (const row of proportions) {
        const found = interval(row[0] ?? 0, row[1] ?? 0, row[2] ?? 0)
        agree(found.lower, row[column] ?? null)
        agree(found.upper, row[column + 1] ?? null)
      }
    })
  }
  test('PROP-4, PROP-5, PROP-6, PROP-7: mirror, stay in [0, 1], refuse n = 0 and nonsense', () => {
    const xn = fc.integer({ min: 1, max: 10_000_000 }).chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)))
    for (const interval of [agrestiCoullInterval, jeffreysInterval, wilsonContinuityInterval, waldProportionInterval]) {
      fc.assert(
        fc.property(xn, fc.constantFrom(0.9, 0.95, 0.99), ([x, n], level) => {
          const { lower, upper } = interval(x, n, level)
          const mirrored = interval(n - x, n, level)
          if (lower === null || mirrored.upper === null) {
            expect([upper, mirrored.upper]).toEqual([null, null])
            return
          }
          expect(0 <= lower && lower < upper && upper <= 1).toBe(true)
          expect(Math.abs(lower - (1 - mirrored.upper))).toBeLessThan(1e-9)
        }),
        { seed: 23, numRuns: 60 },
      )
      expect(interval(0, 0, 0.95)).toEqual({ lower: null, upper: null, reason: 'denominator-zero' })
      expect(() => interval(3, 2, 0.95)).toThrow(RangeError)
    }
    const width = (b: { lower: number | null; upper: number | null }) => (b.upper ?? 0) - (b.lower ?? 0)
    expect(width(agrestiCoullInterval(3, 40, 0.95))).toBeGreaterThan(width(wilsonInterval(3, 40, 0.95)))
  })
})

describe('second engine for proportions', () => {
  test('TWO-1: binomial tails by sums', () => {
    expect(binomialLowerTailBySums(40, 100, 0.5)).toBeCloseTo(0.02844396682049044, 15)
    expect([binomialUpperTailBySums(0, 3, 0.1), binomialUpperTailBySums(4, 3, 0.1)]).toEqual([1, 0])
    expect([binomialUpperTailBySums(1, 3, 0), binomialLowerTailBySums(1, 3, 1)]).toEqual([0, 0])
    expect([binomialUpperTailBySums(1, 3, 1), binomialLowerTailBySums(1, 3, 0)]).toEqual([1, 1])
    expect([-1, 3, 4].map((x) => binomialLowerTailBySums(x, 3, 0.1))).toEqual([0, 1, 1])
    expect([binomialUpperTailBySums(-1, 3, 0.1), binomialUpperTailBySums(1, 1, 0.1), binomialLowerTailBySums(0, 1, 0.1)]).toEqual([1, 0.1, 0.9].map((x) => expect.closeTo(x, 15)))
  })
  test('TWO-2: Clopper-Pearson by inverted tails equals the beta quantiles to 1e-9, up to n = 10^7', () => {
    const big = [[1, 10_000_000, 0.95], [5_000_000, 10_000_000, 0.95], [9_999_998, 10_000_000, 0.99]] as const
    for (const [x = 0, n = 0, level = 0] of [...proportions, ...big]) {
      const [one, two] = [clopperPearsonInterval, clopperPearsonByBinomialTails].map((each) => each(x ?? 0, n ?? 0, level ?? 0))
      agree(two?.lower ?? null, one?.lower ?? null)
      agree(two?.upper ?? null, one?.upper ?? null)
    }
    expect(clopperPearsonByBinomialTails(0, 0, 0.95).lower).toBeNull()
  })
  test('TWO-3: Wilson by the roots of the score equation equals the closed form to 1e-9', () => {
    const xn = fc.integer({ min: 1, max: 10_000_000 }).chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)))
    fc.assert(
      fc.property(xn, fc.constantFrom(0.9, 0.95, 0.99), ([x, n], level) => {
        const [one, two] = [wilsonInterval(x, n, level), wilsonByScoreRoots(x, n, level)]
        agree(two.lower, one.lower)
        agree(two.upper, one.upper)
      }),
      law,
    )
    for (const [x, n] of [[0, 1], [1, 1], [0, 10_000_000], [10_000_000, 10_000_000], [1, 10_000_000]] as const) {
      agree(wilsonByScoreRoots(x, n, 0.95).lower, wilsonInterval(x, n, 0.95).lower)
      agree(wilsonByScoreRoots(x, n, 0.95).upper, wilsonInterval(x, n, 0.95).upper)
    }
  })
})

describe('2 × 2 table', () => {
  test.each(tables.map((row) => [row.counts.join(' '), row] as const))(
    'ACC-1, ACC-2, ACC-3, ACC-4, ACC-5, ACC-6, ACC-7: TP FP FN TN %s',
    (_, row) => {
      const table = tableOf(row.counts)
      const { x, of } = accuracyCounts(table)
      agree(x / of, row.accuracy)
      agree(youdenIndex(table, 0.95).value, row.youden)
      agree(balancedAccuracy(table, 0.95).value, row.balancedAccuracy)
      agree(f1Score(table).value, row.f1)
      agree(matthewsCorrelation(table).value, row.mcc)
      const ratios = [
        [positiveLikelihoodRatio, row.lrPositive],
        [negativeLikelihoodRatio, row.lrNegative],
        [diagnosticOddsRatio, row.oddsRatio],
      ] as const
      for (const [measure, expected] of ratios) {
        flat(measure(table, 0.95)).forEach((found, k) => agree(found, expected[k] ?? null))
      }
    },
  )
  test('ACC-6: the likelihood ratios that R prints for 670, 202, 74, 640', () => {
    for (const [name, counts, prevalence, ...expected] of criteria.printed) {
      if (prevalence !== null) continue
      const found = flat((name === 'LR+' ? positiveLikelihoodRatio : negativeLikelihoodRatio)(tableOf(counts), 0.95))
      found.forEach((each, k) => expect(Math.abs((each ?? 0) - (expected[k] ?? 0))).toBeLessThan(0.5000001e-6))
    }
  })
  test('ACC-2, ACC-3: bounds are those of the difference of two proportions', () => {
    const { bounds } = youdenIndex({ tp: 26, fp: 14, fn: 15, tn: 58 }, 0.95)
    expect(bounds).toEqual(newcombeHybridInterval({ x1: 26, n1: 41, x2: 14, n2: 72 }, 0.95))
    expect(balancedAccuracy({ tp: 26, fp: 14, fn: 15, tn: 58 }, 0.95).bounds.lower).toBe(((bounds.lower ?? 0) + 1) / 2)
  })
  test('ACC-5, ACC-6, ACC-7: laws on any table, also of 10^7; nothing infinite comes out', () => {
    fc.assert(
      fc.property(anyTable, (table) => {
        const swapped = { tp: table.tn, fp: table.fn, fn: table.fp, tn: table.tp }
        const called = { tp: table.fn, fp: table.tn, fn: table.tp, tn: table.fp }
        const all = [youdenIndex, balancedAccuracy, positiveLikelihoodRatio, negativeLikelihoodRatio, diagnosticOddsRatio]
        for (const measure of all) isSound(flat(measure(table, 0.95)))
        agree(matthewsCorrelation(table).value, matthewsCorrelation(swapped).value, 1e-12)
        agree(positiveLikelihoodRatio(table, 0.95).value, negativeLikelihoodRatio(called, 0.95).value, 1e-12)
        const [plus, minus] = [positiveLikelihoodRatio(table, 0.95).value, negativeLikelihoodRatio(table, 0.95).value]
        const odds = diagnosticOddsRatio(table, 0.95).value
        if (odds !== null && plus !== null && minus !== null) agree(odds, plus / minus, 1e-12)
      }),
      law,
    )
  })
  test('ACC-6, ACC-7, PREV-1: a cell of 1 is not an empty cell', () => {
    const ones = { tp: 1, fp: 1, fn: 1, tn: 1 }
    const all = [positiveLikelihoodRatio, negativeLikelihoodRatio, diagnosticOddsRatio].map((each) => each(ones, 0.95))
    all.push(ppvAtPrevalence(ones, statedPrevalence(0.5), 0.95), npvAtPrevalence(ones, statedPrevalence(0.5), 0.95))
    for (const found of all) expect(flat(found).every((each) => each !== null && each > 0)).toBe(true)
    expect(countedPrevalence(1, 3)?.logitVariance).toBe(1.5)
  })
  test('ACC-2, ACC-4, ACC-5, ACC-6, ACC-7: every refusal has its reason', () => {
    const empty = { tp: 0, fp: 0, fn: 0, tn: 0 }
    const oneClass = { tp: 4, fp: 0, fn: 2, tn: 0 }
    for (const measure of [youdenIndex, balancedAccuracy, positiveLikelihoodRatio, negativeLikelihoodRatio, diagnosticOddsRatio]) {
      expect(measure(empty, 0.95)).toMatchObject({ value: null, reason: 'no-examinations' })
      expect(measure(oneClass, 0.95)).toMatchObject({ value: null, reason: 'one-class', bounds: { reason: 'one-class' } })
    }
    // One call of one kind is somebody, of one class.
    for (const cell of ['tp', 'fp', 'fn', 'tn'] as const) {
      expect(youdenIndex({ ...empty, [cell]: 5 }, 0.95)).toMatchObject({ value: null, reason: 'one-class' })
    }
    expect(f1Score({ tp: 0, fp: 0, fn: 0, tn: 9 })).toEqual({ value: null, reason: 'denominator-zero' })
    expect(matthewsCorrelation({ tp: 0, fp: 0, fn: 3, tn: 9 })).toEqual({ value: null, reason: 'denominator-zero' })
    expect(matthewsCorrelation(oneClass)).toEqual({ value: null, reason: 'one-class' })
    expect(positiveLikelihoodRatio({ tp: 3, fp: 0, fn: 1, tn: 4 }, 0.95)).toMatchObject({ value: null, reason: 'zero-cell' })
    expect(negativeLikelihoodRatio({ tp: 3, fp: 2, fn: 0, tn: 4 }, 0.95)).toMatchObject({ value: 0, bounds: { reason: 'zero-cell' } })
    expect(positiveLikelihoodRatio({ tp: 3, fp: 2, fn: 0, tn: 0 }, 0.95)).toMatchObject({ value: 1, bounds: { reason: 'zero-cell' } })
    expect(diagnosticOddsRatio({ tp: 3, fp: 0, fn: 1, tn: 4 }, 0.95)).toMatchObject({ value: null, reason: 'zero-cell' })
  })
})

describe('predictive values at another prevalence', () => {
  test('PREV-1: values at 1, 5, 10 and 20 per cent on every table', () => {
    for (const { counts, atPrevalence } of tables) {
      for (const [share, ppv, npv] of atPrevalence) {
        agree(ppvAtPrevalence(tableOf(counts), statedPrevalence(share), 0.95).value, ppv)
        agree(npvAtPrevalence(tableOf(counts), statedPrevalence(share), 0.95).value, npv)
      }
    }
  })
  test('PREV-1: the intervals that R prints at 2 and 10 per cent', () => {
    const rows = criteria.printed.filter(([, , prevalence]) => prevalence !== null)
    expect(rows.length).toBe(4)
    for (const [name, counts, prevalence, ...expected] of rows) {
      const measure = name === 'PPV' ? ppvAtPrevalence : npvAtPrevalence
      const found = flat(measure(tableOf(counts), statedPrevalence(prevalence ?? 0), 0.95))
      expected.forEach((each, k) => {
        if (each !== null) expect(Math.abs((found[k] ?? 0) - each)).toBeLessThan(0.5000001e-6)
      })
    }
  })
  test.each(criteria.prevalence)('PREV-1, PREV-2, PREV-3: prevalence %s %j, table %j', (kind, given, counts, ...expected) => {
    const [a = 0, b = 0, c = 0] = given
    const prevalence =
      kind === 'stated' ? statedPrevalence(a) : kind === 'counted' ? countedPrevalence(a, b) : publishedPrevalence(a, b, c, 0.95)
    if (prevalence === null) throw new Error('no prevalence')
    const found = [ppvAtPrevalence, npvAtPrevalence].flatMap((each) => flat(each(tableOf(counts), prevalence, 0.95)))
    found.forEach((each, k) => agree(each, expected[k] ?? null))
  })
  test('PREV-2, PREV-3: an uncertain prevalence widens; nonsense is refused', () => {
    const table = { tp: 670, fp: 202, fn: 74, tn: 640 }
    const sure = ppvAtPrevalence(table, statedPrevalence(0.02), 0.95).bounds
    const unsure = ppvAtPrevalence(table, countedPrevalence(20, 1000) ?? statedPrevalence(0.5), 0.95).bounds
    expect((unsure.lower ?? 1) < (sure.lower ?? 0) && (unsure.upper ?? 0) > (sure.upper ?? 1)).toBe(true)
    expect([countedPrevalence(0, 10), countedPrevalence(10, 10)]).toEqual([null, null])
    for (const share of [0, 1, -0.1, Number.NaN]) expect(() => statedPrevalence(share)).toThrow(RangeError)
    expect(() => publishedPrevalence(0.2, 0.3, 0.4, 0.95)).toThrow(RangeError)
    expect(() => countedPrevalence(3, 2)).toThrow(RangeError)
  })
  test('PREV-1: the cohort’s own prevalence gives its own predictive values; refusals', () => {
    fc.assert(
      fc.property(anyTable, ({ tp, fp, fn, tn }) => {
        const share = (tp + fn) / (tp + fp + fn + tn)
        if (!(share > 0 && share < 1)) return
        const table = { tp, fp, fn, tn }
        const [ppv, npv] = [ppvAtPrevalence, npvAtPrevalence].map((each) => each(table, statedPrevalence(share), 0.95))
        agree(ppv?.value ?? null, tp + fp === 0 ? null : tp / (tp + fp), 1e-7)
        agree(npv?.value ?? null, tn + fn === 0 ? null : tn / (tn + fn), 1e-7)
        for (const found of [ppv, npv]) if (found !== undefined) isSound(flat(found))
      }),
      law,
    )
    const half = statedPrevalence(0.5)
    expect(ppvAtPrevalence({ tp: 3, fp: 0, fn: 1, tn: 4 }, half, 0.95)).toMatchObject({ value: 1, bounds: { reason: 'zero-cell' } })
    expect(npvAtPrevalence({ tp: 3, fp: 1, fn: 0, tn: 4 }, half, 0.95)).toMatchObject({ value: 1, bounds: { reason: 'zero-cell' } })
    expect(ppvAtPrevalence({ tp: 3, fp: 4, fn: 0, tn: 0 }, half, 0.95)).toMatchObject({ value: 0.5, bounds: { reason: 'zero-cell' } })
    expect(ppvAtPrevalence({ tp: 0, fp: 0, fn: 1, tn: 4 }, half, 0.95)).toMatchObject({ value: null, reason: 'denominator-zero' })
    expect(npvAtPrevalence({ tp: 1, fp: 1, fn: 0, tn: 0 }, half, 0.95)).toMatchObject({ value: null, reason: 'denominator-zero' })
    expect(npvAtPrevalence({ tp: 1, fp: 0, fn: 1, tn: 0 }, half, 0.95)).toMatchObject({ value: null, reason: 'one-class' })
  })
})
