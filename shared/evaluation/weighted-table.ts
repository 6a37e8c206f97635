import { f1Score, matthewsCorrelation } from '../statistics/accuracy.ts'
import type { Prevalence } from '../statistics/prevalence-adjusted.ts'
import { statedPrevalence } from '../statistics/prevalence-adjusted.ts'
import type { Table } from '../statistics/roc.ts'
import { weightedMean } from '../statistics/weighted-mean.ts'
import type { WeightedMeasured, WeightedRates } from '../statistics/weighted-table.ts'
import { weightedBalancedAccuracy, weightedPredictiveValue, weightedRatio, weightedYouden } from '../statistics/weighted-table.ts'
import type { Analyses } from '../vocabulary/protocol.ts'
import type { Estimate, MissingRule } from '../vocabulary/results.ts'
import { missingRules, outputCategories } from '../vocabulary/results.ts'
import { type Draft, finish } from './draft.ts'
import type { Judged } from './outputs.ts'
import type { WeightedAt } from './weighted.ts'
import { settle, weightFacts, weightedRate, weightedRateRows } from './weighted.ts'

const tableRules = ['WGT-1', 'WGT-13']

/** Sensitivity, specificity, PPV and NPV of one table, and what else the protocol asks of it (rule WGE-2). */
export function weightedTable(called: Uint8Array, at: WeightedAt, analyses: Analyses | undefined): Estimate[] {
  const rates = weightedRateRows(called, at)
  const main = rates.slice(0, 4).map((rate) => weightedRate(rate, at))
  const [sensitivity, specificity, , , accuracy] = rates
  if (sensitivity === undefined || specificity === undefined || accuracy === undefined) return main
  const { design } = at.weights
  const meanOf = ({ rows, hits }: typeof sensitivity) => weightedMean(design, rows, (row) => (hits[row] === 1 ? 1 : 0))
  const found: WeightedRates = { sensitivity: meanOf(sensitivity), specificity: meanOf(specificity), clusters: design.clusters }
  const more = new Measures(found, sensitivity, at)
  if (analyses?.tableMeasures) main.push(weightedRate(accuracy, at), ...more.table(), ...more.points(cells(called, accuracy.rows, at)))
  return [...main, ...(analyses?.statedPrevalence ?? []).flatMap((each) => more.adjusted(statedPrevalence(each)))]
}

/** Sums of weights in the four cells. */
function cells(called: Uint8Array, rows: Uint32Array, { weights, present }: WeightedAt): Table {
  const sums = { tp: 0, fp: 0, fn: 0, tn: 0 }
  for (const row of rows) {
    const cell = called[row] === 1 ? (present[row] === 1 ? 'tp' : 'fp') : present[row] === 1 ? 'fn' : 'tn'
    sums[cell] += weights.design.weights[row] ?? 0
  }
  return sums
}

/** Measures of one weighted table, each brought to an estimate. */
class Measures {
  private readonly rates: WeightedRates
  private readonly about: Pick<ReturnType<typeof weightedRateRows>[number], 'classes' | 'frame'>
  private readonly at: WeightedAt

  constructor(rates: WeightedRates, about: Measures['about'], at: WeightedAt) {
    this.rates = rates
    this.about = about
    this.at = at
  }

  table(): Estimate[] {
    const { level } = this.at.style.intervals
    return [
      this.finish({ quantity: 'balanced-accuracy', method: 'balanced-accuracy' }, weightedBalancedAccuracy(this.rates, level), 'linearised'),
      this.finish({ quantity: 'youden', method: 'youden' }, weightedYouden(this.rates, level), 'linearised'),
      this.finish({ quantity: 'lr-positive', method: 'likelihood-ratio' }, weightedRatio(this.rates, 'positive', level), 'linearised-log'),
      this.finish({ quantity: 'lr-negative', method: 'likelihood-ratio' }, weightedRatio(this.rates, 'negative', level), 'linearised-log'),
      this.finish({ quantity: 'diagnostic-odds-ratio', method: 'odds-ratio' }, weightedRatio(this.rates, 'odds', level), 'linearised-log'),
    ]
  }

  /** F1 and MCC of sums of weights; never headlined, no interval. */
  points(table: Table): Estimate[] {
    return ([['f1', f1Score(table)], ['mcc', matthewsCorrelation(table)]] as const).map(([quantity, { value }]) =>
      this.finish({ quantity, method: quantity, warnings: ['not-proper'] }, { value, ...(value === null ? { reason: 'denominator-zero' } : {}), bounds: { lower: null, upper: null, reason: 'denominator-zero' }, standardError: null }, null),
    )
  }

  adjusted(prevalence: Prevalence): Estimate[] {
    const { level } = this.at.style.intervals
    return (['ppv', 'npv'] as const).map((which) => {
      const about = { quantity: `${which}-adjusted`, method: 'bayes-stated-prevalence', at: prevalence.value } as const
      const found = weightedPredictiveValue(this.rates, which, prevalence, level)
      return this.finish({ ...about, options: { prevalence: prevalence.value } }, found, 'logit', ['PREV-1', 'WGT-14'])
    })
  }

  private finish(
    about: Pick<Draft, 'quantity' | 'method' | 'at' | 'options' | 'warnings'>,
    found: WeightedMeasured,
    intervalMethod: string | null,
    rules: readonly string[] = tableRules,
  ): Estimate {
    const { weights, place, style } = this.at
    const facts = weightFacts(weights, null, [this.about.frame])
    const draft: Draft = {
      ...about,
      options: { ...about.options, ...facts.options },
      warnings: [...(about.warnings ?? []), ...(facts.warnings ?? [])],
      value: found.value,
      ...(found.value === null ? { reason: found.reason ?? 'denominator-zero' } : {}),
      ...(found.standardError === null ? {} : { standardError: found.standardError }),
      intervals: intervalMethod === null ? [] : [{ method: intervalMethod, bounds: found.bounds }],
      denominators: this.about.classes,
      denominator: Math.min(this.about.classes.present, this.about.classes.absent),
      rules,
    }
    return settle(finish(draft, place, style), weights, this.about.frame)
  }
}

/** The four rates under every rule for predictions that are neither positive nor negative (rule MIS-1), weighted. */
export function weightedMissingRules(judged: Judged, at: WeightedAt): Estimate[] {
  return missingRules.flatMap((rule) => {
    const called = callsUnder(rule, judged, at.present)
    const where = { ...at, place: { ...at.place, missingRule: rule } }
    return weightedRateRows(called, where).slice(0, 4).map((rate) => weightedRate(rate, where))
  })
}

/** Open calls settled by a rule. A rule that looks at the reference standard leaves the unverified without a call. */
export function callsUnder(rule: MissingRule, { category }: Judged, present: Uint8Array): Uint8Array {
  const [positive, negative] = [outputCategories.indexOf('positive'), outputCategories.indexOf('negative')]
  return category.map((code, row) => {
    if (code === positive) return 1
    if (code === negative) return 0
    const truth = present[row] ?? 255
    if (rule === 'complete-case') return 255
    if (rule === 'as-negative') return 0
    if (rule === 'as-positive') return 1
    return truth > 1 ? 255 : rule === 'best-case' ? truth : 1 - truth
  })
}
