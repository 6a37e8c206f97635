import { dersimonianLaird } from '../statistics/heterogeneity.ts'
import { pooledTest } from '../statistics/independent-comparisons.ts'
import { newcombeHybridInterval, proportionDifference } from '../statistics/independent-proportions.ts'
import type { Protocol } from '../vocabulary/protocol.ts'
import type { Contrast, Estimate, Heterogeneity } from '../vocabulary/results.ts'
import { type ContrastData, areaContrast, clusteredRateContrast } from './contrast-rows.ts'
import { type Draft, interval } from './draft.ts'
import { countsUnequally } from './weights.ts'

/** Levels of one subgroup with the overall estimate of the same quantity. */
interface Family {
  readonly overall: Estimate
  readonly subgroup: string
  readonly levels: readonly Estimate[]
}

/**
 * Each level of a proportion or an area against everybody else, and heterogeneity over the levels (rules CTR-1, CTR-2), for
 * every estimand an endpoint is about. Descriptive. Levels without an estimate are left out of heterogeneity, which is refused
 * under clustering, because levels may share clusters; under weights contrasts are refused too, because levels share what the
 * weights were estimated from.
 */
export function contrasts(
  protocol: Protocol,
  estimates: readonly Estimate[],
  endpointEstimates: readonly string[],
  data: ContrastData,
): { contrasts: Contrast[]; heterogeneity: Heterogeneity[] } {
  const isClustered = protocol.clusters !== undefined
  // Alerts and single predictions come in examinations: their levels are no independent counts.
  const found = families(protocol, estimates, endpointEstimates).filter(({ overall }) => isClustered || overall.options?.['clusters'] === undefined)
  const isWeighted = countsUnequally(protocol)
  const refusal = (family: Family): Contrast['reason'] => (isWeighted || family.overall.options?.['weights'] !== undefined ? 'refused-under-weights' : undefined)
  return {
    contrasts: found
      .filter((family) => isProportion(family) || isArea(family))
      .flatMap((family) => family.levels.map((level) => contrastOf(family.overall, level, data, refusal(family)))),
    heterogeneity: isClustered || isWeighted ? [] : found.filter((family) => refusal(family) === undefined).map(heterogeneityOf),
  }
}

const isArea = ({ overall }: Family): boolean => overall.quantity === 'auroc'

const isProportion = ({ overall }: Family): boolean => overall.denominators.x !== undefined

function families(protocol: Protocol, estimates: readonly Estimate[], ids: readonly string[]): Family[] {
  const byId = new Map(estimates.map((estimate) => [estimate.id, estimate]))
  return [...new Set(ids)].flatMap((id) => {
    const overall = byId.get(id)
    if (overall === undefined || overall.comparison !== undefined) return []
    return protocol.subgroups.flatMap((subgroup): Family[] => {
      const levels = estimates.filter((each) => each.subgroup?.id === subgroup.id && each.id === `${id}/${subgroup.id}=${each.subgroup.level}`)
      return levels.length < 2 ? [] : [{ overall, subgroup: subgroup.id, levels }]
    })
  })
}

function contrastOf(overall: Estimate, level: Estimate, data: ContrastData, refusal: Contrast['reason']): Contrast {
  const { protocol, clusters } = data
  const about = { id: `${level.id}/contrast`, estimateId: level.id, subgroup: level.subgroup ?? { id: '', level: '' } }
  const confidence = protocol.intervals.level
  const none = (reason: Contrast['reason'], method: string): Contrast => ({
    ...about,
    difference: null,
    interval: { method, level: confidence, lower: null, upper: null, ...(reason ? { reason } : {}) },
    pValue: null,
    method,
    ...(reason ? { reason } : {}),
  })
  if (refusal !== undefined) return none(refusal, 'none')
  if (clusters?.isIncomplete === true) return none('needs-clusters', 'none')
  if (level.value === null) return none(level.reason, 'none')
  if (level.quantity === 'auroc' || clusters !== null) {
    const found =
      level.quantity === 'auroc' ? areaContrast(level, about.subgroup, data) : clusters === null ? null : clusteredRateContrast(level, about.subgroup, data, clusters)
    if (found === null) return none('refused-under-clusters', 'none')
    const { method, difference, bounds, pValue, reason } = found
    if (difference === null) return none(reason, method)
    return { ...about, difference: difference + 0, interval: interval(method, confidence, bounds), pValue, method }
  }
  const { x: x1, of: n1 } = level.denominators
  const { x: all, of: total } = overall.denominators
  if (x1 === undefined || n1 === undefined || all === undefined || total === undefined) return none(undefined, 'none')
  const counts = { x1, n1, x2: all - x1, n2: total - n1 }
  const difference = proportionDifference(counts)
  if (difference === null) return none('denominator-zero', 'newcombe-hybrid')
  const test = pooledTest(counts)
  return {
    ...about,
    difference: difference + 0,
    interval: interval('newcombe-hybrid', confidence, newcombeHybridInterval(counts, confidence)),
    pValue: test.p,
    method: 'newcombe-hybrid',
  }
}

function heterogeneityOf({ overall, subgroup, levels }: Family): Heterogeneity {
  const sites = levels.flatMap((level) => {
    const variance = varianceOf(level)
    return level.value === null || variance === null ? [] : [{ value: level.value, variance }]
  })
  const found = dersimonianLaird(sites)
  const about = { estimateId: overall.id, subgroup, nLevels: sites.length }
  if (found.q === null) {
    return { ...about, q: null, degreesOfFreedom: Math.max(0, sites.length - 1), pValue: null, iSquared: null, tauSquared: null, warnings: [] }
  }
  return {
    ...about,
    q: found.q,
    degreesOfFreedom: found.degreesOfFreedom,
    pValue: found.pValue,
    iSquared: found.iSquared,
    tauSquared: found.tauSquared,
    warnings: found.isInconclusive ? ['fewer-than-5-sites'] : [],
  }
}

/** Variance of a level's estimate; none at 0 and 1, where its weight would be infinite. */
function varianceOf({ value, variance, standardError, denominators }: Pick<Estimate, 'value' | 'variance' | 'standardError' | 'denominators'>): number | null {
  const known: Draft['variance'] = variance ?? (standardError === undefined ? undefined : standardError * standardError)
  if (known !== undefined) return known > 0 ? known : null
  const { of } = denominators
  if (value === null || of === undefined || of === 0) return null
  const binomial = (value * (1 - value)) / of
  return binomial > 0 ? binomial : null
}
