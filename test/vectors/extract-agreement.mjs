// Vectors of rater agreement. Called by extract-vectors.mjs, or alone:
//   node test/vectors/extract-agreement.mjs <folder of reference cases>
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const source = 'R 4.2.2 and Python 3.11; formulas and conventions as in irr, vcd, psych, statsmodels 0.13.5'
const licences = {
  diagnoses: 'published table: Fleiss 1971, Psychological Bulletin 76: 378-382',
  shrout_fleiss: 'published table: Shrout & Fleiss 1979, Psychological Bulletin 86: 420-428',
  visual_acuity: 'published table: Stuart 1953, Biometrika 40: 105-110',
  lung_karnofsky: 'survival 3.5-3, LGPL >= 2',
}

/** Conventions that give an interval without width, or a test of 0/0, are refusals here. */
const kappa = (k) => ({ value: k.value, observed: k.observed_agreement, chance: k.chance_agreement, se: k.se, ci: k.se > 0 ? k.ci95 : null, seNull: k.se_null, z: k.z, p: k.p })

const pair = (id, from) => ({
  raters: id.match(/\d+/g).map(Number), categories: from.categories, table: from.table, agree: [from.percent_agreement.x, from.percent_agreement.n],
  kappa: Object.fromEntries(['unweighted', 'linear_index', 'quadratic_index', 'linear_value', 'quadratic_value'].map((key) => [key, kappa(from[`kappa_${key}`])])),
  adjusted: from.pabak, ac1: from.gwet_ac1, scott: from.scott_pi, specific: Object.values(from.specific_agreement),
  bowker: from.bowker_symmetry, stuartMaxwell: from.stuart_maxwell.chi2, blandAltman: from.bland_altman,
  lin: from.lin_ccc, pearson: from.pearson, spearman: from.spearman, kendall: from.kendall_tau_b,
})

/** Rows that occur often are stored once, with how many subjects have them. */
function countedRows(path) {
  const [header, ...lines] = readFileSync(path, 'utf8').trim().split('\n').map((each) => each.split(','))
  const at = header.flatMap((name, i) => (name.startsWith('rater') ? [i] : []))
  const counts = new Map()
  for (const line of lines) {
    const key = at.map((i) => Number(line[i])).join(',')
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return [...counts].map(([key, n]) => [...key.split(',').map(Number), n])
}

export function writeAgreementVectors(references, writeJson) {
  const { cases } = JSON.parse(readFileSync(join(references, 'agreement/expected.json'), 'utf8'))
  const list = Object.keys(licences).map((name) => {
    const from = cases[name]
    return {
      name, licence: licences[name], raters: from.raters, subjects: from.n, rows: countedRows(join(references, 'agreement', from.file)),
      pairs: Object.entries(from.pairs).map(([id, each]) => pair(id, each)),
      krippendorff: from.krippendorff_alpha, fleiss: from.fleiss_kappa, light: from.light_kappa_mean_of_pairs, icc: from.icc, kendallW: from.kendall_w_tie_corrected,
    }
  })
  writeJson('resources/vectors/agreement.json', { name: 'agreement', source, licence: 'stated with each case; values are facts', cases: list })
}

const [, script, references] = process.argv
if (script === import.meta.filename) {
  if (!references) throw new Error('usage: extract-agreement.mjs <folder of reference cases>')
  const line = (value) => (Array.isArray(value) ? `[\n${value.map((v) => `    ${JSON.stringify(v)}`).join(',\n')}\n  ]` : JSON.stringify(value))
  const writeJson = (path, object) =>
    writeFileSync(join(import.meta.dirname, '../..', path), `{\n${Object.entries(object).map(([key, value]) => `  ${JSON.stringify(key)}: ${line(value)}`).join(',\n')}\n}\n`)
  writeAgreementVectors(references, writeJson)
}
