import { z } from 'zod'
import {
  agrestiCaffoInterval,
  fisherExactTest,
  oddsRatio,
  pooledTest,
  riskRatio,
  waldDifferenceInterval,
} from '../../shared/statistics/independent-comparisons.ts'
import {
  farringtonManningInterval,
  farringtonManningTest,
  miettinenNurminenInterval,
  miettinenNurminenTest,
  newcombeHybridInterval,
  restrictedProportions,
} from '../../shared/statistics/independent-proportions.ts'
import {
  chiSquareMcNemar,
  exactMcNemar,
  midPMcNemar,
  newcombePairedInterval,
  tangoInterval,
} from '../../shared/statistics/paired-proportions.ts'
import type { CheckContext, KnownAnswer } from './known-answer.ts'
import { answers, shifts } from './proportion-checks.ts'

const row = z.array(z.number().nullable())
const counts = z.tuple([z.number(), z.number(), z.number(), z.number()])

const TwoProportionsVector = z.object({
  source: z.string(),
  independent: z.array(
    z.object({
      source: z.string(),
      counts,
      newcombe: row,
      miettinenNurminen: row,
      farringtonManning: row,
      wald: row.nullable(),
      agrestiCaffo: row,
      pooled: row,
      fisher: z.number(),
      riskRatio: row.nullable(),
      oddsRatio: row.nullable(),
      shifted: z.array(z.array(z.number().nullable())),
    }),
  ),
  paired: z.array(
    z.object({
      source: z.string(),
      counts,
      exact: z.number(),
      midP: z.number(),
      chiSquare: row,
      edwards: row,
      newcombe: row,
      tango: row,
    }),
  ),
  shifts: z.array(z.array(z.number())),
})
type Vector = z.infer<typeof TwoProportionsVector>

function independent(known: Vector['independent'][number]): KnownAnswer[] {
  const [x1, n1, x2, n2] = known.counts
  const two = { x1, n1, x2, n2 }
  const check = (name: string, expected: readonly (number | null)[] | null, found: readonly (number | null)[]) =>
    answers(`${known.source}/${name}`, known.source, expected ?? [], found)
  const bounds = ({ lower, upper }: { lower: number | null; upper: number | null }) => [lower, upper]
  const [rr, or, pooled] = [riskRatio(two, 0.95), oddsRatio(two, 0.95), pooledTest(two)]
  return [
    ...check('Newcombe', known.newcombe, bounds(newcombeHybridInterval(two, 0.95))),
    ...check('Miettinen-Nurminen', known.miettinenNurminen, bounds(miettinenNurminenInterval(two, 0.95))),
    ...check('Mee, Farrington-Manning', known.farringtonManning, bounds(farringtonManningInterval(two, 0.95))),
    ...check('Wald', known.wald, bounds(waldDifferenceInterval(two, 0.95))),
    ...check('Agresti-Caffo', known.agrestiCaffo, bounds(agrestiCaffoInterval(two, 0.95))),
    ...check('pooled z', known.pooled, [pooled.statistic, pooled.p]),
    ...check('Fisher', [known.fisher], [fisherExactTest(two).p]),
    ...check('risk ratio', known.riskRatio, [rr.value, ...bounds(rr.bounds)]),
    ...check('odds ratio', known.oddsRatio, [or.value, ...bounds(or.bounds)]),
    ...known.shifted.flatMap(([margin, ...expected]) => {
      const delta = -(margin ?? 0)
      const fm = farringtonManningTest(two, delta, 'greater')
      const mn = miettinenNurminenTest(two, delta, 'greater')
      const { p1, p2 } = restrictedProportions(two, delta)
      return check(`margin ${margin}`, expected, [fm.statistic, fm.p, p1, p2, mn.statistic, mn.p])
    }),
  ]
}

function paired(known: Vector['paired'][number]): KnownAnswer[] {
  const [both, firstOnly, secondOnly, neither] = known.counts
  const calls = { both, firstOnly, secondOnly, neither }
  const [plain, edwards] = [chiSquareMcNemar(calls, 'none'), chiSquareMcNemar(calls, 'edwards')]
  const [newcombe, tango] = [newcombePairedInterval(calls, 0.95), tangoInterval(calls, 0.95)]
  const check = (name: string, expected: readonly (number | null)[], found: readonly (number | null)[]) =>
    answers(`${known.source}/${name}`, known.source, expected, found)
  return [
    ...check('McNemar exact, mid-p', [known.exact, known.midP], [exactMcNemar(calls).p, midPMcNemar(calls).p]),
    ...check('McNemar', known.chiSquare, [plain.statistic, plain.p]),
    ...check('McNemar, Edwards', known.edwards, [edwards.statistic, edwards.p]),
    ...check('Newcombe paired', known.newcombe, [newcombe.lower, newcombe.upper]),
    ...check('Tango', known.tango, [tango.lower, tango.upper]),
  ]
}

export function twoProportions({ readVector }: CheckContext): KnownAnswer[] {
  const vector = TwoProportionsVector.parse(readVector('two-proportions'))
  return [
    ...vector.independent.flatMap(independent),
    ...vector.paired.flatMap(paired),
    ...shifts(vector.source, vector.shifts),
  ]
}
