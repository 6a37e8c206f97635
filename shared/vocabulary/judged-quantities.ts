import { operationalQuantities, type repeatedQuantities } from './protocol-designs.ts'
import { type Analyses, differenceQuantities, proportionQuantities, tableQuantities, type Quantity } from './protocol.ts'

/** Of predictions over time, those whose interval does not hang on the bootstrap. */
export const judgedOverTime = [
  'event-sensitivity',
  'alert-ppv',
  'episode-ppv',
  'false-alarms-per-day',
  'alerts-per-1000-days',
  'duration-sensitivity',
  'duration-ppv',
  'prediction-sensitivity',
  'prediction-specificity',
  'prediction-ppv',
  'prediction-npv',
  'prediction-auroc',
] as const satisfies readonly (typeof repeatedQuantities)[number][]

/** Quantities with an interval of their own: what a criterion can be about (rule PCK-14). */
export const judgedQuantities: readonly Quantity[] = [
  ...proportionQuantities,
  ...differenceQuantities,
  ...judgedOverTime,
  'prevalence',
  'auroc',
  'balanced-accuracy',
  'youden',
  'lr-positive',
  'lr-negative',
  'diagnostic-odds-ratio',
  ...operationalQuantities,
  'calibration-intercept',
  'calibration-slope',
  'observed-expected-ratio',
  'percent-agreement',
  'ppa',
  'npa',
  'cohen-kappa',
  'gwet-ac1',
  'gwet-ac2',
]

/** The analysis that computes a quantity only where it is asked for (rule PCK-16). */
export function analysisOf(quantity: Quantity): 'tableMeasures' | 'operational' | undefined {
  if (tableQuantities.some((each) => each === quantity)) return 'tableMeasures'
  return operationalQuantities.some((each) => each === quantity) ? 'operational' : undefined
}

/** Quantities whose only interval is the bootstrap's: judged by its percentile bounds (rule PCK-24). */
export const bootstrapJudgedQuantities = [
  'average-precision',
  'partial-auroc-specificity',
  'partial-auroc-sensitivity',
  'sensitivity-at-specificity',
  'specificity-at-sensitivity',
  'brier',
  'scaled-brier',
  'log-loss',
  'ici',
  'e50',
  'e90',
  'emax',
] as const satisfies readonly Quantity[]

/** Fewer replicates leave the bounds of a percentile interval too much to chance for a verdict. */
export const LEAST_JUDGING_REPLICATES = 1000

export const isBootstrapJudged = (quantity: string): quantity is (typeof bootstrapJudgedQuantities)[number] =>
  bootstrapJudgedQuantities.some((each) => each === quantity)

/** The stated values at which the analyses compute a quantity; null for one that has no stated value. */
export function statedValues(quantity: Quantity, analyses: Analyses | undefined): readonly number[] | null {
  const wanted = analyses?.discrimination
  const one = (value: number | undefined) => (value === undefined ? [] : [value])
  if (quantity === 'partial-auroc-specificity') return one(wanted?.partialSpecificityFrom)
  if (quantity === 'partial-auroc-sensitivity') return one(wanted?.partialSensitivityFrom)
  if (quantity === 'sensitivity-at-specificity') return wanted?.fixedSpecificity ?? []
  return quantity === 'specificity-at-sensitivity' ? (wanted?.fixedSensitivity ?? []) : null
}

/** The part of `analyses` without which a quantity is not computed; null where none is needed. */
export function neededAnalysis(quantity: Quantity): 'discrimination' | 'flexibleCalibration' | null {
  if (quantity === 'brier' || !isBootstrapJudged(quantity)) return null
  const isCalibration = ['scaled-brier', 'log-loss', 'ici', 'e50', 'e90', 'emax'].includes(quantity)
  return isCalibration ? 'flexibleCalibration' : 'discrimination'
}
