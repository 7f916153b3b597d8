"""Draws the pictures of docs/visualization.md: wheels, faces, dots, stripes, boards and leaves on coloured grounds, of several sizes.

Run: python3 docs/figures/scenes.py FOLDER      (needs Pillow and NumPy)
"""
import math
import pathlib
import sys

import numpy as np
from PIL import Image, ImageDraw

SIZES = [(340, 260), (260, 340), (300, 300), (420, 280)]
GROUNDS = [(40, 90, 60), (200, 190, 160), (90, 120, 170), (30, 30, 40), (220, 220, 215), (150, 110, 80)]
COLOURS = [(230, 60, 40), (250, 200, 40), (40, 110, 220), (240, 240, 240), (20, 20, 20), (90, 190, 90)]


def wheel(draw, x, y, r, colour):
    draw.ellipse((x - r, y - r, x + r, y + r), outline=colour, width=max(3, r // 8))
    for spoke in range(12):
        angle = math.pi * spoke / 6
        draw.line((x, y, x + r * math.cos(angle), y + r * math.sin(angle)), fill=colour, width=2)


def face(draw, x, y, r, colour):
    draw.ellipse((x - r, y - r, x + r, y + r), fill=(235, 190, 160))
    for side in (-1, 1):
        draw.ellipse((x + side * r * 0.4 - r * 0.16, y - r * 0.3, x + side * r * 0.4 + r * 0.16, y + r * 0.02), fill=(250, 250, 250))
        draw.ellipse((x + side * r * 0.4 - r * 0.07, y - r * 0.21, x + side * r * 0.4 + r * 0.07, y - r * 0.07), fill=(20, 20, 20))
    draw.arc((x - r * 0.5, y - r * 0.1, x + r * 0.5, y + r * 0.6), 20, 160, fill=(150, 40, 40), width=max(2, r // 10))
    draw.chord((x - r, y - r * 1.1, x + r, y + r * 0.5), 190, 350, fill=colour)


def dots(draw, x, y, r, colour):
    for row in range(-2, 3):
        for column in range(-2, 3):
            u, v, s = x + column * r * 0.4, y + row * r * 0.4, r * 0.13
            draw.ellipse((u - s, v - s, u + s, v + s), fill=colour)


def stripes(draw, x, y, r, colour):
    for line in range(-4, 5):
        draw.line((x - r + line * r * 0.2, y - r, x + r * 0.2 + line * r * 0.2, y + r), fill=colour, width=max(2, r // 12))


def board(draw, x, y, r, colour):
    for row in range(6):
        for column in range(6):
            if (row + column) % 2:
                u, v, s = x - r + column * r / 3, y - r + row * r / 3, r / 3
                draw.rectangle((u, v, u + s, v + s), fill=colour)


def leaf(draw, x, y, r, colour):
    for angle in range(0, 360, 45):
        a = math.radians(angle)
        tip, left, right = [(x + r * f * math.cos(a + b), y + r * f * math.sin(a + b)) for f, b in ((1, 0), (0.45, 0.35), (0.45, -0.35))]
        draw.polygon([(x, y), left, tip, right], fill=colour)


THINGS = [wheel, face, dots, stripes, board, leaf]

if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.RandomState(7)
    for number in range(36):
        width, height = SIZES[number % len(SIZES)]
        ground = np.array(GROUNDS[number % len(GROUNDS)], float)
        shade = np.linspace(0.75, 1.2, height)[:, None, None] * np.ones((1, width, 1))
        noise = random.normal(0, 5, (height, width, 1))
        image = Image.fromarray(np.clip(ground * shade + noise, 0, 255).astype(np.uint8))
        draw = ImageDraw.Draw(image)
        for thing in range(3):
            kind = THINGS[(number + thing * (1 + number % 5)) % len(THINGS)]
            r = int(random.randint(28, 75))
            kind(draw, int(random.randint(r, width - r)), int(random.randint(r, height - r)), r, COLOURS[random.randint(len(COLOURS))])
        image.save(folder / f"scene{number:02}.png")
