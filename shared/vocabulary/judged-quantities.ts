import { operationalQuantities, type repeatedQuantities } from './protocol-designs.ts'
import { differenceQuantities, proportionQuantities, tableQuantities, type Quantity } from './protocol.ts'

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
