"""Writes resources/vectors/criteria.json: exact binomial tests, multiplicity, prevalence-adjusted predictive values.

    python3 test/vectors/make-criteria-vectors.py        (Python 3 and mpmath)

Binomial tails are sums of exact fractions; logits are computed with 50 digits. The rows under `printed` were typed from
the output of R 4.2.2 (epiR 2.0.57 epi.tests; the logit formulas of Mercaldo 2007 in base R; mcnemar.test, binom.test).
"""
import json
from fractions import Fraction
from math import comb
from pathlib import Path

from mpmath import exp, log, mp, mpf, sqrt, erfinv

mp.dps = 50
Z = sqrt(mpf(2)) * erfinv(mpf("0.95"))


def tail(x, n, goal, side):
    p = Fraction(goal)
    ks = range(x, n + 1) if side == "greater" else range(0, x + 1)
    total = sum(comb(n, k) * p**k * (1 - p) ** (n - k) for k in ks)
    return float(mpf(total.numerator) / mpf(total.denominator))


def logit(p):
    return log(p / (1 - p))


def predictive(tp, fp, fn, tn, prevalence, variance):
    se, sp, prev = mpf(tp) / (tp + fn), mpf(tn) / (fp + tn), mpf(prevalence)
    out = []
    for value, v in (
        (se * prev / (se * prev + (1 - sp) * (1 - prev)), (1 - se) / se / (tp + fn) + sp / (1 - sp) / (fp + tn)),
        (sp * (1 - prev) / (sp * (1 - prev) + (1 - se) * prev), se / (1 - se) / (tp + fn) + (1 - sp) / sp / (fp + tn)),
    ):
        half = Z * sqrt(v + variance)
        out += [float(value)] + [float(1 / (1 + exp(-(logit(value) + s * half)))) for s in (-1, 1)]
    return out


def holm(p):
    order = sorted(range(len(p)), key=lambda i: p[i])
    out = [0.0] * len(p)
    for rank, i in enumerate(order):
        out[i] = min(1.0, max(float((len(p) - r) * Fraction(p[j])) for r, j in enumerate(order[: rank + 1])))
    return out


def hochberg_fdr(p):
    order = sorted(range(len(p)), key=lambda i: p[i])
    out = [0.0] * len(p)
    for rank, i in enumerate(order):
        rest = [(r + 1, j) for r, j in enumerate(order) if r >= rank]
        out[i] = min(1.0, min(float(len(p) * Fraction(p[j]) / r) for r, j in rest))
    return out


binomial = [
    (x, n, goal, side, tail(x, n, goal, side))
    for x, n, goal in [(19, 20, 0.8), (20, 20, 0.9), (0, 20, 0.1), (670, 744, 0.88), (640, 842, 0.75), (1, 1, 0.5),
                       (36, 36, 0.9), (35, 35, 0.9), (86, 236, 0.5), (12, 1000, 0.001), (450, 1000, 0.9)]
    for side in ("greater", "less")
]
table = (670, 202, 74, 640)
prevalences = []
for kind, *given in [("stated", 0.02), ("stated", 0.1), ("stated", 0.5), ("counted", 20, 1000), ("counted", 3, 50),
                     ("published", 0.02, 0.015, 0.0265), ("published", 0.3, 0.2, 0.45)]:
    if kind == "stated":
        value, variance = mpf(given[0]), mpf(0)
    elif kind == "counted":
        value, variance = mpf(given[0]) / given[1], 1 / mpf(given[0]) + 1 / mpf(given[1] - given[0])
    else:
        value, variance = mpf(given[0]), ((logit(mpf(given[2])) - logit(mpf(given[1]))) / (2 * Z)) ** 2
    for cells in (table, (25, 4, 9, 22)):
        prevalences.append([kind, given, list(cells), *predictive(*cells, value, variance)])

p_values = [[0.01, 0.02, 0.03, 0.04, 0.05], [0.049, 0.001, 0.02, 0.3, 0.012, 0.012], [1.0, 0.5, 0.7], [0.025], [0.0, 1e-12, 1.0]]
vector = {
    "name": "criteria",
    "source": "exact fractions and 50 digits in Python (test/vectors/make-criteria-vectors.py)",
    "licence": "values are facts",
    "binomial": binomial,
    "prevalence": prevalences,
    "multiplicity": [{"p": p, "holm": holm(p), "benjaminiHochberg": hochberg_fdr(p)} for p in p_values],
    "printedSource": "R 4.2.2: epiR 2.0.57 epi.tests, logit formulas in base R, mcnemar.test, binom.test",
    "printed": [
        ["LR+", [670, 202, 74, 640], None, 3.753726, 3.320688, 4.243235],
        ["LR-", [670, 202, 74, 640], None, 0.130855, 0.105064, 0.162977],
        ["PPV", [670, 202, 74, 640], 0.02, 0.071156, 0.063468, 0.079695],
        ["PPV", [670, 202, 74, 640], 0.1, 0.294324, None, 0.320408],
        ["NPV", [670, 202, 74, 640], 0.02, 0.997337, None, None],
        ["NPV", [670, 202, 74, 640], 0.1, 0.985669, None, None],
    ],
}
target = Path(__file__).parents[2] / "resources/vectors/criteria.json"
lines = []
for key, value in vector.items():
    if isinstance(value, list) and len(value) > 3:
        body = ",\n".join("    " + json.dumps(each) for each in value)
        lines.append(f"  {json.dumps(key)}: [\n{body}\n  ]")
    else:
        lines.append(f"  {json.dumps(key)}: {json.dumps(value)}")
target.write_text("{\n" + ",\n".join(lines) + "\n}\n")
