import type { AreaUnderCurve } from '../statistics/auc.ts'
import { mergedDelong } from '../statistics/auc-merged.ts'
import { obuchowskiByBisection, pairedDelongByBisection } from '../statistics/auc-second.ts'
import { calibrationInterceptByRoot, calibrationSlopeByReweighting, observedExpectedByRows } from '../statistics/calibration-second.ts'
import { clusteredPairsByProducts, clusteredProportionByProducts } from '../statistics/clustered-second.ts'
import { farringtonManningByHalving, unpairedAreasByQuadrature } from '../statistics/groups-second.ts'
import { tangoByLikelihoodRoots } from '../statistics/paired-second.ts'
import { agrestiCoullByRoots, jeffreysByQuadrature } from '../statistics/proportion-bounds-second.ts'
import { clopperPearsonByBinomialTails, wilsonByScoreRoots } from '../statistics/proportion-second.ts'
import { normalMultiplierByQuadrature } from '../statistics/quadrature-second.ts'
import {
  balancedAccuracyByPairs,
  negativeLikelihoodRatioByOdds,
  oddsRatioByProducts,
  predictiveValueByOdds,
  positiveLikelihoodRatioByOdds,
  youdenByPairs,
} from '../statistics/table-second.ts'
import { judgedOverTime, judgedQuantities } from '../vocabulary/judged-quantities.ts'
import { type ProportionMethod, proportionQuantities } from '../vocabulary/protocol.ts'
import type { Estimate } from '../vocabulary/results.ts'
import { relativeDifference } from './draft.ts'
import { type SecondNumber, areaNumber } from './second-number.ts'
import { areaAhead, calibrationAhead } from './second-ahead.ts'
import type { SecondAt } from './second-rows.ts'
import { predictiveValueOverClusters, weightedEngineOf } from './second-weighted.ts'
import { areaRows, calibrationRows, calledOf, clusteredCounts, countsOfRate, groupsOf, pairedCallsOf, pairedClusters, pairedRows, prevalenceOf, tableOf } from './second-rows.ts'

type Engine = (estimate: Estimate, at: SecondAt) => SecondNumber | null

const proportionEngines: Readonly<Record<ProportionMethod, readonly [string, typeof wilsonByScoreRoots]>> = {
  'clopper-pearson': ['clopper-pearson-by-binomial-tails', clopperPearsonByBinomialTails],
  wilson: ['wilson-by-score-roots', wilsonByScoreRoots],
  'agresti-coull': ['agresti-coull-by-roots', agrestiCoullByRoots],
  jeffreys: ['jeffreys-by-quadrature', jeffreysByQuadrature],
}

/** A proportion with the interval of the protocol, by its second algorithm; at least one trial. */
export function proportionAgain(x: number, of: number, { proportion: judging, level }: SecondAt['protocol']['intervals']): SecondNumber {
  const [method, interval] = proportionEngines[judging]
  const bounds = interval(x, of, level)
  return { method, value: x / of, bounds: bounds.lower === null ? null : bounds }
}

const proportion: Engine = (estimate, at) => {
  const called = calledOf(estimate, at)
  const counts = estimate.quantity === 'prevalence' ? prevalenceOf(at) : countsAgain(estimate, called, at)
  if (counts === null || counts.of === 0) return null
  const { level, proportion: judging } = at.protocol.intervals
  const [method, interval] = proportionEngines[judging]
  const bounds = interval(counts.x, counts.of, level)
  const value = counts.x / counts.of
  if (estimate.quantity === 'alerts-per-true-positive') {
    const isOpen = bounds.lower === null || bounds.lower === 0
    return { method, value: 1 / value, bounds: isOpen ? null : { lower: 1 / bounds.upper, upper: 1 / bounds.lower } }
  }
  const factor = estimate.quantity === 'alerts-per-100-examinations' ? 100 : 1
  return { method, value: factor * value, bounds: bounds.lower === null ? null : { lower: factor * bounds.lower, upper: factor * bounds.upper } }
}

/** Numerator and denominator from rows. */
function countsAgain(estimate: Estimate, called: Uint8Array | null, at: SecondAt): { x: number; of: number } | null {
  if (estimate.agreementOf !== undefined) {
    // All rows as one cluster.
    const counted = clusteredCounts(estimate, at, { codes: new Uint32Array(at.reference.present.length) })
    return counted === null ? null : { x: counted.successes[0] ?? 0, of: counted.trials[0] ?? 0 }
  }
  if (called === null) return null
  if (estimate.quantity === 'alerts-per-true-positive') return countsOfRate('ppv', tableOf(called, at))
  if (estimate.quantity !== 'alerts-per-100-examinations') return countsOfRate(estimate.quantity, tableOf(called, at))
  const resolved = called.filter((call) => call < 2)
  return { x: resolved.reduce((sum, call) => sum + call, 0), of: resolved.length }
}

const clusteredProportion: Engine = (estimate, at) => {
  const isRate = [...proportionQuantities, ...ratesOverClusters].some((each) => each === estimate.quantity)
  const counted = at.clusters === null || !isRate ? null : clusteredCounts(estimate, at, at.clusters)
  if (counted === null) return null
  const { method: chosen, ...found } = clusteredProportionByProducts(counted, at.protocol.intervals.level)
  // Another choice of interval is another number, whatever its bounds.
  const bounds = chosen === estimate.intervals[0]?.method ? found.bounds : null
  const again = { ...found, bounds, method: 'ratio-estimator-by-products' }
  if (estimate.quantity === 'alerts-per-true-positive') {
    const isOpen = bounds === null || bounds.lower === 0
    return { ...again, value: 1 / found.value, bounds: isOpen ? null : { lower: 1 / bounds.upper, upper: 1 / bounds.lower } }
  }
  if (estimate.quantity !== 'alerts-per-100-examinations') return again
  return { ...again, value: 100 * found.value, bounds: bounds === null ? null : { lower: 100 * bounds.lower, upper: 100 * bounds.upper } }
}

const ratesOverClusters = ['prevalence', 'percent-agreement', 'ppa', 'npa', 'alerts-per-100-examinations', 'alerts-per-true-positive'] as const

const tableEngine =
  (method: string, engine: typeof youdenByPairs): Engine =>
  (estimate, at) => {
    const called = calledOf(estimate, at)
    return called === null ? null : { method, ...engine(tableOf(called, at), at.protocol.intervals.level) }
  }

/** PPV or NPV brought to a stated prevalence. */
const atStatedPrevalence: Engine = (estimate, at) => {
  const found = at.clusters === null ? predictiveValueOfTable(estimate, at) : predictiveValueOverClusters(estimate, at)
  if (found === null || 1 - found.value >= 1e-5) return found
  // A double holds too few digits of so small a distance from 1 for a standard error on this scale; bounds judge.
  const { standardError: _, ...rest } = found
  return rest
}

const predictiveValueOfTable: Engine = (estimate, at) => {
  const called = calledOf(estimate, at)
  if (called === null) return null
  const { tp, fp, fn, tn } = tableOf(called, at)
  const share = Number(estimate.options?.['prevalence'] ?? Number.NaN)
  const { level } = at.protocol.intervals
  const found = estimate.quantity === 'ppv' ? predictiveValueByOdds(tp, tp + fn, fp, fp + tn, share, level) : predictiveValueByOdds(tn, fp + tn, fn, tp + fn, 1 - share, level)
  return { method: 'predictive-value-by-odds', ...found }
}

const area: Engine = (estimate, at) => {
  const ahead = areaAhead(estimate, at)
  if (ahead !== undefined) return ofArea(ahead, at)
  const found = areaRows(estimate, at)
  if (found === null) return null
  if (found.clusters !== null) {
    return areaNumber('bisected-obuchowski', obuchowskiByBisection(found, null, found.present, found.clusters), 0, at.protocol.intervals.level)
  }
  return ofArea(mergedDelong(found.scores, found.present, found.direction), at)
}

const ofArea = ({ value, variance }: AreaUnderCurve, { protocol }: SecondAt): SecondNumber | null =>
  areaNumber('merge-counted-delong', value === null ? null : { value, variance }, 0, protocol.intervals.level)

const areaDifference: Engine = (estimate, at) => {
  const found = pairedRows(estimate, at)
  if (found === null) return null
  const { first, second, present, clusters } = found
  const { level } = at.protocol.intervals
  return clusters === null
    ? areaNumber('bisected-paired-delong', pairedDelongByBisection(first, second, present), -1, level)
    : areaNumber('bisected-obuchowski', obuchowskiByBisection(first, second, present, clusters), -1, level)
}

const rateDifference: Engine = (estimate, at) => {
  const calls = pairedCallsOf(estimate, at)
  return calls === null ? null : { method: 'tango-by-likelihood-roots', ...tangoByLikelihoodRoots(calls, at.protocol.intervals.level) }
}

const groupRates: Engine = (estimate, at) => {
  const truth = estimate.quantity === 'sensitivity-difference' ? 1 : 0
  const [first, second] = groupsOf(estimate, at)?.map((group) => group.rate(truth)) ?? []
  if (first === undefined || second === undefined || first.n === 0 || second.n === 0) return null
  const counts = { x1: first.x, n1: first.n, x2: second.x, n2: second.n }
  return { method: 'farrington-manning-by-halving', ...farringtonManningByHalving(counts, at.protocol.intervals.level) }
}

const groupAreas: Engine = (estimate, at) => {
  const areas = groupsOf(estimate, at)?.map((group) => {
    const { scores, present, direction } = group.area()
    return { ...mergedDelong(scores, present, direction), n: scores.length }
  })
  const [first, second] = areas ?? []
  if (first?.value == null || second?.value == null || first.variance === null || second.variance === null) return null
  const one = { value: first.value, variance: first.variance, n: first.n }
  const two = { value: second.value, variance: second.variance, n: second.n }
  return { method: 'independent-areas-by-quadrature', ...unpairedAreasByQuadrature(one, two, at.protocol.intervals.level) }
}

const clusteredPairs: Engine = (estimate, at) => {
  const counted = pairedClusters(estimate, at)
  if (counted === null || counted.pairs.length === 0) return null
  return { method: 'clustered-pairs-by-products', ...clusteredPairsByProducts(counted, at.protocol.intervals.level) }
}

/** Value ± z · standard error. */
function fitNumber(method: string, fit: { value: number; standardError: number } | null, level: number): SecondNumber | null {
  if (fit === null) return { method, value: Number.NaN }
  const half = normalMultiplierByQuadrature(level) * fit.standardError
  return { method, ...fit, bounds: { lower: fit.value - half, upper: fit.value + half } }
}

const calibration =
  (which: 'intercept' | 'slope'): Engine =>
  (estimate, at) => {
    const ahead = calibrationAhead(estimate, at)
    const rows = ahead === undefined ? calibrationRows(estimate, at) : null
    if (ahead === undefined && rows === null) return null
    const { level } = at.protocol.intervals
    const fit = ahead !== undefined ? ahead[which] : rows === null ? null : which === 'intercept' ? calibrationInterceptByRoot(rows) : calibrationSlopeByReweighting(rows)
    return fitNumber(which === 'intercept' ? 'calibration-by-bracketing' : 'calibration-by-reweighting', fit, level)
  }

const observedExpected: Engine = (estimate, at) => {
  const method = 'observed-expected-by-rows'
  const ahead = calibrationAhead(estimate, at)
  if (ahead !== undefined) return { method, ...ahead.ratio }
  const rows = calibrationRows(estimate, at)
  return rows === null ? null : { method, ...observedExpectedByRows(rows, at.protocol.intervals.level) }
}

/** The second algorithm of each way of estimating a quantity that a criterion can be about. */
const engines: Readonly<Record<string, Engine>> = {
  proportion,
  'ratio-estimator': clusteredProportion,
  'mann-whitney': area,
  'paired-delong': areaDifference,
  'paired-obuchowski': areaDifference,
  'paired-difference': rateDifference,
  'clustered-difference': clusteredPairs,
  'independent-difference': groupRates,
  'unpaired-delong': groupAreas,
  'bayes-stated-prevalence': atStatedPrevalence,
  youden: tableEngine('hybrid-by-score-roots', youdenByPairs),
  'balanced-accuracy': tableEngine('hybrid-by-score-roots', balancedAccuracyByPairs),
  'lr-positive': tableEngine('ratio-by-cross-products', positiveLikelihoodRatioByOdds),
  'lr-negative': tableEngine('ratio-by-cross-products', negativeLikelihoodRatioByOdds),
  'odds-ratio': tableEngine('ratio-by-cross-products', oddsRatioByProducts),
  'logistic-offset': calibration('intercept'),
  logistic: calibration('slope'),
  'observed-over-expected': observedExpected,
}

const engineOf = ({ method, quantity }: Estimate): Engine | undefined => engines[method === 'likelihood-ratio' ? quantity : method]

/** Quantities that may be 0 without being small: their size is at least that of their own uncertainty (rule TWI-2). */
const signed: ReadonlySet<string> = new Set(['scaled-brier', 'specificity-at-sensitivity', 'cohen-kappa', 'gwet-ac1', 'gwet-ac2', 'youden', 'calibration-intercept', 'calibration-slope', 'auroc-difference', 'sensitivity-difference', 'specificity-difference'])

/** The largest relative difference over value, standard error and the bounds that judge (rule TWI-2). */
export function disagreement(estimate: Estimate, second: SecondNumber): number {
  const interval = estimate.intervals[0]
  const hasBounds = interval !== undefined && interval.lower !== null && interval.upper !== null
  const least = signed.has(estimate.quantity) && hasBounds ? ((interval.upper ?? 0) - (interval.lower ?? 0)) / 2 : 0
  const found = [relativeDifference(estimate.value, second.value, least)]
  if (estimate.standardError !== undefined && second.standardError !== undefined) {
    // A standard error that is a rounding residue of zero has no relative size.
    const isNone = estimate.standardError < 1e-9 && (second.standardError ?? 0) < 1e-9
    found.push(isNone ? 0 : relativeDifference(estimate.standardError, second.standardError))
  }
  if (hasBounds && second.bounds !== undefined) {
    found.push(relativeDifference(interval.lower, second.bounds?.lower ?? null, least))
    found.push(relativeDifference(interval.upper, second.bounds?.upper ?? null, least))
  }
  const most = found.reduce((a, b) => (b > a || Number.isNaN(b) ? b : a), 0)
  return most <= 1 ? most : 1
}

/**
 * The estimate with the agreement of its second engine, where a verdict can rest on it: overall, under the prespecified
 * handling (rule TWI-1).
 */
export function withSecondEngine(estimate: Estimate, at: SecondAt): Estimate {
  const { value, subgroup, missingRule, quantity } = estimate
  const isJudged = judgedQuantities.some((each) => each === quantity) && !judgedOverTime.some((each) => each === quantity)
  if (value === null || subgroup !== undefined || missingRule !== undefined || !isJudged) return estimate
  // Predictions over time, and what a bootstrap judges, bring their own.
  if (estimate.agreement !== undefined) return estimate
  const isWeighted = estimate.options?.['weights'] !== undefined && estimate.method !== 'bayes-stated-prevalence'
  const second = (isWeighted ? weightedEngineOf(estimate) : engineOf(estimate))?.(estimate, at) ?? null
  if (second === null) return estimate
  return { ...estimate, agreement: { method: second.method, relativeDifference: disagreement(estimate, second) } }
}
