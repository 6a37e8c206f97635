import { z } from 'zod'
import { areaSizeForHalfWidth, areaSizeForPower, plannedAreaVariance } from '../../shared/statistics/planning-area.ts'
import { examinationsFor, jointPower, sampleSizeForFewFailures, sizeForJointPower } from '../../shared/statistics/planning-counts.ts'
import { independentFormulaPower, independentPower, independentSize, pairedFormulaPower, pairedPower, pairedSize } from '../../shared/statistics/planning-differences.ts'
import { powerAgainstGoal, sampleSizeForHalfWidth, sampleSizeForPower } from '../../shared/statistics/planning-proportion.ts'
import type { KnownAnswer } from './known-answer.ts'
import { answer } from './known-answer.ts'

const n = z.number()
const method = z.enum(['clopper-pearson', 'wilson', 'agresti-coull', 'jeffreys'])
const bound = z.enum(['lower', 'upper'])
const goal = z.tuple([n, n, n, method, bound])
const PlanningVector = z.object({
  source: z.string(),
  golden: z.object({ zeroFailure: z.array(z.tuple([n, n])), wilsonHalfWidth: z.tuple([n, n, n]) }),
  width: z.array(z.tuple([n, n, n, method, z.enum(['at-expected', 'mean']), n, n])),
  power: z.array(z.tuple([n, n, n, method, bound, n, n, n, n, n])),
  fewFailures: z.array(z.tuple([n, n, n, method, n])),
  paired: z.array(z.tuple([n, n, n, n, n, n])),
  pairedFormula: z.array(z.tuple([n, n, n, n, n, n, n])),
  pairedSize: z.array(z.tuple([n, n, n, n, n, n, n])),
  independent: z.array(z.tuple([n, n, n, n, n, n, n])),
  independentFormula: z.array(z.tuple([n, n, n, n, n, n, n, n])),
  independentSize: z.array(z.tuple([n, n, n, n, n, n, n, n])),
  area: z.array(z.tuple([n, n, n, n, n, n, z.enum(['hanley-mcneil', 'obuchowski']), n, n, n, n])),
  joint: z.array(z.tuple([goal, goal, n, n, n, n])),
  jointSize: z.array(z.tuple([goal, goal, n, n, n, n])),
  assured: z.array(z.tuple([n, n, n, n, n, n])),
})
type Vector = z.infer<typeof PlanningVector>

const goalOf = ([expected, at, level, interval, side]: z.infer<typeof goal>) => ({ expected, goal: at, level, method: interval, bound: side })

/** Sizes must be the same whole number, powers agree to a relative 1e-9. */
export function checkPlanning(value: unknown): KnownAnswer[] {
  const vector = PlanningVector.parse(value)
  const known: Known = (what, expected, computed) =>
    answer({ id: `planning/${what}`, what, source: vector.source }, expected, computed, Number.isInteger(expected) ? 0 : 1e-9)
  return [...proportions(vector, known), ...differences(vector, known), ...areas(vector, known), ...counts(vector, known)]
}

type Known = (what: string, expected: number, computed: number | null) => KnownAnswer

function proportions({ golden, width, power, fewFailures }: Vector, known: Known): KnownAnswer[] {
  const [expected, halfWidth, size] = golden.wilsonHalfWidth
  return [
    known('golden: Wilson half-width', size, sampleSizeForHalfWidth({ expected, halfWidth, level: 0.95, method: 'wilson' }, 'at-expected').n),
    ...golden.zeroFailure.map(([at, needed]) => known(`golden: no failure, ${at}`, needed, sampleSizeForFewFailures({ goal: at, level: 0.95, method: 'clopper-pearson' }, 0).n)),
    ...width.map(([p, half, level, interval, basis, needed]) =>
      known(`half-width ${half} at ${p}, ${interval}, ${basis}`, needed, sampleSizeForHalfWidth({ expected: p, halfWidth: half, level, method: interval }, basis).n),
    ),
    ...power.flatMap(([p, at, level, interval, side, target, needed, reached, firstN]) => {
      const plan = goalOf([p, at, level, interval, side])
      const found = sampleSizeForPower(plan, target)
      const name = `${p} against ${at}, ${interval}, ${side} bound`
      return [
        known(`${name}: n`, needed, found.n),
        known(`${name}: first n`, firstN, found.n === null ? null : found.firstN),
        known(`${name}: power`, reached, powerAgainstGoal(plan, needed)),
      ]
    }),
    ...fewFailures.map(([at, level, failures, interval, needed]) =>
      known(`${failures} failures, goal ${at}, level ${level}, ${interval}`, needed, sampleSizeForFewFailures({ goal: at, level, method: interval }, failures).n),
    ),
  ]
}

const differences = ({ paired, pairedFormula, pairedSize: lasting, independent, independentFormula, independentSize: lastingGroups }: Vector, known: Known): KnownAnswer[] => [
  ...paired.map(([firstOnly, secondOnly, margin, level, pairs, power]) =>
    known(`paired ${firstOnly}, ${secondOnly}, margin ${margin}, n ${pairs}`, power, pairedPower({ firstOnly, secondOnly, margin, level }, pairs)),
  ),
  ...pairedFormula.flatMap(([firstOnly, secondOnly, margin, level, target, size, power]) => {
    const [plan, name] = [{ firstOnly, secondOnly, margin, level }, `paired formula ${firstOnly}, ${secondOnly}, margin ${margin}`]
    const found = pairedSize(plan, target)
    return [known(name, size, found.n === null ? null : found.formulaN), known(`${name}: power`, power, pairedFormulaPower(plan, size))]
  }),
  ...lasting.map(([firstOnly, secondOnly, margin, level, target, size]) =>
    known(`pairs for ${target}: ${firstOnly}, ${secondOnly}, margin ${margin}`, size, pairedSize({ firstOnly, secondOnly, margin, level }, target).n),
  ),
  ...independent.map(([first, second, secondPerFirst, margin, level, size, power]) =>
    known(`groups ${first}, ${second}, margin ${margin}, n ${size}`, power, independentPower({ first, second, secondPerFirst, margin, level }, size)),
  ),
  ...independentFormula.flatMap(([first, second, secondPerFirst, margin, level, target, size, power]) => {
    const [plan, name] = [{ first, second, secondPerFirst, margin, level }, `groups formula ${first}, ${second}, margin ${margin}`]
    const found = independentSize(plan, target)
    return [known(name, size, found.n === null ? null : found.formulaN), known(`${name}: power`, power, independentFormulaPower(plan, size))]
  }),
  ...lastingGroups.map(([first, second, secondPerFirst, margin, level, target, size]) =>
    known(`groups for ${target}: ${first}, ${second}, margin ${margin}`, size, independentSize({ first, second, secondPerFirst, margin, level }, target).n),
  ),
]

const areas = ({ area }: Vector, known: Known): KnownAnswer[] =>
  area.flatMap(([expected, at, halfWidth, absentPerPresent, level, target, variance, of40and90, precise, strong]) => {
    const plan = { expected, level, variance, absentPerPresent }
    return [
      known(`area ${expected}, ${variance}: variance`, of40and90, plannedAreaVariance(expected, 40, 90, variance)),
      known(`area ${expected}, ${variance}: half-width ${halfWidth}`, precise, areaSizeForHalfWidth(plan, halfWidth).n),
      known(`area ${expected}, ${variance}: goal ${at}`, strong, areaSizeForPower(plan, at, target).n),
    ]
  })

const counts = ({ joint, jointSize, assured }: Vector, known: Known): KnownAnswer[] => [
  ...joint.flatMap(([present, absent, size, prevalence, fixedCounts, randomCounts]) => {
    const found = jointPower(goalOf(present), goalOf(absent), size, prevalence)
    return [known(`joint power, n ${size}: fixed`, fixedCounts, found.fixedCounts), known(`joint power, n ${size}: random`, randomCounts, found.randomCounts)]
  }),
  ...jointSize.map(([present, absent, prevalence, target, size]) =>
    known(`joint power ${target} at prevalence ${prevalence}: n`, size, sizeForJointPower(goalOf(present), goalOf(absent), prevalence, target).n),
  ),
  ...assured.map(([needed, fraction, assurance, , size]) => {
    const found = examinationsFor(needed, fraction, assurance)
    return known(`${needed} with probability ${assurance} at ${fraction}`, size, found.n === null ? null : found.assured)
  }),
]
