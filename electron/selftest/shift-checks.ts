import { z } from 'zod'
import {
  decileShares,
  equalWidthShares,
  jensenShannon,
  mannWhitneyTest,
  populationStabilityIndex,
  standardisedMeanDifference,
  wasserstein1,
} from '../../shared/statistics/distribution-shift.ts'
import { kolmogorovSmirnov } from '../../shared/statistics/kolmogorov-smirnov.ts'
import { twoSamples } from '../../shared/statistics/two-samples.ts'
import type { KnownAnswer } from './known-answer.ts'
import { answer } from './known-answer.ts'

const number = z.number()
const numbers = z.array(number)
const Case = z.object({
  name: z.string(),
  first: numbers,
  second: numbers,
  ks: z.object({ distance: number, pExact: number, pEffectiveN: number, pAsymptotic: number }),
  deciles: z.object({ edges: numbers, development: numbers, validation: numbers, psi: number, any_empty: z.boolean() }),
  jensenShannon: z.object({ divergence_nats: number, divergence_bits: number, distance_base2: number }),
  equalWidth: z
    .object({ development: numbers, validation: numbers, psi_floor_1e_6: number, js_divergence_nats: number })
    .nullable(),
  wasserstein: number,
  meanDifference: number,
  standardised: number,
  mannWhitney: z.object({ U_development: number, p_asymptotic_no_continuity: number }),
})
const ShiftVector = z.object({ source: z.string(), cases: z.array(Case) })

/** Distances between development and validation, beside what the reference engines gave. */
export function checkShift(vector: unknown): KnownAnswer[] {
  const { source, cases } = ShiftVector.parse(vector)
  const answers: KnownAnswer[] = []
  for (const each of cases) {
    const compare = (what: string, expected: number | null | undefined, computed: number | null | undefined): void => {
      const title = `${each.name} ${what}`
      answers.push(answer({ id: `shift/${title}`, what: title, source }, expected ?? null, computed ?? null, 1e-9))
    }
    const samples = twoSamples(Float64Array.from(each.first), Float64Array.from(each.second))
    const ks = kolmogorovSmirnov(samples)
    compare('KS distance', each.ks.distance, ks.distance)
    if (ks.distance !== null) {
      compare('KS p, exact', each.ks.pExact, ks.pExact.value)
      compare('KS p, effective n', each.ks.pEffectiveN, ks.pEffectiveN.value)
      compare('KS p, asymptotic', each.ks.pAsymptotic, ks.pAsymptotic)
    }
    const deciles = decileShares(samples)
    const equal = equalWidthShares(samples)
    if (deciles === null || equal === null) throw new RangeError('a sample is empty')
    each.deciles.edges.forEach((edge, k) => compare(`decile ${k}`, edge, deciles.edges[k]))
    each.deciles.development.forEach((share, k) => compare(`first in bin ${k}`, share, deciles.first[k]))
    each.deciles.validation.forEach((share, k) => compare(`second in bin ${k}`, share, deciles.second[k]))
    const stability = populationStabilityIndex(deciles)
    compare('PSI', each.deciles.psi, stability.value)
    compare('PSI floored', Number(each.deciles.any_empty), Number(stability.isFloored))
    const js = jensenShannon(deciles)
    compare('Jensen-Shannon, nats', each.jensenShannon.divergence_nats, js.divergenceNats)
    compare('Jensen-Shannon, bits', each.jensenShannon.divergence_bits, js.divergenceBits)
    compare('Jensen-Shannon distance', each.jensenShannon.distance_base2, js.distanceBase2)
    if (each.equalWidth !== null) {
      compare('PSI, equal width', each.equalWidth.psi_floor_1e_6, populationStabilityIndex(equal).value)
      compare('Jensen-Shannon, equal width', each.equalWidth.js_divergence_nats, jensenShannon(equal).divergenceNats)
    }
    const means = standardisedMeanDifference(samples)
    compare('Wasserstein-1', each.wasserstein, wasserstein1(samples).value)
    compare('mean difference', each.meanDifference, means.difference)
    compare('standardised mean difference', each.standardised, means.difference === null ? null : means.standardised)
    const ranks = mannWhitneyTest(samples)
    compare('Mann-Whitney U', each.mannWhitney.U_development, ranks.uFirst)
    compare('Mann-Whitney p', each.mannWhitney.p_asymptotic_no_continuity, ranks.uFirst === null ? null : ranks.pValue)
  }
  return answers
}
