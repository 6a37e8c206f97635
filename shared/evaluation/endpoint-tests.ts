import { exactBinomialTest, normalShiftTest } from '../statistics/criteria-tests.ts'
import { benjaminiHochbergAdjusted, fixedSequenceAdjusted, holmAdjusted } from '../statistics/multiplicity.ts'
import { tangoTest } from '../statistics/paired-proportions.ts'
import type { Criterion, Protocol } from '../vocabulary/protocol.ts'
import type { EndpointResult, Estimate } from '../vocabulary/results.ts'

type Test = NonNullable<EndpointResult['test']>

/**
 * One-sided test of H0 that the quantity lies on the wrong side of the goal (rule JDG-4). The verdict rests on the
 * interval bound; the test is printed beside it and is what a multiplicity procedure adjusts.
 */
export function endpointTest(criterion: Criterion, estimate: Estimate | undefined): Test | undefined {
  if (estimate === undefined || estimate.value === null) return undefined
  const alternative = criterion.bound === 'lower' ? 'greater' : 'less'
  const { x, of } = estimate.denominators
  // Clustered and weighted estimates say so: the exact binomial would count examinations as independent and alike.
  const isCounted = estimate.options?.['clusters'] === undefined && estimate.options?.['weights'] === undefined
  if (isCounted && x !== undefined && of !== undefined) {
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
