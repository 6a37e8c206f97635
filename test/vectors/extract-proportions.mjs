// Part of extract-vectors.mjs: proportions, 2 × 2 tables, two proportions (paired or not), shifted tests, distributions.

const caseNames = ['rotterdam_gbsg', 'pbc', 'lung', 'colon', 'birthwt', 'retinopathy', 'jasa']

/** Bounds of an interval; null where it has no width or the value is not finite (refused here, see SOURCES.md). */
const bounds = (pair) => (pair && pair[0] < pair[1] ? pair : null)
const finite = (value) => (typeof value === 'number' ? value : null)

function tableRow(at) {
  const measured = (from, interval) => [finite(from.value), ...(bounds(from[interval]) ?? [null, null])]
  return {
    counts: [at.tp, at.fp, at.fn, at.tn], accuracy: at.accuracy.estimate, balancedAccuracy: at.balanced_accuracy,
    youden: at.youden_j, f1: at.f1, mcc: at.mcc, lrPositive: measured(at.lr_positive, 'ci95_log'),
    lrNegative: measured(at.lr_negative, 'ci95_log'), oddsRatio: measured(at.diagnostic_odds_ratio, 'ci95_woolf'),
    atPrevalence: Object.entries(at.at_prevalence ?? {}).map(([share, { ppv, npv }]) => [Number(share), ppv, npv]),
  }
}

/** One row for each different table. */
function tables(sources) {
  const rows = new Map()
  for (const at of sources.flatMap((each) => Object.values(each.thresholds ?? {}))) {
    if (at?.tp === undefined) continue
    const row = tableRow(at)
    rows.set(row.counts.join(), row)
  }
  return [...rows.values()]
}

function pairedRow(source, from) {
  const [chi, chiP, corrected, correctedP] = from.mcnemar_chi2 === null
    ? [null, null, null, null]
    : [from.mcnemar_chi2, from.mcnemar_chi2_p, from.mcnemar_chi2_continuity, from.mcnemar_chi2_continuity_p]
  return {
    source, counts: [from.both, from.first_only, from.second_only, from.neither], difference: from.difference,
    exact: from.mcnemar_exact_p, midP: from.mcnemar_mid_p, chiSquare: [chi, chiP], edwards: [corrected, correctedP],
    newcombe: from.difference_ci95_newcombe10, tango: from.difference_ci95_tango,
  }
}

const pairsOf = (name, expected) =>
  Object.entries(expected.pairs ?? {}).flatMap(([pair, { binary_at_first_thresholds: at }]) =>
    ['sensitivity', 'specificity', 'accuracy'].map((quantity) => pairedRow(`${name} ${pair} ${quantity}`, at[quantity])))

const shiftsOf = (expected) =>
  Object.values(expected.pairs ?? {}).flatMap(({ delong_paired: { difference, se, noninferiority } }) =>
    Object.values(noninferiority).map(({ margin, z, p_one_sided: p }) => [difference, se, margin, z, p]))

/** A rounding residue such as 1e-16 is a zero. */
const settled = (value) => (Math.abs(value) < 1e-15 ? 0 : value)

function independentRow(from) {
  return {
    source: from.source, counts: [from.x1, from.n1, from.x2, from.n2], difference: from.difference,
    newcombe: from.ci95_newcombe10, miettinenNurminen: from.ci95_miettinen_nurminen,
    farringtonManning: from.ci95_mee_farrington_manning, wald: bounds(from.ci95_wald), agrestiCaffo: from.ci95_agresti_caffo.map((bound) => Math.max(-1, Math.min(1, bound))),
    pooled: from.pooled_z === null ? [null, null] : [from.pooled_z, from.pooled_p_two_sided], fisher: from.fisher_exact_p,
    riskRatio: from.risk_ratio ? [from.risk_ratio.value, ...from.risk_ratio.ci95_log] : null,
    oddsRatio: from.odds_ratio ? [from.odds_ratio.value, ...from.odds_ratio.ci95_woolf] : null,
    shifted: from.noninferiority.map((at) => [
      at.margin, at.farrington_manning_z, at.farrington_manning_p, settled(at.restricted_p1), settled(at.restricted_p2),
      at.miettinen_nurminen_z, at.miettinen_nurminen_p,
    ]),
  }
}

const licence = 'values are facts'

// scipy 1.10.1 (Cephes stdtri) is off by up to 2e-9 here; these are roots of the distribution found with 40 digits.
const studentQuantiles = [
  [0.9, 1, 3.077683537175254],
  [0.9, 3.7, 1.5575658388615077],
  [0.9, 111, 1.289224979490446],
  [0.975, 1, 12.706204736174694],
  [0.975, 2, 4.302652729749462],
  [0.975, 10, 2.2281388519862744],
  [0.975, 111, 1.9815667570749007],
  [0.995, 3.7, 4.8692522532278275],
  [0.995, 10, 3.169272672616951],
  [0.995, 111, 2.6208485339854377],
]
const studentQuantile = ([p, df, value]) =>
  studentQuantiles.find((row) => row[0] === p && row[1] === df) ?? [p, df, value]

function twoByTwo(json, names) {
  const expected = names.map((name) => [name, json(`${name}/expected.json`)])
  return {
    tables: tables(expected.flatMap(([, { scores }]) => Object.values(scores))),
    paired: expected.flatMap(([name, each]) => pairsOf(name, each)),
    shifts: expected.flatMap(([, each]) => shiftsOf(each)),
  }
}

/** json(path) reads a reference file, writeJson(path, object) writes a vector. */
export function writeProportionVectors(json, writeJson) {
  const intervals = json('proportion_ci.json')
  writeJson('resources/vectors/proportion-intervals.json', {
    name: 'proportion-intervals', licence,
    source: 'scipy 1.10.1 beta.ppf; statsmodels 0.13.5 proportion_confint; R 4.2.2 prop.test(correct = TRUE)',
    columns: ['x', 'n', 'level', 'clopper-pearson lower', 'upper', 'wilson lower', 'upper', 'agresti-coull lower', 'upper',
      'jeffreys lower', 'upper', 'wilson with continuity correction lower', 'upper', 'wald lower', 'upper'],
    rows: intervals.cases.map((c) => [c.x, c.n, c.confidence, ...c.clopper_pearson, ...c.wilson, ...c.agresti_coull,
      ...c.jeffreys, ...c.wilson_continuity_corrected, ...(bounds(c.normal) ?? [null, null])]),
  })

  const special = json('special_functions.json')
  writeJson('resources/vectors/special-functions.json', {
    name: 'special-functions', source: 'scipy 1.10.1 (special, stats); one row of betainc by exact rational summation, see SOURCES.md', licence,
    normalQuantile: special.norm_ppf, normalUpperTail: special.norm_sf, lnGamma: special.gammaln, betaQuantile: special.beta_ppf,
    // scipy 1.10.1 gives 0.67263941535079 here; the binomial tail summed with 60 digits gives the value below.
    betaIncomplete: special.betainc.map((row) => (row[0] === 100000 && row[2] === 0.5005 ? [100000, 100000, 0.5005, 0.672639415556566] : row)),
    studentQuantile: special.t_ppf.map(studentQuantile), studentUpperTail: special.t_sf, chiSquareUpperTail: special.chi2_sf,
    fisherQuantile: special.f_ppf, binomialLowerTail: special.binom_cdf, kolmogorovUpperTail: special.kolmogorov_sf,
  })

  const edges = json('edge_cases.json')
  const open = twoByTwo(json, caseNames)
  writeJson('resources/vectors/two-by-two.json', {
    name: 'two-by-two', source: 'R 4.2.2 and Python 3.11 (scikit-learn 1.2.1, statsmodels 0.13.5) on tables of the open cases and degenerate cases', licence,
    tables: [...open.tables, ...tables(edges.cases)],
  })
  const two = json('two_proportions.json')
  writeJson('resources/vectors/two-proportions.json', {
    name: 'two-proportions', source: 'closed forms checked against numerical roots, R 4.2.2 mcnemar.test, binom.test, fisher.test; published examples', licence,
    independent: two.independent.map(independentRow),
    paired: [...two.paired.map((each) => pairedRow(each.source, each)), ...open.paired],
    shifts: open.shifts,
  })
  writeJson('test/vectors/asah/two-by-two.json', { name: 'asah-two-by-two', source: 'as asah.json', ...twoByTwo(json, ['asah']) })
}
