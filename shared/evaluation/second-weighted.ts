import { weightedAreaDifferenceByBisection } from '../statistics/weighted-areas-second.ts'
import { type WeightedOutcomes, weightedInterceptByRoot, weightedObservedExpectedByUnits, weightedSlopeByReweighting } from '../statistics/weighted-calibration-second.ts'
import type { WeightedDesign } from '../statistics/weighted-design.ts'
import { weightedAreaByMerge } from '../statistics/weighted-second.ts'
import {
  type CalledRows,
  type WeightedSecond,
  predictiveValueByCells,
  weightedBalancedAccuracyByCells,
  weightedDifferenceByParts,
  weightedProportionByParts,
  weightedRatioByCells,
  weightedYoudenByCells,
} from '../statistics/weighted-table-second.ts'
import type { Estimate } from '../vocabulary/results.ts'
import { type SecondNumber, areaNumber } from './second-number.ts'
import { type SecondAt, areaRows, calledOf, comparedCalls, pairedRows } from './second-rows.ts'
import { weightsAgain } from './second-weights.ts'

type Engine = (estimate: Estimate, at: SecondAt) => SecondNumber | null

export const numbered = (method: string, found: WeightedSecond | null): SecondNumber => {
  if (found === null) return { method, value: Number.NaN }
  const { value, standardError, bounds, isResidue } = found
  return { method, value, standardError, ...(isResidue === true ? {} : { bounds }) }
}

/** Rows with weight where both the call and the reference standard are resolved; all are in the frame. */
function knownRows(at: SecondAt, ...calls: readonly Uint8Array[]): Uint32Array {
  const { present } = at.reference
  return Uint32Array.from(present.keys()).filter((row) => (present[row] ?? 2) < 2 && calls.every((called) => (called[row] ?? 2) < 2))
}

const proportion: Engine = (estimate, at) => {
  const { quantity } = estimate
  const { design, frame, isVerification } = weightsAgain(at)
  const { present } = at.reference
  const called = quantity === 'prevalence' ? null : calledOf(estimate, at)
  if (called === null && quantity !== 'prevalence') return null
  const call = (row: number): number => called?.[row] ?? 2
  const truth = (row: number): number => present[row] ?? 2
  const [isAmong, couldBe, isHit] = ((): ((row: number) => boolean)[] => {
    const isCalled = (row: number): boolean => call(row) < 2
    if (quantity === 'prevalence') return [() => true, () => true, (row) => truth(row) === 1]
    if (quantity === 'sensitivity') return [(row) => truth(row) === 1, isCalled, (row) => call(row) === 1]
    if (quantity === 'specificity') return [(row) => truth(row) === 0, isCalled, (row) => call(row) === 0]
    const wanted = quantity === 'ppv' ? 1 : 0
    return [() => true, (row) => call(row) === wanted, (row) => truth(row) === wanted]
  })() as [(row: number) => boolean, (row: number) => boolean, (row: number) => boolean]
  const all = Uint32Array.from(frame.keys()).filter((row) => frame[row] === 1 && couldBe(row))
  const rows = all.filter((row) => truth(row) < 2 && isAmong(row))
  const found = weightedProportionByParts(design, { rows, isHit: Uint8Array.from(rows, (row) => (isHit(row) ? 1 : 0)), frame: all, isVerification }, at.protocol.intervals.level)
  return numbered('weighted-sums-by-unit', found)
}

const ofTable =
  (number: (design: WeightedDesign, rows: CalledRows, level: number) => WeightedSecond): Engine =>
  (estimate, at) => {
    const called = calledOf(estimate, at)
    if (called === null) return null
    const { present } = at.reference
    return numbered('weighted-cells-by-unit', number(weightsAgain(at).design, { rows: knownRows(at, called), called, present }, at.protocol.intervals.level))
  }

const rateDifference: Engine = (estimate, at) => {
  const calls = comparedCalls(estimate, at)
  if (calls === null) return null
  const right = estimate.quantity === 'sensitivity-difference' ? 1 : 0
  const rows = knownRows(at, calls.first, calls.second).filter((row) => at.reference.present[row] === right)
  const gains = Int8Array.from(rows, (row) => Number(calls.first[row] === right) - Number(calls.second[row] === right))
  return numbered('weighted-sums-by-unit', weightedDifferenceByParts(weightsAgain(at).design, rows, gains, at.protocol.intervals.level))
}

const area: Engine = (estimate, at) => {
  const { design } = weightsAgain(at)
  const { level } = at.protocol.intervals
  if (estimate.quantity === 'auroc-difference') {
    const found = pairedRows(estimate, at)
    return found === null ? null : areaNumber('weighted-areas-by-bisection', weightedAreaDifferenceByBisection(design, found.rows, found.first, found.second, found.present), -1, level)
  }
  const found = areaRows(estimate, at)
  return found === null ? null : areaNumber('weighted-merge', weightedAreaByMerge(design, found, at.reference.present, found.direction), 0, level)
}

/** Weights of one, with the clusters of the rows: classes of an enriched sample count alike within themselves. */
const alike = ({ reference, clusters }: SecondAt, weightOf: (row: number) => number): WeightedDesign => ({
  weights: Float64Array.from(reference.present.keys(), weightOf),
  clusters: clusters === null || clusters.codes.length === 0 ? null : clusters.codes,
  strata: null,
})

/** PPV or NPV at the stated prevalence of an enriched sample in clusters. */
export const predictiveValueOverClusters: Engine = (estimate, at) => {
  const called = calledOf(estimate, at)
  if (called === null || (estimate.quantity !== 'ppv' && estimate.quantity !== 'npv')) return null
  const rows = { rows: knownRows(at, called), called, present: at.reference.present }
  const share = Number(estimate.options?.['prevalence'] ?? Number.NaN)
  return numbered('weighted-cells-by-unit', predictiveValueByCells(alike(at, () => 1), rows, estimate.quantity, share, at.protocol.intervals.level))
}

const calibration =
  (number: (design: WeightedDesign, data: WeightedOutcomes, level: number) => WeightedSecond | null, method: string): Engine =>
  (estimate, at) => {
    const found = areaRows(estimate, at)
    if (found === null) return null
    const { rows, present, scores } = found
    const areClassesFixed = estimate.options?.['weights'] === 'class-weights'
    const share = Number(estimate.options?.['prevalence'] ?? Number.NaN)
    const nPresent = present.reduce((sum, each) => sum + each, 0)
    // Of those with and those without the condition each examination counts alike, all together as the prevalence says.
    const ofClass = (row: number): number => (at.reference.present[row] === 1 ? (share / (1 - share)) * (rows.length - nPresent) : nPresent)
    const design = areClassesFixed ? alike(at, ofClass) : weightsAgain(at).design
    return numbered(method, number(design, { rows, present, probabilities: scores, areClassesFixed }, at.protocol.intervals.level))
  }

/** The second algorithm of weighted numbers that a criterion can be about (rules TWI-6, TWI-7), by method or quantity. */
const engines: Readonly<Record<string, Engine>> = {
  'weighted-proportion': proportion,
  'weighted-difference': rateDifference,
  'weighted-mann-whitney': area,
  youden: ofTable(weightedYoudenByCells),
  'balanced-accuracy': ofTable(weightedBalancedAccuracyByCells),
  'lr-positive': ofTable((design, rows, level) => weightedRatioByCells(design, rows, 'positive', level)),
  'lr-negative': ofTable((design, rows, level) => weightedRatioByCells(design, rows, 'negative', level)),
  'odds-ratio': ofTable((design, rows, level) => weightedRatioByCells(design, rows, 'odds', level)),
  'logistic-offset': calibration(weightedInterceptByRoot, 'weighted-calibration-by-bracketing'),
  logistic: calibration(weightedSlopeByReweighting, 'weighted-calibration-by-reweighting'),
  'observed-over-expected': calibration(weightedObservedExpectedByUnits, 'weighted-sums-by-unit'),
}

export const weightedEngineOf = ({ method, quantity }: Estimate): Engine | undefined => engines[method === 'likelihood-ratio' ? quantity : method]
