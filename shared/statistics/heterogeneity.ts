import { chiSquareUpperTail } from './distributions.ts'
import type { StatisticsReason } from './interval.ts'
import { CompensatedSum } from './sum.ts'

/** Below this each site is shown and nothing is concluded from τ². */
export const FEW_SITES = 5

export interface SiteEstimate {
  readonly value: number
  /** Above 0. */
  readonly variance: number
}

export type Heterogeneity =
  | {
      readonly nSites: number
      /** Fewer than 5 sites: no conclusion from τ² or I². */
      readonly isInconclusive: boolean
      /** Cochran's Q, its degrees of freedom and p value. */
      readonly q: number
      readonly degreesOfFreedom: number
      readonly pValue: number
      readonly tauSquared: number
      /** Share of the variation that is between sites, in [0, 1). */
      readonly iSquared: number
      readonly fixed: { readonly value: number; readonly standardError: number }
      readonly random: { readonly value: number; readonly standardError: number }
    }
  | { readonly nSites: number; readonly q: null; readonly reason: StatisticsReason }

/**
 * Heterogeneity over sites (rule HET-1): DerSimonian & Laird 1986, Controlled Clinical Trials 7: 177–188 for τ² and the
 * random-effects mean; Higgins & Thompson 2002, Statistics in Medicine 21: 1539–1558 for I² = max(0, (Q − df)/Q). Sites
 * must be independent. Refused below two sites (too-few-clusters) and where a site's variance is not above 0
 * (zero-variance): its weight would be infinite.
 */
export function dersimonianLaird(sites: readonly SiteEstimate[]): Heterogeneity {
  const nSites = sites.length
  if (nSites < 2) return { nSites, q: null, reason: 'too-few-clusters' }
  if (sites.some((site) => !(site.variance > 0))) return { nSites, q: null, reason: 'zero-variance' }
  const fixed = weightedMean(sites, 0)
  const q = new CompensatedSum()
  const squaredWeights = new CompensatedSum()
  for (const { value, variance } of sites) {
    q.add(((value - fixed.value) * (value - fixed.value)) / variance)
    squaredWeights.add(1 / variance / variance)
  }
  const degreesOfFreedom = nSites - 1
  const excess = q.value - degreesOfFreedom
  const tauSquared = Math.max(0, excess / (fixed.weight - squaredWeights.value / fixed.weight))
  const random = weightedMean(sites, tauSquared)
  return {
    nSites,
    isInconclusive: nSites < FEW_SITES,
    q: q.value,
    degreesOfFreedom,
    pValue: chiSquareUpperTail(q.value, degreesOfFreedom),
    tauSquared,
    iSquared: q.value === 0 ? 0 : Math.max(0, excess / q.value),
    fixed: { value: fixed.value, standardError: 1 / Math.sqrt(fixed.weight) },
    random: { value: random.value, standardError: 1 / Math.sqrt(random.weight) },
  }
}

function weightedMean(sites: readonly SiteEstimate[], tauSquared: number): { value: number; weight: number } {
  const sum = new CompensatedSum()
  const weight = new CompensatedSum()
  for (const { value, variance } of sites) {
    sum.add(value / (variance + tauSquared))
    weight.add(1 / (variance + tauSquared))
  }
  return { value: sum.value / weight.value, weight: weight.value }
}
