"""Weighted table, calibration line and O:E of small designs, from the written formulas, to 30 digits by mpmath.

Linearised variance: each class with its own K/(K - 1); in the table all rows together, K = all rows. Prints the numbers
that test/statistics/weighted-edges.test.ts holds.
"""
from mpmath import mp, mpf, exp, log, sqrt, erfinv, matrix, lu_solve

mp.dps = 30
z = sqrt(2) * erfinv(mpf("0.95"))
expit = lambda t: 1 / (1 + exp(-t))
show = lambda name, *values: print(name, *[mp.nstr(v, 18) for v in values])


def table(tp, fn, fp, tn, prior, prior_variance):
    p, q, P, N = mpf(tp) / (tp + fn), mpf(tn) / (tn + fp), tp + fn, tn + fp
    factor = mpf(P + N) / (P + N - 1)
    vp, vq = factor * p * (1 - p) / P, factor * q * (1 - q) / N
    se = sqrt(vp + vq)
    show("youden", p + q - 1, se, p + q - 1 - z * se, p + q - 1 + z * se)
    for name, value, error in [
        ("positive", p / (1 - q), sqrt(vp / p**2 + vq / (1 - q) ** 2)),
        ("negative", (1 - p) / q, sqrt(vp / (1 - p) ** 2 + vq / q**2)),
        ("odds", p * q / (1 - p) / (1 - q), sqrt(vp / (p * (1 - p)) ** 2 + vq / (q * (1 - q)) ** 2)),
    ]:
        show(name, value, value * error, value * exp(-z * error), value * exp(z * error))
    prior = mpf(prior)
    for name, odds, error in [
        ("ppv", p / (1 - q) * prior / (1 - prior), sqrt(vp / p**2 + vq / (1 - q) ** 2 + mpf(prior_variance))),
        ("npv", q / (1 - p) * (1 - prior) / prior, sqrt(vp / (1 - p) ** 2 + vq / q**2 + mpf(prior_variance))),
    ]:
        value = odds / (1 + odds)
        show(name, value, error * value * (1 - value), expit(log(odds) - z * error), expit(log(odds) + z * error))
    v40 = p * (1 - p) / P * mpf(P) / (P - 1)
    half = z * sqrt(v40) / (p * (1 - p))
    show("sensitivity, logit", expit(log(p / (1 - p)) - half), expit(log(p / (1 - p)) + half))


def by_class(c, y, w, fixed):
    total = mpf(0)
    for wanted in (0, 1):
        rows = [i for i in range(len(y)) if y[i] == wanted]
        mean = sum(w[i] * c[i] for i in rows) / sum(w[i] for i in rows) if fixed else 0
        total += sum((w[i] * (c[i] - mean)) ** 2 for i in rows) * len(rows) / (len(rows) - 1)
    return total


def calibration(probabilities, y, w):
    x = [log(mpf(p) / (1 - mpf(p))) for p in probabilities]
    w = [mpf(each) for each in w]
    n = range(len(y))

    def newton(is_joint):
        a, b = mpf(0), mpf(1)
        for _ in range(100):
            p = [expit(a + b * v) for v in x]
            g = matrix([sum(w[i] * (y[i] - p[i]) for i in n), sum(w[i] * (y[i] - p[i]) * x[i] for i in n)])
            i00, i01, i11 = (sum(w[i] * p[i] * (1 - p[i]) * x[i] ** k for i in n) for k in range(3))
            if is_joint:
                step = lu_solve(matrix([[i00, i01], [i01, i11]]), g)
                a, b = a + step[0], b + step[1]
            else:
                a += g[0] / i00
        return a, b, p, i00, i01, i11

    a, _, p, i00, _, _ = newton(False)
    c = [(y[i] - p[i]) / i00 for i in n]
    show("intercept", a, sqrt(by_class(c, y, w, False)), sqrt(by_class(c, y, w, True)))
    a, b, p, i00, i01, i11 = newton(True)
    c = [(y[i] - p[i]) * (i00 * x[i] - i01) / (i00 * i11 - i01 * i01) for i in n]
    show("slope", b, sqrt(by_class(c, y, w, False)), sqrt(by_class(c, y, w, True)))
    observed, expected = sum(w[i] for i in n if y[i]), sum(w[i] * mpf(probabilities[i]) for i in n)
    c = [(1 / observed if y[i] else 0) - mpf(probabilities[i]) / expected for i in n]
    for fixed in (False, True):
        half = z * sqrt(by_class(c, y, w, fixed))
        show("O:E", observed / expected, observed / expected * exp(-half), observed / expected * exp(half))


table(30, 10, 6, 54, "0.2", "0.04")
calibration([0.05, 0.1, 0.1, 0.2, 0.15, 0.3, 0.4, 0.25], [0, 0, 1, 0, 1, 0, 1, 1], [1, 2, 1, 3, 1, 1, 2, 0.5])
