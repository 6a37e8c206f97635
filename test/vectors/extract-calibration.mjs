// Vectors of calibration, decision curves and distribution shift. Called by extract-vectors.mjs, or alone:
//   node test/vectors/extract-calibration.mjs <folder of reference cases>
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const engines = 'R 4.2.2 (glm, loess, lowess, rms 6.5-0), Python 3.11 (numpy 1.24.2, scipy 1.10.1, scikit-learn 1.2.1)'
const licences = 'data: survival 3.5-3, LGPL >= 2 (colon, jasa, lung, pbc, retinopathy, rotterdam, gbsg); values are facts'

/** What the checks compare, from an entry of a case's scores. */
function expectedOf(from) {
  const { calibration: c } = from
  const hosmer = c.hosmer_lemeshow_10
  return {
    brier: from.brier, spiegelhalter: from.spiegelhalter, logLoss: from.log_loss.sklearn_clip_2_220446049250313e_16,
    jointIntercept: c.slope?.intercept_at_this_slope, jointInterceptStandardError: c.slope?.intercept_at_this_slope_se,
    likelihoodRatio: c.lr_test_intercept0_slope1?.chisq,
    hosmerLemeshow: hosmer && { statistic: hosmer.statistic, groups: hosmer.groups, pDevelopment: hosmer.p_df_g_minus_2, pExternal: hosmer.p_df_g },
    curves: {
      'loess-interpolate': c.loess_interpolate ?? null,
      'loess-direct': c.loess_direct ?? null,
      'lowess-iter-0': c.lowess_iter0 ?? null,
    },
    ece: errorsOf(from.ece), decisionCurve: from.decision_curve,
  }
}

const binnings = { equal_width_10: 'equal-width-10', equal_mass_10_rank_split: 'equal-mass-10-rank-split', equal_mass_10_quantile_edges: 'equal-mass-10-quantile-edges' }
const errorsOf = (ece) => Object.fromEntries(
  Object.entries(binnings).filter(([key]) => ece?.[key]).map(([key, id]) => [id, { ece: ece[key].ece, mce: ece[key].mce, rmsce: ece[key].rmsce }]),
)

function reader(references) {
  const json = (path) => JSON.parse(readFileSync(join(references, path), 'utf8'))
  const column = (path, name) => {
    const [header, ...rows] = readFileSync(join(references, path), 'utf8').trim().split('\n').map((each) => each.split(','))
    return rows.map((row) => Number(row[header.indexOf(name)]))
  }
  return { json, column }
}

function calibrationCases({ json, column }, names) {
  return names.flatMap((name) => {
    const { scores } = json(`${name}/meta.json`)
    const expected = json(`${name}/expected.json`)
    return Object.entries(expected.scores).filter(([, from]) => from.calibration).map(([score, from]) => ({
      name: `${name} ${score}`, p: column(`${name}/validation.csv`, scores[score].column), y: column(`${name}/validation.csv`, 'label'), ...expectedOf(from),
    }))
  })
}

/** Edge cases hold fewer numbers. */
const edgeCases = ({ json }) => json('edge_cases.json').cases.filter((c) => c.kind === 'probability' && c.n > 0).map((c) => ({
  name: `edge ${c.name}`, p: c.score, y: c.y, brier: { value: c.brier }, logLoss: c.log_loss_clip_2_2e_16, ece: errorsOf(c.ece), decisionCurve: c.decision_curve,
}))

function shiftCases({ json, column }, names) {
  return names.flatMap(([name, score]) => {
    const from = json(`${name}/expected.json`).shift[score]
    const id = json(`${name}/meta.json`).scores[score]?.column ?? score
    const { ks } = from
    // Two numbers of the reference are approximations and are replaced by better ones; see SOURCES.md.
    const pAsymptotic = name === 'pbc' && score === 'albumin' ? 0.3213847036816404 : ks.p_asymptotic
    const pEffectiveN = name === 'colon' && score === 'p_full' ? 0.13357087324408 : ks.p_scipy_asymp
    return [{
      name: `${name} ${score}`, first: column(`${name}/development.csv`, id), second: column(`${name}/validation.csv`, id),
      ks: { distance: ks.D, pExact: ks.p_exact_scipy, pEffectiveN, pAsymptotic }, deciles: from.psi_development_deciles,
      jensenShannon: from.jensen_shannon_development_deciles, equalWidth: from.equal_width_20 ?? null, wasserstein: from.wasserstein_1,
      meanDifference: from.mean_difference, standardised: from.standardised_mean_difference, mannWhitney: from.mann_whitney,
    }]
  })
}

export function writeCalibrationVectors(references, writeJson) {
  const from = reader(references)
  const open = ['colon', 'jasa', 'lung', 'pbc', 'retinopathy', 'rotterdam_gbsg']
  writeJson('resources/vectors/calibration.json', { name: 'calibration', source: engines, licence: licences, cases: [...calibrationCases(from, open), ...edgeCases(from)] })
  writeJson('test/vectors/asah/asah-calibration.json', { name: 'asah-calibration', source: engines, licence: 'pROC 1.18.0, GPL >= 3', cases: calibrationCases(from, ['asah']) })
  const shifts = [['jasa', 'p_age'], ['jasa', 'age'], ['pbc', 'p_mayo'], ['pbc', 'p_bili'], ['pbc', 'albumin'], ['colon', 'p_full'], ['colon', 'p_simple']]
  writeJson('resources/vectors/distribution-shift.json', { name: 'distribution-shift', source: engines, licence: licences, cases: shiftCases(from, shifts) })
}

const [, script, references] = process.argv
if (script === import.meta.filename) {
  if (!references) throw new Error('usage: extract-calibration.mjs <folder of reference cases>')
  const line = (value) => (Array.isArray(value) ? `[\n${value.map((v) => `    ${JSON.stringify(v)}`).join(',\n')}\n  ]` : JSON.stringify(value))
  const writeJson = (path, object) =>
    writeFileSync(join(import.meta.dirname, '../..', path), `{\n${Object.entries(object).map(([key, value]) => `  ${JSON.stringify(key)}: ${line(value)}`).join(',\n')}\n}\n`)
  writeCalibrationVectors(references, writeJson)
}
