#!/usr/bin/env python3
"""Writes resources/vectors/cluster-contrasts.json: differences of proportions and of areas between groups whose rows
share clusters.

    python3 test/vectors/make-cluster-contrasts.py        (numpy, scipy, statsmodels)

Proportions: least squares of the outcome on the group with cluster-robust covariance (statsmodels), times K/(K - 1).
Areas: the derivative of the weighted area by the weight of each cluster, by complex steps. Made-up rows from a linear
congruence: cluster, group, score, present.
"""
import json
from pathlib import Path

import numpy as np
import statsmodels.api as sm
from scipy import stats


def rows_of(n, clusters, shared, seed):
    state = seed

    def uniform():
        nonlocal state
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        return state / 2**32

    out = []
    for _ in range(n):
        cluster = int(clusters * uniform())
        group = int(uniform() < 0.4) if shared else int(cluster < clusters * 0.4)
        present = int(uniform() < 0.35 + 0.3 * ((cluster * 7) % clusters) / clusters)
        out.append([cluster, group, int(6 * uniform() + 2.5 * present * uniform() + group), present])
    return np.array(out)


def proportions(cluster, group, hit, level):
    fit = sm.OLS(hit.astype(float), np.stack([np.ones(len(hit)), group == 0], 1).astype(float)).fit(
        cov_type="cluster", cov_kwds={"groups": cluster, "use_correction": False}
    )
    k = len(set(cluster))
    difference, error = fit.params[1], np.sqrt(fit.cov_params()[1, 1] * k / (k - 1))
    half, z = stats.norm.ppf((1 + level) / 2) * error, difference / error
    return {"level": level, "difference": difference, "se": error, "z": z, "p": 2 * stats.norm.sf(abs(z)),
            "lower": max(-1, difference - half), "upper": min(1, difference + half), "nClusters": k}


def area(weight, cluster, score, present):
    a, b = present == 1, present == 0
    w, v = weight[cluster[a]], weight[cluster[b]]
    beats = (score[a][:, None] > score[b][None, :]) + 0.5 * (score[a][:, None] == score[b][None, :])
    return (w[:, None] * v[None, :] * beats).sum() / (w.sum() * v.sum())


def derivative(cluster, score, present, size):
    out = np.zeros(size)
    for k in range(size):
        weight = np.ones(size, complex)
        weight[k] += 1e-30j
        out[k] = area(weight, cluster, score, present).imag / 1e-30
    return out


def areas(rows):
    size = rows[:, 0].max() + 1
    found, values = [], []
    for group in (0, 1):
        own = rows[rows[:, 1] == group]
        found.append(derivative(own[:, 0], own[:, 2], own[:, 3], size))
        values.append(float(area(np.ones(size), own[:, 0], own[:, 2], own[:, 3])))
    k = len(set(rows[:, 0]))
    factor = k / (k - 1)
    return {"first": values[0], "second": values[1], "difference": values[0] - values[1],
            "variance": factor * ((found[0] - found[1]) ** 2).sum(), "covariance": factor * (found[0] * found[1]).sum()}


def case(name, rows, level):
    cluster, group, score, present = rows.T
    return {"name": name, "rows": rows.tolist(), "proportion": proportions(cluster, group, score >= 4, level), "area": areas(rows)}


OUT = {
    "name": "cluster-contrasts",
    "source": "numpy and statsmodels 0.13.5: cluster-robust least squares, complex-step derivatives; made-up rows",
    "cases": [
        case("groups within clusters", rows_of(160, 24, True, 3), 0.95),
        case("groups of clusters", rows_of(90, 20, False, 8), 0.9),
        # The clusters numbered last are all in the second group, then all in the first.
        case("few clusters", rows_of(48, 9, False, 21), 0.95),
        case("few clusters, other way round", rows_of(48, 9, False, 21) * [1, -1, 1, 1] + [0, 1, 0, 0], 0.95),
    ],
}
cases = ",\n".join("  " + json.dumps(each) for each in OUT["cases"])
head = ",\n".join(f' "{key}": {json.dumps(OUT[key])}' for key in ("name", "source"))
target = Path(__file__).resolve().parents[2] / "resources/vectors/cluster-contrasts.json"
target.write_text("{\n" + head + ',\n "cases": [\n' + cases + "\n ]\n}\n")
