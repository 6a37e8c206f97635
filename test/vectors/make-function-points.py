"""Points of the special functions on every side of every branch, to 40 digits by mpmath, rounded once to doubles.

Where a branch begins (15 for Stirling's series, 2.5 for the normal tail, the fractions' mean) there is a point on either
side of it, and one far away; so that a wrong constant of either branch shows. Needs mpmath 1.4. Writes
function-points.json: of each function rows [arguments …, value].
"""
import json
import pathlib

import mpmath
from mpmath import mp, mpf

mp.dps = 60
half = mpf(1) / 2


def ln_gamma(x):
    return mp.loggamma(x)


def stirling_error(x):
    return mp.loggamma(x + 1) - (x + half) * mp.log(x) + x - mp.log(2 * mp.pi) / 2


def deviance(x, m):
    return x * mp.log(x / m) + m - x


def beta_incomplete(x, a, b):
    return mp.betainc(a, b, 0, x, regularized=True)


def solved(f, p, low, high):
    """Bisection: slow, sure, and nobody's Newton step."""
    for _ in range(190):
        middle = (low + high) / 2
        if f(middle) < p:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def beta_quantile(p, a, b):
    # On the scale of ln x, so that tiny quantiles keep their digits.
    return mp.exp(solved(lambda t: beta_incomplete(mp.exp(t), a, b), p, mpf(-800), mpf(0)))


def normal_upper_tail(z):
    return mp.erfc(z / mp.sqrt(2)) / 2


def normal_quantile(p):
    return mp.findroot(lambda z: mp.log(normal_upper_tail(-z) / p), mp.mpf(NEAR[float(p)])) if p < half else -normal_quantile(1 - p)


def gamma_lower(a, x):
    return mp.gammainc(a, 0, x, regularized=True)


def gamma_upper(a, x):
    return mp.gammainc(a, x, mp.inf, regularized=True)


def student_upper_tail(t, df):
    beyond = beta_incomplete(df / (df + t * t), df / 2, half) / 2
    return beyond if t > 0 else 1 - beyond


def student_quantile(p, df):
    tail = min(p, 1 - p)
    size = mp.exp(solved(lambda u: -student_upper_tail(mp.exp(u), df), -tail, mpf(-40), mpf(120)))
    return size if p > half else -size


def fisher_upper_tail(f, df1, df2):
    return beta_incomplete(df2 / (df2 + df1 * f), df2 / 2, df1 / 2)


def fisher_quantile(p, df1, df2):
    return mp.exp(solved(lambda u: -fisher_upper_tail(mp.exp(u), df1, df2), p - 1, mpf(-80), mpf(80)))


def binomial_probability(x, n, p):
    return mp.binomial(n, x) * p**x * (1 - p) ** (n - x)


def binomial_lower_tail(x, n, p):
    return mp.fsum(binomial_probability(mpf(k), n, p) for k in range(0, int(x) + 1))


def binomial_upper_tail(x, n, p):
    return mp.fsum(binomial_probability(mpf(k), n, p) for k in range(int(x), int(n) + 1))


def kolmogorov_upper_tail(t):
    return 2 * mp.nsum(lambda k: (-1) ** (int(k) - 1) * mp.exp(-2 * k * k * t * t), [1, mp.inf]) if t > half else 1 - mp.sqrt(
        2 * mp.pi
    ) / t * mp.fsum(mp.exp(-((2 * k - 1) ** 2) * mp.pi**2 / (8 * t * t)) for k in range(1, 60))


# Only where Newton's iteration begins.
NEAR = {}
tails = [1e-300, 1e-200, 1e-120, 1e-60, 1e-30, 1e-16, 3e-16, 1e-14, 1e-13, 1e-12, 2e-11, 1.5e-11, 1.2e-11, 1e-11, 1e-8, 1e-5, 2e-3, 0.02, 0.06, 0.0749, 0.075, 0.0751, 0.08, 0.12, 0.2, 0.3, 0.42, 0.49]
for p in tails:
    NEAR[p] = -float(mp.sqrt(-2 * mp.log(p))) * (0.97 if p < 1e-3 else 0.85) if p < 0.3 else (p - 0.5) * 2.5

POINTS = {
    "lnGamma": (ln_gamma, [[x] for x in [1e-8, 0.03, 0.7, 1.5, 3, 7.3, 13.9, 14.5, 15, 15.5, 20, 33.3, 1e3, 1e7]]),
    "stirlingError": (stirling_error, [[x] for x in [0.5, 1, 3.7, 14, 14.9, 15, 15.1, 16, 18.5, 22, 30, 60, 300, 1e4, 1e7]]),
    "deviance": (
        deviance,
        [[10, m] for m in [3, 8, 8.15, 8.25, 9, 9.9, 9.999999, 10.0001, 11, 12.2, 12.3, 14, 25, 100]] + [[1e6, 1000100], [1e7, 5e6], [0.5, 0.55], [0.5, 30]],
    ),
    "betaIncomplete": (
        beta_incomplete,
        [
            [0.01, 0.5, 0.5], [0.4, 0.3, 0.7], [0.9, 0.5, 0.5], [0.3, 1.5, 4], [0.35, 2, 6], [0.2, 2, 6], [0.31, 2, 6],
            [0.05, 30, 40], [0.42, 30, 40], [0.44, 30, 40], [0.7, 30, 40], [1e-5, 3, 200], [0.02, 3, 200], [0.5, 0.01, 900],
            [0.999, 200, 3], [0.25, 1, 1], [0.6, 14, 16], [0.5, 15.2, 14.9], [0.1, 500, 4000], [0.12, 500, 4000],
        ],
    ),
    "betaQuantile": (
        beta_quantile,
        [
            [0.025, 0.01, 2], [0.5, 0.02, 0.02], [1e-12, 5, 9], [1e-200, 3, 4], [0.3, 2, 2], [0.0001, 0.3, 50], [0.8, 7, 0.4],
            [0.975, 3, 98], [0.025, 98, 3], [0.6, 40.5, 60.5], [0.05, 900, 1200], [0.3, 1, 7], [0.3, 7, 1], [0.999999, 2, 5],
        ],
    ),
    "normalUpperTail": (normal_upper_tail, [[z] for z in [-5, -2.6, -2.4, -0.3, 0.001, 0.7, 1.8, 2.3, 2.4999, 2.5001, 2.7, 4, 9, 25, 36]]),
    "normalQuantile": (normal_quantile, [[p] for p in tails]),
    "gammaLower": (
        gamma_lower,
        [[0.3, 0.1], [0.3, 1.2], [0.5, 1e-6], [1, 1.5], [2.5, 0.4], [2.5, 3.4], [2.5, 3.6], [20, 8], [20, 20.5], [300, 250], [300, 300], [5e4, 49500], [100, 99.5], [14.5, 9]],
    ),
    "gammaUpper": (
        gamma_upper,
        [[0.3, 1.31], [0.3, 9], [1, 2.1], [2.5, 3.6], [2.5, 40], [20, 21.2], [20, 60], [300, 302], [300, 390], [5e4, 50300], [5e4, 51000], [14.5, 30], [15.5, 17]],
    ),
    "studentUpperTail": (
        student_upper_tail,
        [[t, df] for df in [0.7, 1, 4.5, 29, 800] for t in [0.01, 0.9, 2.3, 11]] + [[-1.3, 6], [1e9, 2], [3, 50_000]],
    ),
    "studentQuantile": (
        student_quantile,
        [[p, df] for df in [0.7, 1, 2, 5.5, 67.92, 400] for p in [0.0005, 0.2, 0.49, 0.7, 0.975, 0.99999]] + [[0.500001, 9]],
    ),
    "fisherUpperTail": (
        fisher_upper_tail,
        [[f, a, b] for (a, b) in [(1, 1), (3.3, 7), (12, 2), (40, 55)] for f in [0.02, 0.7, 1.4, 6, 90]],
    ),
    "fisherQuantile": (
        fisher_quantile,
        [[p, a, b] for (a, b) in [(1, 1), (3.3, 7), (12, 2), (40, 55), (2, 900)] for p in [0.001, 0.2, 0.5, 0.9, 0.99]],
    ),
    "binomialProbability": (
        binomial_probability,
        [[0, 9, 0.2], [9, 9, 0.7], [1, 2, 0.3], [3, 20, 0.15], [17, 20, 0.2], [14, 29, 0.5], [30, 90, 0.31], [400, 1000, 0.45], [1, 5000, 0.001]],
    ),
    "binomialLowerTail": (
        binomial_lower_tail,
        [[0, 9, 0.2], [8, 9, 0.7], [3, 20, 0.35], [10, 40, 0.2], [60, 90, 0.61], [5, 300, 0.04]],
    ),
    "binomialUpperTail": (
        binomial_upper_tail,
        [[1, 9, 0.2], [9, 9, 0.7], [9, 20, 0.35], [10, 40, 0.2], [60, 90, 0.61], [30, 300, 0.04]],
    ),
    "kolmogorovUpperTail": (
        kolmogorov_upper_tail,
        [[t] for t in [0.05, 0.1, 0.17, 0.25, 0.35, 0.45, 0.6, 0.75, 0.9, 0.99, 1.01, 1.05, 1.2, 1.5, 1.9, 2.5, 4, 8]],
    ),
}

rows = {name: [[*arguments, float(f(*[mpf(each) for each in arguments]))] for arguments in points] for name, (f, points) in POINTS.items()}
made = {"source": f"mpmath {mpmath.__version__}, 60 digits", **rows}
text = "{\n" + ",\n".join(f" {json.dumps(name)}: {json.dumps(of)}" for name, of in made.items()) + "\n}\n"
pathlib.Path(__file__).with_name("function-points.json").write_text(text)
