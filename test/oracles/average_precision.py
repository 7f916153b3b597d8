"""Writes Fixtures/Evaluation/average-precision.json: rankings and the area under their monotone precision-recall curve.

scikit-learn's average_precision_score is the plain step sum, without the monotone envelope of the VOC kit; so the curve comes from scikit-learn's
precision_recall_curve and the envelope is taken here. Scores are all different: scikit-learn counts equal scores as one answer, the kit one by one.

Run with Debian's python3-sklearn: /usr/bin/python3 test/oracles/average_precision.py
"""
import json
import pathlib

import numpy as np
from sklearn.metrics import precision_recall_curve

OUT = pathlib.Path(__file__).parent.parent / "Microsoft.ML.SppNet.Tests" / "Fixtures" / "Evaluation" / "average-precision.json"
random = np.random.default_rng(5)
cases = []
for count, share in ((4, 0.5), (10, 0.3), (25, 0.1), (60, 0.5), (200, 0.05), (200, 0.9)):
    labels = np.where(random.random(count) < share, 1, -1)
    labels[random.integers(count)] = 1
    ignored = random.random(count) < 0.2
    ignored[np.flatnonzero(labels == 1)[0]] = False
    scores = (random.standard_normal(count) + (labels == 1)).astype(np.float32)
    assert len(np.unique(scores)) == count
    kept = ~ignored
    precision, recall, _ = precision_recall_curve(labels[kept] == 1, scores[kept])
    precision, recall = precision[::-1], recall[::-1]  # recall now rises from 0
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    area = float(np.sum(np.diff(recall) * envelope[1:]))
    cases.append({"scores": [float(s) for s in scores], "labels": np.where(ignored, 0, labels).tolist(), "area": area})
    print(count, kept.sum(), area)
OUT.write_text(json.dumps(cases, separators=(",", ":")) + "\n")
