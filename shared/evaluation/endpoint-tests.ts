import { ln, logit } from '../statistics/elementary.ts'
import { exactBinomialTest, normalShiftTest } from '../statistics/criteria-tests.ts'
import { type TwoProportions, farringtonManningTest } from '../statistics/independent-proportions.ts'
import { benjaminiHochbergAdjusted, fixedSequenceAdjusted, holmAdjusted } from '../statistics/multiplicity.ts'
import { farringtonManningPByHalving } from '../statistics/groups-second.ts'
import { tangoTest } from '../statistics/paired-proportions.ts'
import { tangoPByLikelihoodRoots } from '../statistics/paired-second.ts'
import { binomialLowerTailBySums, binomialUpperTailBySums } from '../statistics/proportion-second.ts'
import { normalUpperTailByQuadrature } from '../statistics/quadrature-second.ts'
import type { Criterion, Protocol } from '../vocabulary/protocol.ts'
import type { EndpointResult, Estimate } from '../vocabulary/results.ts'
import { relativeDifference } from './draft.ts'

type Test = NonNullable<EndpointResult['test']>

/**
 * One-sided test of H0 that the quantity lies on the wrong side of the goal (rule JDG-4). The verdict rests on the
 * interval bound; the test is printed beside it and is what a multiplicity procedure adjusts.
 */
export function endpointTest(criterion: Criterion, estimate: Estimate | undefined): Test | undefined {
  const test = firstTest(criterion, estimate)
  return test === undefined || estimate === undefined ? test : withSecondP(test, criterion, estimate)
}

function firstTest(criterion: Criterion, estimate: Estimate | undefined): Test | undefined {
  if (estimate === undefined || estimate.value === null) return undefined
  // A percentile bound has no test of its own; a normal one beside it could say otherwise (rule JDG-6).
  if (estimate.intervals[0]?.method === 'bootstrap-percentile') return undefined
  const alternative = criterion.bound === 'lower' ? 'greater' : 'less'
  const { x, of } = estimate.denominators
  // Clustered and weighted estimates say so: the exact binomial would count examinations as independent and alike.
  const isCounted = estimate.options?.['clusters'] === undefined && estimate.options?.['weights'] === undefined
  if (isCounted && x !== undefined && of !== undefined) {
    const { goal, side } = asProportion(estimate.quantity, criterion.goal, alternative)
    const found = exactBinomialTest(x, of, goal, side)
    return found.p === null ? { method: 'exact-binomial', pValue: null, reason: found.reason } : { method: 'exact-binomial', pValue: found.p }
  }
  const isRefused = estimate.intervals[0]?.lower === null
  const calls = isRefused ? null : pairedCallsOf(estimate)
  const groups = isRefused ? null : groupCountsOf(estimate)
  const found =
    calls !== null
      ? { method: 'tango', ...tangoTest(calls, criterion.goal, alternative) }
      : groups !== null
      ? { method: 'farrington-manning', ...farringtonManningTest(groups, criterion.goal, alternative) }
      : estimate.standardError !== undefined && estimate.standardError > 0
        ? { method: 'normal-shift', ...shiftTest(estimate, estimate.value, estimate.standardError, criterion.goal, alternative) }
        : null
  if (found === null) return undefined
  return found.p === null ? { method: found.method, pValue: null, reason: found.reason } : { method: found.method, pValue: found.p }
}

type Side = 'greater' | 'less'

/** The same hypothesis about the proportion that a count in a hundred, or alerts per true positive, is made from. */
function asProportion(quantity: Estimate['quantity'], goal: number, side: Side): { goal: number; side: Side } {
  if (quantity === 'alerts-per-100-examinations') return { goal: goal / 100, side }
  return quantity === 'alerts-per-true-positive' ? { goal: 1 / goal, side: side === 'greater' ? 'less' : 'greater' } : { goal, side }
}

/** On the scale of the interval that judges, so that p and verdict say the same. */
function shiftTest({ intervals }: Estimate, value: number, standardError: number, goal: number, alternative: 'greater' | 'less') {
  const method = intervals[0]?.method
  if (method === 'ratio-log' && value > 0 && goal > 0) return normalShiftTest(ln(value), standardError / value, ln(goal), alternative)
  if (method === 'ratio-logit' && value > 0 && value < 1 && goal > 0 && goal < 1) {
    return normalShiftTest(logit(value), standardError / (value * (1 - value)), logit(goal), alternative)
  }
  return normalShiftTest(value, standardError, goal, alternative)
}

/** The p value again by another algorithm (rule TWI-3). Below 1e-290 the digits of a p value are not compared. */
function withSecondP(test: Test, { goal, bound }: Criterion, estimate: Estimate): Test {
  const { pValue } = test
  if (pValue === null || estimate.value === null) return test
  const alternative = bound === 'lower' ? 'greater' : 'less'
  const second = secondP(test.method, estimate, goal, alternative)
  if (second === null) return test
  const isNone = pValue < 1e-290 && second.p < 1e-290
  const difference = isNone ? 0 : relativeDifference(pValue, second.p)
  return { ...test, agreement: { method: second.method, relativeDifference: difference <= 1 ? difference : 1 } }
}

function secondP(method: string, estimate: Estimate, goal: number, alternative: 'greater' | 'less'): { method: string; p: number } | null {
  const { value, standardError, denominators } = estimate
  const { x = 0, of = 0 } = denominators
  if (method === 'exact-binomial') {
    const tail = alternative === 'greater' ? binomialUpperTailBySums : binomialLowerTailBySums
    return { method: 'binomial-by-sums', p: tail(x, of, goal) }
  }
  const calls = method === 'tango' ? pairedCallsOf(estimate) : null
  if (calls !== null) return { method: 'tango-by-likelihood-roots', p: tangoPByLikelihoodRoots(calls, goal, alternative) }
  const groups = method === 'farrington-manning' ? groupCountsOf(estimate) : null
  if (groups !== null) return { method: 'farrington-manning-by-halving', p: farringtonManningPByHalving(groups, goal, alternative) }
  if (method !== 'normal-shift' || value === null || standardError === undefined) return null
  const z = shiftAgain(estimate.intervals[0]?.method, value, standardError, goal)
  return { method: 'normal-by-quadrature', p: normalUpperTailByQuadrature(alternative === 'greater' ? z : -z) }
}

/** The distance from the goal on the scale of `shiftTest`, as one logarithm of a quotient instead of a difference of two. */
function shiftAgain(interval: string | undefined, value: number, standardError: number, goal: number): number {
  if (interval === 'ratio-log' && value > 0 && goal > 0) return (ln(value / goal) * value) / standardError
  if (interval === 'ratio-logit' && value > 0 && value < 1 && goal > 0 && goal < 1) {
    return (ln((value / goal) * ((1 - goal) / (1 - value))) * value * (1 - value)) / standardError
  }
  return value / standardError - goal / standardError
}

function pairedCallsOf({ method, options }: Estimate) {
  if (method !== 'paired-difference' || options === undefined) return null
  const count = (name: string): number => Number(options[name] ?? 0)
  return { both: count('both'), firstOnly: count('firstOnly'), secondOnly: count('secondOnly'), neither: count('neither') }
}

function groupCountsOf({ method, options }: Estimate): TwoProportions | null {
  if (method !== 'independent-difference' || options === undefined) return null
  const count = (name: string): number => Number(options[name] ?? 0)
  return { x1: count('x1'), n1: count('n1'), x2: count('x2'), n2: count('n2') }
}

const procedures = {
  holm: holmAdjusted,
  'benjamini-hochberg': benjaminiHochbergAdjusted,
  'fixed-sequence': fixedSequenceAdjusted,
} as const

/** Adjusted p values beside the unadjusted intervals, in the protocol's order of endpoints (rule JDG-5). */
export function adjustTests(endpoints: readonly EndpointResult[], multiplicity: Protocol['multiplicity']): EndpointResult[] {
  if (multiplicity === undefined || multiplicity === 'none') return [...endpoints]
  const adjusted = procedures[multiplicity](endpoints.map((each) => each.test?.pValue ?? null))
  return endpoints.map((each, i) =>
    each.test === undefined ? each : { ...each, test: { ...each.test, adjustedPValue: adjusted[i] ?? null, adjustment: multiplicity } },
  )
}
