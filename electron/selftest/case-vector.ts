import { z } from 'zod'
import { evaluate } from '../../shared/evaluation/evaluate.ts'
import { inputDigests } from '../../shared/evaluation/digests.ts'
import type { EvaluationInput } from '../../shared/evaluation/input.ts'
import type { Column } from '../../shared/vocabulary/columns.ts'
import { textColumn } from '../../shared/vocabulary/columns.ts'
import { Protocol } from '../../shared/vocabulary/protocol.ts'
import type { Results } from '../../shared/vocabulary/results.ts'
import { EXAMINATION_ID, REFERENCE, covariateColumn, scoreColumn } from '../../shared/vocabulary/roles.ts'
import type { KnownAnswer } from './known-answer.ts'
import { answer } from './known-answer.ts'

const pair = z.tuple([z.number(), z.number()])

export const VectorAnswer = z.strictObject({
  id: z.string(),
  value: z.number().nullable(),
  variance: z.number().optional(),
  standardError: z.number().optional(),
  x: z.number().optional(),
  of: z.number().optional(),
  intervals: z.record(z.string(), pair).optional(),
})
export type VectorAnswer = z.infer<typeof VectorAnswer>

/** A reference case: protocol, data and the answers other engines gave. */
export const CaseVector = z.object({
  name: z.string(),
  source: z.string(),
  engines: z.array(z.string()),
  protocol: Protocol,
  columns: z.record(z.string(), z.union([z.array(z.number()), z.array(z.string())])),
  answers: z.array(VectorAnswer),
})
export type CaseVector = z.infer<typeof CaseVector>

const isNumbers = (values: readonly number[] | readonly string[]): values is readonly number[] =>
  typeof values[0] === 'number'

const asColumn = (values: readonly number[] | readonly string[]): Column =>
  isNumbers(values) ? { kind: 'number', values: Float64Array.from(values) } : textColumn([...values])

/** The case as an import would hand it to the evaluation. */
export function caseInput(vector: CaseVector, sha256: (bytes: Uint8Array) => Uint8Array): EvaluationInput {
  const { protocol, columns } = vector
  const ids = asColumn(columns['case_id'] ?? [])
  const label = (columns['label'] ?? []).map((each) => (String(each) === '1' ? 'present' : 'absent'))
  const cohort = new Map<string, Column>([[EXAMINATION_ID, ids], [REFERENCE, textColumn(label)]])
  const predictions = new Map<string, Column>([[EXAMINATION_ID, ids]])
  for (const output of protocol.predictions) {
    predictions.set(scoreColumn(output.id), asColumn(columns[output.scoreColumn ?? output.id] ?? []))
  }
  for (const { column } of protocol.subgroups) cohort.set(covariateColumn(column), asColumn(columns[column] ?? []))
  const digests = inputDigests({ protocol, cohort, predictions }, sha256)
  return { protocol, cohort, predictions, digests, exploratory: true }
}

/** Every number that a vector knows about an estimate, beside what the results hold. */
export function compareAnswers(
  name: string,
  source: string,
  expected: readonly VectorAnswer[],
  results: Results,
  tolerance: number,
): KnownAnswer[] {
  const estimates = new Map(results.estimates.map((each) => [each.id, each]))
  return expected.flatMap((known) => {
    const found = estimates.get(known.id)
    const at = (part: string) => ({ id: `${name}/${known.id}${part}`, what: `${known.id}${part}`, source })
    const list = [answer(at(''), known.value, found?.value ?? null, tolerance)]
    const { denominators } = found ?? {}
    if (known.variance !== undefined) {
      list.push(answer(at(' variance'), known.variance, found?.variance ?? null, tolerance))
    }
    if (known.standardError !== undefined) {
      list.push(answer(at(' standard error'), known.standardError, found?.standardError ?? null, tolerance))
    }
    if (known.x !== undefined) list.push(answer(at(' numerator'), known.x, denominators?.x ?? null, 0))
    if (known.of !== undefined) list.push(answer(at(' denominator'), known.of, denominators?.of ?? null, 0))
    for (const [method, [lower, upper]] of Object.entries(known.intervals ?? {})) {
      const interval = found?.intervals.find((each) => each.method === method)
      list.push(answer(at(` ${method} lower`), lower, interval?.lower ?? null, tolerance))
      list.push(answer(at(` ${method} upper`), upper, interval?.upper ?? null, tolerance))
    }
    return list
  })
}

/** Evaluates a case and compares all of it, or only its first output overall: the quick part. */
export function checkCase(
  raw: unknown,
  sha256: (bytes: Uint8Array) => Uint8Array,
  scope: 'all' | 'first-output' = 'all',
): KnownAnswer[] {
  const vector = CaseVector.parse(raw)
  const { protocol } = vector
  const first = protocol.predictions.slice(0, 1)
  const used = scope === 'all' ? vector : { ...vector, protocol: { ...protocol, predictions: first, subgroups: [] } }
  const isFirst = (id: string) => id === 'prevalence' || id.startsWith(`${first[0]?.id}/`)
  const answers =
    scope === 'all' ? vector.answers : vector.answers.filter(({ id }) => isFirst(id) && !id.includes('='))
  const source = `${vector.source}; ${vector.engines.join('; ')}`
  return compareAnswers(vector.name, source, answers, evaluate(caseInput(used, sha256)), 1e-9)
}
