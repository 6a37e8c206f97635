import { z } from 'zod'
import { clopperPearsonInterval, wilsonInterval } from '../../shared/statistics/proportion.ts'
import { betaIncomplete, betaQuantile, lnGamma, normalCdf, normalQuantile } from '../../shared/statistics/special.ts'
import { checkCase } from './case-vector.ts'
import { edgeCases } from './edge-cases.ts'
import type { CheckContext, KnownAnswer, KnownAnswerCheck } from './known-answer.ts'
import { answer, printedAnswer } from './known-answer.ts'

const rows = z.array(z.array(z.number()))
const SpecialVector = z.object({
  source: z.string(),
  normalQuantile: rows,
  normalUpperTail: rows,
  lnGamma: rows,
  betaQuantile: rows,
  betaIncomplete: rows,
})

function specialFunctions({ readVector }: CheckContext): KnownAnswer[] {
  const vector = SpecialVector.parse(readVector('special-functions'))
  const check = (name: string, list: number[][], compute: (row: readonly number[]) => number): KnownAnswer[] =>
    list.map((row) => {
      const at = `${name}(${row.slice(0, -1).join(', ')})`
      const about = { id: `special/${at}`, what: at, source: vector.source }
      return answer(about, row[row.length - 1] ?? null, compute(row), 1e-12)
    })
  return [
    ...check('normalQuantile', vector.normalQuantile, ([p = 0]) => normalQuantile(p)),
    ...check('normalUpperTail', vector.normalUpperTail, ([z = 0]) => normalCdf(-z)),
    ...check('lnGamma', vector.lnGamma, ([x = 0]) => lnGamma(x)),
    ...check('betaQuantile', vector.betaQuantile, ([p = 0, a = 0, b = 0]) => betaQuantile(p, a, b)),
    ...check('betaIncomplete', vector.betaIncomplete, ([a = 0, b = 0, x = 0]) => betaIncomplete(x, a, b)),
  ]
}

const ProportionVector = z.object({ source: z.string(), rows })

function proportionIntervals({ readVector }: CheckContext): KnownAnswer[] {
  const { source, rows: list } = ProportionVector.parse(readVector('proportion-intervals'))
  return list.flatMap(([x = 0, n = 0, level = 0, ...bounds]) => {
    const exact = clopperPearsonInterval(x, n, level)
    const score = wilsonInterval(x, n, level)
    return [exact.lower, exact.upper, score.lower, score.upper].map((computed, k) => {
      const what = `${k < 2 ? 'Clopper-Pearson' : 'Wilson'} ${k % 2 === 0 ? 'lower' : 'upper'} of ${x}/${n} at ${level}`
      return answer({ id: `proportion/${what}`, what, source }, bounds[k] ?? null, computed, 1e-9)
    })
  })
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
  { name: 'degenerate cases', quick: false, run: edgeCases },
  {
    name: 'Rotterdam to GBSG-2, with subgroups',
    quick: false,
    run: ({ readVector, sha256 }) => checkCase(readVector('rotterdam-gbsg'), sha256),
  },
]
