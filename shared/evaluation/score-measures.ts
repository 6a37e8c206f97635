import { averagePrecision, averagePrecisionBaseline } from '../statistics/average-precision.ts'
import { equalMassQuantileBins, equalWidthBins } from '../statistics/calibration-bins.ts'
import { calibrationCurve, calibrationDistances, smootherFor } from '../statistics/calibration-curve.ts'
import { expectedCalibrationError, murphyDecomposition } from '../statistics/calibration-error.ts'
import { decisionCurve } from '../statistics/net-benefit.ts'
import { sensitivityAtSpecificity, specificityAtSensitivity, youdenCutOffs } from '../statistics/operating-points.ts'
import { partialAreaOverSensitivity, partialAreaOverSpecificity } from '../statistics/partial-auc.ts'
import { examinationsOf } from '../statistics/resample-weighted.ts'
import type { ScoreCounts, ScoreDirection } from '../statistics/score-counts.ts'
import { brierSummary, logLoss } from '../statistics/scoring-rules.ts'
import type { Analyses } from '../vocabulary/protocol.ts'
import type { CalibrationCurve, DecisionCurve, Estimate, NotEstimableReason } from '../vocabulary/results.ts'
import { type Draft, type Place, type Style, finish } from './draft.ts'
import { numbersAhead } from './scored.ts'

type PointDraft = Pick<Draft, 'quantity' | 'method' | 'rules'> & {
  readonly at?: number
  readonly value: number | null
  readonly reason?: NotEstimableReason
  readonly options?: Draft['options']
}

/** A number without an interval of its own: its uncertainty is the bootstrap's, where the protocol asks for one. */
function point(draft: PointDraft, counts: ScoreCounts): Draft {
  const { nPresent, nAbsent } = examinationsOf(counts)
  return {
    ...draft,
    ...(draft.value === null ? { reason: draft.reason ?? classReason(counts) } : {}),
    intervals: [],
    denominators: { n: nPresent + nAbsent, present: nPresent, absent: nAbsent },
    denominator: Math.min(nPresent, nAbsent),
  }
}

const classReason = ({ nPresent, nAbsent }: ScoreCounts): NotEstimableReason =>
  nPresent + nAbsent === 0 ? 'no-examinations' : 'one-class'

/** Average precision with its baseline, partial areas, and each rate where the other is fixed. */
export function discriminationMeasures(
  counts: ScoreCounts,
  direction: ScoreDirection,
  wanted: NonNullable<Analyses['discrimination']>,
  place: Place,
  style: Style,
): Estimate[] {
  const baseline = averagePrecisionBaseline(counts)
  const drafts: PointDraft[] = [
    {
      quantity: 'average-precision',
      value: numbersAhead(counts)?.precision ?? averagePrecision(counts, direction),
      method: 'average-precision',
      ...(baseline === null ? {} : { options: { baseline } }),
      rules: ['AVP-1', 'AVP-2'],
    },
  ]
  const { partialSpecificityFrom, partialSensitivityFrom } = wanted
  if (partialSpecificityFrom !== undefined) {
    const range = { from: partialSpecificityFrom, to: 1 }
    drafts.push(partial('partial-auroc-specificity', partialAreaOverSpecificity(counts, direction, range), range.from, 'PAUC-1'))
  }
  if (partialSensitivityFrom !== undefined) {
    const range = { from: partialSensitivityFrom, to: 1 }
    drafts.push(partial('partial-auroc-sensitivity', partialAreaOverSensitivity(counts, direction, range), range.from, 'PAUC-2'))
  }
  for (const least of wanted.fixedSpecificity ?? []) {
    drafts.push(fixed('sensitivity-at-specificity', sensitivityAtSpecificity(counts, direction, least), least))
  }
  for (const least of wanted.fixedSensitivity ?? []) {
    drafts.push(fixed('specificity-at-sensitivity', specificityAtSensitivity(counts, direction, least), least))
  }
  if (wanted.youdenCutOffs === true) drafts.push(largestYouden(youdenCutOffs(counts, direction)))
  return drafts.map((draft) => finish(point(draft, counts), place, style))
}

/** Every observed threshold that reaches the largest Youden index, the strictest first. */
function largestYouden(found: ReturnType<typeof youdenCutOffs>): PointDraft {
  const about = { quantity: 'youden-maximum', method: 'best-observed-threshold', rules: ['OPT-1'] } as const
  if (found.value === null) return { ...about, rules: [...about.rules], value: null, reason: found.reason }
  const options = { threshold: found.points.map((each) => each.threshold).join(', ') }
  return { ...about, rules: [...about.rules], value: found.value, options }
}

function partial(
  quantity: 'partial-auroc-specificity' | 'partial-auroc-sensitivity',
  found: ReturnType<typeof partialAreaOverSpecificity>,
  from: number,
  rule: string,
): PointDraft {
  const about = { quantity, at: from, method: 'partial-auroc-mcclish', rules: [rule] }
  if (found.area === null) return { ...about, value: null, reason: found.reason }
  if (found.standardised === null) return { ...about, value: null, reason: 'below-chance', options: { from, area: found.area } }
  return { ...about, value: found.standardised, options: { from, area: found.area } }
}

function fixed(
  quantity: 'sensitivity-at-specificity' | 'specificity-at-sensitivity',
  found: ReturnType<typeof sensitivityAtSpecificity>,
  least: number,
): PointDraft {
  const about = { quantity, at: least, method: 'best-observed-threshold', rules: ['OPT-2'] }
  if (found.value === null) return { ...about, value: null, reason: found.reason }
  const threshold = found.points[0]?.threshold
  return { ...about, value: found.value, options: { least, ...(threshold === undefined ? {} : { threshold }) } }
}

/** ICI, E50, E90, Emax, ECE, log loss, scaled Brier and Murphy's parts; the smoother and the bins stand beside each. */
export function calibrationMeasures(
  counts: ScoreCounts,
  wanted: NonNullable<Analyses['flexibleCalibration']>,
  place: Place,
  style: Style,
): { estimates: Estimate[]; curve: CalibrationCurve | null } {
  const n = counts.nPresent + counts.nAbsent
  const smoother = wanted.smoother === 'loess' ? 'loess-interpolate' : 'restricted-cubic-spline'
  // The reference smoother of the field up to 5,000 examinations; splines above, whatever was asked, and it says so.
  // Sums of weights are no counts of neighbours: splines there too.
  const isSpline = smootherFor(n) === 'restricted-cubic-spline' || counts.rows !== undefined
  const used = isSpline ? 'restricted-cubic-spline' : smoother
  const curve = calibrationCurve(counts, used)
  const drafts = [...curveDrafts(counts, curve), ...binDrafts(counts, wanted.bins), ...ruleDrafts(counts)]
  const estimates = drafts.map((draft) => finish(point(draft, counts), place, style))
  if (curve.fitted === null || place.prediction === undefined) return { estimates, curve: null }
  return { estimates, curve: thinned(place.prediction, used, counts.scores, curve.fitted) }
}

function curveDrafts(counts: ScoreCounts, curve: ReturnType<typeof calibrationCurve>): PointDraft[] {
  const about = { method: curve.smoother, options: { smoother: curve.smoother }, rules: ['CUR-1', 'CUR-2'] }
  const quantities = ['ici', 'e50', 'e90', 'emax'] as const
  if (curve.fitted === null) {
    const { reason } = curve
    return quantities.map((quantity) => ({ ...about, quantity, value: null, reason }))
  }
  const distances = calibrationDistances(counts, curve.fitted)
  return quantities.map((quantity) => ({ ...about, quantity, value: distances[quantity] }))
}

function binDrafts(counts: ScoreCounts, bins: number): PointDraft[] {
  const kinds = [
    { quantity: 'ece-equal-width', found: equalWidthBins(counts, bins) },
    { quantity: 'ece-equal-mass', found: equalMassQuantileBins(counts, bins) },
  ] as const
  const errors = kinds.map(({ quantity, found }): PointDraft => {
    const error = expectedCalibrationError(found)
    const about = { quantity, method: 'binned-calibration-error', options: { bins }, rules: ['ECE-1'] }
    return error.ece === null ? { ...about, value: null, reason: error.reason } : { ...about, value: error.ece }
  })
  const brier = brierSummary(counts)
  if (brier.value === null) return errors
  const parts = murphyDecomposition(equalMassQuantileBins(counts, bins), brier.value)
  if (parts.reliability === null) return errors
  const murphy = { method: 'murphy', options: { bins, binning: 'equal-mass', withinBins: parts.withinBins }, rules: ['MUR-1'] }
  return [
    ...errors,
    { quantity: 'murphy-reliability', value: parts.reliability, ...murphy },
    { quantity: 'murphy-resolution', value: parts.resolution, ...murphy },
    { quantity: 'murphy-uncertainty', value: parts.uncertainty, ...murphy },
  ]
}

function ruleDrafts(counts: ScoreCounts): PointDraft[] {
  const brier = brierSummary(counts)
  const loss = logLoss(counts)
  return [
    {
      quantity: 'scaled-brier',
      value: brier.value === null ? null : brier.scaled,
      method: 'scaled-brier',
      ...(brier.value === null ? {} : { options: { reference: brier.reference } }),
      rules: ['BRI-2'],
    },
    { quantity: 'log-loss', value: loss.value, method: 'log-loss', options: { nClipped: loss.nClipped }, rules: ['LOG-1'] },
  ]
}

const DRAWN_POINTS = 201

function thinned(prediction: string, smoother: string, scores: Float64Array, fitted: Float64Array): CalibrationCurve {
  const step = Math.max(1, Math.ceil((scores.length - 1) / (DRAWN_POINTS - 1)))
  const kept = [...scores.keys()].filter((i) => i % step === 0 || i === scores.length - 1)
  return {
    prediction,
    smoother,
    predicted: kept.map((i) => scores[i] ?? 0),
    observed: kept.map((i) => (fitted[i] ?? 0) + 0),
  }
}

/** Net benefit over the prespecified threshold probabilities; null where there is no examination. */
export function decisionCurveOf(counts: ScoreCounts, thresholds: readonly number[], prediction: string): DecisionCurve | null {
  const points = decisionCurve(counts, thresholds)
  if (points === null) return null
  return {
    prediction,
    points: points.map(({ threshold, netBenefit, treatAll, standardised, interventionsAvoidedPer100 }) => ({
      threshold,
      netBenefit: netBenefit + 0,
      treatAll,
      standardised: standardised === null ? null : standardised + 0,
      interventionsAvoidedPer100: interventionsAvoidedPer100 + 0,
    })),
  }
}
