import type { Columns, TextColumn } from '../vocabulary/columns.ts'
import { textAt } from '../vocabulary/columns.ts'
import type { PredictionOutput, Protocol } from '../vocabulary/protocol.ts'
import { decisionMeanings } from '../vocabulary/protocol.ts'
import type { OutputCategory } from '../vocabulary/results.ts'
import { outputCategories } from '../vocabulary/results.ts'
import { decisionColumn, missingReasonColumn, scoreColumn } from '../vocabulary/roles.ts'
import { isPositive } from '../statistics/roc.ts'
import type { Join } from './join.ts'
import { NONE } from './join.ts'
import type { OperatingPlan } from './plan.ts'
import { operatingPoints } from './plan.ts'
import { UNRESOLVED } from './reference.ts'

/** An output at one operating point. */
export interface Judged {
  readonly point: OperatingPlan
  /** Index into outputCategories, a row: before anything is collapsed. */
  readonly category: Uint8Array
  /** 1 positive, 0 negative, UNRESOLVED: after the protocol's rules for missing and indeterminate. */
  readonly called: Uint8Array
}

/** One output brought to cohort rows. */
export interface OutputRows {
  readonly output: PredictionOutput
  /** NaN where missing; null for an output without a score. */
  readonly score: Float64Array | null
  /** Index into decisionMeanings, NONE where missing; null for an output without a decision. */
  readonly decision: Int8Array | null
  /** What there is when nothing is usable, a row. */
  readonly fallback: Uint8Array
  readonly judged: readonly Judged[]
  readonly usable: number
  readonly missing: readonly { reason: string; n: number }[]
}

/** Whether ascending scores can be probabilities. */
export const isWithinUnit = (scores: Float64Array): boolean => (scores[0] ?? 0) >= 0 && (scores[scores.length - 1] ?? 0) <= 1

const codeOf = (category: OutputCategory): number => outputCategories.indexOf(category)

/** Brings one output to cohort rows and judges it at each operating point (rules OUT-1 to OUT-5). */
export function readOutput(
  output: PredictionOutput,
  predictions: Columns,
  join: Join,
  rules: Protocol['missing'],
): OutputRows {
  const score = output.score === undefined ? null : alignScore(predictions, output.id, join)
  const decision = output.decision === undefined ? null : alignDecision(predictions, output.id, join)
  const fallback = fallbackCategories(join, decision)
  const collapse = collapsing(rules)
  const judged = operatingPoints(output).map((point) => {
    const category = categories({ output, point, score, decision, fallback })
    return { point, category, called: category.map((code) => collapse[code] ?? UNRESOLVED) }
  })
  const reasons = countMissing(predictions, join, { output, score, decision })
  return { output, score, decision, fallback, judged, ...reasons }
}

function alignScore(predictions: Columns, id: string, join: Join): Float64Array {
  const aligned = new Float64Array(join.predictionRow.length).fill(Number.NaN)
  const column = predictions.get(scoreColumn(id))
  if (column?.kind !== 'number') throw new RangeError(`score column of ${id} is missing`)
  for (let i = 0; i < aligned.length; i++) {
    const row = join.predictionRow[i] ?? NONE
    if (row !== NONE) aligned[i] = column.values[row] ?? Number.NaN
  }
  return aligned
}

function alignDecision(predictions: Columns, id: string, join: Join): Int8Array {
  const aligned = new Int8Array(join.predictionRow.length).fill(NONE)
  const column = predictions.get(decisionColumn(id))
  if (column?.kind !== 'text') throw new RangeError(`decision column of ${id} is missing`)
  join.predictionRow.forEach((row, i) => {
    const text = row === NONE ? null : textAt(column, row)
    aligned[i] = decisionMeanings.findIndex((meaning) => meaning === text)
  })
  return aligned
}

/** Without a score to judge by, a decision may still say why: indeterminate, device failed, not processed. */
function fallbackCategories(join: Join, decision: Int8Array | null): Uint8Array {
  const result = new Uint8Array(join.predictionRow.length).fill(codeOf('missing'))
  decision?.forEach((code, row) => {
    const meaning = decisionMeanings[code]
    if (meaning === 'indeterminate' || meaning === 'device-failed' || meaning === 'not-processed') {
      result[row] = codeOf(meaning)
    }
  })
  return result
}

function categories(at: {
  output: PredictionOutput
  point: OperatingPlan
  score: Float64Array | null
  decision: Int8Array | null
  fallback: Uint8Array
}): Uint8Array {
  const { threshold } = at.point
  const direction = at.output.score?.direction ?? 'higher-is-positive'
  const found = at.fallback.slice()
  const codes = decisionMeanings.map(codeOf)
  const [positive, negative] = [codeOf('positive'), codeOf('negative')]
  for (let row = 0; row < found.length; row++) {
    if (threshold === null) {
      found[row] = codes[at.decision?.[row] ?? NONE] ?? found[row] ?? 0
      continue
    }
    const score = at.score?.[row] ?? Number.NaN
    if (!Number.isNaN(score)) found[row] = isPositive(score, threshold, direction) ? positive : negative
  }
  return found
}

/** Category → 1, 0 or UNRESOLVED under the protocol's rules (rule OUT-4). */
function collapsing(rules: Protocol['missing']): number[] {
  const indeterminate = { exclude: UNRESOLVED, 'as-negative': 0, 'as-positive': 1 }[rules.indeterminatePredictions]
  const missing = { 'complete-case': UNRESOLVED, 'as-negative': 0, 'as-positive': 1 }[rules.predictions]
  const table: Record<OutputCategory, number> = {
    positive: 1,
    negative: 0,
    indeterminate,
    'device-failed': missing,
    'not-processed': missing,
    missing,
  }
  return outputCategories.map((category) => table[category])
}

/** How many are usable and why the others are not (rule OUT-5); reasons in code-unit order. */
function countMissing(
  predictions: Columns,
  join: Join,
  values: { output: PredictionOutput; score: Float64Array | null; decision: Int8Array | null },
): { usable: number; missing: { reason: string; n: number }[] } {
  const given = predictions.get(missingReasonColumn(values.output.id))
  const reasonColumn = given?.kind === 'text' ? given : null
  const at = { ...values, byDecision: operatingPoints(values.output)[0]?.threshold === null, absent: join.absent ?? 'not-in-predictions-file' }
  const counts = new Map<string, number>()
  let usable = 0
  const isJudgedByScore = at.score !== null && !at.byDecision
  for (let row = 0; row < join.predictionRow.length; row++) {
    // The common case by itself.
    const isScored = isJudgedByScore && !Number.isNaN(at.score?.[row] ?? Number.NaN)
    const reason = isScored ? null : whyUnusable(at, row, join.predictionRow[row] ?? NONE, reasonColumn)
    if (reason === null) usable++
    else counts.set(reason, (counts.get(reason) ?? 0) + 1)
  }
  const missing = [...counts].map(([reason, n]) => ({ reason, n }))
  return { usable, missing: missing.sort((a, b) => (a.reason < b.reason ? -1 : 1)) }
}

function whyUnusable(
  at: { score: Float64Array | null; decision: Int8Array | null; byDecision: boolean; absent: string },
  row: number,
  predictionRow: number,
  reasons: TextColumn | null,
): string | null {
  const meaning = decisionMeanings[at.decision?.[row] ?? NONE]
  const isCalled = meaning === 'positive' || meaning === 'negative'
  // Usable is what judges: the decision where the output has no score or no operating threshold.
  const isUsable = at.score === null || at.byDecision ? isCalled : !Number.isNaN(at.score[row] ?? Number.NaN)
  if (isUsable) return null
  if (predictionRow === NONE) return at.absent
  const stated = reasons === null ? null : textAt(reasons, predictionRow)
  if (stated !== null && stated !== '') return stated
  return meaning === undefined || meaning === 'positive' || meaning === 'negative' ? 'no-reason-given' : meaning
}
