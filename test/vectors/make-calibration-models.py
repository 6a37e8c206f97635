#!/usr/bin/env python3
"""Writes resources/vectors/calibration-models.json: a restricted cubic spline and cluster-robust standard errors by
explicit matrices (numpy), independent of the program's code. Made-up data from a linear congruential generator."""
import json
import pathlib

import numpy as np

N, CLUSTERS = 600, 40


def uniforms(n):
    state, out = 1, []
    for _ in range(n):
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        out.append(state / 4294967296)
    return np.array(out)


def newton(design, y, offset=0.0):
    beta = np.zeros(design.shape[1])
    for _ in range(100):
        mean = 1 / (1 + np.exp(-(design @ beta + offset)))
        step = np.linalg.solve(design.T @ (design * (mean * (1 - mean))[:, None]), design.T @ (y - mean))
        beta = beta + step
        if abs(step).max() < 1e-14:
            break
    return beta, mean


def sandwich(design, y, mean, cluster):
    information = design.T @ (design * (mean * (1 - mean))[:, None])
    scores = np.zeros((CLUSTERS, design.shape[1]))
    np.add.at(scores, cluster, design * (y - mean)[:, None])
    inverse = np.linalg.inv(information)
    return np.sqrt(np.diag(inverse @ (scores.T @ scores) @ inverse * CLUSTERS / (CLUSTERS - 1)))


def spline(x, knots):
    cube = lambda v: np.where(v > 0, v ** 3, 0)
    t1, t4, t5 = knots[0], knots[3], knots[4]
    terms = [
        (cube(x - t) - cube(x - t4) * (t5 - t) / (t5 - t4) + cube(x - t5) * (t4 - t) / (t5 - t4)) / (t5 - t1) ** 2
        for t in knots[:3]
    ]
    return np.stack([np.ones(len(x)), x, *terms], 1)


u = uniforms(2 * N)
p = np.round(0.02 + 0.96 * u[0::2], 4)
y = (u[1::2] < p ** 1.3).astype(float)
cluster = np.arange(N) % CLUSTERS
x = np.log(p / (1 - p))
knots = np.quantile(x, [0.05, 0.275, 0.5, 0.725, 0.95])
_, fitted = newton(spline(x, knots), y)
distance = np.abs(p - fitted)
joint_design = np.stack([np.ones(N), x], 1)
joint, joint_mean = newton(joint_design, y)
joint_se = sandwich(joint_design, y, joint_mean, cluster)
joint_covariance = np.linalg.inv(joint_design.T @ (joint_design * (joint_mean * (1 - joint_mean))[:, None]))
offset, offset_mean = newton(np.ones((N, 1)), y, x)
offset_se = sandwich(np.ones((N, 1)), y, offset_mean, cluster)

vector = {
    "name": "calibration-models",
    "source": "numpy " + np.__version__ + ", test/vectors/make-calibration-models.py",
    "licence": "made-up data; values are facts",
    "p": p.tolist(),
    "y": y.astype(int).tolist(),
    "nClusters": CLUSTERS,
    "knots": knots.tolist(),
    "fitted": fitted[:40].tolist(),
    "distances": {
        "ici": distance.mean(), "e50": np.quantile(distance, 0.5), "e90": np.quantile(distance, 0.9), "emax": distance.max()
    },
    # Inverse information: what glm prints.
    "plain": {
        "intercept": (1 / np.sqrt((offset_mean * (1 - offset_mean)).sum())).item(),
        "jointIntercept": np.sqrt(joint_covariance[0, 0]), "slope": np.sqrt(joint_covariance[1, 1]),
        "covariance": joint_covariance[0, 1],
    },
    "robust": {
        "intercept": [offset[0], offset_se[0]], "jointIntercept": [joint[0], joint_se[0]], "slope": [joint[1], joint_se[1]]
    },
}
lines = ",\n".join(f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in vector.items())
target = pathlib.Path(__file__).resolve().parents[2] / "resources/vectors/calibration-models.json"
target.write_text("{\n" + lines + "\n}\n")
