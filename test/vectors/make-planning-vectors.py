"""Writes resources/vectors/planning.json: sample sizes and powers by plain enumeration.

    python3 test/vectors/make-planning-vectors.py        (Python 3, scipy)

No step is shared with the program: bounds by scipy's beta quantiles and textbook formulas for every x of every n, the
restricted estimates of Tango by the closed form of his paper and, for the formula, by maximising the likelihood; those
of Farrington & Manning by their trigonometric solution; sizes by trying every n.
"""
import json
from math import acos, ceil, cos, pi, sqrt, exp
from pathlib import Path

import numpy as np
from scipy.optimize import brentq
from scipy.stats import beta, binom, norm


def bounds(x, n, level, method):
    t, z = (1 - level) / 2, norm.ppf(0.5 + level / 2)
    if method == "clopper-pearson":
        lo = 0.0 if x <= 0 else beta.ppf(t, x, n - x + 1)
        hi = 1.0 if x >= n else beta.ppf(1 - t, x + 1, n - x)
        return lo, hi
    if method == "jeffreys":
        return beta.ppf(t, x + 0.5, n - x + 0.5), beta.ppf(1 - t, x + 0.5, n - x + 0.5)
    p = x / n
    if method == "wilson":
        c, h = (p + z * z / (2 * n)) / (1 + z * z / n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        return c - h, c + h
    m = n + z * z
    c = (x + z * z / 2) / m
    h = z * sqrt(c * (1 - c) / m)
    return max(0.0, c - h), min(1.0, c + h)


def half(x, n, level, method):
    lo, hi = bounds(x, n, level, method)
    return (hi - lo) / 2


def mean_half(p, n, level, method):
    return float(sum(binom.pmf(x, n, p) * half(x, n, level, method) for x in range(n + 1)))


def width_row(p, h, level, method, basis, top):
    f = (lambda n: half(p * n, n, level, method)) if basis == "at-expected" else (lambda n: mean_half(p, n, level, method))
    last_bad = max(n for n in range(1, top) if f(n) > h)
    assert last_bad < top - 12
    return [p, h, level, method, basis, last_bad + 1, f(last_bad + 1)]


def power(p, goal, level, method, bound, n):
    """Over every x: no use of monotony."""
    x = np.arange(n + 1)
    if bound == "lower":
        ok = [bounds(k, n, level, method)[0] >= goal for k in x]
    else:
        ok = [bounds(k, n, level, method)[1] <= goal for k in x]
    return float(binom.pmf(x, n, p)[np.array(ok)].sum())


def power_row(p, goal, level, method, bound, target, top):
    all_powers = [power(p, goal, level, method, bound, n) for n in range(1, top)]
    first = next(i for i, each in enumerate(all_powers) if each >= target) + 1
    lasting = max(i for i, each in enumerate(all_powers) if each < target) + 2
    assert lasting < 0.8 * top
    return [p, goal, level, method, bound, target, lasting, all_powers[lasting - 1], first, all_powers[first - 1]]


def tango(b, c, n, delta):
    """Score statistic of p12 - p21 = delta; b: only the first, c: only the second."""
    A, B, C = 2 * n, -b - c + (2 * n - b + c) * delta, -c * delta * (1 - delta)
    q = (sqrt(max(0.0, B * B - 4 * A * C)) - B) / (2 * A)
    var = n * (2 * q + delta * (1 - delta))
    return None if var <= 1e-15 else (b - c - n * delta) / sqrt(var)


def paired_power(p12, p21, margin, level, n):
    z, total = norm.ppf(0.5 + level / 2), 0.0
    d = np.arange(n + 1)
    for k, weight in zip(d, binom.pmf(d, n, p12 + p21)):
        if weight < 1e-15:
            continue
        b = np.arange(k + 1)
        conditional = binom.pmf(b, k, p12 / (p12 + p21))
        for each, share in zip(b, conditional):
            if share < 1e-16:
                continue
            s = tango(int(each), int(k - each), n, -margin)
            if s is not None and s >= z:
                total += weight * share
    return float(total)


def formula(gain, s0, s1, level, target):
    """n by the formula, and the power it says of that n."""
    z = norm.ppf(0.5 + level / 2)
    n = ceil(((z * s0 + norm.ppf(target) * s1) / gain) ** 2)
    return n, float(norm.cdf((gain * sqrt(n) - z * s0) / s1))


def paired_formula(p12, p21, margin, level, target):
    """Restricted estimates where the slope of the multinomial likelihood at the expected shares is 0."""
    def slope(q12):
        q21 = q12 + margin
        rest = 1 - q12 - q21
        return p12 / q12 + (p21 / q21 if p21 > 0 else 0.0) - 2 * (1 - p12 - p21) / rest

    q = brentq(slope, 1e-14, (1 - margin) / 2 - 1e-14, xtol=1e-16, rtol=1e-15, maxiter=500)
    s0, s1 = sqrt(2 * q + margin - margin * margin), sqrt(p12 + p21 - (p12 - p21) ** 2)
    return formula(p12 - p21 + margin, s0, s1, level, target)


def lasting_row(f, key, target, top):
    """Smallest n from which on n and the next 50 have the power, by trying every n."""
    powers = [f(n) for n in range(1, top)]
    n = next(n for n in range(1, top - 50) if all(each >= target for each in powers[n - 1 : n + 50]))
    return [*key, target, n, powers[n - 1]]


def fm_restricted(p1, p2, theta, delta):
    """theta = n2/n1; Farrington & Manning 1990, appendix."""
    a, b = 1 + theta, -(1 + theta + p1 + theta * p2 + delta * (theta + 2))
    c, d = delta * delta + delta * (2 * p1 + theta + 1) + p1 + theta * p2, -p1 * delta * (1 + delta)
    v = b**3 / (3 * a) ** 3 - b * c / (6 * a * a) + d / (2 * a)
    root = sqrt(max(0.0, b * b / (3 * a) ** 2 - c / (3 * a)))
    u = root if v > 0 else -root
    if u == 0:
        return -b / (3 * a), -b / (3 * a) - delta
    w = (pi + acos(max(-1.0, min(1.0, v / u**3)))) / 3
    one = 2 * u * cos(w) - b / (3 * a)
    return one, one - delta


def fm(x1, n1, x2, n2, delta):
    p1, p2 = x1 / n1, x2 / n2
    a, b = fm_restricted(p1, p2, n2 / n1, delta)
    var = a * (1 - a) / n1 + b * (1 - b) / n2
    return None if var <= 1e-12 else (p1 - p2 - delta) / sqrt(var)


def independent_power(p1, p2, ratio, margin, level, n1):
    z, n2, total = norm.ppf(0.5 + level / 2), ceil(n1 * ratio), 0.0
    one, two = binom.pmf(np.arange(n1 + 1), n1, p1), binom.pmf(np.arange(n2 + 1), n2, p2)
    for x1 in range(n1 + 1):
        for x2 in range(n2 + 1):
            weight = one[x1] * two[x2]
            if weight < 1e-16:
                continue
            s = fm(x1, n1, x2, n2, -margin)
            if s is not None and s >= z:
                total += weight
    return float(total)


def independent_formula(p1, p2, ratio, margin, level, target):
    a, b = fm_restricted(p1, p2, ratio, -margin)
    s0, s1 = sqrt(a * (1 - a) + b * (1 - b) / ratio), sqrt(p1 * (1 - p1) + p2 * (1 - p2) / ratio)
    return formula(p1 - p2 + margin, s0, s1, level, target)


def hanley(A, m, n):
    q1, q2 = A / (2 - A), 2 * A * A / (1 + A)
    return (A * (1 - A) + (m - 1) * (q1 - A * A) + (n - 1) * (q2 - A * A)) / (m * n)


def obuchowski(A, m, n):
    a = norm.ppf(A) * 1.414
    k = n / m
    return 0.0099 * exp(-a * a / 2) * ((5 * a * a + 8) + (a * a + 8) / k) / m


def area_row(A, goal, h, ratio, level, target, kind):
    v, z = (hanley if kind == "hanley-mcneil" else obuchowski), norm.ppf(0.5 + level / 2)
    se = lambda m: sqrt(v(A, m, ceil(m * ratio)))
    precise = next(m for m in range(2, 20000) if z * se(m) <= h)
    strong = next(m for m in range(2, 20000) if norm.cdf((A - goal) / se(m) - z) >= target)
    return [A, goal, h, ratio, level, target, kind, v(A, 40, 90), precise, strong, float(norm.cdf((A - goal) / se(strong) - z))]


def joint_row(one, two, n, prevalence):
    k = np.arange(n + 1)
    w = binom.pmf(k, n, prevalence)
    total = sum(
        float(w[i]) * (power(*one, i) if i else 0.0) * (power(*two, n - i) if n - i else 0.0) for i in k if w[i] > 1e-14
    )
    m = round(n * prevalence)
    return [list(one), list(two), n, prevalence, power(*one, m) * power(*two, n - m), float(total)]


def joint_size_row(one, two, prevalence, target, top):
    """Smallest number of counting examinations from which on the joint power over random class counts stays."""
    first = np.array([0.0] + [power(*one, k) for k in range(1, top)])
    second = np.array([0.0] + [power(*two, k) for k in range(1, top)])
    both = [0.0] + [
        float((binom.pmf(np.arange(n + 1), n, prevalence) * first[: n + 1] * second[: n + 1][::-1]).sum()) for n in range(1, top)
    ]
    lasting = max(n for n in range(top) if both[n] < target) + 1
    assert lasting < 0.8 * top
    return [list(one), list(two), prevalence, target, lasting, both[lasting]]


def assured(needed, fraction, assurance):
    n = needed
    while binom.sf(needed - 1, n, fraction) < assurance:
        n += 1
    return [needed, fraction, assurance, ceil(needed / fraction - 1e-9), n, float(binom.sf(needed - 1, n, fraction))]


def few_failures(goal, level, failures, method):
    n = failures + 1
    while bounds(n - failures, n, level, method)[0] < goal:
        n += 1
    return [goal, level, failures, method, n]


# Powers that waver: a window shorter than 50 would end at a smaller size.
PAIRED_SIZES = [(0.01, 0.01, 0.08, 0.95, 0.69, 160), (0.3, 0.2, 0.1, 0.9, 0.75, 200), (0.001, 0.005, 0.03, 0.95, 0.5, 260)]
INDEPENDENT_SIZES = [(0.99, 0.99, 1, 0.05, 0.95, 0.75, 200), (0.98, 0.6, 0.1, 0.0, 0.95, 0.6, 110), (0.8, 0.6, 0.5, 0.0, 0.9, 0.6, 110)]

cp, wi, ac, je = "clopper-pearson", "wilson", "agresti-coull", "jeffreys"
vector = {
    "name": "planning",
    "licence": "values are facts",
    "source": "plain enumeration in Python with scipy (test/vectors/make-planning-vectors.py)",
    "golden": {"zeroFailure": [[0.9, 36], [0.95, 72]], "wilsonHalfWidth": [0.9, 0.05, 141]},
    "width": [width_row(0.9, 0.05, 0.95, m, "at-expected", 260) for m in (cp, wi, ac, je)]
    + [width_row(0.97, 0.02, 0.9, m, "at-expected", 600) for m in (cp, wi, ac, je)]
    + [width_row(0.5, 0.1, 0.95, m, "at-expected", 200) for m in (cp, wi)]
    + [width_row(p, 0.05, 0.99, ac, "at-expected", 300) for p in (0.015, 0.985)]
    + [width_row(0.9, 0.05, 0.95, m, "mean", 200) for m in (cp, wi, ac, je)]
    + [width_row(0.02, 0.03, 0.95, m, "mean", 220) for m in (cp, wi)],
    "power": [power_row(0.95, 0.9, 0.95, m, "lower", 0.8, 420) for m in (cp, wi, ac, je)]
    + [power_row(0.9, 0.75, 0.95, m, "lower", 0.9, 160) for m in (cp, wi)]
    + [power_row(0.05, 0.1, 0.95, m, "upper", 0.8, 420) for m in (cp, wi)]
    + [power_row(0.6, 0.4, 0.9, cp, "lower", 0.85, 120), power_row(1.0, 0.9, 0.95, cp, "lower", 0.9, 120),
       power_row(0.99, 0.9, 0.95, cp, "lower", 0.6, 160), power_row(0.995, 0.9, 0.9, je, "lower", 0.7, 120)],
    "fewFailures": [few_failures(g, l, f, m) for g, l, f, m in
                    [(0.9, 0.95, 0, cp), (0.95, 0.95, 0, cp), (0.9, 0.95, 1, cp), (0.9, 0.95, 5, cp), (0.99, 0.9, 0, cp),
                     (0.9, 0.95, 0, wi), (0.9, 0.95, 2, je)]],
    "paired": [[a, b, m, l, n, paired_power(a, b, m, l, n)] for a, b, m, l, n in
               [(0.06, 0.05, 0.05, 0.95, 60), (0.06, 0.05, 0.05, 0.95, 150), (0.06, 0.05, 0.05, 0.95, 260), (0.1, 0.05, 0.0, 0.95, 120), (0.08, 0.08, 0.1, 0.95, 90),
                (0.01, 0.02, 0.05, 0.95, 100), (0.7, 0.25, 0.05, 0.9, 9), (0.0, 0.1, 0.2, 0.8, 30), (0.6, 0.3, 0.0, 0.9, 1000)]],
    "pairedFormula": [[a, b, m, l, t, *paired_formula(a, b, m, l, t)] for a, b, m, l, t in
                      [(0.06, 0.05, 0.05, 0.95, 0.8), (0.1, 0.1, 0.02, 0.95, 0.9), (0.02, 0.04, 0.05, 0.95, 0.85), (0.1, 0.05, 0.0, 0.95, 0.9),
                       (0.2, 0.1, 0.15, 0.9, 0.7), (0.07, 0.0, 0.1, 0.99, 0.6)]],
    "pairedSize": [lasting_row(lambda n: paired_power(a, b, m, l, n), (a, b, m, l), t, top) for a, b, m, l, t, top in PAIRED_SIZES],
    "independent": [[p1, p2, r, m, l, n, independent_power(p1, p2, r, m, l, n)] for p1, p2, r, m, l, n in
                    [(0.9, 0.9, 1, 0.1, 0.95, 60), (0.9, 0.9, 2, 0.1, 0.95, 80), (0.9, 0.8, 1, 0.0, 0.95, 100), (0.95, 0.93, 1.5, 0.05, 0.95, 70),
                     (0.98, 0.5, 0.5, 0.1, 0.9, 7), (0.3, 0.1, 2, 0.0, 0.8, 12), (0.5, 0.45, 0.5, 0.02, 0.9, 900)]],
    "independentFormula": [[p1, p2, r, m, l, t, *independent_formula(p1, p2, r, m, l, t)] for p1, p2, r, m, l, t in
                           [(0.9, 0.9, 1, 0.05, 0.95, 0.8), (0.9, 0.9, 2, 0.1, 0.95, 0.9), (0.95, 0.93, 1.5, 0.05, 0.95, 0.85), (0.9, 0.8, 1, 0.0, 0.95, 0.8),
                            (0.7, 0.6, 0.4, 0.2, 0.9, 0.7)]],
    "independentSize": [lasting_row(lambda n: independent_power(p1, p2, r, m, l, n), (p1, p2, r, m, l), t, top) for p1, p2, r, m, l, t, top in INDEPENDENT_SIZES],
    "area": [area_row(A, g, h, r, l, t, k) for A, g, h, r, l, t in
             [(0.85, 0.8, 0.05, 3, 0.95, 0.8), (0.9, 0.8, 0.04, 1, 0.95, 0.9), (0.75, 0.6, 0.08, 9, 0.9, 0.8)]
             for k in ("hanley-mcneil", "obuchowski")],
    "joint": [joint_row((0.95, 0.85, 0.95, cp, "lower"), (0.9, 0.8, 0.95, wi, "lower"), 400, 0.3),
              joint_row((0.9, 0.75, 0.95, wi, "lower"), (0.05, 0.15, 0.95, cp, "upper"), 250, 0.5)],
    "jointSize": [joint_size_row((0.95, 0.85, 0.95, cp, "lower"), (0.9, 0.8, 0.95, wi, "lower"), 0.4, 0.8, 420),
                  joint_size_row((0.9, 0.75, 0.95, wi, "lower"), (0.05, 0.15, 0.95, cp, "upper"), 0.5, 0.9, 330),
                  # Where nearly all have the condition power wavers: 86 and 20 reach it first, and lose it again.
                  joint_size_row((0.97, 0.9, 0.95, wi, "lower"), (1.0, 0.01, 0.5, wi, "lower"), 0.99, 0.42, 180),
                  joint_size_row((0.97, 0.8, 0.95, wi, "lower"), (1.0, 0.01, 0.5, wi, "lower"), 0.95, 0.36, 110)],
    "assured": [assured(n, f, a) for n, f, a in [(36, 0.05, 0.9), (300, 0.046, 0.95), (100, 0.5, 0.8), (1, 0.01, 0.9)]],
}


lines = []
for key, value in vector.items():
    if isinstance(value, list):
        lines.append(f"  {json.dumps(key)}: [\n" + ",\n".join("    " + json.dumps(each) for each in value) + "\n  ]")
    else:
        lines.append(f"  {json.dumps(key)}: {json.dumps(value)}")
(Path(__file__).parents[2] / "resources/vectors/planning.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
