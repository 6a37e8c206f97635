import { z } from 'zod'
import type { Measured } from '../../shared/statistics/accuracy.ts'
import {
  accuracyCounts,
  balancedAccuracy,
  diagnosticOddsRatio,
  f1Score,
  matthewsCorrelation,
  negativeLikelihoodRatio,
  positiveLikelihoodRatio,
  youdenIndex,
} from '../../shared/statistics/accuracy.ts'
import { exactBinomialTest, normalShiftTest } from '../../shared/statistics/criteria-tests.ts'
import { benjaminiHochbergAdjusted, holmAdjusted } from '../../shared/statistics/multiplicity.ts'
import type { Prevalence } from '../../shared/statistics/prevalence-adjusted.ts'
import {
  countedPrevalence,
  npvAtPrevalence,
  ppvAtPrevalence,
  publishedPrevalence,
  statedPrevalence,
} from '../../shared/statistics/prevalence-adjusted.ts'
import { clopperPearsonInterval, wilsonInterval } from '../../shared/statistics/proportion.ts'
import {
  agrestiCoullInterval,
  jeffreysInterval,
  waldProportionInterval,
  wilsonContinuityInterval,
} from '../../shared/statistics/proportion-bounds.ts'
import { clopperPearsonByBinomialTails, wilsonByScoreRoots } from '../../shared/statistics/proportion-second.ts'
import type { CheckContext, KnownAnswer } from './known-answer.ts'
import { answer, printedAnswer } from './known-answer.ts'

const row = z.array(z.number().nullable())
const counts = z.tuple([z.number(), z.number(), z.number(), z.number()])
type Counts = z.infer<typeof counts>

const tableOf = ([tp, fp, fn, tn]: Counts) => ({ tp, fp, fn, tn })
const flat = ({ value, bounds }: Measured): (number | null)[] => [value, bounds.lower, bounds.upper]

/** Several numbers under one name. */
export function answers(
  what: string,
  source: string,
  expected: readonly (number | null | undefined)[],
  computed: readonly (number | null | undefined)[],
  tolerance = 1e-9,
): KnownAnswer[] {
  return computed.map((each, k) => {
    const name = computed.length === 1 ? what : `${what} (${k + 1})`
    return answer({ id: name, what: name, source }, expected[k] ?? null, each ?? null, tolerance)
  })
}

const intervalMethods = [
  ['Clopper-Pearson', clopperPearsonInterval, 3],
  ['Wilson', wilsonInterval, 5],
  ['Agresti-Coull', agrestiCoullInterval, 7],
  ['Jeffreys', jeffreysInterval, 9],
  ['Wilson with continuity correction', wilsonContinuityInterval, 11],
  ['Wald', waldProportionInterval, 13],
  ['Clopper-Pearson by binomial tails', clopperPearsonByBinomialTails, 3],
  ['Wilson by score roots', wilsonByScoreRoots, 5],
] as const

export function proportionIntervals({ readVector }: CheckContext): KnownAnswer[] {
  const { source, rows } = z.object({ source: z.string(), rows: z.array(row) }).parse(readVector('proportion-intervals'))
  return rows.flatMap((each) =>
    intervalMethods.flatMap(([name, interval, column]) => {
      const [x, n, level] = [each[0] ?? 0, each[1] ?? 0, each[2] ?? 0]
      const { lower, upper } = interval(x, n, level)
      return answers(`proportion/${name} of ${x}/${n} at ${level}`, source, each.slice(column, column + 2), [lower, upper])
    }),
  )
}

const TablesVector = z.object({
  source: z.string(),
  tables: z.array(
    z.object({
      counts,
      accuracy: z.number(),
      balancedAccuracy: z.number().nullable(),
      youden: z.number().nullable(),
      f1: z.number().nullable(),
      mcc: z.number().nullable(),
      lrPositive: row,
      lrNegative: row,
      oddsRatio: row,
      atPrevalence: z.array(z.tuple([z.number(), z.number().nullable(), z.number().nullable()])),
    }),
  ),
})

export function tables({ readVector }: CheckContext): KnownAnswer[] {
  const vector = TablesVector.parse(readVector('two-by-two'))
  return vector.tables.flatMap((known) => {
    const table = tableOf(known.counts)
    const at = (name: string) => `2 × 2/${known.counts.join(' ')}/${name}`
    const { x, of } = accuracyCounts(table)
    const single = [x / of, balancedAccuracy(table, 0.95).value, youdenIndex(table, 0.95).value]
    single.push(f1Score(table).value, matthewsCorrelation(table).value)
    const expected = [known.accuracy, known.balancedAccuracy, known.youden, known.f1, known.mcc]
    return [
      ...answers(at('accuracy, balanced, Youden, F1, MCC'), vector.source, expected, single),
      ...answers(at('LR+'), vector.source, known.lrPositive, flat(positiveLikelihoodRatio(table, 0.95))),
      ...answers(at('LR−'), vector.source, known.lrNegative, flat(negativeLikelihoodRatio(table, 0.95))),
      ...answers(at('DOR'), vector.source, known.oddsRatio, flat(diagnosticOddsRatio(table, 0.95))),
      ...known.atPrevalence.flatMap(([share, ppv, npv]) => {
        const found = [ppvAtPrevalence, npvAtPrevalence].map((each) => each(table, statedPrevalence(share), 0.95).value)
        return answers(at(`PPV, NPV at ${share}`), vector.source, [ppv, npv], found)
      }),
    ]
  })
}

const CriteriaVector = z.object({
  source: z.string(),
  printedSource: z.string(),
  binomial: z.array(z.tuple([z.number(), z.number(), z.number(), z.enum(['greater', 'less']), z.number()])),
  prevalence: z.array(z.tuple([z.enum(['stated', 'counted', 'published']), z.array(z.number()), counts], z.number())),
  multiplicity: z.array(
    z.object({ p: z.array(z.number()), holm: z.array(z.number()), benjaminiHochberg: z.array(z.number()) }),
  ),
  printed: z.array(z.tuple([z.enum(['LR+', 'LR-', 'PPV', 'NPV']), counts, z.number().nullable()], z.number().nullable())),
})

function prevalenceOf(kind: 'stated' | 'counted' | 'published', [a = 0, b = 0, c = 0]: number[]): Prevalence {
  if (kind === 'published') return publishedPrevalence(a, b, c, 0.95)
  return (kind === 'counted' ? countedPrevalence(a, b) : null) ?? statedPrevalence(a)
}

export function criteria({ readVector }: CheckContext): KnownAnswer[] {
  const { source, printedSource, ...vector } = CriteriaVector.parse(readVector('criteria'))
  const measures = { 'LR+': positiveLikelihoodRatio, 'LR-': negativeLikelihoodRatio }
  return [
    ...vector.binomial.flatMap(([x, n, goal, alternative, p]) =>
      answers(`exact binomial/${x} of ${n} against ${goal}, ${alternative}`, source, [p], [exactBinomialTest(x, n, goal, alternative).p]),
    ),
    ...vector.prevalence.flatMap(([kind, given, cells, ...expected]) => {
      const prevalence = prevalenceOf(kind, given)
      const found = [ppvAtPrevalence, npvAtPrevalence].flatMap((each) => flat(each(tableOf(cells), prevalence, 0.95)))
      return answers(`PPV, NPV/${cells.join(' ')} at prevalence ${kind} ${given.join(', ')}`, source, expected, found)
    }),
    ...vector.multiplicity.flatMap(({ p, holm, benjaminiHochberg }) => [
      ...answers(`Holm/${p.join(' ')}`, source, holm, holmAdjusted(p)),
      ...answers(`Benjamini-Hochberg/${p.join(' ')}`, source, benjaminiHochberg, benjaminiHochbergAdjusted(p)),
    ]),
    ...vector.printed.flatMap(([name, cells, share, ...expected]) => {
      const table = tableOf(cells)
      const prevalence = statedPrevalence(share ?? 0.5)
      const measured =
        name === 'PPV' ? ppvAtPrevalence(table, prevalence, 0.95)
        : name === 'NPV' ? npvAtPrevalence(table, prevalence, 0.95)
        : measures[name](table, 0.95)
      return flat(measured).flatMap((found, k) => {
        const known = expected[k] ?? null
        const what = `printed/${name} of ${cells.join(' ')}${share === null ? '' : ` at ${share}`} (${k + 1})`
        return known === null ? [] : [printedAnswer({ id: what, what, source: printedSource }, known, found, 0.5000001e-6)]
      })
    }),
  ]
}

/** Shifted tests of differences of areas: difference, standard error, margin, z, p. */
export function shifts(source: string, rows: readonly (readonly number[])[]): KnownAnswer[] {
  return rows.flatMap(([difference = 0, error = 0, margin = 0, z, p]) => {
    const found = normalShiftTest(difference, error, -margin, 'greater')
    return answers(`non-inferiority/${difference} ± ${error}, margin ${margin}`, source, [z, p], [found.statistic, found.p])
  })
}
