"""
Calibration intercepts and recalibration fits that are hard to iterate to, in 60 digits: Newton on the log likelihood
with Armijo's rule for the slope, halving for the intercept. Prints what test/statistics/calibration-fits.test.ts holds.
"""
from decimal import Decimal, getcontext

getcontext().prec = 60
CLIP = 1e-10


def logits(rows):
    probabilities = [Decimal(min(1 - CLIP, max(CLIP, p))) for p, _ in rows]
    return [(p / (1 - p)).ln() for p in probabilities]


def sigmoid(eta):
    return 1 / (1 + (-eta).exp())


def intercept(rows):
    x = logits(rows)
    low, high = Decimal(-60), Decimal(60)
    for _ in range(190):
        a = (low + high) / 2
        if sum(y - sigmoid(a + v) for v, (_, y) in zip(x, rows)) > 0:
            low = a
        else:
            high = a
    return a, 1 / sum(sigmoid(a + v) * sigmoid(-a - v) for v in x).sqrt()


def recalibration(rows):
    x = logits(rows)
    centre = sum(x) / len(x)
    x = [v - centre for v in x]
    y = [each for _, each in rows]

    def likelihood(a, b):
        return sum(k * (a + b * v) - max(a + b * v, Decimal(0)) - (1 + (-abs(a + b * v)).exp()).ln() for v, k in zip(x, y))

    def slopes(a, b):
        etas = [a + b * v for v in x]
        residuals = [k - sigmoid(e) for e, k in zip(etas, y)]
        weights = [sigmoid(e) * sigmoid(-e) for e in etas]
        return (
            sum(residuals), sum(r * v for r, v in zip(residuals, x)),
            sum(weights), sum(w * v for w, v in zip(weights, x)), sum(w * v * v for w, v in zip(weights, x)),
        )

    a = b = Decimal(0)
    while True:
        g0, g1, i00, i01, i11 = slopes(a, b)
        determinant = i00 * i11 - i01 * i01
        step = (i11 * g0 - i01 * g1) / determinant, (i00 * g1 - i01 * g0) / determinant
        if abs(step[0]) + abs(step[1]) < Decimal("1e-25") * (1 + abs(b)):
            break
        share, rise, here = Decimal(1), g0 * step[0] + g1 * step[1], likelihood(a, b)
        while likelihood(a + share * step[0], b + share * step[1]) < here + share * rise / 4:
            share /= 2
        a, b = a + share * step[0], b + share * step[1]
    v00, v01, v11 = i11 / determinant, -i01 / determinant, i00 / determinant
    return a - b * centre, b, (v00 - 2 * centre * v01 + centre * centre * v11).sqrt(), v11.sqrt()


FITS = [
    (0.5, 12, 0, [(0.01, 1), (0.0066, 0)]),
    (0.9, 9, 1, [(3e-10, 1), (1e-9, 0)]),
    (0.5, 13, 1, [(6e-10, 1), (1e-9, 0)]),
    (0.99, 10, 0, [(0.002, 1), (0.998, 1)]),
    (0.1, 10, 0, [(0.01, 1), (0.006, 0)]),
    (0.01, 12, 0, [(0.994, 1), (0.999, 0)]),
    (0.3, 12, 0, [(0.9, 1), (2e-9, 1)]),
    (0.3, 12, 1, [(0.994, 0), (0.999, 1)]),
    (0.01, 9, 1, [(0.999999, 0), (0.001, 0)]),
    (0.1, 9, 1, [(0.999999999, 1), (0.999999998, 0)]),
    (0.652, 1, 0, [(0.793117, 1), (0.793127, 0), (0.807, 1)]),
    (0.574, 1, 1, [(0.576829, 0), (0.576839, 1), (0.008, 1)]),
]
INTERCEPTS = [(0.5, 3, 1, [(0.5, 0)]), (0.5, 3, 0, [(0.5, 1)]), (1e-8, 1, 1, [(1e-8, 0)]), (1 - 1e-8, 1, 1, [(1 - 1e-8, 0)]), (0.5, 2, 1, [(0.999999, 0)]), (0.5, 4, 1, [(0.999999, 0), (0.999999999, 0)])]

if __name__ == "__main__":
    for name, cases, answer in (("fits", FITS, recalibration), ("intercepts", INTERCEPTS, intercept)):
        print(name)
        for score, n, outcome, others in cases:
            known = [float(each) for each in answer([(score, outcome)] * n + others)]
            print(f"  {{ score: {score!r}, n: {n}, outcome: {outcome}, others: {[list(each) for each in others]}, known: {known} }},")
