import { z } from 'zod'
import { intraclassCorrelations, intraclassForms } from '../../shared/statistics/intraclass-correlation.ts'
import {
  blandAltman,
  kendallTauB,
  kendallW,
  linConcordance,
  pearsonCorrelation,
  spearmanCorrelation,
} from '../../shared/statistics/paired-measurements.ts'
import type { KappaWeights, RaterTable } from '../../shared/statistics/rater-pairs.ts'
import {
  adjustedKappa,
  bowkerSymmetry,
  cohenKappa,
  percentAgreement,
  raterTable,
  scottPi,
  specificAgreement,
  stuartMaxwell,
} from '../../shared/statistics/rater-pairs.ts'
import type { RatingMatrix } from '../../shared/statistics/rater-sets.ts'
import { fleissKappa, gwetCoefficient, krippendorffAlpha, lightKappa, randolphKappa } from '../../shared/statistics/rater-sets.ts'
import type { KnownAnswer } from './known-answer.ts'
import { scaledAnswer } from './known-answer.ts'

const number = z.number()
const orNull = number.nullable()
const bounds = z.tuple([number, number])
const KappaAnswer = z.object({
  value: number,
  observed: number,
  chance: number,
  se: number,
  ci: bounds.nullable(),
  seNull: number,
  z: orNull,
  p: orNull,
})
const Pair = z.object({
  raters: z.tuple([number, number]),
  categories: z.array(number),
  table: z.array(z.array(number)),
  agree: z.tuple([number, number]),
  kappa: z.record(z.string(), KappaAnswer),
  adjusted: number,
  ac1: number,
  scott: number,
  specific: z.array(number),
  bowker: z.object({ chi2: number, df: number, p: number, df_nonempty_pairs: number, p_nonempty_pairs: number }),
  stuartMaxwell: orNull,
  blandAltman: z.object({
    bias: number,
    sd: number,
    bias_ci95: bounds,
    loa_lower: number,
    loa_upper: number,
    loa_se: number,
    loa_lower_ci95: bounds,
    loa_upper_ci95: bounds,
  }),
  lin: number,
  pearson: number,
  spearman: number,
  kendall: number,
})
const Case = z.object({
  name: z.string(),
  raters: number,
  subjects: number,
  rows: z.array(z.array(number)),
  pairs: z.array(Pair),
  krippendorff: z.object({ nominal: number, ordinal: number, interval: number }),
  fleiss: z.object({
    value: number,
    mean_agreement: number,
    chance_agreement: number,
    se_null: number,
    z: number,
    p: number,
    per_category: z.array(orNull),
    gwet_ac1: number,
    randolph_free_marginal: number,
  }),
  light: number,
  icc: z.record(z.string(), z.union([number, z.string(), z.object({ value: number, ci95: bounds })])),
  kendallW: number,
})
type Case = z.infer<typeof Case>
type Pair = z.infer<typeof Pair>
export const AgreementVector = z.object({ source: z.string(), cases: z.array(Case) })

/** scale: size of the numbers of which this one is a difference. */
type Compare = (what: string, expected: number | null | undefined, computed: number | null | undefined, scale?: number) => void

/** Rows are stored with how often they occur. */
const subjectsOf = ({ rows, raters }: Case): number[][] =>
  rows.flatMap((row) => Array.from({ length: row[raters] ?? 0 }, () => row.slice(0, raters)))

/** Every agreement number of each case, beside what the reference engines gave. */
export function checkAgreement(vector: unknown): KnownAnswer[] {
  const { source, cases } = AgreementVector.parse(vector)
  const answers: KnownAnswer[] = []
  for (const each of cases) {
    const subjects = subjectsOf(each)
    const compare: Compare = (what, expected, computed, scale = 0) => {
      const title = `${each.name} ${what}`
      const about = { id: `agreement/${title}`, what: title, source }
      answers.push(scaledAnswer(about, expected ?? null, computed ?? null, 1e-9, scale))
    }
    for (const pair of each.pairs) comparePair(pair, subjects, compare)
    compareSet(each, subjects, compare)
  }
  return answers
}

function comparePair(pair: Pair, subjects: readonly number[][], compare: Compare): void {
  const at = `raters ${pair.raters.join(' and ')}: `
  const [first, second] = pair.raters.map((rater) => Float64Array.from(subjects, (row) => row[rater - 1] ?? 0))
  if (first === undefined || second === undefined) return
  const codeOf = (values: Float64Array): number[] => [...values].map((v) => pair.categories.indexOf(v))
  const table = raterTable(codeOf(first), codeOf(second), pair.categories.length)
  compare(`${at}cells that differ`, 0, table.cells.filter((n, k) => n !== pair.table.flat()[k]).length)
  const agree = percentAgreement(table)
  compare(`${at}agreeing`, pair.agree[0], agree.x)
  compare(`${at}subjects`, pair.agree[1], agree.of)
  compareKappas(pair, table, at, compare)
  compare(`${at}adjusted kappa`, pair.adjusted, adjustedKappa(table))
  compare(`${at}Scott's pi`, pair.scott, scottPi(table))
  specificAgreement(table).forEach((found, k) => compare(`${at}specific agreement ${k}`, pair.specific[k], found))
  const [all, occurring] = [bowkerSymmetry(table, 'all'), bowkerSymmetry(table)]
  compare(`${at}Bowker`, pair.bowker.chi2, all.statistic)
  compare(`${at}Bowker p`, pair.bowker.p, all.statistic === null ? null : all.pValue)
  compare(`${at}Bowker p, occurring pairs`, pair.bowker.p_nonempty_pairs, occurring.statistic === null ? null : occurring.pValue)
  const margins = stuartMaxwell(table)
  // Of a table that is not of full rank the engines give what the solver left over: refused here.
  if (margins.statistic !== null && pair.stuartMaxwell !== null)
    compare(`${at}Stuart-Maxwell`, pair.stuartMaxwell, margins.statistic)
  compareMeasurements(pair, first, second, at, compare)
}

function compareKappas(pair: Pair, table: RaterTable, at: string, compare: Compare): void {
  for (const [key, expected] of Object.entries(pair.kappa)) {
    const [name = '', scale] = key.split('_')
    const weights: KappaWeights = name === 'linear' || name === 'quadratic' ? name : 'unweighted'
    const found = cohenKappa(table, 0.95, weights, scale === 'value' ? pair.categories : undefined)
    const what = `${at}kappa ${key}`
    compare(what, expected.value, found.value, 1e-3)
    if (found.value === null) continue
    compare(`${what} observed`, expected.observed, found.observedAgreement)
    compare(`${what} chance`, expected.chance, found.chanceAgreement)
    compare(`${what} standard error`, expected.se, found.standardError)
    compare(`${what} lower`, expected.ci?.[0] ?? null, found.bounds.lower)
    compare(`${what} upper`, expected.ci?.[1] ?? null, found.bounds.upper)
    compare(`${what} standard error under 0`, expected.seNull, found.standardErrorNull)
    compare(`${what} z`, expected.z, found.z, 1e-3)
    compare(`${what} p`, expected.p, found.pValue)
  }
}

function compareMeasurements(pair: Pair, first: Float64Array, second: Float64Array, at: string, compare: Compare): void {
  const found = blandAltman(first, second, 0.95)
  const expected = pair.blandAltman
  if (found.bias !== null) {
    compare(`${at}bias`, expected.bias, found.bias)
    compare(`${at}standard deviation`, expected.sd, found.standardDeviation)
    compare(`${at}bias lower`, expected.bias_ci95[0], found.biasBounds.lower, 5 * expected.sd)
    compare(`${at}bias upper`, expected.bias_ci95[1], found.biasBounds.upper, 5 * expected.sd)
    compare(`${at}lower limit`, expected.loa_lower, found.lower, 5 * expected.sd)
    compare(`${at}upper limit`, expected.loa_upper, found.upper, 5 * expected.sd)
    compare(`${at}standard error of a limit`, expected.loa_se, found.limitStandardError)
    compare(`${at}lower limit, lower`, expected.loa_lower_ci95[0], found.lowerBounds.lower, 5 * expected.sd)
    compare(`${at}upper limit, upper`, expected.loa_upper_ci95[1], found.upperBounds.upper, 5 * expected.sd)
  }
  compare(`${at}Lin`, pair.lin, linConcordance(first, second).value)
  compare(`${at}Pearson`, pair.pearson, pearsonCorrelation(first, second).value)
  compare(`${at}Spearman`, pair.spearman, spearmanCorrelation(first, second).value)
  compare(`${at}Kendall tau-b`, pair.kendall, kendallTauB(first, second).value)
}

function compareSet(each: Case, subjects: readonly number[][], compare: Compare): void {
  const categories = [...new Set(subjects.flat())].sort((a, b) => a - b)
  const code = Int32Array.from(subjects.flat(), (value) => categories.indexOf(value))
  const matrix: RatingMatrix = { subjects: each.subjects, raters: each.raters, q: categories.length, code }
  for (const metric of ['nominal', 'ordinal', 'interval'] as const) {
    compare(`Krippendorff ${metric}`, each.krippendorff[metric], krippendorffAlpha(matrix, metric, categories).value)
  }
  const fleiss = fleissKappa(matrix)
  compare('Fleiss', each.fleiss.value, fleiss.value)
  if (fleiss.value !== null) {
    compare('Fleiss agreement', each.fleiss.mean_agreement, fleiss.meanAgreement)
    compare('Fleiss chance', each.fleiss.chance_agreement, fleiss.chanceAgreement)
    compare('Fleiss standard error', each.fleiss.se_null, fleiss.standardErrorNull)
    compare('Fleiss z', each.fleiss.z, fleiss.z)
    compare('Fleiss p', each.fleiss.p, fleiss.pValue)
    fleiss.perCategory.forEach((found, k) => compare(`Fleiss category ${k}`, each.fleiss.per_category[k], found))
    compare('Randolph', each.fleiss.randolph_free_marginal, randolphKappa(fleiss.meanAgreement, categories.length))
  }
  compare('Gwet AC1', each.fleiss.gwet_ac1, gwetCoefficient(matrix, 0.95).value)
  compare('Light', each.light, lightKappa(matrix).value)
  compareIntraclass(each, Float64Array.from(subjects.flat()), compare)
}

function compareIntraclass(each: Case, values: Float64Array, compare: Compare): void {
  const found = intraclassCorrelations(values, each.raters, 0.95)
  if (found.meanSquares === null) return compare('mean squares', 0, null)
  const plain = (key: string): number | null => (typeof each.icc[key] === 'number' ? each.icc[key] : null)
  compare('MSR', plain('MSR'), found.meanSquares.rows)
  compare('MSC', plain('MSC'), found.meanSquares.columns)
  compare('MSE', plain('MSE'), found.meanSquares.error)
  compare('MSW', plain('MSW'), found.meanSquares.within)
  for (const form of intraclassForms) {
    const expected = each.icc[form]
    if (typeof expected !== 'object') continue
    compare(form, expected.value, found.forms[form].value)
    compare(`${form} lower`, expected.ci95[0], found.forms[form].bounds.lower)
    compare(`${form} upper`, expected.ci95[1], found.forms[form].bounds.upper)
  }
  compare('Kendall W', each.kendallW, kendallW(values, each.raters).value)
}
