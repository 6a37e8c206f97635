import { exactBinomialTest, normalShiftTest } from '../statistics/criteria-tests.ts'
import { benjaminiHochbergAdjusted, fixedSequenceAdjusted, holmAdjusted } from '../statistics/multiplicity.ts'
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
  // Clustered estimates carry their clusters: the exact binomial would treat examinations as independent.
  const isClustered = estimate.options?.['clusters'] !== undefined
  if (!isClustered && x !== undefined && of !== undefined) {
    const found = exactBinomialTest(x, of, criterion.goal, alternative)
    return found.p === null ? { method: 'exact-binomial', pValue: null, reason: found.reason } : { method: 'exact-binomial', pValue: found.p }
  }
  const calls = estimate.intervals[0]?.lower === null ? null : pairedCallsOf(estimate)
  const found =
    calls !== null
      ? { method: 'tango', ...tangoTest(calls, criterion.goal, alternative) }
      : estimate.standardError !== undefined && estimate.standardError > 0
        ? { method: 'normal-shift', ...normalShiftTest(estimate.value, estimate.standardError, criterion.goal, alternative) }
        : null
  if (found === null) return undefined
  return found.p === null ? { method: found.method, pValue: null, reason: found.reason } : { method: found.method, pValue: found.p }
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
  if (method !== 'normal-shift' || value === null || standardError === undefined) return null
  const z = value / standardError - goal / standardError
  return { method: 'normal-by-quadrature', p: normalUpperTailByQuadrature(alternative === 'greater' ? z : -z) }
}

function pairedCallsOf({ method, options }: Estimate) {
  if (method !== 'paired-difference' || options === undefined) return null
  const count = (name: string): number => Number(options[name] ?? 0)
  return { both: count('both'), firstOnly: count('firstOnly'), secondOnly: count('secondOnly'), neither: count('neither') }
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
