import { z } from 'zod'
import {
  binomialLowerTail,
  chiSquareUpperTail,
  fisherQuantile,
  kolmogorovUpperTail,
  studentQuantile,
  studentUpperTail,
} from '../../shared/statistics/distributions.ts'
import { clopperPearsonInterval, wilsonInterval } from '../../shared/statistics/proportion.ts'
import { betaIncomplete, betaQuantile, lnGamma, normalCdf, normalQuantile } from '../../shared/statistics/special.ts'
import { checkAgreement } from './agreement-checks.ts'
import { checkAgreementMissing } from './agreement-missing-checks.ts'
import { checkCalibration } from './calibration-checks.ts'
import { checkCalibrationModels } from './calibration-model-checks.ts'
import { checkCase } from './case-vector.ts'
import { checkClusterContrasts } from './cluster-contrast-checks.ts'
import { discriminationAnswers } from './discrimination-checks.ts'
import { edgeCases } from './edge-cases.ts'
import type { CheckContext, KnownAnswer, KnownAnswerCheck } from './known-answer.ts'
import { answer, printedAnswer } from './known-answer.ts'
import { checkPlanning } from './planning-checks.ts'
import { checkOverTime } from './over-time-checks.ts'
import { checkShift } from './shift-checks.ts'
import { criteria, proportionIntervals, tables } from './proportion-checks.ts'
import { twoProportions } from './two-proportion-checks.ts'

const rows = z.array(z.array(z.number()))
const SpecialVector = z.object({
  source: z.string(),
  normalQuantile: rows,
  normalUpperTail: rows,
  lnGamma: rows,
  betaQuantile: rows,
  betaIncomplete: rows,
  studentQuantile: rows,
  studentUpperTail: rows,
  chiSquareUpperTail: rows,
  fisherQuantile: rows,
  binomialLowerTail: rows,
  kolmogorovUpperTail: rows,
})

function specialFunctions({ readVector }: CheckContext): KnownAnswer[] {
  const vector = SpecialVector.parse(readVector('special-functions'))
  const check = (name: string, list: number[][], compute: (row: readonly number[]) => number, tolerance = 1e-12) =>
    list.map((row): KnownAnswer => {
      const at = `${name}(${row.slice(0, -1).join(', ')})`
      const about = { id: `special/${at}`, what: at, source: vector.source }
      return answer(about, row[row.length - 1] ?? null, compute(row), tolerance)
    })
  return [
    ...check('normalQuantile', vector.normalQuantile, ([p = 0]) => normalQuantile(p)),
    ...check('normalUpperTail', vector.normalUpperTail, ([z = 0]) => normalCdf(-z)),
    ...check('lnGamma', vector.lnGamma, ([x = 0]) => lnGamma(x)),
    ...check('betaQuantile', vector.betaQuantile, ([p = 0, a = 0, b = 0]) => betaQuantile(p, a, b)),
    ...check('betaIncomplete', vector.betaIncomplete, ([a = 0, b = 0, x = 0]) => betaIncomplete(x, a, b)),
    ...check('studentQuantile', vector.studentQuantile, ([p = 0, df = 0]) => studentQuantile(p, df), 1e-10),
    ...check('studentUpperTail', vector.studentUpperTail, ([t = 0, df = 0]) => studentUpperTail(t, df), 1e-10),
    ...check('chiSquareUpperTail', vector.chiSquareUpperTail, ([x = 0, df = 0]) => chiSquareUpperTail(x, df)),
    ...check('fisherQuantile', vector.fisherQuantile, ([p = 0, df1 = 0, df2 = 0]) => fisherQuantile(p, df1, df2), 1e-10),
    ...check('binomialLowerTail', vector.binomialLowerTail, ([x = 0, n = 0]) => binomialLowerTail(x, n, 0.5)),
    ...check('kolmogorovUpperTail', vector.kolmogorovUpperTail, ([lambda = 0]) => kolmogorovUpperTail(lambda)),
  ]
}

const GoldenVector = z.object({
  source: z.string(),
  rows: z.array(
    z.tuple([
      z.string(),
      z.number(),
      z.number(),
      z.enum(['clopper-pearson', 'wilson']),
      z.number(),
      z.number(),
      z.number(),
    ]),
  ),
})

function goldenNumbers({ readVector }: CheckContext): KnownAnswer[] {
  const vector = GoldenVector.parse(readVector('golden'))
  return vector.rows.flatMap(([name, x, n, method, value, lower, upper]) => {
    const interval = method === 'wilson' ? wilsonInterval(x, n, 0.95) : clopperPearsonInterval(x, n, 0.95)
    const at = (part: string) => {
      const what = `${name} ${x}/${n} ${method} ${part}`
      return { id: `golden/${what}`, what, source: vector.source }
    }
    return [
      printedAnswer(at('value'), value, x / n, 0.5000001e-6),
      printedAnswer(at('lower'), lower, interval.lower, 0.5000001e-6),
      printedAnswer(at('upper'), upper, interval.upper, 0.5000001e-6),
    ]
  })
}

/** Known answers of the numbers. */
export const numberChecks: readonly KnownAnswerCheck[] = [
  { name: 'special functions', quick: true, run: specialFunctions },
  { name: 'golden proportions', quick: true, run: goldenNumbers },
  {
    name: 'Rotterdam to GBSG-2, full model',
    quick: true,
    run: ({ readVector, sha256 }) => checkCase(readVector('rotterdam-gbsg'), sha256, 'first-output'),
  },
  { name: 'proportion intervals', quick: false, run: proportionIntervals },
  { name: '2 × 2 tables', quick: false, run: tables },
  { name: 'two proportions', quick: false, run: twoProportions },
  { name: 'criteria', quick: false, run: criteria },
  { name: 'sample sizes', quick: false, run: ({ readVector }) => checkPlanning(readVector('planning')) },
  { name: 'calibration', quick: false, run: ({ readVector }) => checkCalibration(readVector('calibration')) },
  {
    name: 'calibration models',
    quick: false,
    run: ({ readVector }) => checkCalibrationModels(readVector('calibration-models')),
  },
  { name: 'agreement', quick: false, run: ({ readVector }) => checkAgreement(readVector('agreement')) },
  {
    name: 'agreement with missing ratings',
    quick: false,
    run: ({ readVector }) => checkAgreementMissing(readVector('agreement-missing')),
  },
  { name: 'distribution shift', quick: false, run: ({ readVector }) => checkShift(readVector('distribution-shift')) },
  { name: 'predictions over time', quick: false, run: checkOverTime },
  {
    name: 'contrasts within clusters',
    quick: false,
    run: ({ readVector }) => checkClusterContrasts(readVector('cluster-contrasts')),
  },
  { name: 'degenerate cases', quick: false, run: edgeCases },
  {
    name: 'Rotterdam to GBSG-2, with subgroups',
    quick: false,
    run: ({ readVector, sha256 }) => checkCase(readVector('rotterdam-gbsg'), sha256),
  },
  {
    name: 'discrimination and clusters',
    quick: false,
    run: ({ readVector }) => discriminationAnswers(readVector('discrimination')),
  },
]
