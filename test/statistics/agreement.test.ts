import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkAgreementMissing } from '../../electron/selftest/agreement-missing-checks.ts'
import { checkAgreement } from '../../electron/selftest/agreement-checks.ts'
import { intraclassCorrelations, repeatedIntraclass } from '../../shared/statistics/intraclass-correlation.ts'
import { blandAltman, kendallTauB, kendallW, linConcordance, midRanks, pearsonCorrelation, spearmanCorrelation } from '../../shared/statistics/paired-measurements.ts'
import { adjustedKappa, bowkerSymmetry, cohenKappa, comparatorAgreement, percentAgreement, raterTable, scottPi, specificAgreement, stuartMaxwell } from '../../shared/statistics/rater-pairs.ts'
import { gwetByDisagreement, kappaByDisagreement } from '../../shared/statistics/rater-second.ts'
import type { RatingMatrix } from '../../shared/statistics/rater-sets.ts'
import { fleissKappa, gwetCoefficient, krippendorffAlpha, lightKappa, randolphKappa } from '../../shared/statistics/rater-sets.ts'

const answers = checkAgreement(JSON.parse(readFileSync('resources/vectors/agreement.json', 'utf8')))
const missing = checkAgreementMissing(JSON.parse(readFileSync('resources/vectors/agreement-missing.json', 'utf8')))
const bad = (part: RegExp) => {
  const found = [...answers, ...missing].filter((each) => part.test(each.what))
  expect(found.length).toBeGreaterThan(0)
  return found.filter((each) => !each.ok)
}
/** Rows of category numbers, −1 for none. */
const matrix = (rows: readonly (readonly number[])[], q: number): RatingMatrix => ({
  subjects: rows.length, raters: rows[0]?.length ?? 0, q, code: Int32Array.from(rows.flat()),
})
const abstractors = { q: 3, n: 100, cells: Float64Array.of(13, 0, 0, 0, 20, 7, 0, 4, 56) }
const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 })), { minLength: 2, maxLength: 60 })
const law = { seed: 2, numRuns: 120 }

describe('ratings as often as told', () => {
  test('WTD-1: counted rows of ratings give what the rows written out give', () => {
    const row = fc.array(fc.integer({ min: -1, max: 2 }), { minLength: 3, maxLength: 3 })
    fc.assert(
      fc.property(fc.array(fc.tuple(row, fc.integer({ min: 0, max: 4 })), { minLength: 2, maxLength: 12 }), (list) => {
        const counted = { ...matrix(list.map(([each]) => each), 3), times: list.map(([, n]) => n) }
        const written = matrix(list.flatMap(([each, n]) => Array.from({ length: n }, () => each)), 3)
        for (const coefficient of [fleissKappa, (m: RatingMatrix) => krippendorffAlpha(m, 'ordinal'), (m: RatingMatrix) => gwetCoefficient(m, 0.9, 'linear')]) {
          const [a, b] = [coefficient(counted), coefficient({ ...written, raters: 3 })]
          if (a.value === null || b.value === null) expect(a).toEqual(b)
          else expect(a.value).toBeCloseTo(b.value, 12)
        }
        const [a, b] = [gwetCoefficient(counted, 0.9), gwetCoefficient({ ...written, raters: 3 }, 0.9)]
        if (a.value !== null && b.value !== null) expect(a.standardError).toBeCloseTo(b.standardError, 12)
      }),
      law,
    )
  })
})

describe('intraclass correlations of repeated rows', () => {
  test('ICC-2: rows as often as told give what the rows written out give', () => {
    const row = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 })
    fc.assert(
      fc.property(fc.array(fc.tuple(row, fc.integer({ min: 0, max: 3 })), { minLength: 3, maxLength: 20 }), (list) => {
        const told = repeatedIntraclass(Float64Array.from(list.flatMap(([each]) => each)), 3, list.map(([, n]) => n), 0.95)
        const written = intraclassCorrelations(Float64Array.from(list.flatMap(([each, n]) => Array.from({ length: n }, () => each).flat())), 3, 0.95)
        // Squares that are a rounding residue of 0 are refused by one and not by the other.
        if (written.meanSquares === null || written.meanSquares.error < 1e-9 || written.meanSquares.rows < 1e-9 || told.meanSquares === null) return
        for (const form of ['ICC2', 'ICC3', 'ICC2k', 'ICC3k'] as const) expect(told.forms[form].value).toBeCloseTo(written.forms[form].value, 6)
      }),
      law,
    )
    const shrout = [9, 2, 5, 8, 6, 1, 3, 2, 8, 4, 6, 8, 7, 1, 2, 6, 10, 5, 6, 9, 6, 2, 4, 7].map((x) => x - 5.29)
    const once = repeatedIntraclass(Float64Array.from(shrout), 4, [1, 1, 1, 1, 1, 1], 0.95)
    // Shrout & Fleiss 1979, table 4: ICC(2,1) 0.29, ICC(3,1) 0.71.
    expect(once.meanSquares === null ? null : [once.forms.ICC2.value, once.forms.ICC3.value].map((x) => Math.round(x * 100))).toEqual([29, 71])
    expect(repeatedIntraclass(Float64Array.of(1, 2), 2, [1], 0.95).meanSquares).toBeNull()
  })
})

describe('second engines', () => {
  const weights = fc.constantFrom('unweighted' as const, 'linear' as const, 'quadratic' as const)
  const codes = [1, 2, 4, 8]
  test('TWR-1: kappa and its standard error by disagreement are those of KAP-1', () => {
    fc.assert(
      fc.property(pairs, weights, (list, w) => {
        const table = raterTable(list.map(([x]) => x), list.map(([, y]) => y), 4)
        const [one, two] = [cohenKappa(table, 0.95, w, codes), kappaByDisagreement(table, w, codes)]
        expect(two === null).toBe(one.value === null)
        if (one.value === null || two === null) return
        expect(two.value).toBeCloseTo(one.value, 11)
        if (one.standardError > 1e-7) expect(two.standardError / one.standardError).toBeCloseTo(1, 9)
      }),
      law,
    )
  })
  test('TWR-2: AC1 and AC2 and their standard error by disagreement are those of GWE-1', () => {
    const rows = fc.array(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 3, maxLength: 3 }), { minLength: 2, maxLength: 40 })
    fc.assert(
      fc.property(rows, weights, (list, w) => {
        const [one, two] = [gwetCoefficient(matrix(list, 4), 0.95, w, codes), gwetByDisagreement(matrix(list, 4), w, codes)]
        if (one.value === null || two === null) throw new Error('refused')
        expect(two.value).toBeCloseTo(one.value, 11)
        if (one.standardError > 1e-7) expect(two.standardError / one.standardError).toBeCloseTo(1, 9)
      }),
      law,
    )
    expect(gwetByDisagreement(matrix([[0, 0]], 2), 'unweighted', [0, 1])).toBeNull()
  })
})

describe('two raters', () => {
  test('AGR-1: counts of the diagonal', () => {
    expect(bad(/agreeing|subjects|cells/)).toEqual([])
    expect(percentAgreement(abstractors)).toEqual({ x: 89, of: 100 })
  })
  test('AGR-2: agreement with a comparator', () => {
    expect(comparatorAgreement({ bothPositive: 30, devicePositiveOnly: 4, comparatorPositiveOnly: 6, bothNegative: 60 })).toEqual({
      positive: { x: 30, of: 36 }, negative: { x: 60, of: 64 }, overall: { x: 90, of: 100 },
    })
  })
  test('AGR-3: adjusted kappa, Scott’s pi and specific agreement', () => {
    expect(bad(/adjusted kappa|Scott|specific/)).toEqual([])
    // irrCAC's abstractors table.
    expect(scottPi(abstractors)).toBeCloseTo(0.7962397, 7)
    expect(adjustedKappa(raterTable([], [], 2))).toBe(null)
    expect(adjustedKappa(raterTable([0, 0], [0, 0], 1))).toBe(null)
    expect(adjustedKappa(raterTable([0, 0], [0, 1], 2))).toBe(0)
    // All in one category: chance is certain.
    expect(scottPi(raterTable([0], [1], 2))).toBe(-1)
    expect([scottPi(raterTable([0, 0], [0, 0], 2)), scottPi(raterTable([], [], 2))]).toEqual([null, null])
    expect(specificAgreement(raterTable([0, 0], [0, 0], 2))).toEqual([1, null])
  })
  test('KAP-1: equals vcd, statsmodels and irr on 23 pairs of raters', () => {
    expect(bad(/kappa (un|lin|quad)/)).toEqual([])
    expect(cohenKappa(abstractors, 0.95)).toMatchObject({ value: expect.closeTo(0.7964094, 7), standardError: expect.closeTo(0.05891072, 8) })
  })
  test('KAP-1: symmetric in the raters, at most 1, and two categories weigh as none', () => {
    fc.assert(
      fc.property(pairs, fc.constantFrom('unweighted' as const, 'linear' as const, 'quadratic' as const), (list, weights) => {
        const [a, b] = [list.map(([x]) => x), list.map(([, x]) => x)]
        const found = cohenKappa(raterTable(a, b, 4), 0.95, weights)
        const turned = cohenKappa(raterTable(b, a, 4), 0.95, weights)
        if (found.value === null) return expect(found.reason).toBe('zero-variance')
        expect(found.value).toBeLessThanOrEqual(1 + 1e-12)
        expect(turned.value).toBeCloseTo(found.value, 12)
        const two = (w: 'linear' | 'unweighted') => cohenKappa(raterTable(a.map((x) => x % 2), b.map((x) => x % 2), 2), 0.95, w)
        expect(two('linear')).toEqual(two('unweighted'))
      }),
      law,
    )
  })
  test('KAP-1: everybody in one category has no kappa; perfect agreement has no interval', () => {
    expect(cohenKappa(raterTable([0, 0], [0, 0], 2), 0.95)).toEqual({ value: null, reason: 'zero-variance' })
    const perfect = cohenKappa(raterTable([0, 1, 1], [0, 1, 1], 2), 0.95)
    expect(perfect).toMatchObject({ value: 1, bounds: { lower: null, reason: 'two-sided-interval-at-boundary' } })
    expect(cohenKappa(raterTable([], [], 2), 0.95)).toEqual({ value: null, reason: 'no-examinations' })
  })
  test('SYM-1: Bowker; nothing to test when all agree', () => {
    expect(bad(/[Bb]owker/)).toEqual([])
    expect(bowkerSymmetry(raterTable([0, 1], [0, 1], 2))).toEqual({ statistic: null, reason: 'no-discordant-pairs' })
  })
  test('SYM-2: Stuart-Maxwell; two categories give McNemar’s chi-square', () => {
    expect(bad(/Stuart-Maxwell|stuartMaxwell/)).toEqual([])
    expect(stuartMaxwell({ q: 2, n: 100, cells: Float64Array.of(40, 15, 5, 40) })).toMatchObject({ statistic: expect.closeTo(5, 12), degreesOfFreedom: 1 })
    expect(stuartMaxwell(raterTable([0, 1], [0, 1], 2))).toEqual({ statistic: null, reason: 'zero-variance' })
    // A third category, always agreed on, is no evidence and no degree of freedom.
    expect(stuartMaxwell({ q: 3, n: 107, cells: Float64Array.of(40, 15, 0, 5, 40, 0, 0, 0, 7) })).toMatchObject({ statistic: expect.closeTo(5, 12), degreesOfFreedom: 1 })
    expect(stuartMaxwell(raterTable([], [], 2))).toEqual({ statistic: null, reason: 'no-examinations' })
  })
})

describe('several raters', () => {
  test('FLE-1: equals irr, Fleiss’ published table included; incomplete subjects are counted out', () => {
    expect(bad(/Fleiss/)).toEqual([])
    const whole = [[0, 0, 1], [1, 1, 1], [0, 0, 0]]
    const found = fleissKappa(matrix([...whole, [0, -1, 1]], 2))
    expect(found).toEqual(fleissKappa(matrix(whole, 2)))
    expect(found).toMatchObject({ subjects: 3 })
    expect(fleissKappa(matrix([[0, 0], [0, 0]], 2))).toEqual({ value: null, reason: 'zero-variance' })
    for (const few of [[[0, -1], [-1, 1]], [[0], [1]]]) expect(fleissKappa(matrix(few, 2))).toEqual({ value: null, reason: 'no-examinations' })
    expect(fleissKappa(matrix([[0, 0, 1]], 2)).value).toBeCloseTo(-0.5, 12)
    // The third category was never used: it has no κ of its own.
    expect(fleissKappa(matrix(whole, 3))).toMatchObject({ perCategory: [expect.any(Number), expect.any(Number), null] })
  })
  test('FLE-2: Randolph', () => {
    expect(bad(/Randolph/)).toEqual([])
    expect(randolphKappa(1, 4)).toBe(1)
  })
  test('FLE-3: Light, for two raters Cohen’s kappa', () => {
    expect(bad(/Light/)).toEqual([])
    const rows = [[0, 1], [1, 1], [0, 0], [1, 0], [1, 1]]
    expect(lightKappa(matrix(rows, 2)).value).toBe(cohenKappa(raterTable(rows.map((r) => r[0] ?? 0), rows.map((r) => r[1] ?? 0), 2), 0.95).value)
  })
  test('FLE-3: a pair without κ refuses all; one rater has no pair', () => {
    expect(lightKappa(matrix([[0, 0, 1], [0, 0, 0]], 2))).toEqual({ value: null, reason: 'zero-variance' })
    expect(lightKappa(matrix([[0], [1]], 2))).toEqual({ value: null, reason: 'no-examinations' })
  })
  test('GWE-1: one category has no coefficient; perfect agreement has no interval', () => {
    expect(gwetCoefficient(matrix([[0, 0], [0, 0]], 1), 0.95)).toEqual({ value: null, reason: 'zero-variance' })
    const perfect = gwetCoefficient(matrix([[0, 0], [1, 1], [0, 0], [1, 1]], 2), 0.95)
    expect(perfect).toMatchObject({ value: 1, standardError: 0, bounds: { lower: null, reason: 'two-sided-interval-at-boundary' } })
    const single = gwetCoefficient(matrix([[0, 1]], 2), 0.95)
    expect(single).toMatchObject({ standardError: 0, bounds: { lower: null, reason: 'zero-variance' } })
    const two = gwetCoefficient(matrix([[0, 1], [1, 1]], 2), 0.95)
    if (two.value === null) throw new Error('no coefficient')
    expect(two.standardError).toBeGreaterThan(0)
  })
  test('GWE-1: AC1 equals the reference and irrCAC’s published example', () => {
    expect(bad(/AC1|AC (un|lin|quad)/)).toEqual([])
    const rows = [...abstractors.cells].flatMap((n, k) => Array.from({ length: n }, () => [Math.floor(k / 3), k % 3]))
    expect(gwetCoefficient(matrix(rows, 3), 0.95).value).toBeCloseTo(0.84933, 5)
  })
  test('GWE-1: the standard error is that of leaving out one subject at a time, to first order; AC2 of two categories is AC1', () => {
    const rows = Array.from({ length: 200 }, (_, i) => [i % 3, i % 7 === 0 ? (i + 1) % 3 : i % 3, i % 5 === 0 ? -1 : i % 3])
    const whole = gwetCoefficient(matrix(rows, 3), 0.95, 'quadratic')
    if (whole.value === null) throw new Error('no coefficient')
    const without = rows.map((_, i) => gwetCoefficient(matrix(rows.filter((__, j) => j !== i), 3), 0.95, 'quadratic').value ?? 0)
    const mean = without.reduce((a, b) => a + b, 0) / 200
    const jackknife = Math.sqrt((199 / 200) * without.reduce((sum, v) => sum + (v - mean) ** 2, 0))
    expect(whole.standardError / jackknife).toBeGreaterThan(0.97)
    expect(whole.standardError / jackknife).toBeLessThan(1.03)
    const binary = matrix(rows.map((row) => row.map((v) => Math.min(v, 1))), 2)
    expect(gwetCoefficient(binary, 0.95, 'linear')).toEqual(gwetCoefficient(binary, 0.95))
    expect(gwetCoefficient(matrix([[0, -1]], 2), 0.95)).toEqual({ value: null, reason: 'no-examinations' })
  })
  test('KRI-1: equals the reference; 1 for perfect, missing ratings as in Krippendorff’s example', () => {
    expect(bad(/Krippendorff/)).toEqual([])
    expect(krippendorffAlpha(matrix([[0, 0], [1, 1]], 2), 'nominal')).toEqual({ value: 1 })
    expect(krippendorffAlpha(matrix([[0, 0], [0, 0]], 2), 'nominal')).toEqual({ value: null, reason: 'zero-variance' })
    expect(krippendorffAlpha(matrix([[0, -1], [-1, 1]], 2), 'nominal')).toEqual({ value: null, reason: 'no-examinations' })
    const rows = [[0, 1], [2, 2], [1, 0], [0, 0]]
    const inUnits = (unit: number) => krippendorffAlpha(matrix(rows, 3), 'interval', [0, unit, 3 * unit]).value
    expect(inUnits(1 / 1024)).toBe(inUnits(1))
    // Krippendorff 2011, data with missing ratings: 4 observers, 12 units; nominal .743, ordinal .815, interval .849.
    const units = [[1, 1, 0, 1], [2, 2, 3, 2], [3, 3, 3, 3], [3, 3, 3, 3], [2, 2, 2, 2], [1, 2, 3, 4], [4, 4, 4, 4], [1, 1, 2, 1], [2, 2, 2, 2], [0, 5, 5, 5], [0, 0, 1, 1], [0, 0, 3, 0]]
    const data = matrix(units.map((unit) => unit.map((v) => v - 1)), 5)
    expect(krippendorffAlpha(data, 'nominal').value).toBeCloseTo(0.743, 3)
    expect(krippendorffAlpha(data, 'ordinal').value).toBeCloseTo(0.815, 3)
    expect(krippendorffAlpha(data, 'interval').value).toBeCloseTo(0.849, 3)
  })
  test('ICC-1: six forms and their intervals equal psych; Shrout and Fleiss’ printed values', () => {
    expect(bad(/ICC|MS[RCEW]/)).toEqual([])
    const printed = intraclassCorrelations(Float64Array.of(9, 2, 5, 8, 6, 1, 3, 2, 8, 4, 6, 8, 7, 1, 2, 6, 10, 5, 6, 9, 6, 2, 4, 7), 4, 0.95)
    if (printed.meanSquares === null) throw new Error('no ICC')
    expect(Object.values(printed.forms).map(({ value }) => value.toFixed(2))).toEqual(['0.17', '0.29', '0.71', '0.44', '0.62', '0.91'])
    expect(intraclassCorrelations(Float64Array.of(1, 1, 2, 2), 2, 0.95)).toEqual({ meanSquares: null, reason: 'zero-variance' })
    expect(intraclassCorrelations(Float64Array.of(1, 2), 2, 0.95)).toEqual({ meanSquares: null, reason: 'no-examinations' })
    expect(intraclassCorrelations(Float64Array.of(1, 2, 3), 1, 0.95)).toEqual({ meanSquares: null, reason: 'no-examinations' })
    // Raters who differ by a constant leave no error; subjects with equal means no variance between them.
    expect(intraclassCorrelations(Float64Array.of(1, 2, 2, 3, 3, 4), 2, 0.95)).toEqual({ meanSquares: null, reason: 'zero-variance' })
    expect(intraclassCorrelations(Float64Array.of(1, 2, 2, 1), 2, 0.95)).toEqual({ meanSquares: null, reason: 'zero-variance' })
  })
  test('ICC-1: the unit of the measurements does not matter', () => {
    const values = Float64Array.of(9, 2, 5, 8, 6, 1, 3, 2, 8, 4, 6, 8, 7, 1, 2, 6, 10, 5, 6, 9, 6, 2, 4, 7)
    const [plain, small] = [intraclassCorrelations(values, 4, 0.95), intraclassCorrelations(values.map((v) => v / 1024), 4, 0.95)]
    if (plain.meanSquares === null || small.meanSquares === null) throw new Error('no ICC')
    expect(small.forms).toEqual(plain.forms)
  })
})

describe('paired measurements', () => {
  const [a, b] = [Float64Array.of(1, 2, 3, 4, 10), Float64Array.of(2, 1, 4, 3, 9)]
  const nobody = Float64Array.of()
  test('BLA-1: bias and limits of agreement', () => {
    expect(bad(/bias|limit|standard deviation/)).toEqual([])
    const [forth, back] = [blandAltman(a, b, 0.95), blandAltman(b, a, 0.95)]
    if (forth.bias === null || back.bias === null) throw new Error('no bias')
    expect(forth.lower).toBeCloseTo(-back.upper, 12)
    expect(blandAltman(Float64Array.of(1), Float64Array.of(2), 0.95)).toEqual({ bias: null, reason: 'denominator-zero' })
    expect(blandAltman(nobody, nobody, 0.95)).toEqual({ bias: null, reason: 'no-examinations' })
    expect(blandAltman(Float64Array.of(1, 4), Float64Array.of(2, 2), 0.95)).toMatchObject({ bias: 0.5, standardDeviation: expect.closeTo(Math.sqrt(4.5), 12) })
  })
  test('COR-1, COR-2: nobody measured, and nothing that varies, have reasons; the unit does not matter', () => {
    for (const coefficient of [linConcordance, pearsonCorrelation, spearmanCorrelation, kendallTauB]) {
      expect(coefficient(nobody, nobody)).toEqual({ value: null, reason: 'no-examinations' })
      expect(coefficient(Float64Array.of(3, 3), Float64Array.of(3, 3))).toEqual({ value: null, reason: 'zero-variance' })
      const small = (x: Float64Array) => x.map((v) => v / 1024)
      expect(coefficient(small(a), small(b))).toEqual(coefficient(a, b))
    }
  })
  test('COR-1: Lin, Pearson, Spearman', () => {
    expect(bad(/Lin$|Pearson|Spearman/)).toEqual([])
    expect(linConcordance(a, a.map((v) => v + 5)).value).toBeLessThan(1)
    expect(pearsonCorrelation(a, a.map((v) => v + 5)).value).toBeCloseTo(1, 12)
    expect(spearmanCorrelation(a, a.map((v) => v * v)).value).toBeCloseTo(1, 12)
    expect(pearsonCorrelation(a, a.map(() => 1))).toEqual({ value: null, reason: 'zero-variance' })
    expect([...midRanks(Float64Array.of(5, 1, 5, 2))]).toEqual([3.5, 1, 3.5, 2])
  })
  test('COR-2: tau-b equals counting all pairs', () => {
    expect(bad(/tau-b/)).toEqual([])
    fc.assert(
      fc.property(pairs, (list) => {
        let [balance, x, y] = [0, 0, 0]
        list.forEach(([ai, bi], i) => list.slice(0, i).forEach(([aj, bj]) => {
          balance += Math.sign(ai - aj) * Math.sign(bi - bj)
          x += Number(ai !== aj)
          y += Number(bi !== bj)
        }))
        const found = kendallTauB(Float64Array.from(list, ([v]) => v), Float64Array.from(list, ([, v]) => v))
        if (x === 0 || y === 0) expect(found.value).toBe(null)
        else expect(found.value).toBeCloseTo(balance / Math.sqrt(x) / Math.sqrt(y), 12)
      }),
      law,
    )
  })
  test('COR-3: W is 1 when all raters rank alike', () => {
    expect(bad(/Kendall W/)).toEqual([])
    expect(kendallW(Float64Array.of(1, 10, 2, 20, 3, 30), 2).value).toBeCloseTo(1, 12)
    expect(kendallW(Float64Array.of(1, 1, 1, 1), 2)).toEqual({ value: null, reason: 'zero-variance' })
  })
})
