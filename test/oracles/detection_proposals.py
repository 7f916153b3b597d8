"""OpenCV's Selective Search (fast) and EdgeBoxes on the test images of a VOC devkit: boxes, processor seconds, recall and MABO (mean
over classes of the mean best overlap), as rows of the table that build/study-proposals.sh makes. For ours to be compared on the same
edges, the edge maps and boxes of some images go to the folder EDGES. Needs Debian's python3-opencv.
Usage: detection_proposals.py VOCdevkit/VOC2007 EVERY EDGES"""
import pathlib
import sys
import time
import xml.etree.ElementTree as ElementTree

import cv2
import numpy as np

from gradient_edges import gradient_edges

EDGES_OF_EVERY = 12

cv2.setNumThreads(1)
root, every, edges = pathlib.Path(sys.argv[1]), int(sys.argv[2]), pathlib.Path(sys.argv[3])
ids = (root / "ImageSets/Main/test.txt").read_text().split()[::every]


class Study:
    """What a method has found so far."""

    def __init__(self, name):
        self.name, self.seconds, self.count, self.best = name, 0.0, 0, {}

    def add(self, boxes, seconds, objects):
        self.seconds, self.count = self.seconds + seconds, self.count + len(boxes)
        x0, y0, x1, y1 = boxes.astype(float).T
        for class_name, (left, top, right, bottom) in objects:
            across = np.maximum(np.minimum(x1, right) - np.maximum(x0, left), 0)
            down = np.maximum(np.minimum(y1, bottom) - np.maximum(y0, top), 0)
            overlap = across * down / ((x1 - x0) * (y1 - y0) + (right - left) * (bottom - top) - across * down)
            self.best.setdefault(class_name, []).append(overlap.max())

    def __str__(self):
        overlaps = np.concatenate([np.array(of_class) for of_class in self.best.values()])
        mabo = np.mean([np.mean(of_class) for of_class in self.best.values()])
        return (f"| {self.name} | {len(ids)} | {self.count / len(ids):.0f} | {self.seconds / len(ids):.3f} | {(overlaps >= 0.5).mean():.3f} "
                f"| {(overlaps >= 0.7).mean():.3f} | {mabo:.3f} |")


def corners(rectangles):
    x, y, width, height = np.asarray(rectangles).reshape(-1, 4).T
    return np.stack([x, y, x + width, y + height], 1)


def edge_boxes_corners(rectangles):
    """OpenCV's EdgeBoxes counts pixels from 1, and its width is how far the last column inside is from the first."""
    return corners(rectangles) - [1, 1, 0, 0]


def objects(name):
    for thing in ElementTree.parse(root / "Annotations" / f"{name}.xml").findall("object"):
        if thing.findtext("difficult") != "1":
            left, top, right, bottom = (float(thing.find("bndbox").findtext(side)) for side in ("xmin", "ymin", "xmax", "ymax"))
            yield thing.findtext("name"), (left - 1, top - 1, right, bottom)


search, boxes_2000 = Study(f"OpenCV {cv2.__version__} Selective Search fast"), Study("OpenCV EdgeBoxes, gradient edges, best 2,000")
for index, name in enumerate(ids):
    image = cv2.imread(str(root / "JPEGImages" / f"{name}.jpg"))
    truth = list(objects(name))
    start = time.process_time()
    selective = cv2.ximgproc.segmentation.createSelectiveSearchSegmentation()
    selective.setBaseImage(image)
    selective.switchToSelectiveSearchFast()
    found = selective.process()
    search.add(corners(found), time.process_time() - start, truth)

    magnitudes, orientations = gradient_edges(image)
    start = time.process_time()
    found, _ = cv2.ximgproc.createEdgeBoxes(maxBoxes=2000).getBoundingBoxes(magnitudes, orientations)
    boxes_2000.add(edge_boxes_corners(found), time.process_time() - start, truth)
    if index % EDGES_OF_EVERY == 0:
        np.save(edges / f"{name}.maps.npy", np.stack([magnitudes, orientations]))
        np.save(edges / f"{name}.boxes.npy", edge_boxes_corners(found).astype(np.float32))
print(search, boxes_2000, sep="\n")
