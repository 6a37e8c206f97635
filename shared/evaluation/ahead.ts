import { type SubgroupLevel, levelsOfColumn } from '../cohort/subgroups.ts'
import { type AreaUnderCurve, delong } from '../statistics/auc.ts'
import { mergedDelong } from '../statistics/auc-merged.ts'
import { averagePrecision } from '../statistics/average-precision.ts'
import { brierScore } from '../statistics/brier.ts'
import { type Fit, calibrationIntercept, calibrationSlope, meanPredicted, rememberLogits } from '../statistics/calibration.ts'
import { type SecondFit, calibrationInterceptByRoot, calibrationSlopeByReweighting, observedExpectedByRows } from '../statistics/calibration-second.ts'
import { countAll, countParts, countRest } from '../statistics/count-parts.ts'
import type { ScoreCounts, ScoreDirection, ScoreOrder } from '../statistics/score-counts.ts'
import type { Second } from '../statistics/table-second.ts'
import type { Column } from '../vocabulary/columns.ts'
import type { Protocol, Subgroup } from '../vocabulary/protocol.ts'
import type { ConfusionTable, TippingPoint } from '../vocabulary/results.ts'
import { UNRESOLVED } from './reference.ts'
import { kept } from './replicate-scores.ts'
import { tippingPoints } from './tipping.ts'

// Work that a panel of many rows consists of, in pieces that any worker can do: plain values and typed arrays in and out.
// A piece calls the very functions that the evaluation calls where there is nobody to help, so that nothing in the
// result says who did it (rule BTS-2).

/** The rows of every level of a prespecified subgroup, from the column it is about. */
export interface SplitTask {
  readonly kind: 'split'
  readonly subgroup: Subgroup
  readonly column: Column
}

/** Counts and numbers of all levels that the rows are split into. */
export interface LevelsTask {
  readonly kind: 'levels'
  readonly order: ScoreOrder
  /** What calibration fits take of each score of the order; null where scores are no probabilities. */
  readonly logits: Float64Array | null
  readonly present: Uint8Array
  readonly indexOf: Int32Array
  readonly rows: readonly Uint32Array[]
  readonly direction: ScoreDirection
  readonly wantsPrecision: boolean
  /** The area of everybody else too, for contrasts. */
  readonly wantsOthers: boolean
}

/** The second engine's area, or both its calibration fits, from the cohort's rows: NaN and UNRESOLVED are left out. */
export interface SecondTask {
  readonly kind: 'second'
  readonly which: 'area' | 'calibration'
  readonly score: Float64Array
  readonly present: Uint8Array
  readonly direction: ScoreDirection
  /** Of the interval of observed over expected. */
  readonly level: number
}

/** How few changed examinations overturn each verdict: from the 2×2 tables, many searches. */
export interface TippingTask {
  readonly kind: 'tipping'
  readonly protocol: Protocol
  readonly confusion: readonly ConfusionTable[]
}

export type AheadTask = SplitTask | LevelsTask | SecondTask | TippingTask

/** What the first engine says about the counts of a level. */
export interface LevelNumbers {
  readonly area: AreaUnderCurve
  /** Of everybody else, where it was wanted. */
  readonly others: AreaUnderCurve | null
  readonly precision: number | null
  /** Null where scores are no probabilities. */
  readonly probability: { readonly brier: number | null; readonly intercept: Fit; readonly slope: Fit; readonly mean: number | null } | null
}

export interface SplitAnswer {
  readonly kind: 'split'
  readonly levels: readonly SubgroupLevel[]
}

export interface LevelsAnswer {
  readonly kind: 'levels'
  /** Without the order they are counted over: whoever asked has it. */
  readonly counts: readonly (Omit<ScoreCounts, 'from'> & { readonly groups: Uint32Array })[]
  readonly numbers: readonly LevelNumbers[]
}

export interface SecondCalibration {
  /** Null with one class. */
  readonly intercept: SecondFit | null
  /** Null with one class and without convergence. */
  readonly slope: SecondFit | null
  readonly ratio: Second
}

export interface SecondAnswer {
  readonly kind: 'second'
  readonly area?: AreaUnderCurve
  readonly calibration?: SecondCalibration
}

export interface TippingAnswer {
  readonly kind: 'tipping'
  readonly points: readonly TippingPoint[]
}

export type AheadAnswer = SplitAnswer | LevelsAnswer | SecondAnswer | TippingAnswer

type AnswerTo<T extends AheadTask> = Extract<AheadAnswer, { readonly kind: T['kind'] }>

/**
 * Begins tasks of one kind wherever somebody is free; the answer of the i-th is waited for, or made by whoever asks. nRows:
 * of the cohort, because below some size sharing costs more than it saves.
 */
export type AheadRunner = <T extends AheadTask>(tasks: readonly T[], nRows: number) => (i: number) => AnswerTo<T>

/** The answer to one task, on the thread that calls. */
export function answerOf(task: AheadTask): AheadAnswer {
  switch (task.kind) {
    case 'split':
      return { kind: 'split', levels: levelsOfColumn(task.subgroup, task.column) }
    case 'levels':
      return levelsAnswer(task)
    case 'second':
      return secondAnswer(task)
    case 'tipping':
      return { kind: 'tipping', points: tippingPoints(task.protocol, task.confusion) }
  }
}

function levelsAnswer(task: LevelsTask): LevelsAnswer {
  const { order, logits, present, indexOf, rows } = task
  if (logits !== null) rememberLogits(order, logits)
  const counts = countParts(order, present, { rows, indexOf })
  const numbers = counts.map((each) => levelNumbers(each, task))
  return { kind: 'levels', counts: counts.map(({ from, ...each }) => ({ ...each, groups: from?.groups ?? new Uint32Array(0) })), numbers }
}

/** What the panel says of a level's scores. */
function levelNumbers(counts: ScoreCounts, { order, present, direction, logits, wantsPrecision, wantsOthers }: LevelsTask): LevelNumbers {
  return {
    area: delong(counts, direction),
    others: wantsOthers ? delong(countRest(wholeOf(order)(present), counts), direction) : null,
    precision: wantsPrecision ? averagePrecision(counts, direction) : null,
    probability: logits !== null
      ? { brier: brierScore(counts), intercept: calibrationIntercept(counts), slope: calibrationSlope(counts), mean: meanPredicted(counts) }
      : null,
  }
}

/** Of everybody, once for all subgroups. */
const wholeOf = kept((order: ScoreOrder) => kept((present: Uint8Array) => countAll(order, present)))

function secondAnswer({ which, score, present, direction, level }: SecondTask): SecondAnswer {
  const rows = rowsOf(score)(present)
  if (which === 'area') return { kind: 'second', area: mergedDelong(rows.probabilities, rows.present, direction) }
  const hasBoth = rows.present.includes(1) && rows.present.includes(0)
  const intercept = hasBoth ? calibrationInterceptByRoot(rows) : null
  const slope = hasBoth ? calibrationSlopeByReweighting(rows) : null
  return { kind: 'second', calibration: { intercept, slope, ratio: observedExpectedByRows(rows, level) } }
}

/** Of the same score once. */
const rowsOf = kept((score: Float64Array) => kept((present: Uint8Array) => resolvedRows(score, present)))

function resolvedRows(score: Float64Array, present: Uint8Array) {
  const probabilities = new Float64Array(score.length)
  const truth = new Uint8Array(score.length)
  let n = 0
  for (let row = 0; row < score.length; row++) {
    const value = score[row] ?? Number.NaN
    const known = present[row] ?? UNRESOLVED
    if (known === UNRESOLVED || Number.isNaN(value)) continue
    probabilities[n] = value
    truth[n++] = known
  }
  return { probabilities: probabilities.subarray(0, n), present: truth.subarray(0, n), clusters: null }
}
