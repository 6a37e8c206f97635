import { operationalQuantities } from './protocol-designs.ts'
import { differenceQuantities, proportionQuantities, tableQuantities, type Quantity } from './protocol.ts'

/** Quantities with an interval of their own: what a criterion can be about (rule PCK-14). */
export const judgedQuantities: readonly Quantity[] = [
  ...proportionQuantities,
  ...differenceQuantities,
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
