import type { Measured } from '../statistics/accuracy.ts'
import {
  accuracyCounts,
  balancedAccuracy,
  diagnosticOddsRatio,
  f1Score,
  matthewsCorrelation,
  negativeLikelihoodRatio,
  positiveLikelihoodRatio,
  youdenIndex,
} from '../statistics/accuracy.ts'
import { npvAtPrevalence, ppvAtPrevalence, statedPrevalence } from '../statistics/prevalence-adjusted.ts'
import type { Table } from '../statistics/roc.ts'
import type { Analyses } from '../vocabulary/protocol.ts'
import type { Estimate } from '../vocabulary/results.ts'
import { type Draft, type Place, type Style, finish } from './draft.ts'
import { proportionEstimate } from './estimates.ts'

/** Denominators of a 2×2 table; a measure of both classes is as thin as the smaller one. */
function shared({ tp, fp, fn, tn }: Table) {
  const denominators = { n: tp + fp + fn + tn, present: tp + fn, absent: fp + tn }
  return { denominators, denominator: Math.min(denominators.present, denominators.absent) }
}

function measured(
  about: Pick<Draft, 'quantity' | 'method' | 'rules'> & { at?: number; intervalMethod: string; options?: Draft['options'] },
  found: Measured,
  table: Table,
): Draft {
  const { intervalMethod, ...rest } = about
  return {
    ...rest,
    value: found.value,
    ...(found.reason === undefined ? {} : { reason: found.reason }),
    intervals: [{ method: intervalMethod, bounds: found.bounds }],
    ...shared(table),
  }
}

function pointOnly(quantity: 'f1' | 'mcc', found: ReturnType<typeof f1Score>, table: Table, rule: string): Draft {
  return {
    quantity,
    value: found.value,
    ...(found.value === null ? { reason: found.reason } : {}),
    method: quantity,
    intervals: [],
    warnings: ['not-proper'],
    ...shared(table),
    rules: [rule],
  }
}

/** Accuracy, balanced accuracy, likelihood ratios, odds ratio, Youden, and F1 and MCC, which are never headlined. */
export function tableMeasures(table: Table, place: Place, style: Style): Estimate[] {
  const { level } = style.intervals
  const drafts: Draft[] = [
    measured({ quantity: 'balanced-accuracy', method: 'balanced-accuracy', intervalMethod: 'newcombe-hybrid', rules: ['ACC-3'] }, balancedAccuracy(table, level), table),
    measured({ quantity: 'youden', method: 'youden', intervalMethod: 'newcombe-hybrid', rules: ['ACC-2'] }, youdenIndex(table, level), table),
    measured({ quantity: 'lr-positive', method: 'likelihood-ratio', intervalMethod: 'log', rules: ['ACC-6'] }, positiveLikelihoodRatio(table, level), table),
    measured({ quantity: 'lr-negative', method: 'likelihood-ratio', intervalMethod: 'log', rules: ['ACC-6'] }, negativeLikelihoodRatio(table, level), table),
    measured({ quantity: 'diagnostic-odds-ratio', method: 'odds-ratio', intervalMethod: 'log', rules: ['ACC-7'] }, diagnosticOddsRatio(table, level), table),
    pointOnly('f1', f1Score(table), table, 'ACC-4'),
    pointOnly('mcc', matthewsCorrelation(table), table, 'ACC-5'),
  ]
  const { denominators } = shared(table)
  const accuracy = proportionEstimate('accuracy', { ...denominators, ...accuracyCounts(table) }, place, style)
  return [accuracy, ...drafts.map((draft) => finish(draft, place, style))]
}

/** Predictive values at the prevalences that the protocol states, instead of the cohort's. */
export function adjustedValues(table: Table, prevalences: NonNullable<Analyses['statedPrevalence']>, place: Place, style: Style): Estimate[] {
  const { level } = style.intervals
  return prevalences.flatMap((prevalence) => {
    const stated = statedPrevalence(prevalence)
    const about = { method: 'bayes-stated-prevalence', intervalMethod: 'logit', at: prevalence, options: { prevalence } }
    return [
      measured({ quantity: 'ppv-adjusted', ...about, rules: ['PREV-1'] }, ppvAtPrevalence(table, stated, level), table),
      measured({ quantity: 'npv-adjusted', ...about, rules: ['PREV-1'] }, npvAtPrevalence(table, stated, level), table),
    ].map((draft) => finish(draft, place, style))
  })
}
