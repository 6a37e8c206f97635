import { z } from 'zod'
import type { RaterTable } from '../../shared/statistics/rater-pairs.ts'
import { bowkerSymmetry, stuartMaxwell } from '../../shared/statistics/rater-pairs.ts'
import type { RatingMatrix } from '../../shared/statistics/rater-sets.ts'
import { gwetCoefficient, lightKappa } from '../../shared/statistics/rater-sets.ts'
import type { KnownAnswer } from './known-answer.ts'
import { answer } from './known-answer.ts'

const number = z.number()
const Gwet = z.object({
  weights: z.enum(['unweighted', 'linear', 'quadratic']),
  level: number,
  value: number,
  observed: number,
  chance: number,
  se: number,
  lower: number,
  upper: number,
})
const Test = z.object({ statistic: number, df: number, p: number })
const Vector = z.object({
  source: z.string(),
  /** Ratings from 1 on, 0 where a rater did not rate. */
  cases: z.array(
    z.object({ name: z.string(), q: number, rows: z.array(z.array(number)), light: number, gwet: z.array(Gwet) }),
  ),
  margins: z.array(
    z.object({ name: z.string(), table: z.array(z.array(number)), stuartMaxwell: Test, bowker: Test }),
  ),
})

type Compare = (what: string, expected: number, computed: number | null | undefined) => void

/** Agreement where some did not rate everybody, and tests of margins with their p-values. */
export function checkAgreementMissing(raw: unknown): KnownAnswer[] {
  const { source, cases, margins } = Vector.parse(raw)
  const answers: KnownAnswer[] = []
  const compareOf = (name: string): Compare => (part, expected, computed) => {
    const what = `${name} ${part}`
    answers.push(answer({ id: `agreement-missing/${what}`, what, source }, expected, computed ?? null, 1e-9))
  }
  for (const { name, q, rows, light, gwet } of cases) {
    const compare = compareOf(name)
    const matrix = { subjects: rows.length, raters: rows[0]?.length ?? 0, q, code: Int32Array.from(rows.flat(), (v) => v - 1) }
    compare('Light', light, lightKappa(matrix).value)
    for (const each of gwet) compareGwet(each, matrix, compare)
  }
  for (const { name, table, ...tests } of margins) {
    const square: RaterTable = { q: table.length, n: table.flat().reduce((a, b) => a + b, 0), cells: Float64Array.from(table.flat()) }
    const found = { stuartMaxwell: stuartMaxwell(square), bowker: bowkerSymmetry(square) }
    for (const kind of ['stuartMaxwell', 'bowker'] as const) {
      const computed = found[kind].statistic === null ? undefined : found[kind]
      compareOf(name)(`${kind} statistic`, tests[kind].statistic, computed?.statistic)
      compareOf(name)(`${kind} degrees of freedom`, tests[kind].df, computed?.degreesOfFreedom)
      compareOf(name)(`${kind} p`, tests[kind].p, computed?.pValue)
    }
  }
  return answers
}

function compareGwet(known: z.infer<typeof Gwet>, matrix: RatingMatrix, compare: Compare): void {
  const found = gwetCoefficient(matrix, known.level, known.weights)
  const computed = found.value === null ? undefined : found
  const title = `AC ${known.weights}`
  compare(title, known.value, computed?.value)
  compare(`${title} observed`, known.observed, computed?.observedAgreement)
  compare(`${title} chance`, known.chance, computed?.chanceAgreement)
  compare(`${title} standard error`, known.se, computed?.standardError)
  compare(`${title} lower`, known.lower, computed?.bounds.lower)
  compare(`${title} upper`, known.upper, computed?.bounds.upper)
}
