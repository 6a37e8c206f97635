import { Protocol } from '../../../shared/vocabulary/protocol.ts'

const levels = (prefix: string, n: number): string[] => Array.from({ length: n }, (_, i) => `${prefix}${i}`)

const base = {
  format: 'probity.protocol',
  version: 1,
  title: 'Bench',
  targetCondition: 'Condition',
  studyType: 'Bench',
  evidenceClass: 'simulated',
  unit: 'examination',
  sampling: 'consecutive',
  verification: 'all',
  referenceStandard: 'Simulated',
  predictions: [
    {
      id: 'risk',
      label: 'Risk',
      scoreColumn: 'risk',
      score: { kind: 'probability', direction: 'higher-is-positive', operatingPoints: [{ id: 'T10', threshold: 0.1, chosenOn: 'Nothing' }] },
    },
  ],
  endpoints: [
    { id: 'E1', title: 'AUROC', role: 'primary', estimand: { quantity: 'auroc', prediction: 'risk' }, criterion: { bound: 'lower', comparison: '>=', goal: 0.6 } },
  ],
  success: { combine: 'all', endpoints: ['E1'] },
  subgroups: [
    { id: 'site', label: 'Site', kind: 'categories', column: 'site', levels: levels('s', 12) },
    { id: 'device', label: 'Device', kind: 'categories', column: 'device', levels: levels('d', 4) },
    { id: 'sex', label: 'Sex', kind: 'categories', column: 'sex', levels: ['F', 'M'] },
    { id: 'age', label: 'Age', kind: 'bands', column: 'age', edges: [65] },
  ],
  cohort: { rules: [] },
  intervals: { level: 0.95, proportion: 'clopper-pearson' },
  bootstrap: { replicates: 0, seed: 1 },
  missing: { predictions: 'complete-case', indeterminatePredictions: 'exclude', indeterminateReference: 'exclude' },
  minimumCells: { estimate: 10, descriptive: 30 },
  analyses: { discrimination: {} },
}

/** Everybody and 20 subgroups: AUROC with interval, average precision, Brier score, calibration, 2×2 table with intervals. */
export const panelProtocol = Protocol.parse(base)

const point = { prediction: 'risk', operatingPoint: 'T10' }

/** Three endpoints, 20 subgroups, every interval, ICI with 200 bootstrap replicates. */
export const everythingProtocol = Protocol.parse({
  ...base,
  endpoints: [
    ...base.endpoints,
    { id: 'E2', title: 'Sensitivity', role: 'primary', estimand: { quantity: 'sensitivity', ...point }, criterion: { bound: 'lower', comparison: '>=', goal: 0.7 } },
    { id: 'E3', title: 'Specificity', role: 'primary', estimand: { quantity: 'specificity', ...point }, criterion: { bound: 'lower', comparison: '>=', goal: 0.5 } },
  ],
  success: { combine: 'all', endpoints: ['E1', 'E2', 'E3'] },
  bootstrap: { replicates: 200, seed: 1 },
  analyses: {
    tableMeasures: true,
    discrimination: { fixedSpecificity: [0.9], fixedSensitivity: [0.9], partialSpecificityFrom: 0.8 },
    flexibleCalibration: { smoother: 'restricted-cubic-spline', bins: 10 },
    netBenefit: { thresholds: Array.from({ length: 21 }, (_, i) => 0.05 + 0.02 * i) },
    statedPrevalence: [0.1],
    missingDataSensitivity: true,
    tippingPoint: true,
    subgroupContrasts: true,
  },
})
