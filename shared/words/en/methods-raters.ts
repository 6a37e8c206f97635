/** Methods of agreement, drift and differences over clusters. */
export const raterMethodNames: Readonly<Record<string, string>> = {
  'clustered-difference': 'Difference of ratio estimators',
  'two-sided-z': 'two-sided z test',
  'paired-obuchowski': 'Obuchowski, paired',
  'unpaired-delong': 'DeLong, different examinations',
  'clustered-area-contrast': 'Areas over shared clusters',
  examinations: 'of examinations',
  'within-sets': 'of examinations, within each set',
  'population-stability': 'Population stability index',
  'jensen-shannon': 'Jensen–Shannon',
  'kolmogorov-smirnov': 'Kolmogorov–Smirnov',
  'smirnov-exact': 'Smirnov’s test, exact',
  'smirnov-limiting': 'Smirnov’s test, limiting distribution',
  wasserstein: 'Wasserstein',
  'standardised-mean-difference': 'Standardised mean difference',
  unweighted: 'none',
  linear: 'linear',
  quadratic: 'quadratic',
  cohen: 'Cohen’s kappa',
  'kappa-by-disagreement': 'Kappa from disagreements',
  'gwet-by-disagreement': 'Gwet’s coefficient from disagreements',
  'kappa-wald': 'Wald for kappa',
  fleiss: 'Fleiss’ kappa',
  gwet: 'Gwet’s coefficient',
  'gwet-t': 'Gwet, t interval',
  krippendorff: 'Krippendorff’s alpha',
  'pairwise-agreement': 'Agreeing pairs of raters',
  'intraclass-correlation': 'Two-way analysis of variance',
  'intraclass-f': 'F interval',
}

/** How each is made, and the paper it is from. */
export const raterMethodSources: Readonly<Record<string, { readonly how: string; readonly paper: string }>> = {
  cohen: {
    how: '(Observed − chance agreement) / (1 − chance agreement), chance from the two raters’ own fractions; categories weighted as stated.',
    paper: 'Cohen J. Educ Psychol Meas 1960;20:37–46. Cohen J. Psychol Bull 1968;70:213–220.',
  },
  'kappa-wald': {
    how: 'Estimate ± normal quantile × large-sample standard error at the estimate; not cut.',
    paper: 'Fleiss JL, Cohen J, Everitt BS. Psychol Bull 1969;72:323–327.',
  },
  'kappa-by-disagreement': {
    how: '1 − observed / expected disagreement from counts; standard error from the influence of each cell.',
    paper: 'Fleiss JL, Cohen J, Everitt BS. Psychol Bull 1969;72:323–327.',
  },
  'gwet-by-disagreement': {
    how: '1 − observed / expected disagreement over pairs of raters; standard error from the influence of each examination.',
    paper: 'Gwet KL. Br J Math Stat Psychol 2008;61:29–48.',
  },
  fleiss: {
    how: 'As Cohen’s kappa for any number of raters, chance from the fractions of all raters together.',
    paper: 'Fleiss JL. Psychol Bull 1971;76:378–382.',
  },
  gwet: {
    how: '(Observed − chance agreement) / (1 − chance agreement), chance from how evenly the categories are used.',
    paper: 'Gwet KL. Br J Math Stat Psychol 2008;61:29–48.',
  },
  'gwet-t': {
    how: 'Estimate ± t quantile × linearised standard error over examinations, the raters taken as they are; never above 1.',
    paper: 'Gwet KL. Br J Math Stat Psychol 2008;61:29–48.',
  },
  krippendorff: {
    how: '1 − observed / expected disagreement, from the table of coincidences.',
    paper: 'Hayes AF, Krippendorff K. Commun Methods Meas 2007;1:77–89.',
  },
  'pairwise-agreement': {
    how: 'Mean over the examinations of the share of pairs of raters that say the same.',
    paper: 'Fleiss JL. Psychol Bull 1971;76:378–382.',
  },
  'intraclass-correlation': {
    how: 'From the mean squares of examinations, raters and error; every rater rated every examination.',
    paper: 'Shrout PE, Fleiss JL. Psychol Bull 1979;86:420–428. McGraw KO, Wong SP. Psychol Methods 1996;1:30–46.',
  },
  'population-stability': {
    how: 'Sum over the bins of (current − baseline share) × ln(current / baseline share); bins between quantiles of the baseline, empty ones raised to a stated share.',
    paper: 'Siddiqi N. Credit Risk Scorecards. Wiley 2006.',
  },
  'jensen-shannon': {
    how: 'Square root of the divergence of both shares from their mean, in bits, over the same bins.',
    paper: 'Lin J. IEEE Trans Inf Theory 1991;37:145–151.',
  },
  'kolmogorov-smirnov': {
    how: 'Largest vertical distance between the two cumulative distributions.',
    paper: 'Smirnov N. Ann Math Stat 1948;19:279–281.',
  },
  'smirnov-exact': {
    how: 'Share of all orderings of the two sets that are as far apart or further; no two values are equal.',
    paper: 'Smirnov N. Ann Math Stat 1948;19:279–281.',
  },
  'smirnov-limiting': {
    how: 'Limiting distribution of the distance; with equal values the p value is too large rather than too small.',
    paper: 'Smirnov N. Ann Math Stat 1948;19:279–281.',
  },
  wasserstein: {
    how: 'Area between the two cumulative distributions.',
    paper: 'Vallender SS. Theory Probab Appl 1974;18:784–786.',
  },
  'standardised-mean-difference': {
    how: '(Current − baseline mean) / square root of the mean of the two variances.',
    paper: 'Austin PC. Stat Med 2009;28:3083–3107.',
  },
  'clustered-difference': {
    how: 'Difference of two ratio estimators over the same clusters, linearised: their variance is that between clusters.',
    paper: 'Rao JNK, Scott AJ. Biometrics 1992;48:577–585.',
  },
  'two-sided-z': { how: 'Difference / standard error, two-sided.', paper: 'Wald A. Trans Am Math Soc 1943;54:426–482.' },
  'paired-obuchowski': {
    how: 'Differences of placements summed within clusters, and their variance taken between clusters.',
    paper: 'Obuchowski NA. Biometrics 1997;53:567–578.',
  },
  'unpaired-delong': {
    how: 'Difference of two areas on different examinations, variances by DeLong; t with Welch–Satterthwaite degrees of freedom.',
    paper: 'DeLong ER, DeLong DM, Clarke-Pearson DL. Biometrics 1988;44:837–845. Robin X, et al. BMC Bioinformatics 2011;12:77.',
  },
  'clustered-area-contrast': {
    how: 'Difference of two areas on different examinations that may share clusters: contributions summed within clusters.',
    paper: 'Obuchowski NA. Biometrics 1997;53:567–578.',
  },
  'intraclass-f': {
    how: 'Quantiles of the F distribution; for absolute agreement with Satterthwaite’s degrees of freedom.',
    paper: 'Shrout PE, Fleiss JL. Psychol Bull 1979;86:420–428.',
  },
}
