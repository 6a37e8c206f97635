import { describe, expect, test } from 'vitest'
import { calibrationIntercept, calibrationSlope, jointRecalibrationIntercept } from '../../shared/statistics/calibration.ts'
import { scoreCounts } from '../../shared/statistics/score-counts.ts'

interface Case {
  /** n examinations with this score and outcome … */
  readonly score: number
  readonly n: number
  readonly outcome: number
  /** … and these besides: score, outcome. */
  readonly others: readonly (readonly number[])[]
  readonly known: readonly number[]
}

function countsOf({ score, n, outcome, others }: Omit<Case, 'known'>) {
  const rows = [...Array.from({ length: n }, () => [score, outcome]), ...others]
  return scoreCounts(Float64Array.from(rows, ([p = 0]) => p), Uint8Array.from(rows, ([, y = 0]) => y))
}

const closeTo = (found: readonly number[], known: readonly number[], digits: number): void =>
  found.forEach((value, k) => expect(value / (known[k] ?? 0)).toBeCloseTo(1, digits))

// Known values: test/vectors/make-calibration-fits.py, 60 digits, halving and Armijo's rule instead of what the product does.
describe('calibration fits that are hard to iterate to', () => {
  // Intercept, slope and their standard errors.
  const fits: readonly Case[] = [
    { score: 0.5, n: 12, outcome: 0, others: [[0.01, 1], [0.0066, 0]], known: [-5.502948042376134, -1.1247815304111612, 4.497704366089003, 0.9797608092848674] },
    { score: 0.9, n: 9, outcome: 1, others: [[3e-10, 1], [1e-09, 0]], known: [5.253426997443319, 0.24375736378280607, 5.448597703625888, 0.262233250029609] },
    { score: 0.5, n: 13, outcome: 1, others: [[6e-10, 1], [1e-09, 0]], known: [6.931205116862587, 0.32918118403853586, 8.856883724067945, 0.4274752270327588] },
    { score: 0.99, n: 10, outcome: 0, others: [[0.002, 1], [0.998, 1]], known: [-0.44430190651879853, -0.3633747872258863, 1.3570207145102071, 0.2777791953675326] },
    { score: 0.1, n: 10, outcome: 0, others: [[0.01, 1], [0.006, 0]], known: [-7.9197811397909765, -1.5819879277047904, 5.394072819539721, 1.2047577876508806] },
    { score: 0.01, n: 12, outcome: 0, others: [[0.994, 1], [0.999, 0]], known: [-2.794796752685888, 0.43023973165228513, 1.8834880030983159, 0.3205286953888231] },
    { score: 0.3, n: 12, outcome: 0, others: [[0.9, 1], [2e-09, 1]], known: [-2.471055158376293, -0.2097009891444415, 1.0172152429236163, 0.152493982246753] },
    { score: 0.3, n: 12, outcome: 1, others: [[0.994, 0], [0.999, 1]], known: [3.7982418296802094, -0.5736826634933992, 2.151388306540617, 0.40529950037971946] },
    { score: 0.01, n: 9, outcome: 1, others: [[0.999999, 0], [0.001, 0]], known: [1.0185608946356206, -0.22044935732056808, 1.0923862883285638, 0.17551843757295216] },
    { score: 0.1, n: 9, outcome: 1, others: [[0.999999999, 1], [0.999999998, 0]], known: [5.712285949409871, -0.27875086923308773, 7.097399816417744, 0.35374855664317406] },
    { score: 0.652, n: 1, outcome: 0, others: [[0.793117, 1], [0.793127, 0], [0.807, 1]], known: [-123.13194647379133, 91.62693045956685, 826.1834314441608, 614.7606421602089] },
    { score: 0.574, n: 1, outcome: 1, others: [[0.576829, 0], [0.576839, 1], [0.008, 1]], known: [169.0061865229274, -545.5393613040676, 635.0849400463092, 2050.316035676814] },
  ]
  test.each(fits)('CAL-3, CAL-6: a few far from many of one class: every halved step ends at the maximum (#%#)', (each) => {
    const [intercept, slope] = [jointRecalibrationIntercept(countsOf(each)), calibrationSlope(countsOf(each))]
    if (intercept.value === null || slope.value === null) throw new Error('no fit')
    closeTo([intercept.value, slope.value, intercept.standardError, slope.standardError], each.known, 8)
  })

  // Nearly separated: the top lies far out. Slopes and standard errors as the same script's arithmetic gives them.
  const far: readonly (readonly [readonly (readonly [number, number])[], number, number])[] = [
    [[[0.29009, 1], [0.29019, 0], [0.291, 1], [0.761, 1]], 618.775, 1030],
    [[[0.499999, 1], [0.500001, 0], [0.966, 1], [0.034, 0], [0.503, 1], [0.497, 0]], 724.82, 4561],
    [[[0.37235, 0], [0.37236, 1], [0.373, 0], [0.139, 1]], -1746.07, 4118.3],
    [[[0.554521, 1], [0.555521, 0], [0, 0], [0.544, 0]], 64.696, 108.03],
  ]
  test.each(far)('CAL-3: a step is never cut short before the top (#%#)', (rows, known, error) => {
    const found = calibrationSlope(scoreCounts(Float64Array.from(rows, ([p]) => p), Uint8Array.from(rows, ([, y]) => y)))
    if (found.value === null) throw new Error(found.reason)
    closeTo([found.value, found.standardError], [known, error], 4)
  })

  test('CAL-4: where rounding leaves no standard error there is no fit', () => {
    const rows = [[0.7336074051447212, 1], [0.7336074051447222, 0], [0.6253078207373619, 0], [0.736380830174312, 1], [0.5374138695187867, 0], [0.05722873122431338, 0]]
    const found = calibrationSlope(scoreCounts(Float64Array.from(rows, ([p = 0]) => p), Uint8Array.from(rows, ([, y = 0]) => y)))
    expect(found.value === null ? found.reason : found.standardError).not.toBeNaN()
    expect(found).toEqual({ value: null, reason: 'no-convergence' })
  })

  // Intercept and standard error: three of four at a half (its score at 0 is exactly ±1), far out on both sides, nearly 0.
  const intercepts: readonly Case[] = [
    { score: 0.5, n: 3, outcome: 1, others: [[0.5, 0]], known: [1.0986122886681098, 1.1547005383792515] },
    { score: 0.5, n: 3, outcome: 0, others: [[0.5, 1]], known: [-1.0986122886681098, 1.1547005383792515] },
    { score: 1e-08, n: 1, outcome: 1, others: [[1e-08, 0]], known: [18.420680733952366, 1.4142135623730951] },
    { score: 0.99999999, n: 1, outcome: 1, others: [[0.99999999, 0]], known: [-18.420680728927607, 1.4142135623730951] },
    { score: 0.5, n: 2, outcome: 1, others: [[0.999999, 0]], known: [1.999996000074178e-06, 1.4142121481666037] },
    { score: 0.5, n: 4, outcome: 1, others: [[0.999999, 0], [0.999999999, 0]], known: [1.0009989980020627e-06, 0.999999499501502] },
  ]
  test.each(intercepts)('CAL-2: the intercept is the root wherever it lies (#%#)', (each) => {
    const found = calibrationIntercept(countsOf(each))
    if (found.value === null) throw new Error('no fit')
    closeTo([found.value, found.standardError], each.known, 8)
  })

  // Overlaps of a few units in the last places: determinants and steps that are nothing but rounding.
  test.each([
    { score: 0.33210071944631636, n: 1, outcome: 0, others: [[0.3372135515790433, 1], [0.3372135515790443, 0], [0.9629838594701141, 1], [0.9447524645365775, 1]] },
    { score: 0.500000000002, n: 2, outcome: 0, others: [[0.500000000003, 1], [0.500000000001, 1]] },
  ])('CAL-4: classes that overlap by rounding alone have a finite standard error or no slope (#%#)', (each) => {
    const fit = calibrationSlope(countsOf(each))
    expect(fit.value === null ? fit.reason : Number.isFinite(fit.standardError)).toBe(fit.value === null ? 'no-convergence' : true)
  })
})
