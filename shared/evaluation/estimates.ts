import { delong, delongInterval } from '../statistics/auc.ts'
import { brierScore } from '../statistics/brier.ts'
import type { Fit } from '../statistics/calibration.ts'
import { calibrationIntercept, calibrationSlope, observedExpectedRatio } from '../statistics/calibration.ts'
import type { Bounds } from '../statistics/interval.ts'
import { noBounds, waldBounds } from '../statistics/interval.ts'
import { clopperPearsonInterval, wilsonInterval } from '../statistics/proportion.ts'
import type { Table } from '../statistics/roc.ts'
import type { ScoreCounts, ScoreDirection } from '../statistics/score-counts.ts'
import type { Protocol, ProportionQuantity } from '../vocabulary/protocol.ts'
import type { Denominators, Estimate, Interval, NotEstimableReason } from '../vocabulary/results.ts'

/** Where an estimate stands: which output, operating point and subgroup level. */
export interface Place {
  readonly prediction?: string
  readonly operatingPoint?: string
  readonly subgroup?: { readonly id: string; readonly level: string }
}

/** The parts of a protocol that shape every estimate. */
export type Style = Pick<Protocol, 'intervals' | 'minimumCells'>

/** Path of an estimate (rule EST-1): output / operating point / quantity / subgroup=level, absent parts left out. */
export function estimateId(quantity: string, place: Place): string {
  const level = place.subgroup === undefined ? undefined : `${place.subgroup.id}=${place.subgroup.level}`
  return [place.prediction, place.operatingPoint, quantity, level].filter((part) => part !== undefined).join('/')
}

/** −0 becomes 0; what is not finite must never get this far. */
function finite(value: number): number {
  if (!Number.isFinite(value)) throw new RangeError('an estimate is not finite')
  return value + 0
}

function interval(method: string, level: number, bounds: Bounds): Interval {
  if (bounds.lower === null) return { method, level, lower: null, upper: null, reason: bounds.reason }
  return { method, level, lower: finite(bounds.lower), upper: finite(bounds.upper) }
}

interface Draft {
  readonly quantity: Estimate['quantity']
  readonly value: number | null
  readonly reason?: NotEstimableReason
  readonly standardError?: number
  readonly variance?: number
  readonly method: string
  readonly intervals: readonly { method: string; bounds: Bounds }[]
  readonly denominators: Denominators
  /** The denominator of this very estimate. */
  readonly denominator: number
  readonly rules: string[]
}

/** Reasons that say more than that a denominator is small. */
const emptyReasons: ReadonlySet<NotEstimableReason | undefined> = new Set([
  'no-examinations',
  'one-class',
  'denominator-zero',
] as const)

/** Applies the minimum cells (rules EST-2, EST-3) and gives the estimate its final shape. */
function finish(draft: Draft, place: Place, style: Style): Estimate {
  const { level } = style.intervals
  const isTooSmall = place.subgroup !== undefined && draft.denominator < style.minimumCells.estimate
  const reason = isTooSmall && !emptyReasons.has(draft.reason) ? 'below-minimum-cell' : draft.reason
  const base = {
    id: estimateId(draft.quantity, place),
    quantity: draft.quantity,
    ...place,
    method: draft.method,
    denominators: draft.denominators,
    descriptive: draft.denominator < style.minimumCells.descriptive,
    rules: draft.rules,
  }
  if (draft.value === null || reason !== undefined) {
    const why = reason ?? 'no-examinations'
    const intervals = draft.intervals.map(({ method }) => ({ method, level, lower: null, upper: null, reason: why }))
    return { ...base, value: null, reason: why, intervals }
  }
  return {
    ...base,
    value: finite(draft.value),
    ...(draft.standardError === undefined ? {} : { standardError: finite(draft.standardError) }),
    ...(draft.variance === undefined ? {} : { variance: finite(draft.variance) }),
    intervals: draft.intervals.map(({ method, bounds }) => interval(method, level, bounds)),
  }
}

/** A proportion x of `of` with both intervals, the one that judges first (rule EST-4). */
export function proportionEstimate(
  quantity: ProportionQuantity | 'prevalence',
  denominators: Denominators & { x: number; of: number },
  place: Place,
  style: Style,
): Estimate {
  const { x, of } = denominators
  const { level, proportion } = style.intervals
  const both = [
    { method: 'clopper-pearson', bounds: clopperPearsonInterval(x, of, level) },
    { method: 'wilson', bounds: wilsonInterval(x, of, level) },
  ]
  const draft: Draft = {
    quantity,
    value: of === 0 ? null : x / of,
    ...(of === 0 ? { reason: 'denominator-zero' as const } : {}),
    method: 'proportion',
    intervals: proportion === 'wilson' ? both.reverse() : both,
    denominators,
    denominator: of,
    rules: ['PROP-1', 'PROP-2'],
  }
  return finish(draft, place, style)
}

/** Sensitivity, specificity, PPV and NPV of one 2 × 2 table. */
export function tableEstimates(table: Table, place: Place, style: Style): Estimate[] {
  const { tp, fp, fn, tn } = table
  const shared = { n: tp + fp + fn + tn, present: tp + fn, absent: fp + tn }
  const parts: [ProportionQuantity, number, number][] = [
    ['sensitivity', tp, tp + fn],
    ['specificity', tn, tn + fp],
    ['ppv', tp, tp + fp],
    ['npv', tn, tn + fn],
  ]
  return parts.map(([quantity, x, of]) => proportionEstimate(quantity, { ...shared, x, of }, place, style))
}

const shared = (counts: ScoreCounts) => ({
  denominators: { n: counts.nPresent + counts.nAbsent, present: counts.nPresent, absent: counts.nAbsent },
  denominator: Math.min(counts.nPresent, counts.nAbsent),
})

function classReason(counts: ScoreCounts): { reason?: NotEstimableReason } {
  if (counts.nPresent + counts.nAbsent === 0) return { reason: 'no-examinations' }
  return counts.nPresent === 0 || counts.nAbsent === 0 ? { reason: 'one-class' } : {}
}

/** AUROC with DeLong's variance and interval. */
export function areaEstimate(counts: ScoreCounts, direction: ScoreDirection, place: Place, style: Style): Estimate {
  const area = delong(counts, direction)
  const draft: Draft = {
    quantity: 'auroc',
    value: area.value,
    ...classReason(counts),
    ...(area.variance === null ? {} : { variance: area.variance, standardError: Math.sqrt(area.variance) }),
    method: 'mann-whitney',
    intervals: [{ method: 'delong', bounds: delongInterval(area, style.intervals.level) }],
    ...shared(counts),
    rules: ['AUC-1', 'AUC-2', 'AUC-3'],
  }
  return finish(draft, place, style)
}

/** Brier score, calibration intercept and slope, observed to expected: for probabilities of the target condition. */
export function probabilityEstimates(counts: ScoreCounts, place: Place, style: Style): Estimate[] {
  const { level } = style.intervals
  const brier: Draft = {
    quantity: 'brier',
    value: brierScore(counts),
    ...(shared(counts).denominators.n === 0 ? { reason: 'no-examinations' as const } : {}),
    method: 'mean-squared-error',
    intervals: [],
    ...shared(counts),
    rules: ['BRI-1'],
  }
  const ratio = observedExpectedRatio(counts, level)
  const observedExpected: Draft = {
    quantity: 'observed-expected-ratio',
    value: ratio.value,
    ...(ratio.value === null && ratio.bounds.lower === null ? { reason: ratio.bounds.reason } : {}),
    method: 'observed-over-expected',
    intervals: [{ method: 'wald-log', bounds: ratio.bounds }],
    ...shared(counts),
    rules: ['CAL-5'],
  }
  return [
    finish(brier, place, style),
    finish(fitDraft('calibration-intercept', calibrationIntercept(counts), counts, level), place, style),
    finish(fitDraft('calibration-slope', calibrationSlope(counts), counts, level), place, style),
    finish(observedExpected, place, style),
  ]
}

function fitDraft(
  quantity: 'calibration-intercept' | 'calibration-slope',
  fit: Fit,
  counts: ScoreCounts,
  level: number,
): Draft {
  const isIntercept = quantity === 'calibration-intercept'
  const base = {
    quantity,
    method: isIntercept ? 'logistic-offset' : 'logistic',
    ...shared(counts),
    rules: ['CAL-1', isIntercept ? 'CAL-2' : 'CAL-3', ...(isIntercept ? [] : ['CAL-4'])],
  }
  if (fit.value === null) {
    const intervals = [{ method: 'wald', bounds: noBounds('one-class') }]
    return { ...base, value: null, reason: fit.reason, intervals }
  }
  const bounds = waldBounds(fit.value, fit.standardError, level)
  return { ...base, value: fit.value, standardError: fit.standardError, intervals: [{ method: 'wald', bounds }] }
}

/** A row that says why a quantity is not there at all (rule EST-5). */
export function absentEstimate(
  quantity: Estimate['quantity'],
  reason: NotEstimableReason,
  denominators: Denominators,
  place: Place,
): Estimate {
  return {
    id: estimateId(quantity, place),
    quantity,
    ...place,
    value: null,
    reason,
    method: 'none',
    intervals: [],
    denominators,
    descriptive: false,
    rules: ['EST-5'],
  }
}
