"""OpenCV's EdgeBoxes on the edges of a drawn scene: Fixtures/Detection/edge-boxes.json of the tests.
Both maps are kept as bytes (magnitude x 255, angle x 256/pi), and OpenCV is given what the bytes say.
Needs Debian's python3-opencv. Usage: python3 test/oracles/edge_boxes.py"""
import base64
import json
import pathlib
import zlib

import cv2
import numpy as np

from gradient_edges import gradient_edges

WIDTH, HEIGHT, BOXES = 240, 180, 1000


def scene():
    """Boxes, discs and lines of random grey on a noisy slope."""
    random = np.random.RandomState(1)
    image = (80 + np.arange(WIDTH)[None, :] * 0.2 + random.uniform(0, 25, (HEIGHT, WIDTH))).astype(np.float32)
    for _ in range(12):
        x, y, w, h = (int(v) for v in random.uniform([0, 0, 15, 15], [WIDTH - 20, HEIGHT - 20, 90, 80]))
        grey = float(random.uniform(0, 255))
        if random.rand() < 0.5:
            cv2.rectangle(image, (x, y), (x + w, y + h), grey, -1)
        else:
            cv2.ellipse(image, (x + w // 2, y + h // 2), (w // 2, h // 2), float(random.uniform(0, 90)), 0, 360, grey, -1)
    for _ in range(6):
        a, b = (tuple(int(v) for v in random.uniform(0, [WIDTH, HEIGHT])) for _ in range(2))
        cv2.line(image, a, b, float(random.uniform(0, 255)), 2)
    return image


def packed(values):
    return base64.b64encode(zlib.compress(values.tobytes(), 9)).decode()


magnitudes, orientations = gradient_edges(scene(), sigma=1.5)
magnitudes = np.round(np.sqrt(magnitudes) * 255).astype(np.uint8)
orientations = np.where(magnitudes > 0, np.floor(orientations * (256 / np.pi)).clip(0, 255), 0).astype(np.uint8)
boxes, scores = cv2.ximgproc.createEdgeBoxes(maxBoxes=BOXES).getBoundingBoxes(
    magnitudes.astype(np.float32) / np.float32(255), orientations.astype(np.float32) * np.float32(np.pi / 256))
folder = pathlib.Path(__file__).parents[1] / "Microsoft.ML.SppNet.Tests/Fixtures/Detection"
folder.mkdir(exist_ok=True)
(folder / "edge-boxes.json").write_text(json.dumps({
    "width": WIDTH, "height": HEIGHT, "magnitudes": packed(magnitudes), "orientations": packed(orientations),
    # OpenCV counts pixels from 1 here, and its width is how far the last column inside is from the first; x0 y0 x1 y1 from 0, half open.
    "boxes": [[int(x) - 1, int(y) - 1, int(x + w), int(y + h)] for x, y, w, h in boxes],
    "scores": [round(float(score), 6) for score in np.ravel(scores)]}) + "\n")
print(len(boxes), "boxes, best", scores[0], "worst", scores[-1])
