import { differenceQuantities, proportionQuantities, type Quantity } from './protocol.ts'

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
