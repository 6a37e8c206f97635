"""Made-up study of 3 raters, a drift and clusters, with reference values by other means than the code under test.

statsmodels: Cohen's and Fleiss' kappa; scipy: KS, Wasserstein, Jensen-Shannon; the rest by definition with numpy.
Writes rater-study.json beside this file: python3 make-rater-study.py
"""
import itertools
import json
import os

import numpy as np
from scipy import stats
from scipy.spatial.distance import jensenshannon
from statsmodels.stats.inter_rater import cohens_kappa, fleiss_kappa

rng = np.random.default_rng(20261123)
n = 120
truth = (np.arange(n) % 3 == 0).astype(int)
person = np.arange(n) // 2 % 45
site = np.array(['N', 'S', 'W'])[np.arange(n) % 3 * 0 + (np.arange(n) // 7) % 3]
period = np.where(np.arange(n) < 70, 'before', 'after')


def rater(noise):
    return np.round(np.clip(0.28 + 0.4 * truth + noise * rng.standard_normal(n), 0.02, 0.98), 3)


a, b, c = rater(0.17), rater(0.2), rater(0.25)
a_missing = np.zeros(n, bool); a_missing[[4, 50]] = True
b_missing = np.zeros(n, bool); b_missing[[4, 9, 77]] = True
grade = {}
for name, p in (('a', a), ('b', b), ('c', c)):
    grade[name] = np.digitize(p, [0.2, 0.4, 0.6, 0.8]) + 1
age = np.round(50 + 10 * rng.standard_normal(n) + 4 * (period == 'after'), 1)
age[[3, 90]] = np.nan
ward = np.array(['icu', 'ward', 'clinic'])[rng.choice(3, n, p=[.3, .5, .2])]
expected = {}


def gwet(codes, q, weights):
    """Mean over subjects; standard error by the published linearisation."""
    m, r = codes.shape
    counts = np.stack([(codes == k).sum(1) for k in range(q)], 1).astype(float)
    pi = (counts / r).mean(0)
    agree = np.array([sum(weights[x, y] for x, y in itertools.permutations(row, 2)) / (r * (r - 1)) for row in codes])
    factor = weights.sum() / (q * (q - 1))
    chance = factor * (pi * (1 - pi)).sum()
    value = (agree.mean() - chance) / (1 - chance)
    own = factor * ((counts / r) * (1 - pi)).sum(1)
    linear = (agree - chance) / (1 - chance) - 2 * (1 - value) * (own - chance) / (1 - chance)
    se = np.sqrt(((linear - value) ** 2).sum() / (m - 1) / m)
    half = stats.t.ppf(0.975, m - 1) * se
    return value, se, value - half, min(1, value + half)


def alpha(codes, distance):
    """Average disagreement within subjects over that between all ratings, by pairs."""
    m, r = codes.shape
    within = np.mean([np.mean([distance(x, y) for x, y in itertools.permutations(row, 2)]) for row in codes])
    flat = codes.ravel()
    values, count = np.unique(flat, return_counts=True)
    total = len(flat)
    between = sum(count[i] * count[j] * distance(values[i], values[j]) for i in range(len(values)) for j in range(len(values))) / (total * (total - 1))
    return 1 - within / between


calls = {'a': a >= 0.5, 'b': b >= 0.5, 'c': c >= 0.5}
keep = ~(a_missing | b_missing)
x, y = calls['a'][keep].astype(int), calls['b'][keep].astype(int)
table = np.array([[((x == i) & (y == j)).sum() for j in (0, 1)] for i in (0, 1)])
kappa = cohens_kappa(table)
ac1 = gwet(np.stack([x, y], 1), 2, np.eye(2))
expected['pair'] = {
    'table': table.tolist(), 'percent-agreement': [int((x == y).sum()), int(keep.sum())],
    'ppa': [int(table[1, 1]), int(table[:, 1].sum())], 'npa': [int(table[0, 0]), int(table[:, 0].sum())],
    'cohen-kappa': [kappa.kappa, kappa.kappa_low, kappa.kappa_upp], 'gwet-ac1': list(ac1),
    'krippendorff-alpha': alpha(np.stack([x, y], 1), lambda s, t: float(s != t)),
}


def ratio(hit, rows):
    ids = np.unique(person[rows])
    xs = np.array([hit[rows & (person == k)].sum() for k in ids]); ns = np.array([(rows & (person == k)).sum() for k in ids])
    p = xs.sum() / ns.sum(); k = len(ids)
    return p, k / (k - 1) * ((xs - p * ns) ** 2).sum() / ns.sum() ** 2, k


same = calls['a'] == calls['b']
p, variance, k = ratio(same, keep & calls['b'])
expected['clustered-ppa'] = [p, variance, k]

three = np.stack([calls['a'], calls['b'], calls['c']], 1)[keep].astype(int)
counts3 = np.stack([(three == 0).sum(1), (three == 1).sum(1)], 1)
expected['three'] = {
    'percent-agreement': float(np.mean([np.mean([s == t for s, t in itertools.combinations(row, 2)]) for row in three])),
    'fleiss-kappa': fleiss_kappa(counts3), 'gwet-ac1': list(gwet(three, 2, np.eye(2))),
    'krippendorff-alpha': alpha(three, lambda s, t: float(s != t)),
    'positiveBy': [int((three.sum(1) == k).sum()) for k in range(4)],
}

g = np.stack([grade['a'], grade['b']], 1)
table5 = np.array([[((g[:, 0] == i) & (g[:, 1] == j)).sum() for j in range(1, 6)] for i in range(1, 6)])
quadratic = np.array([[1 - ((i - j) / 4) ** 2 for j in range(5)] for i in range(5)])
weighted = cohens_kappa(table5, wt='quadratic')
ac2 = gwet(g - 1, 5, quadratic)
flat = np.sort(g.ravel())
rank = {v: (flat < v).sum() + (flat == v).sum() / 2 for v in np.unique(flat)}
expected['ordinal'] = {
    'table': table5.tolist(), 'cohen-kappa': [weighted.kappa, weighted.kappa_low, weighted.kappa_upp], 'gwet-ac2': list(ac2),
    'krippendorff-alpha@ordinal': alpha(g, lambda s, t: (rank[s] - rank[t]) ** 2),
    'krippendorff-alpha@interval': alpha(g, lambda s, t: float(s - t) ** 2),
}

v = np.stack([a, b, c], 1)[keep]
m, r = v.shape
ms_rows = r * ((v.mean(1) - v.mean()) ** 2).sum() / (m - 1)
ms_cols = m * ((v.mean(0) - v.mean()) ** 2).sum() / (r - 1)
ms_err = ((v - v.mean(1, keepdims=True) - v.mean(0) + v.mean()) ** 2).sum() / ((m - 1) * (r - 1))
f = ms_rows / ms_err
fl, fu = f / stats.f.ppf(.975, m - 1, (m - 1) * (r - 1)), f * stats.f.ppf(.975, (m - 1) * (r - 1), m - 1)
expected['icc'] = {
    'A1': (ms_rows - ms_err) / (ms_rows + (r - 1) * ms_err + r / m * (ms_cols - ms_err)),
    'C1': [(f - 1) / (f + r - 1), (fl - 1) / (fl + r - 1), (fu - 1) / (fu + r - 1)],
    'Ak': (ms_rows - ms_err) / (ms_rows + (ms_cols - ms_err) / m), 'Ck': 1 - 1 / f,
}


def psi(p, q):
    p, q = np.maximum(p, 1e-6), np.maximum(q, 1e-6)
    return float(((q - p) * np.log(q / p)).sum())


def drift(first, second, bins):
    edges = np.unique(np.quantile(first, np.arange(1, bins) / bins))
    share = lambda s: np.bincount(np.searchsorted(edges, s, side='left'), minlength=len(edges) + 1) / len(s)
    p, q = share(first), share(second)
    spread = np.sqrt((first.var(ddof=1) + second.var(ddof=1)) / 2)
    return {
        'n': [len(first), len(second)], 'psi': psi(p, q), 'jensen-shannon': float(jensenshannon(p, q, base=2)),
        'kolmogorov-smirnov': float(stats.ks_2samp(first, second).statistic), 'wasserstein': float(stats.wasserstein_distance(first, second)),
        'standardised-mean-difference': float((second.mean() - first.mean()) / spread), 'bins': [(p * len(first)).round().astype(int).tolist(), (q * len(second)).round().astype(int).tolist()],
    }


known = ~np.isnan(age)
expected['age'] = drift(age[known & (period == 'before')], age[known & (period == 'after')], 5)
first, second = age[known & (period == 'before')], age[known & (period == 'after')]
effective = len(first) * len(second) / (len(first) + len(second))
expected['age']['p'] = float(stats.kstwobign.sf(expected['age']['kolmogorov-smirnov'] * np.sqrt(effective)))
expected['score'] = drift(a[~a_missing & (period == 'before')], a[~a_missing & (period == 'after')], 4)
names = sorted(set(ward))
p = np.array([(ward[period == 'before'] == w).mean() for w in names]); q = np.array([(ward[period == 'after'] == w).mean() for w in names])
expected['ward'] = {'psi': psi(p, q), 'jensen-shannon': float(jensenshannon(p, q, base=2)), 'categories': names}


def clustered_difference(hit1, rows1, hit2, rows2):
    ids = np.unique(person[rows1 | rows2])
    p1, p2 = hit1[rows1].mean(), hit2[rows2].mean()
    u = np.array([((hit1 - p1)[rows1 & (person == k)].sum() / rows1.sum()) - ((hit2 - p2)[rows2 & (person == k)].sum() / rows2.sum()) for k in ids])
    k = len(ids); se = np.sqrt(k / (k - 1) * (u ** 2).sum())
    return [p1 - p2, se, float(2 * stats.norm.sf(abs((p1 - p2) / se)))]


both = keep & (truth == 1)
expected['clustered-sensitivity-difference'] = clustered_difference(calls['a'].astype(float), both, calls['b'].astype(float), both)
present = ~a_missing & (truth == 1)
expected['clustered-contrast'] = clustered_difference(calls['a'].astype(float), present & (site == 'N'), calls['a'].astype(float), present & (site != 'N'))


def area(rows):
    pos, neg = a[rows & (truth == 1)], a[rows & (truth == 0)]
    psi_ = (pos[:, None] > neg).astype(float) + 0.5 * (pos[:, None] == neg)
    return psi_.mean(), psi_.mean(1).var(ddof=1) / len(pos) + psi_.mean(0).var(ddof=1) / len(neg), len(pos) + len(neg)


one, two = area(~a_missing & (site == 'N')), area(~a_missing & (site != 'N'))
v1, v2 = one[1], two[1]
df = (v1 + v2) ** 2 / (v1 ** 2 / (one[2] - 1) + v2 ** 2 / (two[2] - 1))
t = (one[0] - two[0]) / np.sqrt(v1 + v2)
half = stats.t.ppf(.975, df) * np.sqrt(v1 + v2)
expected['area-contrast'] = [one[0] - two[0], one[0] - two[0] - half, one[0] - two[0] + half, float(2 * stats.t.sf(abs(t), df))]

ok = ~a_missing
prob, out = a[ok], truth[ok]
z = ((out - prob) * (1 - 2 * prob)).sum() / np.sqrt(((1 - 2 * prob) ** 2 * prob * (1 - prob)).sum())
edges = np.unique(np.quantile(prob, np.arange(1, 11) / 10))
bin_of = np.minimum(np.searchsorted(edges, prob, side='left'), len(edges) - 1)
hl = 0.0
for k in np.unique(bin_of):
    rows = bin_of == k; e = prob[rows].mean(); nk = rows.sum()
    hl += (out[rows].sum() - nk * e) ** 2 / (nk * e * (1 - e))
groups = len(np.unique(bin_of))
expected['calibration-tests'] = {'hosmer-lemeshow': [hl, groups, float(stats.chi2.sf(hl, groups))], 'spiegelhalter': [z, float(2 * stats.norm.sf(abs(z)))]}

nullable = lambda values, missing: [None if gone else float(value) for value, gone in zip(values, missing)]
none = np.zeros(n, bool)
study = {
    'truth': truth.tolist(), 'person': [f'P{k}' for k in person], 'site': site.tolist(), 'period': period.tolist(), 'ward': ward.tolist(),
    'age': nullable(age, np.isnan(age)), 'a': nullable(a, a_missing), 'b': nullable(b, b_missing), 'c': nullable(c, none),
    'grade': {k: [int(each) for each in values] for k, values in grade.items()},
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'rater-study.json'), 'w') as file:
    json.dump({'study': study, 'expected': expected}, file, default=float)
    file.write('\n')
