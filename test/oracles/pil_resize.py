#!/usr/bin/env python3
"""Writes the fixtures of the imaging tests: resized pixels by PIL and torch, and small image files that the tests do not draw themselves.

Run from anywhere: python3 test/oracles/pil_resize.py (needs PIL, numpy, torch; made with PIL 9.4 and torch 1.13).
A .bin file holds cases one after the other: source width, source height, width, height (int32, little-endian), then height * width * 3 values,
uint8 in pil_triangle.bin and float32 in torch_*.bin. The source's pixels are the formula below, which the tests repeat.
"""
import pathlib
import struct

import numpy as np
import torch
from PIL import Image

TARGET = pathlib.Path(__file__).parent.parent / "Microsoft.ML.SppNet.Tests" / "Fixtures" / "Imaging"
CASES = [
    (40, 30, 17, 13), (40, 30, 20, 15), (17, 13, 40, 29), (64, 48, 7, 5), (31, 23, 31, 23), (31, 23, 31, 10), (31, 23, 12, 23),
    (1, 1, 5, 4), (1, 9, 3, 4), (9, 1, 4, 3), (50, 37, 33, 50), (97, 3, 5, 9), (2, 2, 1, 1), (33, 21, 1, 1),
]


def picture(width, height):
    y, x, c = np.meshgrid(np.arange(height), np.arange(width), np.arange(3), indexing="ij")
    return ((x * x * 7 + y * y * (c + 3) + x * y * 5 + c * 71) % 256).astype(np.uint8)


def write(name, resize):
    with open(TARGET / name, "wb") as file:
        for case in CASES:
            file.write(struct.pack("<4i", *case))
            file.write(resize(picture(*case[:2]), *case[2:]).tobytes())


def pil(pixels, width, height):
    return np.asarray(Image.fromarray(pixels).resize((width, height), Image.BILINEAR))


def interpolate(antialias):
    def resize(pixels, width, height):
        planes = torch.from_numpy(pixels.astype(np.float32)).permute(2, 0, 1)[None]
        resized = torch.nn.functional.interpolate(planes, (height, width), mode="bilinear", align_corners=False, antialias=antialias)
        return resized[0].permute(1, 2, 0).contiguous().numpy()
    return resize


def cmyk():
    # Left half: a little cyan; right half: yellow and magenta, that is red.
    ink = np.zeros((16, 32, 4), np.uint8)
    ink[:, :16] = (40, 0, 0, 0)
    ink[:, 16:] = (0, 255, 255, 0)
    Image.fromarray(ink, "CMYK").save(TARGET / "cmyk-adobe.jpg", quality=90)

    # PIL stores inks inverted, as Adobe does. Inverted twice and without the marker: the file that Adobe's readers show black.
    path = TARGET / "cmyk-no-marker.jpg"
    Image.fromarray(255 - ink, "CMYK").save(path, quality=90)
    encoded = path.read_bytes()
    at = encoded.index(b"\xff\xee")
    length = struct.unpack(">H", encoded[at + 2:at + 4])[0]
    path.write_bytes(encoded[:at] + encoded[at + 2 + length:])


def gif():
    frames = [Image.new("RGB", (6, 4), colour).convert("P", palette=Image.ADAPTIVE) for colour in ("#c02040", "#2040c0")]
    frames[0].save(TARGET / "two-frames.gif", save_all=True, append_images=frames[1:], duration=100)


if __name__ == "__main__":
    TARGET.mkdir(parents=True, exist_ok=True)
    write("pil_triangle.bin", pil)
    write("torch_triangle.bin", interpolate(True))
    write("torch_bilinear.bin", interpolate(False))
    cmyk()
    gif()
