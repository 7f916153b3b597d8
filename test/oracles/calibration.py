"""Writes Fixtures/Classification/calibration.json and Fixtures/Evaluation/reliability.json: what scikit-learn makes of scores and of probabilities.

sigmoids: slope and offset of scikit-learn's sigmoid calibration. twoClasses: the probabilities of CalibratedClassifierCV over LinearSVC on the data of
liblinear-binary.json, with given folds, the final model trained on all rows. softmaxes: the factor that SciPy's minimize_scalar finds. severalClasses:
the same for scores of LinearSVC on liblinear-multiclass.json. reliability: the expected calibration error from calibration_curve's bins.

Run with Debian's python3-sklearn: /usr/bin/python3 test/oracles/calibration.py
"""
import json
import pathlib

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax
from sklearn.calibration import CalibratedClassifierCV, _SigmoidCalibration, calibration_curve
from sklearn.model_selection import cross_val_predict
from sklearn.svm import LinearSVC

FIXTURES = pathlib.Path(__file__).parent.parent / "Microsoft.ML.SppNet.Tests" / "Fixtures"


def short(values):
    return [float(f"{v:.7g}") for v in values]


def sigmoids(random):
    for count, share, spread, scale, weighted in ((6, 0.5, 1, 1, False), (40, 0.2, 1, 1, False), (200, 0.02, 0.3, 1, False), (100, 0.5, 3, 1, True),
                                                  (60, 0.9, 1, 0.01, False), (60, 0.5, 0.01, 1, False)):
        positive = random.random(count) < share
        positive[0], positive[1] = True, False
        scores = np.array(short(scale * (np.where(positive, 1.0, -1.0) + spread * random.standard_normal(count))))
        weights = np.array(short(random.random(count) * 3)) if weighted else None
        # scikit-learn's search stops early where scores are small: it gets them at the size of 1 and its slope is scaled back.
        fitted = _SigmoidCalibration().fit(scores / scale, positive.astype(int), weights)
        yield {"scores": scores.tolist(), "positive": positive.tolist(), "weights": weights.tolist() if weighted else [1.0] * count,
               "slope": fitted.a_ / scale, "offset": fitted.b_}


def load(name):
    data = json.loads((FIXTURES / "Classification" / f"liblinear-{name}.json").read_text())
    x, xt = (np.array(data[key]).reshape(-1, data["columns"]) for key in ("x", "testX"))
    y = np.array(data["y"])
    folds = np.arange(len(y)) // 4 % 5
    return x, y, xt, folds, [(np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)) for fold in range(5)]


def two_classes():
    x, y, xt, folds, splits = load("binary")
    svc = LinearSVC(C=1, tol=1e-8, max_iter=1_000_000)
    fitted = CalibratedClassifierCV(svc, method="sigmoid", cv=splits, ensemble=False).fit(x, y)
    return {"folds": folds.tolist(), "probabilities": short(fitted.predict_proba(xt)[:, 1])}


def factor(scores, labels, weights):
    """The t of the smallest cross entropy of softmax(t s), a row's worth in total of the targets being spread over all classes."""
    share = 1 / (weights.sum() + 1)
    targets = share / scores.shape[1] + (1 - share) * np.eye(scores.shape[1])[labels]
    scale = np.abs(scores).max()
    loss = lambda t: -(weights[:, None] * targets * log_softmax(np.exp(t) * scores / scale, axis=1)).sum()
    return float(np.exp(minimize_scalar(loss, bracket=(-2, 5), tol=1e-9).x) / scale)


def softmaxes(random):
    for count, classes, spread, scale, weighted in ((30, 3, 1, 1, False), (200, 20, 0.5, 1, False), (100, 5, 0.7, 1, True), (60, 4, 0.5, 0.001, False),
                                                    (20, 2, 0.01, 1, False)):
        labels = np.arange(count) % classes
        scores = scale * (2 * np.eye(classes)[labels] - 1 + spread * random.standard_normal((count, classes)))
        scores = np.array([short(row) for row in scores])
        weights = np.array(short(random.random(count) * 3 + 0.01)) if weighted else np.ones(count)
        yield {"scores": scores.tolist(), "labels": labels.tolist(), "weights": weights.tolist(), "factor": factor(scores, labels, weights)}


def several_classes():
    x, y, xt, folds, splits = load("multiclass")
    svc = LinearSVC(C=1, tol=1e-8, max_iter=1_000_000)
    t = factor(cross_val_predict(svc, x, y, cv=splits, method="decision_function"), y, np.ones(len(y)))
    return {"folds": folds.tolist(), "factor": t, "probabilities": [short(row) for row in softmax(t * svc.fit(x, y).decision_function(xt), axis=1)]}


def reliability(random):
    for count, bins in ((10, 5), (500, 15), (500, 1)):
        confidences = random.random(count).astype(np.float32)
        correct = random.random(count) < confidences ** 2
        accuracy, mean = calibration_curve(correct, confidences, n_bins=bins)
        counts = np.histogram(confidences, np.linspace(0, 1, bins + 1))[0]
        error = np.sum(counts[counts > 0] / count * np.abs(accuracy - mean))
        yield {"confidences": [float(c) for c in confidences], "correct": correct.tolist(), "bins": bins, "error": float(error)}


seeded = np.random.default_rng(14)
calibration = {"sigmoids": list(sigmoids(seeded)), "twoClasses": two_classes(), "severalClasses": several_classes()}
reliabilities = list(reliability(seeded))
calibration["softmaxes"] = list(softmaxes(seeded))
(FIXTURES / "Classification" / "calibration.json").write_text(json.dumps(calibration, separators=(",", ":")) + "\n")
(FIXTURES / "Evaluation" / "reliability.json").write_text(json.dumps(reliabilities, separators=(",", ":")) + "\n")
print([(s["slope"], s["offset"]) for s in calibration["sigmoids"]], [s["factor"] for s in calibration["softmaxes"]], calibration["severalClasses"]["factor"])
