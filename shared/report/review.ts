import type { Protocol } from '../vocabulary/protocol.ts'
import type { Estimate, Results } from '../vocabulary/results.ts'
import { calibrationScene } from './figures/calibration.ts'
import type { ForestTarget } from './figures/forest.ts'
import { netBenefitScene } from './figures/net-benefit.ts'
import { rocScene } from './figures/roc.ts'
import { scoreScene } from './figures/scores.ts'
import { methodName, outputLabel } from './printed.ts'
import type { Figure } from './tree.ts'

interface Evaluated {
  readonly results: Results
  readonly protocol: Protocol
}

const calibrationWords = 'tenths of predicted probability with Wilson intervals; dashed: ideal; below: all predictions'
const netBenefitWords = 'Decision curve: net benefit of each output over the prespecified thresholds, against treating all and none; dotted: bootstrap band where there is one'
const scoreWords = 'target condition present upwards, absent downwards; dashed: operating thresholds'

/** ROC and decision curve, then calibration and score distribution of each output (rule FIG-1: only what the results hold). */
export function outputFigures({ results, protocol }: Evaluated): Figure[] {
  const figures: Figure[] = []
  const roc = rocScene(results, protocol)
  if (roc !== null) figures.push({ caption: 'ROC curve with operating thresholds; dashed: no information', scene: roc })
  const netBenefit = netBenefitScene(results, protocol)
  if (netBenefit !== null) figures.push({ caption: netBenefitWords, scene: netBenefit })
  for (const { id } of protocol.predictions) {
    const name = outputLabel(protocol, id)
    const calibration = calibrationScene(results, protocol, id)
    const scores = scoreScene(results, protocol, id)
    if (calibration !== null) figures.push({ caption: `Calibration, ${name}: ${calibrationWords}${smootherWords(results, id)}`, scene: calibration })
    if (scores !== null) figures.push({ caption: `Score distribution, ${name}: ${scoreWords}`, scene: scores })
  }
  return figures
}

/** The smoother is named wherever its curve is drawn. */
function smootherWords({ calibrationCurves }: Results, prediction: string): string {
  const curve = calibrationCurves.find((each) => each.prediction === prediction)
  return curve === undefined ? '' : `; line: ${methodName(curve.smoother)}${curve.lower === undefined ? '' : ', dotted: its bootstrap band'}`
}

/** What forest plots and subgroup tables show: the endpoints' estimands first, then each output's AUROC. */
export function forestTargets({ results, protocol }: Evaluated): ForestTarget[] {
  const endpoints = results.endpoints.flatMap((endpoint) => results.estimates.filter((each) => each.id === endpoint.estimateId))
  const areas = protocol.predictions.flatMap(({ id }) =>
    results.estimates.filter((each) => each.quantity === 'auroc' && each.prediction === id && each.subgroup === undefined),
  )
  const targets = new Map([...endpoints, ...areas].map((estimate) => [estimate.id, targetOf(estimate)]))
  return [...targets.values()]
}

const targetOf = ({ quantity, prediction, operatingPoint, comparison, agreementOf }: Estimate): ForestTarget => ({
  quantity,
  ...(prediction === undefined ? {} : { prediction }),
  ...(operatingPoint === undefined ? {} : { operatingPoint }),
  ...(comparison === undefined ? {} : { comparison }),
  ...(agreementOf === undefined ? {} : { agreementOf }),
})
