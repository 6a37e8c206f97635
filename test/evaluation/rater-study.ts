import { readFileSync } from 'node:fs'
import { inputDigests } from '../../shared/evaluation/digests.ts'
import { evaluate } from '../../shared/evaluation/evaluate.ts'
import type { EvaluationInput } from '../../shared/evaluation/input.ts'
import type { Column } from '../../shared/vocabulary/columns.ts'
import { textColumn } from '../../shared/vocabulary/columns.ts'
import type { Protocol } from '../../shared/vocabulary/protocol.ts'
import type { Estimate, Results } from '../../shared/vocabulary/results.ts'
import { EXAMINATION_ID, PARTICIPANT_ID, REFERENCE, SITE, covariateColumn, decisionColumn, missingReasonColumn, scoreColumn } from '../../shared/vocabulary/roles.ts'
import { protocolWith, sha256 } from './study.ts'

interface RaterStudy {
  readonly truth: readonly number[]
  readonly person: readonly string[]
  readonly site: readonly string[]
  readonly period: readonly string[]
  readonly ward: readonly string[]
  readonly age: readonly (number | null)[]
  readonly a: readonly (number | null)[]
  readonly b: readonly (number | null)[]
  readonly c: readonly (number | null)[]
  readonly grade: Readonly<Record<'a' | 'b' | 'c', readonly number[]>>
}

/** The made-up study of make-rater-study.py and the numbers that script found by other means. */
export const { study, expected } = JSON.parse(readFileSync('test/vectors/rater-study.json', 'utf8')) as {
  study: RaterStudy
  expected: Record<string, Record<string, never>>
}

const point = { id: 'T50', threshold: 0.5, chosenOn: 'development data' }
const score = (id: string, kind: string, role?: string) => ({
  id, label: id.toUpperCase(), scoreColumn: id, ...(role === undefined ? {} : { role }),
  score: { kind, direction: 'higher-is-positive', operatingPoints: kind === 'probability' ? [point] : [] },
})
const reader = (id: string) => ({ id, label: id.toUpperCase(), role: 'reader', decisionColumn: id, decision: { codes: { P: 'positive', N: 'negative' } } })

/** a: the device; b, c: readers by score; da, db: the same calls as decisions; ga, gb, gc: grades 1 to 5. */
export const outputs = [
  score('a', 'probability'), score('b', 'probability', 'reader'), score('c', 'probability'), reader('db'),
  score('ga', 'ordinal'), score('gb', 'ordinal'), score('gc', 'ordinal'),
]

export const raterProtocol = (more: object = {}): Protocol => protocolWith({ predictions: outputs, subgroups: [{ id: 'site', label: 'Site', kind: 'categories', column: 'site', levels: ['N', 'S', 'W'] }], ...more })

const numbers = (values: readonly (number | null)[]): Column => ({ kind: 'number', values: Float64Array.from(values, (value) => value ?? Number.NaN) })

export function raterInput(protocol: Protocol, cohortMore: ReadonlyMap<string, Column> = new Map()): EvaluationInput {
  const ids = textColumn(study.truth.map((_, i) => `x${i}`))
  const cohort = new Map<string, Column>([
    [EXAMINATION_ID, ids],
    [PARTICIPANT_ID, textColumn(study.person)],
    [SITE, textColumn(study.site)],
    [REFERENCE, textColumn(study.truth.map((each) => (each === 1 ? 'present' : 'absent')))],
    [covariateColumn('age'), numbers(study.age)],
    [covariateColumn('period'), textColumn(study.period)],
    [covariateColumn('ward'), textColumn(study.ward)],
    ...cohortMore,
  ])
  const predictions = new Map<string, Column>([
    [EXAMINATION_ID, ids],
    ...(['a', 'b', 'c'] as const).flatMap((id): [string, Column][] => [
      [scoreColumn(id), numbers(study[id])],
      [scoreColumn(`g${id}`), numbers(study.grade[id])],
    ]),
    [decisionColumn('db'), textColumn(study.b.map((each) => (each === null ? null : each >= 0.5 ? 'positive' : 'negative')))],
    [missingReasonColumn('a'), textColumn(study.truth.map(() => null))],
  ])
  return { protocol, cohort, predictions, digests: inputDigests({ protocol, cohort, predictions }, sha256), exploratory: true }
}

export const evaluateRaters = (more: object = {}, cohortMore?: ReadonlyMap<string, Column>): Results => evaluate(raterInput(raterProtocol(more), cohortMore))

export function estimateOf({ estimates }: Results, id: string): Estimate {
  const found = estimates.find((each) => each.id === id)
  if (found === undefined) throw new Error(`no estimate ${id}`)
  return found
}
