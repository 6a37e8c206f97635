"""Writes one-sample-ks.json: rows [n, d, P(D >= d)] of the two-sided one-sample Kolmogorov-Smirnov distance.

    python3 test/vectors/make-one-sample-ks.py        (Python 3, scipy for n above 600, where it sums a tail)

Up to n = 600 by Steck's determinant (1971, Annals of Mathematical Statistics 42: 1-11), which has nothing below its
subdiagonal, so that it is a recursion; in decimals long enough that its alternating sums lose nothing. No step is shared
with the program. Larger n by scipy.stats.kstwo.
"""
import json
from decimal import Decimal, getcontext
from math import factorial
from pathlib import Path

from scipy.stats import kstwo


def exact(n, d):
    getcontext().prec = 2 * n + 80
    d, one, zero = Decimal(d), Decimal(1), Decimal(0)
    low = [max(zero, Decimal(i) / n - d) for i in range(1, n + 1)]
    high = [min(one, Decimal(i) / n + d) for i in range(n)]
    inverse = [one / factorial(k) for k in range(n + 2)]
    minors = [one]
    for k in range(n):
        total = zero
        for j in range(k, -1, -1):
            gap = high[j] - low[k]
            if gap <= 0:
                break  # still further up the gaps are smaller
            total += (-1) ** (k - j) * gap ** (k - j + 1) * inverse[k - j + 1] * minors[j]
        minors.append(total)
    return float(one - factorial(n) * minors[n])


points = {
    1: [0.6, 0.75, 0.99], 2: [0.26, 0.3, 0.49, 0.5, 0.7], 3: [0.17, 0.25, 0.4, 0.55], 5: [0.11, 0.15, 0.2, 0.3, 0.45, 0.499, 0.51, 0.8],
    7: [0.1, 0.23, 0.41], 10: [0.06, 0.1, 0.15, 0.274, 0.4, 0.7], 20: [0.04, 0.08, 0.12, 0.2, 0.44, 0.46, 0.48],
    50: [0.05, 0.1, 0.2, 0.28, 0.29, 0.36], 100: [0.03, 0.05, 0.11, 0.19], 140: [0.08, 0.12, 0.13, 0.16, 0.168, 0.17, 0.2],
    141: [0.08, 0.12, 0.124, 0.126, 0.16], 200: [0.06, 0.1, 0.106, 0.11], 300: [0.05, 0.08, 0.09], 600: [0.03, 0.05],
}
rows = [[n, d, exact(n, d)] for n, of in points.items() for d in of]
rows += [[n, d, float(kstwo.sf(d, n))] for n, d in [(1000, 0.07), (4001, 0.04), (20_000, 0.02)]]
# Above n = 140 scipy takes an approximation of six digits but far out.
for n, d, p in rows:
    if n > 140 and n * d * d < 4:
        continue
    assert abs(kstwo.sf(d, n) - p) <= 1e-11 * p + 1e-13, (n, d, p, kstwo.sf(d, n))
text = "[\n" + ",\n".join(f" {json.dumps(row)}" for row in rows) + "\n]\n"
Path(__file__).with_name("one-sample-ks.json").write_text(text)
