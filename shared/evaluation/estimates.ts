import { logitDelongInterval, matchedPairsBound } from '../statistics/auc-intervals.ts'
import { type AreaUnderCurve, delong, delongInterval } from '../statistics/auc.ts'
import { brierScore } from '../statistics/brier.ts'
import type { Fit } from '../statistics/calibration.ts'
import { calibrationIntercept, calibrationSlope, observedExpectedRatio } from '../statistics/calibration.ts'
import { type Bounds, noBounds, waldBounds } from '../statistics/interval.ts'
import { agrestiCoullInterval, jeffreysInterval } from '../statistics/proportion-bounds.ts'
import { clopperPearsonInterval, wilsonInterval } from '../statistics/proportion.ts'
import { examinationsOf } from '../statistics/resample-weighted.ts'
import type { Table } from '../statistics/roc.ts'
import type { ScoreCounts, ScoreDirection } from '../statistics/score-counts.ts'
import type { ProportionMethod, ProportionQuantity } from '../vocabulary/protocol.ts'
import type { Denominators, Estimate, NotEstimableReason } from '../vocabulary/results.ts'
import { type Draft, type Place, type Style, estimateId, finish } from './draft.ts'
import { numbersAhead } from './scored.ts'

const proportionIntervals = {
  'clopper-pearson': clopperPearsonInterval,
  wilson: wilsonInterval,
  'agresti-coull': agrestiCoullInterval,
  jeffreys: jeffreysInterval,
} as const

/** One of the four intervals of a proportion. */
export const proportionInterval = (method: ProportionMethod, x: number, of: number, level: number): Bounds =>
  proportionIntervals[method](x, of, level)

/** The interval that judges first, then Clopper-Pearson and Wilson where they are not it (rule EST-4). */
export function intervalOrder(first: ProportionMethod): ProportionMethod[] {
  const rest = (['clopper-pearson', 'wilson'] as const).filter((method) => method !== first)
  return [first, ...rest]
}

/** A proportion x of `of` with its intervals, the one that judges first (rule EST-4). */
export function proportionEstimate(
  quantity: ProportionQuantity | 'prevalence' | 'accuracy' | 'positive-fraction' | 'percent-agreement' | 'ppa' | 'npa',
  denominators: Denominators & { x: number; of: number },
  place: Place,
  style: Style,
): Estimate {
  const { x, of } = denominators
  const { level, proportion } = style.intervals
  const draft: Draft = {
    quantity,
    value: of === 0 ? null : x / of,
    ...(of === 0 ? { reason: 'denominator-zero' as const } : {}),
    method: 'proportion',
    intervals: intervalOrder(proportion).map((method) => ({ method, bounds: proportionIntervals[method](x, of, level) })),
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

/** Numbers of examinations, also where the counts are sums of weights. */
const shared = (counts: ScoreCounts) => {
  const { nPresent, nAbsent } = examinationsOf(counts)
  return {
    denominators: { n: nPresent + nAbsent, present: nPresent, absent: nAbsent },
    denominator: Math.min(nPresent, nAbsent),
  }
}

function classReason(counts: ScoreCounts): { reason?: NotEstimableReason } {
  if (counts.nPresent + counts.nAbsent === 0) return { reason: 'no-examinations' }
  return counts.nPresent === 0 || counts.nAbsent === 0 ? { reason: 'one-class' } : {}
}

/** AUROC with DeLong's variance and interval, the logit interval beside it; at 0 or 1 a one-sided bound instead. */
export function areaEstimate(counts: ScoreCounts, direction: ScoreDirection, place: Place, style: Style): Estimate {
  const { level } = style.intervals
  const area = numbersAhead(counts)?.area ?? delong(counts, direction)
  const draft: Draft = {
    quantity: 'auroc',
    value: area.value,
    ...classReason(counts),
    ...(area.variance === null ? {} : { variance: area.variance, standardError: Math.sqrt(area.variance) }),
    method: 'mann-whitney',
    intervals: [
      { method: 'delong', bounds: delongInterval(area, level) },
      { method: 'delong-logit', bounds: logitDelongInterval(area, level) },
    ],
    ...boundaryOptions(counts, area, level),
    ...shared(counts),
    rules: ['AUC-1', 'AUC-2', 'AUC-3', 'AUC-4', 'AUC-5'],
  }
  return finish(draft, place, style)
}

/** An area of 0 or 1 has no two-sided interval: the one-sided bound stands in the options, named. */
function boundaryOptions(counts: ScoreCounts, area: AreaUnderCurve, level: number): Pick<Draft, 'options'> {
  if (area.value !== 0 && area.value !== 1) return {}
  const bound = matchedPairsBound(area.value, Math.min(counts.nPresent, counts.nAbsent), 0.5 + level / 2)
  return bound.side === null ? {} : { options: { oneSided: bound.side, oneSidedBound: bound.bound, oneSidedLevel: 0.5 + level / 2 } }
}

/** Brier score, calibration intercept and slope, observed to expected: for probabilities of the target condition. */
export function probabilityEstimates(counts: ScoreCounts, place: Place, style: Style): Estimate[] {
  const { level } = style.intervals
  const known = numbersAhead(counts)?.probability
  const brier: Draft = {
    quantity: 'brier',
    value: known === null || known === undefined ? brierScore(counts) : known.brier,
    method: 'mean-squared-error',
    intervals: [],
    ...shared(counts),
    rules: ['BRI-1'],
  }
  const ratio = observedExpectedRatio(counts, level, known?.mean)
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
    finish(fitDraft('calibration-intercept', known?.intercept ?? calibrationIntercept(counts), counts, level), place, style),
    finish(fitDraft('calibration-slope', known?.slope ?? calibrationSlope(counts), counts, level), place, style),
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
