"""Where Brent's zeroin looks: the points at which scipy's brentq asks the function, step by step (rule FUN-10).

scipy 1.x writes the method down in its own way (differences, not quotients); its tolerance xtol + 2 rtol |x| is halved
into ours. Functions use only + - * /, so that both languages give the same doubles. Writes root-traces.json.
"""
import json
import pathlib

import scipy
from scipy.optimize import brentq

FUNCTIONS = {
    "x x - 2": lambda x: x * x - 2,
    "Wallis: x^3 - 2 x - 5": lambda x: x * x * x - 2 * x - 5,
    "x^9 - 0.001": lambda x: x * x * x * x * x * x * x * x * x - 0.001,
    "falling: 1 / x - 3": lambda x: 1 / x - 3,
    "falling: 0.3 - x / (1 + x x)": lambda x: 0.3 - x / (1 + x * x),
    "x^3": lambda x: x * x * x,
    "a step at 0.3": lambda x: -1 if x < 0.3 else 1,
    "a falling step at -0.7": lambda x: 1 if x < -0.7 else -1,
    "a pole-like wall: x / (1.001 - x) - 40": lambda x: x / (1.001 - x) - 40,
    "x^7 + 2.52 x - 2.97": lambda x: x * x * x * x * x * x * x + 2.52 * x - 2.97,
    "2.88 x^3 - 0.09 x^2 - 1.47 x - 2.78": lambda x: ((2.88 * x - 0.09) * x - 1.47) * x - 2.78,
}
CASES = [
    ("x x - 2", 0, 2, 0),
    ("x x - 2", -3, 1, 0),
    ("x x - 2", 0, 2, 0.01),
    ("Wallis: x^3 - 2 x - 5", 2, 3, 0),
    ("Wallis: x^3 - 2 x - 5", -10, 100, 0.001),
    ("x^9 - 0.001", -1, 10, 0),
    ("x^9 - 0.001", 0, 4, 0.05),
    ("falling: 1 / x - 3", 0.01, 10, 0),
    ("falling: 1 / x - 3", 0.01, 10, 1e-5),
    ("falling: 0.3 - x / (1 + x x)", -1, 1, 0),
    ("falling: 0.3 - x / (1 + x x)", -5, 1, 0.002),
    ("x^3", -1, 2, 0.001),
    ("a step at 0.3", 0, 1, 0.001),
    ("a falling step at -0.7", -1, 3, 0.001),
    ("a pole-like wall: x / (1.001 - x) - 40", 0, 1, 0),
    ("a pole-like wall: x / (1.001 - x) - 40", 0, 1, 1e-4),
    # Found by a random search: here the length that a step may have decides.
    ("x^7 + 2.52 x - 2.97", -0.28, 7.04, 0.2),
    ("2.88 x^3 - 0.09 x^2 - 1.47 x - 2.78", -1.74, 4.32, 0.2),
]


def trace(name, low, high, absolute):
    points = []

    def asked(x):
        points.append(x)
        return FUNCTIONS[name](x)

    root = brentq(asked, low, high, xtol=2 * absolute if absolute > 0 else 5e-324, rtol=4 * 2.0**-52)
    return {"function": name, "low": low, "high": high, "absolute": absolute, "asked": points, "root": root}


traces = {"source": f"scipy {scipy.__version__}, optimize.brentq", "traces": [trace(*case) for case in CASES]}
pathlib.Path(__file__).with_name("root-traces.json").write_text(json.dumps(traces, indent=1) + "\n")
