// Extracts the answers of a whole evaluation, by estimate id, from a folder of reference cases.
//   node test/vectors/extract-evaluation.mjs <folder of reference cases>
// Writes resources/vectors/evaluation.json and test/vectors/asah/evaluation.json; the data are in rotterdam-gbsg.json
// and asah.json. See SOURCES.md.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const references = process.argv[2]
if (!references) throw new Error('usage: extract-evaluation.mjs <folder of reference cases>')
const project = join(import.meta.dirname, '../..')
const read = (path) => JSON.parse(readFileSync(path, 'utf8'))

const closed = 1e-9
/** Smoothers and model fits are iterative. */
const iterative = 1e-6

/** null where the reference has a reason instead of a number. */
const numberOf = (value) => (typeof value === 'number' ? value : null)

function atThreshold(place, t) {
  const proportion = (quantity, from) => ({
    id: `${place}/${quantity}`, value: from.estimate,
    intervals: from.estimate === null ? {} : {
      'clopper-pearson': from.ci95_clopper_pearson, wilson: from.ci95_wilson,
      'agresti-coull': from.ci95_agresti_coull, jeffreys: from.ci95_jeffreys,
    },
  })
  const ratio = (quantity, from, bounds) => ({ id: `${place}/${quantity}`, value: numberOf(from.value), intervals: Array.isArray(bounds) ? { log: bounds } : {} })
  return [
    ...['sensitivity', 'specificity', 'ppv', 'npv', 'accuracy'].map((each) => proportion(each, t[each])),
    { id: `${place}/balanced-accuracy`, value: t.balanced_accuracy },
    { id: `${place}/youden`, value: t.youden_j },
    { id: `${place}/f1`, value: t.f1 },
    { id: `${place}/mcc`, value: t.mcc },
    ratio('lr-positive', t.lr_positive, t.lr_positive.ci95_log),
    ratio('lr-negative', t.lr_negative, t.lr_negative.ci95_log),
    ratio('diagnostic-odds-ratio', t.diagnostic_odds_ratio, t.diagnostic_odds_ratio.ci95_woolf),
    ...Object.entries(t.at_prevalence).flatMap(([prevalence, { ppv, npv }]) => [
      { id: `${place}/ppv-adjusted@${Number(prevalence)}`, value: ppv },
      { id: `${place}/npv-adjusted@${Number(prevalence)}`, value: npv },
    ]),
  ]
}

/** The reference gives 0 where no observed threshold reaches the stated value; here there is no value. */
const bestOf = ({ value, threshold, note }) => (note === undefined ? { value, threshold } : { value: null })

function ofScore(id, from) {
  const { auroc, partial_auc: partial, operating_points: fixed, calibration, ece } = from
  const answers = [
    {
      id: `${id}/auroc`, value: auroc.value, standardError: auroc.delong_se,
      intervals: { delong: auroc.ci95_delong, ...(auroc.ci95_delong_logit ? { 'delong-logit': auroc.ci95_delong_logit } : {}) },
    },
    { id: `${id}/average-precision`, value: from.average_precision_sklearn },
    { id: `${id}/partial-auroc-specificity@0.9`, value: partial['spec_0.90_1.00'].mcclish_corrected, area: partial['spec_0.90_1.00'].raw },
    { id: `${id}/partial-auroc-sensitivity@0.9`, area: partial['sens_0.90_1.00'].raw },
    ...[0.9, 0.95].flatMap((least) => [
      { id: `${id}/sensitivity-at-specificity@${least}`, ...bestOf(fixed[`max_sensitivity_at_specificity_ge_${least}`]) },
      { id: `${id}/specificity-at-sensitivity@${least}`, ...bestOf(fixed[`max_specificity_at_sensitivity_ge_${least}`]) },
    ]),
  ]
  if (calibration === undefined) return answers
  const curve = calibration.loess_interpolate
  return [
    ...answers,
    { id: `${id}/brier`, value: from.brier.value },
    { id: `${id}/scaled-brier`, value: from.brier.scaled },
    { id: `${id}/log-loss`, value: from.log_loss.clip_1e_15 },
    { id: `${id}/calibration-intercept`, value: calibration.intercept.value, standardError: calibration.intercept.se, intervals: { wald: calibration.intercept.ci95_wald }, tolerance: iterative },
    { id: `${id}/calibration-slope`, value: calibration.slope.value, standardError: calibration.slope.se, intervals: { wald: calibration.slope.ci95_wald }, tolerance: iterative },
    { id: `${id}/observed-expected-ratio`, value: calibration.observed_expected_ratio.value, intervals: { 'wald-log': calibration.observed_expected_ratio.ci95_log } },
    ...(curve === undefined ? [] : [['ici', 'ICI'], ['e50', 'E50'], ['e90', 'E90'], ['emax', 'Emax']].map(([quantity, name]) => ({ id: `${id}/${quantity}`, value: numberOf(curve[name]), tolerance: iterative }))),
    { id: `${id}/ece-equal-width`, value: ece.equal_width_10.ece },
    { id: `${id}/ece-equal-mass`, value: ece.equal_mass_10_quantile_edges.ece },
  ]
}

function pairOf(name, { delong_paired: areas, binary_at_first_thresholds: calls }, points) {
  const [first, second] = name.split('__')
  const rate = (quantity, from) => ({
    id: `${name}/${quantity}-difference`, value: from.difference,
    intervals: { tango: from.difference_ci95_tango, 'newcombe-paired': from.difference_ci95_newcombe10 },
  })
  const table = ({ both, first_only: firstOnly, second_only: secondOnly, neither }) => ({ both, firstOnly, secondOnly, neither })
  return {
    comparison: {
      id: name, label: name,
      first: { prediction: first, operatingPoint: points(first, calls.threshold_a) },
      second: { prediction: second, operatingPoint: points(second, calls.threshold_b) },
    },
    answers: [
      { id: `${name}/auroc-difference`, value: areas.difference, standardError: areas.se, covariance: areas.covariance, intervals: { 'paired-delong': areas.ci95 } },
      rate('sensitivity', calls.sensitivity),
      rate('specificity', calls.specificity),
    ],
    // Rightly positive and rightly negative.
    rightPresent: table(calls.sensitivity),
    rightAbsent: table(calls.specificity),
    mcnemar: [calls.sensitivity, calls.specificity].map((each) => [each.mcnemar_exact_p, each.mcnemar_mid_p]),
  }
}

function caseOf(name, vectorPath) {
  const { protocol } = read(join(project, vectorPath))
  const expected = read(join(references, name, 'expected.json'))
  const points = (id, threshold) =>
    protocol.predictions.find((each) => each.id === id).score.operatingPoints.find((each) => each.threshold === Number(threshold))?.id
  const answers = Object.entries(expected.scores).flatMap(([id, from]) => [
    ...ofScore(id, from),
    ...Object.entries(from.thresholds).flatMap(([threshold, t]) => {
      const point = points(id, threshold)
      return point === undefined ? [] : atThreshold(`${id}/${point}`, t)
    }),
  ])
  const decisionCurves = Object.entries(expected.scores).flatMap(([prediction, from]) =>
    from.decision_curve === undefined ? [] : [{ prediction, points: from.decision_curve.map((each) => [each.threshold, each.net_benefit, each.treat_all, each.standardised, each.net_interventions_avoided_per_100]) }],
  )
  return {
    name, source: expected.source ?? name, licence: read(join(project, vectorPath)).licence, data: vectorPath.split('/').at(-1), tolerance: closed,
    prevalences: [0.01, 0.05, 0.1, 0.2], decisionCurves,
    pairs: Object.entries(expected.pairs).map(([pair, from]) => pairOf(pair, from, points)),
    answers,
  }
}

/** One array element a line. */
function write(path, object) {
  const line = (value) => (Array.isArray(value) && value.length > 0 ? `[\n${value.map((each) => `    ${JSON.stringify(each)}`).join(',\n')}\n  ]` : JSON.stringify(value))
  writeFileSync(join(project, path), `{\n${Object.entries(object).map(([key, value]) => `  ${JSON.stringify(key)}: ${line(value)}`).join(',\n')}\n}\n`)
}

write('resources/vectors/evaluation.json', caseOf('rotterdam_gbsg', 'resources/vectors/rotterdam-gbsg.json'))
write('test/vectors/asah/evaluation.json', caseOf('asah', 'test/vectors/asah/asah.json'))
