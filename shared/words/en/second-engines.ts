/** The second algorithm of every number that a verdict can rest on. */
export const secondEngineNames: Readonly<Record<string, string>> = {
  'clopper-pearson-by-binomial-tails': 'Clopper–Pearson from binomial tails',
  'wilson-by-score-roots': 'Wilson from the roots of the score equation',
  'merge-counted-delong': 'DeLong by merge counting',
  'agresti-coull-by-roots': 'Agresti–Coull from the roots of its equation',
  'jeffreys-by-quadrature': 'Jeffreys by quadrature',
  'ratio-estimator-by-products': 'Ratio estimator from cross products',
  'farrington-manning-by-halving': 'Farrington–Manning by halving',
  'independent-areas-by-quadrature': 'Independent areas with Student’s quantile by integration',
  'clustered-pairs-by-products': 'Clustered difference from cross products',
  'bisected-obuchowski': 'Obuchowski by bisection',
  'bisected-paired-delong': 'Paired DeLong by bisection',
  'tango-by-likelihood-roots': 'Tango from the roots of the likelihood',
  'hybrid-by-score-roots': 'Hybrid interval from score roots',
  'ratio-by-cross-products': 'Ratio from cross products',
  'calibration-by-bracketing': 'Offset model by bracketing',
  'calibration-by-reweighting': 'Logistic model by reweighting',
  'observed-expected-by-rows': 'Observed over expected, row by row',
  'binomial-by-sums': 'Binomial tail by summing',
  'normal-by-quadrature': 'Normal tail by quadrature',
  'predictive-value-by-odds': 'Predictive value from odds',
  'weighted-sums-by-unit': 'Weighted sums by unit',
  'weighted-cells-by-unit': 'Weighted table from its four cells by unit',
  'weighted-areas-by-bisection': 'Weighted areas by bisection',
  'weighted-calibration-by-bracketing': 'Weighted offset model by bracketing',
  'weighted-calibration-by-reweighting': 'Weighted logistic model by reweighting',
  'replicates-from-rows': 'Replicates drawn again, from their rows',
}

export const secondEngineSources: Readonly<Record<string, { readonly how: string; readonly paper: string }>> = {
  'clopper-pearson-by-binomial-tails': {
    how: 'Binomial tails summed outwards from the mode and inverted, without a beta function.',
    paper: 'Clopper CJ, Pearson ES. Biometrika 1934;26:404–413.',
  },
  'wilson-by-score-roots': {
    how: 'Both roots of the score equation, found by bracketing.',
    paper: 'Wilson EB. J Am Stat Assoc 1927;22:209–212.',
  },
  'merge-counted-delong': {
    how: 'The classes are sorted apart and pairs counted while merging.',
    paper: 'DeLong ER, DeLong DM, Clarke-Pearson DL. Biometrics 1988;44:837–845.',
  },
  'agresti-coull-by-roots': {
    how: 'The roots of the interval’s own equation about the middle of Wilson’s score roots.',
    paper: 'Agresti A, Coull BA. Am Stat 1998;52:119–126.',
  },
  'jeffreys-by-quadrature': {
    how: 'Beta quantiles by integrating the density on the logit scale.',
    paper: 'Takahasi H, Mori M. Publ RIMS Kyoto Univ 1974;9:721–741.',
  },
  'farrington-manning-by-halving': {
    how: 'The score test inverted by halving; the likeliest proportions found in the first one; normal quantile by integration.',
    paper: 'Farrington CP, Manning G. Stat Med 1990;9:1447–1454.',
  },
  'independent-areas-by-quadrature': {
    how: 'Areas and variances by merge counting in each group; Student’s quantile by integration.',
    paper: 'Robin X, et al. BMC Bioinformatics 2011;12:77.',
  },
  'clustered-pairs-by-products': {
    how: 'One sum of signed differences a cluster, squared as whole cross products; normal quantile by integration.',
    paper: 'Rao JNK, Scott AJ. Biometrics 1992;48:577–585.',
  },
  'ratio-estimator-by-products': {
    how: 'Residuals of clusters as whole cross products; Student and beta quantiles by integration.',
    paper: 'Rao JNK, Scott AJ. Biometrics 1992;48:577–585.',
  },
  'bisected-obuchowski': {
    how: 'Wins of each examination by bisection in the other class, summed per cluster as whole numbers.',
    paper: 'Obuchowski NA. Biometrics 1997;53:567–578.',
  },
  'bisected-paired-delong': {
    how: 'Wins of each examination by bisection in the other class; the difference of both scores, updated row by row.',
    paper: 'DeLong ER, DeLong DM, Clarke-Pearson DL. Biometrics 1988;44:837–845.',
  },
  'tango-by-likelihood-roots': {
    how: 'The restricted likelihood’s maximum and the score statistic’s bounds, both found by bracketing.',
    paper: 'Tango T. Stat Med 1998;17:891–908.',
  },
  'hybrid-by-score-roots': {
    how: 'Pairs won by the call itself; Wilson’s bounds as roots of the score equation.',
    paper: 'Newcombe RG. Stat Med 1998;17:873–890.',
  },
  'ratio-by-cross-products': {
    how: 'Cross products, divided and multiplied by the factor of the interval; no logarithm.',
    paper: 'Simel DL, Samsa GP, Matchar DB. J Clin Epidemiol 1991;44:763–770.',
  },
  'calibration-by-bracketing': {
    how: 'The intercept at which expected events equal observed ones, found by bracketing, row by row.',
    paper: 'Cox DR. Biometrika 1958;45:562–565.',
  },
  'calibration-by-reweighting': {
    how: 'Iteratively reweighted least squares, row by row.',
    paper: 'Cox DR. Biometrika 1958;45:562–565.',
  },
  'observed-expected-by-rows': {
    how: 'Events over the sum of probabilities, row by row.',
    paper: 'Debray TPA, et al. BMJ 2017;356:i6460.',
  },
  'binomial-by-sums': {
    how: 'Binomial probabilities summed outwards from the mode, without a beta function.',
    paper: 'Clopper CJ, Pearson ES. Biometrika 1934;26:404–413.',
  },
  'normal-by-quadrature': {
    how: 'The normal density integrated by the double exponential rule.',
    paper: 'Takahasi H, Mori M. Publ RIMS Kyoto Univ 1974;9:721–741.',
  },
  'predictive-value-by-odds': {
    how: 'Odds of being right at the stated prevalence, divided and multiplied by the factor of the interval.',
    paper: 'Mercaldo ND, Lau KF, Zhou XH. Stat Med 2007;26:2170–2183.',
  },
  'weighted-sums-by-unit': {
    how: 'Sums of weights of each examination (or cluster), and the number’s derivatives by them; quantiles by integration.',
    paper: 'Binder DA. Int Stat Rev 1983;51:279–292.',
  },
  'weighted-cells-by-unit': {
    how: 'Weights of the four cells in each examination (or cluster), and the number’s derivatives by them; ratios divided and multiplied.',
    paper: 'Binder DA. Int Stat Rev 1983;51:279–292.',
  },
  'weighted-areas-by-bisection': {
    how: 'Weight beaten by each examination, by bisection in the sorted other class; differences averaged, variance from sums by unit.',
    paper: 'Alonzo TA, Pepe MS. J R Stat Soc C 2005;54:173–190.',
  },
  'weighted-calibration-by-bracketing': {
    how: 'The intercept at which weighted expected events equal observed ones, found by bracketing; sandwich from sums by unit.',
    paper: 'Binder DA. Int Stat Rev 1983;51:279–292.',
  },
  'weighted-calibration-by-reweighting': {
    how: 'Iteratively reweighted least squares, row by row; sandwich from sums by unit.',
    paper: 'Binder DA. Int Stat Rev 1983;51:279–292.',
  },
  'replicates-from-rows': {
    how: 'Rows drawn again by a second generator and copied; each number from the copies, bounds selected without sorting.',
    paper: 'Efron B, Tibshirani RJ. An Introduction to the Bootstrap. 1993, chapter 13.',
  },
}
