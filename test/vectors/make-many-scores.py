"""Known values of test/statistics/many-scores.test.ts: logistic fits over 40,000 distinct probabilities, in extended precision."""
import numpy as np

N, PRIME = 40_000, 40_009


def rows():
    i = np.arange(1, N + 1, dtype=np.int64)
    k = i * 7919 % PRIME
    u = (i * 104_729 % 65_537).astype(np.longdouble) / 65_537
    p = k.astype(float) / PRIME
    return p.astype(np.longdouble), (u < 0.1 + 0.7 * p * p).astype(np.longdouble)


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


p, y = rows()
x = np.log(p / (1 - p))
one = np.ones((N, 1), dtype=np.longdouble)
print("events", int(y.sum()))
for name, columns, offset in (("intercept", one, x), ("slope", np.column_stack([one[:, 0], x]), 0 * x)):
    print(name, *(repr(float(each[-1])) for each in fit(columns, offset, y)))
