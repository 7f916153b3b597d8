"""Writes Fixtures/Classification/calibration.json and Fixtures/Evaluation/reliability.json: what scikit-learn makes of scores and of probabilities.

sigmoids: slope and offset of scikit-learn's sigmoid calibration. model: the probabilities of CalibratedClassifierCV over LinearSVC on the data of
liblinear-multiclass.json, with given folds, the final model trained on all rows. reliability: the expected calibration error from calibration_curve's bins.

Run with Debian's python3-sklearn: /usr/bin/python3 test/oracles/calibration.py
"""
import json
import pathlib

import numpy as np
from sklearn.calibration import CalibratedClassifierCV, _SigmoidCalibration, calibration_curve
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


def model():
    data = json.loads((FIXTURES / "Classification" / "liblinear-multiclass.json").read_text())
    x, xt = (np.array(data[name]).reshape(-1, data["columns"]) for name in ("x", "testX"))
    y = np.array(data["y"])
    folds = np.arange(len(y)) // 4 % 5
    splits = [(np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)) for fold in range(5)]
    svc = LinearSVC(C=1, tol=1e-8, max_iter=1_000_000)
    fitted = CalibratedClassifierCV(svc, method="sigmoid", cv=splits, ensemble=False).fit(x, y)
    return {"folds": folds.tolist(), "probabilities": [short(row) for row in fitted.predict_proba(xt)]}


def reliability(random):
    for count, bins in ((10, 5), (500, 15), (500, 1)):
        confidences = random.random(count).astype(np.float32)
        correct = random.random(count) < confidences ** 2
        accuracy, mean = calibration_curve(correct, confidences, n_bins=bins)
        counts = np.histogram(confidences, np.linspace(0, 1, bins + 1))[0]
        error = np.sum(counts[counts > 0] / count * np.abs(accuracy - mean))
        yield {"confidences": [float(c) for c in confidences], "correct": correct.tolist(), "bins": bins, "error": float(error)}


seeded = np.random.default_rng(14)
calibration = {"sigmoids": list(sigmoids(seeded)), "model": model()}
(FIXTURES / "Classification" / "calibration.json").write_text(json.dumps(calibration, separators=(",", ":")) + "\n")
(FIXTURES / "Evaluation" / "reliability.json").write_text(json.dumps(list(reliability(seeded)), separators=(",", ":")) + "\n")
print([(s["slope"], s["offset"]) for s in calibration["sigmoids"]])
