"""Writes small JPEGs of every kind that is followed, and what libjpeg says of them after damage.

usage: /usr/bin/python3 test/oracles/jpeg_files.py test/Microsoft.ML.SppNet.Tests/Fixtures/Imaging/Jpeg

Needs Pillow and OpenCV (written with 9.4 and 4.6, Debian 12's python3-pil and python3-opencv, both on libjpeg-turbo). The verdicts are the
warnings that libjpeg prints while OpenCV decodes.
"""
import io
import json
import os
import pathlib
import random
import sys
import tempfile

import cv2
import numpy as np
from PIL import Image

folder = pathlib.Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
random.seed(9)

rows, columns = np.mgrid[0:67, 0:93]
noise = np.random.default_rng(1).normal(0, 14, (67, 93, 3))
waves = np.stack([120 + 90 * np.sin(columns / 7 + rows / 11), 128 + 80 * np.cos(rows / 5), 30 + 2 * columns], axis=2)
pixels = np.clip(waves + noise, 0, 255).astype(np.uint8)
image = Image.fromarray(pixels)


def pillow(picture=image, **options):
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=options.pop("quality", 80), **options)
    return buffer.getvalue()


def opencv(*options):
    return cv2.imencode(".jpg", pixels[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, 80, *options])[1].tobytes()


files = {
    "baseline-420.jpg": pillow(),
    "baseline-422.jpg": pillow(subsampling="4:2:2", optimize=True),
    "baseline-grey.jpg": pillow(image.convert("L")),
    "baseline-best.jpg": pillow(subsampling="4:4:4", quality=97),
    "restart.jpg": opencv(cv2.IMWRITE_JPEG_RST_INTERVAL, 4),
    "progressive-420.jpg": pillow(progressive=True),
    "progressive-444.jpg": pillow(progressive=True, subsampling="4:4:4"),
    "progressive-grey.jpg": pillow(image.convert("L"), progressive=True),
    "progressive-restart.jpg": opencv(cv2.IMWRITE_JPEG_PROGRESSIVE, 1, cv2.IMWRITE_JPEG_RST_INTERVAL, 5),
    "progressive-cmyk.jpg": pillow(image.convert("CMYK"), progressive=True),
}


def warning(content):
    """What libjpeg prints; None where nothing comes out."""
    with tempfile.TemporaryFile() as printed:
        saved = os.dup(2)
        os.dup2(printed.fileno(), 2)
        try:
            decoded = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
        finally:
            os.dup2(saved, 2)
            os.close(saved)
        printed.seek(0)
        text = printed.read().decode("latin-1").strip()
    return None if decoded is None else text


def data_start(content):
    at = content.index(b"\xff\xda")
    return at + 2 + content[at + 2] * 256 + content[at + 3]


cases = []
for name, content in files.items():
    (folder / name).write_bytes(content)
    assert warning(content) == "", name
    start = data_start(content)
    for _ in range(40):
        at = random.randrange(start, len(content) - 2)
        kind = random.choice(["cut", "zero", "set"])
        edit = {"cut": [at, 0], "zero": [at, random.choice([20, 100, 400])], "set": [at, random.randrange(256)]}[kind]
        changed = bytearray(content)
        if kind == "cut":
            changed = changed[:at] + b"\xff\xd9"
        elif kind == "zero":
            end = min(at + edit[1], len(content) - 2)
            changed[at:end] = bytes(end - at)
        else:
            changed[at] = edit[1]
        said = warning(bytes(changed))
        if said is not None:
            cases.append({"file": name, "kind": kind, "at": at, "value": edit[1], "warning": said})
lines = ",\n".join("  " + json.dumps(case) for case in cases)
(folder / "damaged.json").write_text("[\n" + lines + "\n]\n")
