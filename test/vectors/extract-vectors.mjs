// Extracts what the tests, the self-test and the command line use from a folder of reference cases.
//   node test/vectors/extract-vectors.mjs <folder of reference cases>
// Writes resources/vectors/*.json, resources/demo/*.csv and model-*.json, and test/vectors/asah/asah.json.
// Reference values were computed by R (pROC, rms, glm) and Python (scipy, statsmodels, scikit-learn); see SOURCES.md.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeAgreementVectors } from './extract-agreement.mjs'
import { writeCalibrationVectors } from './extract-calibration.mjs'
import { writeProportionVectors } from './extract-proportions.mjs'

const references = process.argv[2]
if (!references) throw new Error('usage: extract-vectors.mjs <folder of reference cases>')
const project = join(import.meta.dirname, '../..')
const json = (path) => JSON.parse(readFileSync(join(references, path), 'utf8'))
const write = (path, text) => writeFileSync(join(project, path), text)
/** One array element or top-level key a line: readable in a diff, small on disk. */
const writeJson = (path, object) => {
  const line = (value) => (Array.isArray(value) && value.length > 3 ? `[\n${value.map((v) => `    ${JSON.stringify(v)}`).join(',\n')}\n  ]` : JSON.stringify(value))
  write(path, `{\n${Object.entries(object).map(([key, value]) => `  ${JSON.stringify(key)}: ${line(value)}`).join(',\n')}\n}\n`)
}

function table(path) {
  const [header, ...rows] = readFileSync(join(references, path), 'utf8').trim().split('\n').map((each) => each.split(','))
  return { header, rows, column: (name) => rows.map((row) => row[header.indexOf(name)]) }
}

const pointId = (threshold) => `T${String(threshold).replace(/^0\./, '').padEnd(String(threshold).startsWith('0.') ? 2 : 0, '0').replace('.', '_')}`
const suffix = (level) => (level ? `/${level}` : '')

function proportion(id, from) {
  return {
    id, value: from.estimate, x: from.x, of: from.n,
    ...(from.estimate === null ? {} : { intervals: { 'clopper-pearson': from.ci95_clopper_pearson, wilson: from.ci95_wilson } }),
  }
}

function fit(id, from) {
  if (from.value === null) return { id, value: null }
  // A rounding residue such as 1e-16 is a zero.
  return { id, value: Math.abs(from.value) < 1e-15 ? 0 : from.value, standardError: from.se, intervals: { wald: from.ci95_wald } }
}

function scoreAnswers(name, from, level) {
  const answers = []
  const { auroc } = from
  if (auroc) {
    // Intervals without width (area 0 or 1, all scores tied) are refused here and therefore not expected.
    const isRefused = auroc.value === 0 || auroc.value === 1 || auroc.delong_variance === 0
    answers.push({
      id: `${name}/auroc${suffix(level)}`, value: auroc.value,
      ...(auroc.delong_variance === null ? {} : { variance: auroc.delong_variance, standardError: auroc.delong_se }),
      ...(auroc.delong_variance === null || isRefused ? {} : { intervals: { delong: auroc.ci95_delong } }),
    })
  }
  const brier = typeof from.brier === 'object' ? (from.brier?.value ?? from.brier?.brier) : from.brier
  if (typeof brier === 'number') answers.push({ id: `${name}/brier${suffix(level)}`, value: brier })
  if (from.calibration) {
    const { intercept, slope, observed_expected_ratio: ratio } = from.calibration
    if (intercept) answers.push(fit(`${name}/calibration-intercept${suffix(level)}`, intercept))
    if (slope) answers.push(fit(`${name}/calibration-slope${suffix(level)}`, slope))
    if (ratio) {
      const hasWidth = ratio.ci95_log[0] < ratio.ci95_log[1]
      answers.push({ id: `${name}/observed-expected-ratio${suffix(level)}`, value: ratio.value, ...(hasWidth ? { intervals: { 'wald-log': ratio.ci95_log } } : {}) })
    }
  }
  for (const [threshold, at] of Object.entries(from.thresholds ?? (from.at_threshold ? { [from.at_threshold.threshold]: from.at_threshold } : {}))) {
    if (at.is_youden) continue
    for (const quantity of ['sensitivity', 'specificity', 'ppv', 'npv']) {
      answers.push(proportion(`${name}/${pointId(threshold)}/${quantity}${suffix(level)}`, at[quantity]))
    }
  }
  return answers
}

function answersOf(expected) {
  const answers = [proportion('prevalence', expected.prevalence)]
  for (const [name, from] of Object.entries(expected.scores)) answers.push(...scoreAnswers(name, from, ''))
  for (const [subgroup, levels] of Object.entries(expected.subgroups)) {
    for (const [level, part] of Object.entries(levels)) {
      if (part?.scores === undefined) continue
      answers.push({ id: `prevalence/${subgroup}=${level}`, value: part.n_pos / part.n, x: part.n_pos, of: part.n })
      for (const [name, from] of Object.entries(part.scores)) answers.push(...scoreAnswers(name, from, `${subgroup}=${level}`))
    }
  }
  return answers
}

/** The case as a protocol, columns and known answers; minimum cell 1, so that every subgroup row is computed. */
function caseVector(name, covariates, texts) {
  const meta = json(`${name}/meta.json`)
  const expected = json(`${name}/expected.json`)
  const data = table(`${name}/validation.csv`)
  const predictions = Object.entries(meta.scores).map(([id, score]) => ({
    id, label: id, scoreColumn: score.column,
    score: {
      kind: score.kind, direction: score.direction === '>' ? 'higher-is-positive' : 'lower-is-positive',
      operatingPoints: score.thresholds.map((threshold) => ({ id: pointId(threshold), threshold, chosenOn: 'stated by the reference case' })),
    },
  }))
  const subgroups = Object.entries(meta.subgroups).map(([id, { column, type, edges }]) =>
    type === 'bands'
      ? { id, label: id, kind: 'bands', column, edges }
      : { id, label: id, kind: 'categories', column, levels: Object.keys(expected.subgroups[id]) })
  const protocol = {
    format: 'probity.protocol', version: 1, title: meta.title, targetCondition: 'as in the reference case',
    studyType: 'reference case', evidenceClass: 'retrospective-replay', unit: 'examination', sampling: 'consecutive', verification: 'all',
    referenceStandard: 'column label', predictions,
    endpoints: [{ id: 'E1', title: 'AUROC above chance', role: 'primary', estimand: { quantity: 'auroc', prediction: predictions[0].id }, criterion: { bound: 'lower', comparison: '>', goal: 0.5 } }],
    success: { combine: 'all', endpoints: ['E1'] }, subgroups, cohort: { rules: [] },
    intervals: { level: 0.95, proportion: 'clopper-pearson' }, bootstrap: { replicates: 0, seed: 0 },
    missing: { predictions: 'complete-case', indeterminatePredictions: 'exclude', indeterminateReference: 'exclude' },
    minimumCells: { estimate: 1, descriptive: 1 },
  }
  const numbers = Object.fromEntries([...covariates, ...predictions.map((each) => each.scoreColumn)].map((each) => [each, data.column(each).map(Number)]))
  const columns = { case_id: data.column('case_id'), label: data.column('label'), ...numbers, ...Object.fromEntries(texts.map((each) => [each, data.column(each)])) }
  const engines = Object.values(expected.engines)
  const { auroc, positive_rule, proportions, calibration } = expected.conventions
  return { name, source: meta.source, licence: meta.licence, engines, conventions: { positive_rule, auroc, proportions, calibration }, protocol, columns, answers: answersOf(expected) }
}

writeJson('resources/vectors/rotterdam-gbsg.json', caseVector('rotterdam_gbsg', ['age'], ['meno', 'hormon', 'grade', 'nodes_group']))
writeJson('test/vectors/asah/asah.json', caseVector('asah', ['age'], ['sex']))

writeProportionVectors(json, writeJson)
writeCalibrationVectors(references, writeJson)
writeAgreementVectors(references, writeJson)

const edges = json('edge_cases.json')
// The key of this case is printed short: its threshold is 0.1 + 0.2, which is above 0.3.
const thresholdOf = (c, key, at) => (c.name === 'threshold_equals_score' ? 0.1 + 0.2 : (at.threshold ?? Number(key)))
const measured = (c) => Object.entries(c.thresholds ?? {}).filter(([, at]) => at !== null && !at.is_youden)
writeJson('resources/vectors/edge-cases.json', {
  name: 'edge-cases', source: 'pROC 1.18.0, R glm, scikit-learn 1.2.1, statsmodels 0.13.5; real_site_* rows from survival::lung (LGPL >= 2)', licence: 'values are facts',
  conventions: edges.conventions,
  cases: edges.cases.map((c) => ({
    name: c.name, why: c.why, kind: c.kind, direction: c.direction === '>' ? 'higher-is-positive' : 'lower-is-positive', y: c.y, score: c.score,
    thresholds: measured(c).map(([key, at], k) => ({ id: `P${k}`, threshold: thresholdOf(c, key, at) })),
    // The score equation of saturated cases balances terms of size 1e-10: the conventions ask for 1e-4 there.
    tolerance: ['zero_and_one', 'bin_edges'].includes(c.name) ? 1e-4 : 1e-9,
    answers: [
      ...scoreAnswers('score', { ...c, thresholds: {} }, ''),
      ...measured(c).flatMap(([, at], k) => ['sensitivity', 'specificity', 'ppv', 'npv'].map((quantity) => proportion(`score/P${k}/${quantity}`, at[quantity]))),
    ],
  })),
})

const demo = table('rotterdam_gbsg/validation.csv')
const csv = (names) => `${[names, ...demo.rows.map((row) => names.map((name) => row[demo.header.indexOf(name)]))].map((row) => row.join(',')).join('\n')}\n`
write('resources/demo/reference-data.csv', csv(['case_id', 'patient_id', 'age', 'meno', 'size_mm', 'grade', 'nodes', 'pgr', 'er', 'hormon', 'nodes_group', 'label']))
write('resources/demo/predictions.csv', csv(['case_id', 'p_full', 'p_simple']))
for (const [name, coefficients] of Object.entries(json('rotterdam_gbsg/meta.json').coefficients)) {
  write(`resources/demo/model-${name}.json`, `${JSON.stringify({ link: 'logit', trainedOn: 'Rotterdam tumour bank', coefficients }, null, 2)}\n`)
}
