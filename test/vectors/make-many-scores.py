"""Known values of test/statistics/many-scores.test.ts and calibration-fit-edges.test.ts: logistic fits over 40,000 and 16,500
distinct probabilities, in extended precision."""
import numpy as np

def rows(n, prime, scale, lift, rise):
    i = np.arange(1, n + 1, dtype=np.int64)
    u = (i * 104_729 % 65_537).astype(np.longdouble) / 65_537
    p = (i * 7919 % prime).astype(float) / prime
    return (p * scale).astype(np.longdouble), (u < lift + rise * p * p).astype(np.longdouble)


def fit(columns, offset, y):
    beta = np.zeros(columns.shape[1], dtype=np.longdouble)
    for _ in range(60):
        m = 1 / (1 + np.exp(-(columns @ beta + offset)))
        information = columns.T @ (columns * (m * (1 - m))[:, None])
        inverse = inverted(information)
        beta = beta + inverse @ (columns.T @ (y - m))
    return beta, np.sqrt(np.diag(inverse))


def inverted(m):
    if m.shape == (1, 1):
        return 1 / m
    (a, b), (c, d) = m
    return np.array([[d, -b], [-c, a]]) / (a * d - b * c)


for of in ((40_000, 40_009, 1.0, 0.1, 0.7), (16_500, 17_011, 0.1, 0.05, 0.3)):
    p, y = rows(*of)
    x = np.log(p / (1 - p))
    one = np.ones((len(p), 1), dtype=np.longdouble)
    print("scores", of[0], "events", int(y.sum()))
    for name, columns, offset in (("intercept", one, x), ("joint intercept and slope", np.column_stack([one[:, 0], x]), 0 * x)):
        beta, errors = fit(columns, offset, y)
        print(name, *(repr(float(each)) for each in (*beta, *errors)))
