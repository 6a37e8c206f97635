import { findCovariate } from '../cohort/covariate.ts'
import type { Timelines } from '../statistics/alert-timelines.ts'
import { timelinesOf } from '../statistics/alert-timelines.ts'
import type { AlertRules, Stays } from '../statistics/stays.ts'
import type { Column, Columns, TextColumn } from '../vocabulary/columns.ts'
import { columnLength, textAt } from '../vocabulary/columns.ts'
import { parseInstant } from '../vocabulary/instants.ts'
import { refuse } from '../vocabulary/problem.ts'
import type { RepeatedPredictions } from '../vocabulary/protocol-designs.ts'
import { AVAILABLE_AT, ENDED_AT, EXAMINATION_ID, PREDICTED_AT, STARTED_AT, TIME_OFFSETS } from '../vocabulary/roles.ts'
import { requireText } from './join.ts'
import type { ReferenceRows } from './reference.ts'
import { UNRESOLVED } from './reference.ts'

/** Examinations and predictions on their time axes, shared by all outputs. */
export interface StudyTimes {
  readonly stays: Stays
  readonly timelines: Timelines
  /** The rules with durations in the unit of the times. */
  readonly rules: AlertRules
  /** Times per unit of the protocol, and per day. */
  readonly perUnit: number
  readonly perDay: number
  /** Delay until available in the order of `timelines`, NaN where not recorded; null without the column. */
  readonly delay: Float64Array | null
  /** Predictions of examinations outside the cohort. */
  readonly nExtra: number
}

const MILLISECONDS = { minutes: 60_000, hours: 3_600_000, days: 86_400_000 } as const
const UNITS_PER_DAY = { minutes: 1440, hours: 24, days: 1 } as const

/**
 * Reads the times of a protocol with repeated predictions (rules TIM-1 to TIM-4). Numbers stay in their unit; instants
 * are milliseconds. Errors: Refusal evaluation/times-missing, times-not-instants, end-before-start, onset-disagrees,
 * onset-after-end, offsets-differ, intake/duplicate-prediction-time.
 */
export function readTimes(asked: RepeatedPredictions, cohort: Columns, predictions: Columns, reference: ReferenceRows): StudyTimes {
  const read = (name: string): Float64Array => timesOf(asked, cohort, name)
  const isAnalysed = reference.present.map((truth) => (truth === UNRESOLVED ? 0 : 1))
  const start = read(asked.start)
  const end = read(asked.end)
  const none = new Float64Array(start.length).fill(Number.NaN)
  const times = { start, end, onset: read(asked.onset), treatment: asked.treatment === undefined ? none : read(asked.treatment), isAnalysed }
  checkTimes(asked, times, reference)
  if (asked.times === 'instants') checkOffsets(asked, cohort, predictions)
  const joined = joinTimes(cohort, predictions)
  const perUnit = asked.times === 'instants' ? MILLISECONDS[asked.unit] : 1
  return {
    stays: { ...times, offsets: joined.timelines.offsets, times: joined.timelines.times },
    ...joined,
    rules: rulesOf(asked, perUnit),
    perUnit,
    perDay: asked.times === 'instants' ? MILLISECONDS.days : UNITS_PER_DAY[asked.unit],
    delay: delaysOf(predictions, joined.timelines),
  }
}

const rulesOf = (asked: RepeatedPredictions, perUnit: number): AlertRules => ({
  horizon: asked.horizon * perUnit,
  earliest: asked.credit.earliest * perUnit,
  latest: asked.credit.latest * perUnit,
  refractory: asked.refractory * perUnit,
  endsWithEvent: asked.atRiskEndsWith.includes('event'),
  endsWithTreatment: asked.atRiskEndsWith.includes('treatment'),
  firstOnly: asked.alerts === 'first',
})

/** The column that a protocol means by the name of a time (rule TIM-1). */
export function findTime(columns: Columns, name: string): Column | null {
  const covariate = findCovariate(columns, name)
  if (covariate !== null) return covariate
  if (name === STARTED_AT || name === ENDED_AT) return columns.get(name) ?? null
  return null
}

/** NaN where empty. */
function timesOf(asked: RepeatedPredictions, cohort: Columns, name: string): Float64Array {
  const column = findTime(cohort, name)
  if (column === null) return refuse('protocol/no-such-column', { column: name })
  if (asked.times === 'numbers') {
    if (column.kind === 'number') return column.values
    return refuse('protocol/column-kind', { column: name, expected: 'number', found: 'text' })
  }
  if (column.kind !== 'text') return refuse('protocol/column-kind', { column: name, expected: 'text', found: 'number' })
  return instantsOf(column, name)
}

function instantsOf(column: TextColumn, name: string): Float64Array {
  // Each distinct text is read once.
  const levels = column.levels.map((level) => parseInstant(level)?.milliseconds ?? null)
  let nBad = 0
  const values = new Float64Array(columnLength(column))
  column.codes.forEach((code, row) => {
    const value = code === 0 ? Number.NaN : (levels[code - 1] ?? null)
    if (value === null) nBad++
    values[row] = value ?? Number.NaN
  })
  return nBad > 0 ? refuse('evaluation/times-not-instants', { column: name, n: nBad }) : values
}

type Times = Pick<Stays, 'start' | 'end' | 'onset' | 'treatment' | 'isAnalysed'>

/** Times that cannot be are refused with their counts (rule TIM-2): nothing is left out in silence. */
function checkTimes(asked: RepeatedPredictions, { start, end, onset, isAnalysed }: Times, reference: ReferenceRows): void {
  const n = { start: 0, end: 0, backwards: 0, presentWithout: 0, absentWith: 0, late: 0 }
  isAnalysed.forEach((analysed, row) => {
    if (analysed === 0) return
    const [from, to, at] = [start[row] ?? Number.NaN, end[row] ?? Number.NaN, onset[row] ?? Number.NaN]
    const isPresent = reference.present[row] === 1
    if (Number.isNaN(from)) n.start++
    if (Number.isNaN(to)) n.end++
    if (to < from) n.backwards++
    if (isPresent && Number.isNaN(at)) n.presentWithout++
    if (!isPresent && !Number.isNaN(at)) n.absentWith++
    if (at > to) n.late++
  })
  if (n.start > 0) refuse('evaluation/times-missing', { column: asked.start, n: n.start })
  if (n.end > 0) refuse('evaluation/times-missing', { column: asked.end, n: n.end })
  if (n.backwards > 0) refuse('evaluation/end-before-start', { n: n.backwards })
  if (n.presentWithout + n.absentWith > 0) {
    refuse('evaluation/onset-disagrees', { presentWithout: n.presentWithout, absentWith: n.absentWith })
  }
  if (n.late > 0) refuse('evaluation/onset-after-end', { n: n.late })
}

/** With and without an offset from UTC never mix, also not between the two files (rule TIM-3). */
function checkOffsets(asked: RepeatedPredictions, cohort: Columns, predictions: Columns): void {
  const kinds = new Map<boolean, string>()
  for (const name of [asked.start, asked.end, asked.onset, asked.treatment]) {
    const column = name === undefined ? null : findTime(cohort, name)
    if (name === undefined || column?.kind !== 'text') continue
    for (const level of column.levels) kinds.set(parseInstant(level)?.hasOffset === true, name)
  }
  const offsets = predictions.get(TIME_OFFSETS)
  if (offsets?.kind === 'text') for (const level of offsets.levels) kinds.set(level === 'stated', PREDICTED_AT)
  if (kinds.size > 1) refuse('evaluation/offsets-differ', { what: `${kinds.get(true) ?? ''}, ${kinds.get(false) ?? ''}` })
}

/** Predictions joined to the cohort by examination id, byte for byte, and sorted by time (rules OUT-1, TIM-4). */
function joinTimes(cohort: Columns, predictions: Columns): { timelines: Timelines; nExtra: number } {
  const ours = requireText(cohort, EXAMINATION_ID)
  const theirs = requireText(predictions, EXAMINATION_ID)
  const rowOf = new Map<string, number>()
  for (let row = 0; row < ours.codes.length; row++) {
    const id = textAt(ours, row)
    if (id !== null) rowOf.set(id, row)
  }
  const ofLevel = theirs.levels.map((id) => rowOf.get(id) ?? -1)
  const of = new Int32Array(theirs.codes.length)
  for (let row = 0; row < of.length; row++) of[row] = ofLevel[(theirs.codes[row] ?? 0) - 1] ?? -1
  const time = predictions.get(PREDICTED_AT)
  if (time?.kind !== 'number') throw new RangeError('the times of the predictions are missing')
  const nMissing = of.reduce((n, i, row) => n + (i >= 0 && Number.isNaN(time.values[row] ?? Number.NaN) ? 1 : 0), 0)
  if (nMissing > 0) refuse('evaluation/times-missing', { column: PREDICTED_AT, n: nMissing })
  const timelines = timelinesOf(ours.codes.length, of, time.values)
  if (timelines.twice !== null) refuse('intake/duplicate-prediction-time', { value: textAt(theirs, timelines.twice.second) ?? '' })
  return { timelines, nExtra: of.length - timelines.row.length }
}

function delaysOf(predictions: Columns, { row, times }: Timelines): Float64Array | null {
  const available = predictions.get(AVAILABLE_AT)
  if (available?.kind !== 'number') return null
  return times.map((time, k) => (available.values[row[k] ?? 0] ?? Number.NaN) - time)
}
