"""Writes Fixtures/Classification/liblinear-*.json: small data sets and what LIBLINEAR 2.3 makes of them.

Run with Debian's python3-numpy and liblinear4: /usr/bin/python3 test/oracles/linear_svc.py
"""
import itertools
import json
import pathlib

import numpy as np

import liblinear

OUT = pathlib.Path(__file__).parent.parent / "Microsoft.ML.SppNet.Tests" / "Fixtures" / "Classification"


def dataset(seed, rows, columns, classes, spread, offset=0.0, scale=1.0):
    random = np.random.default_rng(seed)
    centres = random.standard_normal((classes, columns))
    labels = np.arange(rows * 2) % classes
    x = centres[labels] + spread * random.standard_normal((rows * 2, columns)) + offset
    x = np.round(scale * x, 3).astype(np.float32)
    return x[:rows], labels[:rows], x[rows:], labels[rows:]


def run(x, y, xt, yt, solver, cost, eps, bias, positive_weight, keep_weights):
    classes = int(y.max()) + 1
    if classes == 2:
        weights = {1: positive_weight, 0: 1.0}
    else:
        weights = {k: positive_weight for k in range(classes)}
    # LIBLINEAR takes the class of the first row as the positive one: for two classes make that class 1.
    order = np.argsort(-y, kind="stable") if classes == 2 else np.arange(len(y))
    w, labels, _, converged = liblinear.train(x[order], y[order], solver, cost, eps, bias, weights)
    if not converged:
        return None  # LIBLINEAR gives up after 1,000 passes: its result is then no oracle
    by_class = [1] if classes == 2 else list(range(classes))
    w = np.array([w[labels.index(k) if classes > 2 else 0] for k in by_class])
    assert classes > 2 or labels[0] == 1
    add = bias if bias >= 0 else 0.0
    columns = x.shape[1]
    scores = xt.astype(np.float64) @ w[:, :columns].T + (w[:, columns] * add if bias >= 0 else 0)
    predicted = (scores[:, 0] > 0).astype(int) if classes == 2 else scores.argmax(1)
    objectives = [liblinear.objective(w[i], bias, x.astype(np.float64), np.where(y == k, 1.0, -1.0), cost, solver == 1, positive_weight)
                  for i, k in enumerate(by_class)]
    result = {"loss": "SquaredHinge" if solver == 1 else "Hinge", "cost": cost, "tolerance": eps, "bias": max(bias, 0), "positiveWeight": positive_weight,
              "objectives": [float(f"{o:.10g}") for o in objectives], "correct": int((predicted == yt).sum())}
    if keep_weights:
        result["weights"] = [[float(f"{v:.7g}") for v in row[:columns]] for row in w]
        result["biases"] = [float(f"{row[columns] * add:.7g}") if bias >= 0 else 0.0 for row in w]
    return result


def write(name, data, keep_weights):
    x, y, xt, yt = data
    runs = [run(*data, solver, cost, eps, bias, weight, keep_weights and eps < 0.01)
            for (solver, cost, eps), (bias, weight) in itertools.product(
                itertools.product((1, 3), (0.1, 1.0, 10.0), (0.1, 1e-6)), ((1.0, 1.0), (-1.0, 1.0), (2.0, 3.0)))]
    runs = [r for r in runs if r is not None]
    document = {"columns": x.shape[1], "x": [float(f"{v:.6g}") for v in x.ravel()], "y": y.tolist(),
                "testX": [float(f"{v:.6g}") for v in xt.ravel()], "testY": yt.tolist(), "runs": runs}
    (OUT / f"liblinear-{name}.json").write_text(json.dumps(document, separators=(",", ":")) + "\n")
    print(name, x.shape, len(runs), [r["correct"] for r in runs][:6])


write("binary", dataset(1, 80, 5, 2, 1.5), True)
write("multiclass", dataset(2, 100, 6, 4, 1.2), True)
write("wide", dataset(3, 30, 120, 5, 4.0, scale=0.1), False)
write("shifted", dataset(4, 60, 20, 3, 3.0, offset=2.0), False)
