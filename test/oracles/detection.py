"""Writes Fixtures/Detection/suppression.json and regression.json: what torchvision keeps of overlapping boxes, and NumPy's ridge regression of boxes.

Boxes have whole coordinates, in float32 as torchvision takes them, so that its overlaps are ours but for rounding; no overlap is within 1e-6 of the limit.
The regression is R-CNN's recipe written down with NumPy's own solver: centred targets times V (D + 0.001)^-1/2 V', a column of ones, a penalty on all weights.

Run with Debian's python3-torchvision: /usr/bin/python3 test/oracles/detection.py
"""
import json
import pathlib

import numpy as np
import torch
from torchvision.ops import box_iou, nms

OUT = pathlib.Path(__file__).parent.parent / "Microsoft.ML.SppNet.Tests" / "Fixtures" / "Detection"
OUT.mkdir(parents=True, exist_ok=True)


def write(name, cases):
    (OUT / name).write_text(json.dumps(cases, separators=(",", ":")) + "\n")


random = np.random.default_rng(11)
cases = []
for count, limit in ((5, 0.3), (40, 0.3), (150, 0.3), (150, 0.51), (150, 0.7)):
    near = True
    while near:
        corner = random.integers(0, 120, (count, 2))
        boxes = np.concatenate([corner, corner + random.integers(5, 90, (count, 2))], 1)
        tensor = torch.tensor(boxes, dtype=torch.float32)
        near = ((box_iou(tensor, tensor) - limit).abs() < 1e-6).any()
    scores = random.permutation(count) / 64
    kept = nms(tensor, torch.tensor(scores, dtype=torch.float32), limit)
    cases.append({"boxes": boxes.ravel().tolist(), "scores": scores.tolist(), "overlap": limit, "kept": kept.tolist()})
write("suppression.json", cases)

cases = []
for rows, columns, factor, penalty in ((12, 30, 0.5, 4.0), (40, 9, 2.0, 1000.0), (25, 25, 1.0, 50.0)):
    features = random.integers(-8, 9, (rows, columns)) / 4
    corner = random.integers(0, 200, (rows, 2))
    windows = np.concatenate([corner, corner + random.integers(20, 120, (rows, 2))], 1)
    objects = windows + random.integers(-8, 9, (rows, 4))
    side, centre = windows[:, 2:] - windows[:, :2], (windows[:, 2:] + windows[:, :2]) / 2
    object_side, object_centre = objects[:, 2:] - objects[:, :2], (objects[:, 2:] + objects[:, :2]) / 2
    targets = np.concatenate([(object_centre - centre) / side, np.log(object_side / side)], 1)
    mean = targets.mean(0)
    variances, directions = np.linalg.eigh((targets - mean).T @ (targets - mean) / rows)
    whiten = directions @ np.diag((variances + 0.001) ** -0.5) @ directions.T
    x = np.concatenate([factor * features, np.ones((rows, 1))], 1)
    weights = np.linalg.solve(x.T @ x + penalty * np.eye(columns + 1), x.T @ ((targets - mean) @ whiten))
    shifts = x @ weights @ np.linalg.inv(whiten) + mean
    moved_centre, moved_side = centre + shifts[:, :2] * side, side * np.exp(shifts[:, 2:])
    moved = np.concatenate([moved_centre - moved_side / 2, moved_centre + moved_side / 2], 1)
    cases.append({
        "columns": columns, "factor": factor, "penalty": penalty, "features": features.ravel().tolist(),
        "windows": windows.ravel().tolist(), "objects": objects.ravel().tolist(), "moved": np.round(moved, 6).ravel().tolist(),
    })
write("regression.json", cases)
