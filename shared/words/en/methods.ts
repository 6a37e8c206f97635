import { raterMethodNames, raterMethodSources } from './methods-raters.ts'
import { weightedMethodNames, weightedMethodSources } from './methods-weighted.ts'
import { secondEngineNames, secondEngineSources } from './second-engines.ts'

export const methodNames: Readonly<Record<string, string>> = {
  ...raterMethodNames,
  ...weightedMethodNames,
  proportion: 'Observed proportion',
  'clopper-pearson': 'Clopper–Pearson',
  wilson: 'Wilson',
  'mann-whitney': 'Mann–Whitney',
  delong: 'DeLong',
  'mean-squared-error': 'Mean squared error',
  'observed-over-expected': 'Observed over expected',
  'logistic-offset': 'Logistic offset model',
  logistic: 'Logistic model',
  wald: 'Wald',
  'wald-log': 'Wald, log scale',
  'agresti-coull': 'Agresti–Coull',
  jeffreys: 'Jeffreys',
  'delong-logit': 'DeLong, logit scale',
  'newcombe-hybrid': 'Newcombe hybrid score',
  log: 'Log method',
  logit: 'Logit, delta method',
  tango: 'Tango',
  'newcombe-paired': 'Newcombe, paired',
  'paired-delong': 'Paired DeLong',
  'unpaired-delong': 'DeLong, independent samples',
  'farrington-manning': 'Farrington–Manning',
  'independent-difference': 'Difference of independent proportions',
  'average-precision': 'Average precision',
  'partial-auroc-mcclish': 'Partial area, McClish',
  'best-observed-threshold': 'Best observed threshold',
  'loess-interpolate': 'Loess (interpolated surface)',
  loess: 'Loess',
  'loess-direct': 'Loess (direct)',
  'restricted-cubic-spline': 'Restricted cubic spline',
  'binned-calibration-error': 'Binned calibration error',
  murphy: 'Murphy decomposition',
  'scaled-brier': 'Scaled Brier score',
  'log-loss': 'Logarithmic score',
  f1: 'F1',
  mcc: 'Matthews correlation',
  'balanced-accuracy': 'Balanced accuracy',
  youden: 'Youden index',
  'likelihood-ratio': 'Likelihood ratio',
  'odds-ratio': 'Odds ratio',
  'bayes-stated-prevalence': 'Bayes at a stated prevalence',
  'paired-difference': 'Paired difference',
  'net-benefit': 'Net benefit',
  ...secondEngineNames,
  'exact-binomial': 'Exact binomial test',
  'normal-shift': 'Normal test of the shifted estimate',
  'mcnemar-exact': 'McNemar, exact',
  'mcnemar-mid-p': 'McNemar, mid-p',
  holm: 'Holm',
  'benjamini-hochberg': 'Benjamini–Hochberg',
  'fixed-sequence': 'Fixed sequence',
  'ratio-estimator': 'Ratio estimator over clusters',
  'ratio-of-sums': 'Ratio of two sums',
  'ratio-log': 'Between clusters, log scale',
  'ratio-logit': 'Between clusters, logit scale',
  'poisson-exact': 'Exact Poisson (as if every alarm came independently)',
  'median-undetected-last': 'Median, undetected kept in',
  'kaplan-meier': 'Kaplan–Meier',
  median: 'Median',
  'alerts-by-search': 'Alerts found by search',
  'ratio-wald': 'Wald over clusters',
  'korn-graubard': 'Korn–Graubard',
  obuchowski: 'Obuchowski',
  'cluster-sandwich': 'Wald, cluster-robust',
  'bootstrap-percentile': 'Bootstrap, percentile',
  'bootstrap-bca': 'Bootstrap, BCa',
  stratified: 'within each class',
  cluster: 'of whole clusters',
  'equal-mass': 'of equal size',
  none: 'none',
}

/** How an estimate or interval is made, and the paper it is from. */
export const methodSources: Readonly<Record<string, { readonly how: string; readonly paper: string }>> = {
  ...raterMethodSources,
  ...weightedMethodSources,
  proportion: { how: 'Numerator divided by denominator, both counted.', paper: '' },
  'clopper-pearson': {
    how: 'Exact binomial interval: both tails of the binomial distribution are inverted through beta quantiles. Its coverage is never below the stated level.',
    paper: 'Clopper CJ, Pearson ES. Biometrika 1934;26:404–413.',
  },
  wilson: {
    how: 'Score interval: the score test of a binomial proportion is inverted, without continuity correction.',
    paper: 'Wilson EB. J Am Stat Assoc 1927;22:209–212.',
  },
  'mann-whitney': {
    how: 'Share of all pairs (one with, one without the target condition) that the score ranks rightly; ties count one half.',
    paper: 'Hanley JA, McNeil BJ. Radiology 1982;143:29–36.',
  },
  delong: {
    how: 'Nonparametric variance of the area from mid-ranks of the scores; normal-theory interval.',
    paper:
      'DeLong ER, DeLong DM, Clarke-Pearson DL. Biometrics 1988;44:837–845. Sun X, Xu W. IEEE Signal Process Lett 2014;21:1389–1393.',
  },
  'mean-squared-error': {
    how: 'Mean of (predicted probability − outcome)², with the outcome 1 or 0.',
    paper: 'Brier GW. Mon Weather Rev 1950;78:1–3.',
  },
  'observed-over-expected': {
    how: 'Observed number with the target condition divided by the sum of predicted probabilities.',
    paper: 'Debray TPA, et al. BMJ 2017;356:i6460.',
  },
  'logistic-offset': {
    how: 'Intercept of a logistic model with the logit of the predicted probability as offset (slope fixed at 1).',
    paper: 'Van Calster B, et al. BMC Med 2019;17:230.',
  },
  logistic: {
    how: 'Slope of a logistic model of the outcome on the logit of the predicted probability.',
    paper: 'Cox DR. Biometrika 1958;45:562–565. Van Calster B, et al. BMC Med 2019;17:230.',
  },
  wald: {
    how: 'Estimate ± normal quantile × standard error from the observed information.',
    paper: 'Wald A. Trans Am Math Soc 1943;54:426–482.',
  },
  'wald-log': {
    how: 'Estimate ± normal quantile × standard error on the log scale, transformed back.',
    paper: 'Debray TPA, et al. BMJ 2017;356:i6460.',
  },
  'agresti-coull': {
    how: 'Wald interval around the centre of the Wilson interval, with z² added to the denominator; cut to 0 and 1.',
    paper: 'Agresti A, Coull BA. Am Stat 1998;52:119–126.',
  },
  jeffreys: {
    how: 'Equal-tailed quantiles of the beta distribution with x + ½ and n − x + ½.',
    paper: 'Brown LD, Cai TT, DasGupta A. Stat Sci 2001;16:101–133.',
  },
  'delong-logit': {
    how: 'DeLong’s standard error carried to the logit scale, where the interval is symmetric, and transformed back.',
    paper: 'Pepe MS. The Statistical Evaluation of Medical Tests. Oxford 2003. DeLong ER, et al. Biometrics 1988;44:837–845.',
  },
  'newcombe-hybrid': {
    how: 'Wilson intervals of the two rates, combined by squaring and adding their distances from the estimates.',
    paper: 'Newcombe RG. Stat Med 1998;17:873–890 (method 10).',
  },
  log: {
    how: 'Estimate × exp(± normal quantile × standard error of the logarithm).',
    paper: 'Simel DL, Samsa GP, Matchar DB. J Clin Epidemiol 1991;44:763–770. Woolf B. Ann Hum Genet 1955;19:251–253.',
  },
  logit: {
    how: 'Symmetric on the logit scale with the delta-method variance of sensitivity and specificity, transformed back.',
    paper: 'Mercaldo ND, Lau KF, Zhou XH. Stat Med 2007;26:2170–2183.',
  },
  tango: {
    how: 'Inversion of Tango’s score test of a difference of two paired proportions.',
    paper: 'Tango T. Stat Med 1998;17:891–908.',
  },
  'newcombe-paired': {
    how: 'Wilson intervals of the two rates, combined with the correlation of the paired calls.',
    paper: 'Newcombe RG. Stat Med 1998;17:2635–2650 (method 10).',
  },
  'unpaired-delong': {
    how: 'Difference of two areas on different examinations over the root of the sum of DeLong’s variances, with Welch–Satterthwaite degrees of freedom.',
    paper: 'Robin X, et al. BMC Bioinformatics 2011;12:77.',
  },
  'farrington-manning': {
    how: 'Inversion of the score test of a difference of independent proportions, with variances at the restricted maximum likelihood estimates.',
    paper: 'Farrington CP, Manning G. Stat Med 1990;9:1447–1454.',
  },
  'independent-difference': { how: 'Proportion in the first group minus proportion in the second.', paper: '' },
  'paired-delong': {
    how: 'Difference of the two areas with the variance of DeLong, covariance of the two included; normal-theory interval.',
    paper: 'DeLong ER, DeLong DM, Clarke-Pearson DL. Biometrics 1988;44:837–845. Sun X, Xu W. IEEE Signal Process Lett 2014;21:1389–1393.',
  },
  'average-precision': {
    how: 'Sum over the distinct scores of the step in sensitivity × precision there, without interpolation.',
    paper: 'Manning CD, Raghavan P, Schütze H. Introduction to Information Retrieval. Cambridge 2008.',
  },
  'partial-auroc-mcclish': {
    how: 'Area under the empirical curve within the stated range, standardised so that chance is 0.5 and perfect is 1.',
    paper: 'McClish DK. Med Decis Making 1989;9:190–195.',
  },
  'best-observed-threshold': {
    how: 'The best rate over all observed thresholds that keep the other rate at the stated value or above.',
    paper: 'Pepe MS. The Statistical Evaluation of Medical Tests. Oxford 2003.',
  },
  'loess-interpolate': {
    how: 'Local quadratic regression of the outcome on the predicted probability, span 0.75, fitted at vertices and blended between them.',
    paper: 'Cleveland WS, Grosse E. Stat Comput 1991;1:47–62. Austin PC, Steyerberg EW. Stat Med 2019;38:4051–4065.',
  },
  'loess-direct': {
    how: 'Local quadratic regression of the outcome on the predicted probability, span 0.75, fitted at each score.',
    paper: 'Cleveland WS, Grosse E. Stat Comput 1991;1:47–62. Austin PC, Steyerberg EW. Stat Med 2019;38:4051–4065.',
  },
  'restricted-cubic-spline': {
    how: 'Logistic model of the outcome on a restricted cubic spline of the logit of the predicted probability, knots at fixed quantiles.',
    paper: 'Harrell FE. Regression Modeling Strategies. Springer 2015. Austin PC, Steyerberg EW. Stat Med 2019;38:4051–4065.',
  },
  'binned-calibration-error': {
    how: 'Mean over the bins of |mean predicted − observed fraction|, weighted by the number in each bin.',
    paper: 'Naeini MP, Cooper GF, Hauskrecht M. AAAI 2015;29:2901–2907.',
  },
  murphy: {
    how: 'Brier score split into reliability, resolution and uncertainty over the stated bins.',
    paper: 'Murphy AH. J Appl Meteorol 1973;12:595–600. Stephenson DB, et al. Weather Forecast 2008;23:752–757.',
  },
  'scaled-brier': {
    how: '1 − Brier score / Brier score of predicting the observed prevalence for everybody.',
    paper: 'Steyerberg EW, et al. Epidemiology 2010;21:128–138.',
  },
  'log-loss': {
    how: 'Mean of −ln of the probability given to what was observed; probabilities are kept off 0 and 1.',
    paper: 'Good IJ. J R Stat Soc B 1952;14:107–114.',
  },
  f1: {
    how: '2 TP / (2 TP + FP + FN).',
    paper: 'van Rijsbergen CJ. Information Retrieval. Butterworths 1979.',
  },
  mcc: {
    how: '(TP · TN − FP · FN) / √ of the product of the four margins.',
    paper: 'Matthews BW. Biochim Biophys Acta 1975;405:442–451.',
  },
  'balanced-accuracy': {
    how: '(Sensitivity + specificity) / 2.',
    paper: 'Youden WJ. Cancer 1950;3:32–35.',
  },
  youden: {
    how: 'Sensitivity + specificity − 1.',
    paper: 'Youden WJ. Cancer 1950;3:32–35.',
  },
  'likelihood-ratio': {
    how: 'Positive: sensitivity / (1 − specificity). Negative: (1 − sensitivity) / specificity.',
    paper: 'Simel DL, Samsa GP, Matchar DB. J Clin Epidemiol 1991;44:763–770.',
  },
  'odds-ratio': {
    how: 'TP · TN / (FP · FN).',
    paper: 'Glas AS, et al. J Clin Epidemiol 2003;56:1129–1135. Woolf B. Ann Hum Genet 1955;19:251–253.',
  },
  'bayes-stated-prevalence': {
    how: 'Sensitivity and specificity as observed, prevalence as stated, by Bayes’ rule.',
    paper: 'Mercaldo ND, Lau KF, Zhou XH. Stat Med 2007;26:2170–2183.',
  },
  'paired-difference': {
    how: '(Right by the first output only − right by the second only) / examinations.',
    paper: 'Newcombe RG. Stat Med 1998;17:2635–2650.',
  },
  'net-benefit': {
    how: 'TP/n − FP/n × threshold / (1 − threshold).',
    paper: 'Vickers AJ, Elkin EB. Med Decis Making 2006;26:565–574.',
  },
  ...secondEngineSources,
  'exact-binomial': {
    how: 'One-sided binomial tail probability of the observed count at the goal.',
    paper: 'Clopper CJ, Pearson ES. Biometrika 1934;26:404–413.',
  },
  'normal-shift': {
    how: '(Estimate − goal) / standard error, one-sided.',
    paper: 'Wald A. Trans Am Math Soc 1943;54:426–482.',
  },
  'mcnemar-exact': {
    how: 'Two-sided binomial test of the discordant pairs at one half.',
    paper: 'McNemar Q. Psychometrika 1947;12:153–157.',
  },
  'mcnemar-mid-p': {
    how: 'McNemar’s exact test with half the probability of the observed split.',
    paper: 'Fagerland MW, Lydersen S, Laake P. BMC Med Res Methodol 2013;13:91.',
  },
  holm: {
    how: 'Adjusted p values keep the family-wise error rate.',
    paper: 'Holm S. Scand J Stat 1979;6:65–70.',
  },
  'benjamini-hochberg': {
    how: 'Adjusted p values keep the false discovery rate.',
    paper: 'Benjamini Y, Hochberg Y. J R Stat Soc B 1995;57:289–300.',
  },
  'fixed-sequence': {
    how: 'Endpoints are tested in the protocol’s order; an adjusted p value is never below the one before it.',
    paper: 'Maurer W, Hothorn LA, Lehmacher W. Biometrie in der chemisch-pharmazeutischen Industrie 1995;6:3–18.',
  },
  'ratio-estimator': {
    how: 'Sum of the numerators over the clusters divided by the sum of the denominators; variance between clusters.',
    paper: 'Rao JNK, Scott AJ. Biometrics 1992;48:577–585.',
  },
  'ratio-of-sums': {
    how: 'Sum over all examinations of what is counted, divided by the sum of the time or number it is counted in.',
    paper: 'Cochran WG. Sampling Techniques. 3rd ed. Wiley; 1977.',
  },
  'ratio-log': {
    how: 'Estimate times and divided by exp(z × relative standard error), the standard error between clusters.',
    paper: 'Cochran WG. Sampling Techniques. 3rd ed. Wiley; 1977.',
  },
  'ratio-logit': {
    how: 'Wald interval on the logit scale, the standard error between clusters.',
    paper: 'Cochran WG. Sampling Techniques. 3rd ed. Wiley; 1977.',
  },
  'poisson-exact': {
    how: 'Exact interval of a Poisson count over the time at risk. It takes every alarm as independent of the others, also of the same examination.',
    paper: 'Garwood F. Biometrika 1936;28:437–442.',
  },
  'median-undetected-last': {
    how: 'Middle lead time over all events; an event without a credited alert ranks below every lead time.',
    paper: '',
  },
  'kaplan-meier': {
    how: 'Earliest time by which half have had an alert; examinations without one leave when their time at risk ends.',
    paper: 'Kaplan EL, Meier P. J Am Stat Assoc 1958;53:457–481.',
  },
  median: { how: 'Middle value; half-way between the two in the middle of an even number.', paper: '' },
  'alerts-by-search': {
    how: 'Alerts, episodes, predictions and times summed again by searching instead of walking; variances from cross products of units.',
    paper: '',
  },
  'ratio-wald': {
    how: 'Estimate ± t quantile × standard error between clusters.',
    paper: 'Rao JNK, Scott AJ. Biometrics 1992;48:577–585.',
  },
  'korn-graubard': {
    how: 'Clopper–Pearson interval on the effective number of examinations, which the design effect reduces.',
    paper: 'Korn EL, Graubard BI. Surv Methodol 1998;24:193–201.',
  },
  obuchowski: {
    how: 'Placements of the scores are summed within clusters, and their variance is taken between clusters.',
    paper: 'Obuchowski NA. Biometrics 1997;53:567–578.',
  },
  'cluster-sandwich': {
    how: 'Estimate ± normal quantile × standard error from the sandwich of scores summed within clusters.',
    paper: 'Liang KY, Zeger SL. Biometrika 1986;73:13–22.',
  },
  'bootstrap-percentile': {
    how: 'Quantiles of the estimate over seeded bootstrap replicates, drawn within each class or as whole clusters.',
    paper: 'Efron B, Tibshirani RJ. An Introduction to the Bootstrap. Chapman & Hall 1993.',
  },
  'bootstrap-bca': {
    how: 'Quantiles of the replicates, corrected for bias and for skewness by the jackknife.',
    paper: 'Efron B. J Am Stat Assoc 1987;82:171–185.',
  },
}
