// Extracts known answers for discrimination and clustering from a folder of reference cases.
//   node test/vectors/extract-discrimination.mjs <folder of reference cases>
// Writes resources/vectors/discrimination.json and test/vectors/asah/discrimination.json. See SOURCES.md.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const references = process.argv[2]
if (!references) throw new Error('usage: extract-discrimination.mjs <folder of reference cases>')
const project = join(import.meta.dirname, '../..')
const json = (path) => JSON.parse(readFileSync(join(references, path), 'utf8'))

function table(path) {
  const [header, ...rows] = readFileSync(join(references, path), 'utf8').trim().split('\n').map((each) => each.split(','))
  return (name) => rows.map((row) => row[header.indexOf(name)])
}

const directionOf = (sign) => (sign === '>' ? 'higher-is-positive' : 'lower-is-positive')

/** Which level of a subgroup a value belongs to, as the reference names it. */
function levelOf({ type, edges }, value) {
  if (type !== 'bands') return value
  const k = edges.filter((edge) => Number(value) >= edge).length
  if (k === 0) return `<${edges[0]}`
  return k === edges.length ? `>=${edges[k - 1]}` : `[${edges[k - 1]},${edges[k]})`
}

function scoreOf(from) {
  const points = Object.entries(from.operating_points).map(([key, at]) => ({
    fixed: key.startsWith('max_sensitivity') ? 'specificity' : 'sensitivity', least: Number(key.split('_').pop()),
    // No observed threshold: refused here.
    value: at.threshold === null ? null : at.value, threshold: at.threshold,
  }))
  const ratios = Object.values(from.thresholds).flatMap(({ threshold, cluster_ratio_estimator: ratio }) =>
    Object.entries(ratio ?? {}).map(([quantity, { estimate, clusters, variance, design_effect: designEffect }]) => ({ threshold, quantity, value: estimate, nClusters: clusters, variance, designEffect })))
  return {
    area: from.auroc.value, variance: from.auroc.delong_variance, logit: from.auroc.ci95_delong_logit,
    averagePrecision: from.average_precision_sklearn,
    partialSpecificity: from.partial_auc['spec_0.90_1.00'].raw, mcclish: from.partial_auc['spec_0.90_1.00'].mcclish_corrected,
    partialSensitivity: from.partial_auc['sens_0.90_1.00'].raw,
    youden: { value: from.youden_observed_threshold.J, thresholds: from.youden_observed_threshold.thresholds },
    points,
    ...(from.clustered ? { clustered: { variance: from.clustered.obuchowski_variance, nClusters: from.clustered.clusters, nWithPresent: from.clustered.clusters_with_pos, nWithAbsent: from.clustered.clusters_with_neg } } : {}),
    ratios,
    bootstrap: Object.entries(from.bootstrap ?? {}).map(([key, at]) => ({ kind: key.split('_')[1], bounds: at.ci95_percentile, tolerance: at.suggested_abs_tolerance_for_2000_reps })),
  }
}

function caseOf(name) {
  const meta = json(`${name}/meta.json`)
  const expected = json(`${name}/expected.json`)
  const column = table(`${name}/validation.csv`)
  const numbers = meta.cluster ? [...new Set(column(meta.cluster))] : []
  return {
    name, source: meta.source, licence: meta.licence,
    present: column('label').map(Number),
    clusters: meta.cluster ? column(meta.cluster).map((id) => numbers.indexOf(id)) : [],
    scores: Object.entries(expected.scores).map(([id, from]) => ({
      id, direction: directionOf(meta.scores[id].direction), values: column(meta.scores[id].column).map(Number), expected: scoreOf(from),
    })),
    pairs: Object.entries(expected.pairs).map(([key, { delong_paired: from }]) => ({
      first: key.split('__')[0], second: key.split('__')[1], difference: from.difference, covariance: from.covariance, standardError: from.se,
      z: from.z, pValue: from.p, interval: from.ci95, shifts: Object.values(from.noninferiority).map((at) => ({ shift: -at.margin, z: at.z, pValue: at.p_one_sided })),
    })),
    subgroupTests: Object.entries(expected.subgroup_tests).map(([id, from]) => {
      const levels = column(meta.subgroups[id].column).map((value) => levelOf(meta.subgroups[id], value))
      return {
        id, score: from.score, t: from.t, degreesOfFreedom: from.df, pValue: from.p,
        first: levels.flatMap((level, i) => (level === from.levels[0] ? [i] : [])), second: levels.flatMap((level, i) => (level === from.levels[1] ? [i] : [])),
      }
    }),
  }
}

function write(path, vector) {
  const list = (key) => `  ${JSON.stringify(key)}: [\n${vector[key].map((each) => `    ${JSON.stringify(each)}`).join(',\n')}\n  ]`
  const { name, source, licence } = vector
  writeFileSync(join(project, path), `{\n  "name": ${JSON.stringify(name)},\n  "source": ${JSON.stringify(source)},\n  "licence": ${JSON.stringify(licence)},\n${list('cases')},\n${list('degenerate')}\n}\n`)
}

const source = 'pROC 1.18.0; Obuchowski and ratio estimator in R and Python; scikit-learn 1.2.1; bootstrap of 20,000 replicates with numpy'
const degenerate = json('edge_cases.json').cases.map((each) => ({
  name: each.name, direction: directionOf(each.direction), present: each.y, values: each.score, area: each.auroc?.value ?? null, averagePrecision: each.average_precision ?? null,
}))
write('resources/vectors/discrimination.json', {
  name: 'discrimination', source, licence: 'data of survival: LGPL (>= 2); values are facts',
  cases: ['rotterdam_gbsg', 'pbc', 'lung', 'retinopathy'].map(caseOf), degenerate,
})
write('test/vectors/asah/discrimination.json', { name: 'discrimination-asah', source, licence: 'data of pROC: GPL (>= 3)', cases: [caseOf('asah')], degenerate: [] })
