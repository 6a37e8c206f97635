"""The same work in Python: peer.py TASK FILE REPEATS [REPLICATES] prints {"ms": [...], "check": {...}, "peakMb": n}.

Reading the file is not timed, except by the task `read`. Packages of Debian: python3-sklearn, -pandas, -statsmodels, -scipy.
"""
import json
import resource
import sys
import time

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy.stats import norm, rankdata
from sklearn.metrics import average_precision_score, brier_score_loss, confusion_matrix, roc_auc_score
from statsmodels.stats.proportion import proportion_confint

TASK, FILE, REPEATS = sys.argv[1], sys.argv[2], int(sys.argv[3])
REPLICATES = int(sys.argv[4]) if len(sys.argv) > 4 else 0
Z = norm.ppf(0.975)


def delong(label, score):
    """Area and interval by placements from mid-ranks."""
    with_it, without = score[label == 1], score[label == 0]
    m, n = len(with_it), len(without)
    ranks = rankdata(np.concatenate([with_it, without]))
    of_present = (ranks[:m] - rankdata(with_it)) / n
    of_absent = 1 - (ranks[m:] - rankdata(without)) / m
    area = of_present.mean()
    half = Z * np.sqrt(of_present.var(ddof=1) / m + of_absent.var(ddof=1) / n)
    return {"auroc": area, "lower": area - half, "upper": area + half}


def one_group(frame):
    label, score = frame["label"].to_numpy(), frame["score"].to_numpy()
    linear = np.log(score / (1 - score))
    binomial = sm.families.Binomial()
    found = delong(label, score)
    found["averagePrecision"] = average_precision_score(label, score)
    found["brier"] = brier_score_loss(label, score)
    found["slope"] = sm.GLM(label, sm.add_constant(linear), family=binomial).fit(tol=1e-12).params[1]
    found["intercept"] = sm.GLM(label, np.ones((len(label), 1)), family=binomial, offset=linear).fit(tol=1e-12).params[0]
    tn, fp, fn, tp = confusion_matrix(label, score >= 0.1).ravel()
    rates = {"sensitivity": (tp, tp + fn), "specificity": (tn, tn + fp), "ppv": (tp, tp + fp), "npv": (tn, tn + fn)}
    for name, (x, of) in rates.items():
        found[name + "Exact"] = proportion_confint(x, of, method="beta")[0]
        found[name + "Wilson"] = proportion_confint(x, of, method="wilson")[0]
    return found


def panel(frame):
    groups = {"all": one_group(frame)}
    for column in ("site", "device", "sex"):
        for level, part in frame.groupby(column):
            groups[f"{column}={level}"] = one_group(part)
    groups["age<65"] = one_group(frame[frame["age"] < 65])
    groups["age>=65"] = one_group(frame[frame["age"] >= 65])
    return {**{f"all.{k}": v for k, v in groups["all"].items()}, **{f"{g}.auroc": v["auroc"] for g, v in groups.items()}}


def bootstrap(label, score):
    random = np.random.default_rng(1)
    present, absent = np.flatnonzero(label == 1), np.flatnonzero(label == 0)
    areas = np.empty(REPLICATES)
    for r in range(REPLICATES):
        rows = np.concatenate([random.choice(present, len(present)), random.choice(absent, len(absent))])
        areas[r] = roc_auc_score(label[rows], score[rows])
    return {"lower": np.quantile(areas, 0.025), "upper": np.quantile(areas, 0.975)}


if TASK == "read":
    work = lambda: {"rows": len(pd.read_csv(FILE))}
else:
    data = pd.read_csv(FILE)
    labels, scores = data["label"].to_numpy(), data["score"].to_numpy()
    work = {
        "area": lambda: delong(labels, scores),
        "area-only": lambda: {"auroc": roc_auc_score(labels, scores)},
        "bootstrap": lambda: bootstrap(labels, scores),
        "panel": lambda: panel(data),
    }[TASK]

times, check = [], None
for _ in range(REPEATS):
    begun = time.perf_counter()
    check = work()
    times.append((time.perf_counter() - begun) * 1000)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"ms": times, "check": check, "peakMb": peak}, default=float))
