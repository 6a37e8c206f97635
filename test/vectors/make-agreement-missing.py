#!/usr/bin/env python3
"""Writes resources/vectors/agreement-missing.json: agreement of several raters who did not rate everybody.

    python3 test/vectors/make-agreement-missing.py        (numpy, scipy, statsmodels)

Gwet's coefficients by matrices over subjects and categories, as Gwet 2014 (Handbook of Inter-Rater Reliability, 4th
edition) lays them out; the first case is the one R's irrCAC prints (0.77544, standard error 0.14295). Light's kappa by
statsmodels over the subjects that both rated; Stuart-Maxwell and Bowker by statsmodels. Made-up ratings come from a
linear congruence.
"""
import json
from pathlib import Path

import numpy as np
from scipy import stats
from statsmodels.stats.contingency_tables import SquareTable
from statsmodels.stats.inter_rater import cohens_kappa

# Krippendorff 2011: four observers, twelve units, 0 for no rating.
OBSERVERS = [
    [1, 1, 0, 1], [2, 2, 3, 2], [3, 3, 3, 3], [3, 3, 3, 3], [2, 2, 2, 2], [1, 2, 3, 4],
    [4, 4, 4, 4], [1, 1, 2, 1], [2, 2, 2, 2], [0, 5, 5, 5], [0, 0, 1, 1], [0, 0, 3, 0],
]


def made_up(subjects, raters, q, missing, seed):
    state = seed

    def uniform():
        nonlocal state
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        return state / 2**32

    rows = []
    for _ in range(subjects):
        truth = 1 + int(q * uniform() ** 2)
        rate = lambda: truth if uniform() < 0.7 else 1 + int(q * uniform())
        rows.append([0 if uniform() < missing else rate() for _ in range(raters)])
    return rows


def credit(kind, q):
    i, j = np.indices((q, q))
    if kind == "unweighted":
        return np.eye(q)
    d = abs(i - j) / (q - 1)
    return 1 - (d if kind == "linear" else d**2)


def gwet(rows, q, kind, level):
    w = credit(kind, q)
    table = np.array([[row.count(k + 1) for k in range(q)] for row in rows], float)
    table = table[table.sum(1) > 0]
    n, ratings = len(table), table.sum(1)
    two = ratings > 1
    both = np.where(two, ratings * (ratings - 1), 1)
    own = (table * (table @ w.T - 1)).sum(1) / both
    observed = own[two].mean()
    share = (table / ratings[:, None]).mean(0)
    factor = w.sum() / (q * (q - 1))
    chance = factor * (share * (1 - share)).sum()
    value = (observed - chance) / (1 - chance)
    subject = n / two.sum() * np.where(two, own - chance, 0) / (1 - chance)
    subject_chance = factor * (table @ (1 - share)) / ratings
    linear = subject - 2 * (1 - value) * (subject_chance - chance) / (1 - chance)
    error = np.sqrt(((linear - value) ** 2).sum() / (n * (n - 1)))
    half = stats.t.ppf((1 + level) / 2, n - 1) * error
    return {"weights": kind, "level": level, "value": value, "observed": observed, "chance": chance, "se": error,
            "lower": value - half, "upper": min(1.0, value + half)}


def light(rows, q):
    raters = len(rows[0])
    kappas = []
    for a in range(raters):
        for b in range(a + 1, raters):
            table = np.zeros((q, q))
            for row in rows:
                if row[a] and row[b]:
                    table[row[a] - 1, row[b] - 1] += 1
            kappas.append(cohens_kappa(table, return_results=False))
    return float(np.mean(kappas))


def case(name, rows, q, level):
    kinds = ("unweighted", "linear", "quadratic")
    return {"name": name, "q": q, "rows": rows, "light": light(rows, q), "gwet": [gwet(rows, q, k, level) for k in kinds]}


def margins(name, table):
    square = SquareTable(np.array(table, float), shift_zeros=False)
    same, symmetric = square.homogeneity(), square.symmetry()
    one = lambda found: {"statistic": float(found.statistic), "df": int(found.df), "p": float(found.pvalue)}
    return {"name": name, "table": table, "stuartMaxwell": one(same), "bowker": one(symmetric)}


VISION = [[1520, 266, 124, 66], [234, 1512, 432, 78], [117, 362, 1772, 205], [36, 82, 179, 492]]
OUT = {
    "name": "agreement-missing",
    "source": "numpy and scipy by the formulas of Gwet 2014; statsmodels 0.13.5; Krippendorff 2011, Stuart 1953; made-up ratings",
    "cases": [
        case("four observers", OBSERVERS, 5, 0.95),
        case("three raters, some missing", made_up(60, 3, 4, 0.2, 11), 4, 0.9),
        case("two raters, many missing", made_up(40, 2, 3, 0.4, 5), 3, 0.95),
        case("five raters, none missing", made_up(9, 5, 2, 0, 3), 2, 0.99),
    ],
    "margins": [
        margins("unaided vision", VISION),
        margins("three categories", [[20, 10, 5], [3, 30, 15], [0, 5, 40]]),
    ],
}
def block(key):
    return f' "{key}": [\n' + ",\n".join("  " + json.dumps(each) for each in OUT[key]) + "\n ]"


head = ",\n".join(f' "{key}": {json.dumps(OUT[key])}' for key in ("name", "source"))
target = Path(__file__).resolve().parents[2] / "resources/vectors/agreement-missing.json"
target.write_text("{\n" + head + ",\n" + ",\n".join(block(key) for key in ("cases", "margins")) + "\n}\n")
