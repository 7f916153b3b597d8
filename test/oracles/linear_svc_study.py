"""The comparison behind build/study-linear-svc.sh: LIBLINEAR's train() against `sppnet classify features`, on the same data, one after the other."""
import argparse
import json
import pathlib
import subprocess

import numpy as np

import liblinear

TOOL = pathlib.Path(__file__).parent.parent.parent / "build" / "sppnet.sh"


def make(rows, columns, classes, scale, seed=1):
    """Non-negative, two thirds zero and of one norm, as pooled features after ReLU and normalisation are; the classes overlap."""
    random = np.random.default_rng(seed)
    centres = random.standard_normal((classes, 64)).astype(np.float32)
    spread = random.standard_normal((64, columns)).astype(np.float32) / 8
    y = np.arange(rows) % classes
    hidden = 0.55 * centres[y] + random.standard_normal((rows, 64)).astype(np.float32)
    x = np.maximum(hidden @ spread + random.standard_normal((rows, columns)).astype(np.float32) - 0.5, 0)
    return (x * (scale / np.linalg.norm(x, axis=1, keepdims=True))).astype(np.float32), y


def write(path, x, y):
    with open(path, "w") as file:
        for row, label in zip(x, y):
            columns = np.flatnonzero(row)
            file.write(f"{label} " + " ".join(f"{c + 1}:{v:.9g}" for c, v in zip(columns, row[columns])) + "\n")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    for name, value in (("rows", 3000), ("columns", 12800), ("classes", 101)):
        parser.add_argument("--" + name, type=int, default=value)
    arguments = parser.parse_args()
    for scale in (1.0, 10.0):
        x, y = make(arguments.rows * 3 // 2, arguments.columns, arguments.classes, scale)
        train, test = slice(0, arguments.rows), slice(arguments.rows, None)
        files = [arguments.folder / "train.svm", arguments.folder / "test.svm"]
        write(files[0], x[train], y[train])
        write(files[1], x[test], y[test])
        for solver, loss, cost in ((1, "squared-hinge", 0.1), (1, "squared-hinge", 1.0), (1, "squared-hinge", 10.0), (3, "hinge", 1.0)):
            theirs = liblinear_run(x[train], y[train], x[test], y[test], solver, cost)
            ours = tool_run(files, loss, cost, arguments.folder / "result.json")
            print(f"norm {scale:g}, {loss}, C {cost:g}: LIBLINEAR {theirs[0]:.2f} s, ours {ours[0]:.2f} s, ratio {theirs[0] / ours[0]:.1f}; "
                  f"accuracy {theirs[1]:.2f} and {ours[1]:.2f} %; objective {theirs[2]:.5f} and {ours[2]:.5f} ({100 * (ours[2] / theirs[2] - 1):+.3f} %)",
                  flush=True)


def liblinear_run(x, y, xt, yt, solver, cost):
    w, labels, seconds, _ = liblinear.train(x, y, solver, cost, 0.1, 1.0)
    predicted = np.array(labels)[(xt @ w[:, :-1].T.astype(np.float32) + w[:, -1]).argmax(1)]
    margins = x @ w[:, :-1].T.astype(np.float32) + w[:, -1]
    slack = np.maximum(0, 1 - np.where(y[:, None] == np.array(labels), 1, -1) * margins)
    total = 0.5 * np.sum(w * w) + cost * np.sum(slack ** 2 if solver == 1 else slack)
    return seconds, 100 * np.mean(predicted == yt), total


def tool_run(files, loss, cost, result):
    subprocess.run([TOOL, "classify", "features", "--train", files[0], "--test", files[1], "--loss", loss, "--cost", str(cost), "--bias", "1",
                    "--tolerance", "0.1", "--json", result, "--quiet"], check=True, stdout=subprocess.DEVNULL)
    answer = json.loads(result.read_text())
    return answer["secondsTrain"], answer["accuracy"], answer["objective"]


main()
