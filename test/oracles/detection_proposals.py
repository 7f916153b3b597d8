"""OpenCV's Selective Search (fast) on every sixth test image of a VOC devkit: boxes, seconds of one thread, recall and
MABO (mean over classes of the mean best overlap). Run by build/study-proposals.sh; needs Debian's python3-opencv.
Usage: detection_proposals.py VOCdevkit/VOC2007"""
import pathlib
import sys
import time
import xml.etree.ElementTree as ElementTree

import cv2
import numpy as np

cv2.setNumThreads(1)
root = pathlib.Path(sys.argv[1])
ids = (root / "ImageSets/Main/test.txt").read_text().split()[::6]
seconds, count, best = 0.0, 0, {}
for name in ids:
    image = cv2.imread(str(root / "JPEGImages" / f"{name}.jpg"))
    start = time.perf_counter()
    search = cv2.ximgproc.segmentation.createSelectiveSearchSegmentation()
    search.setBaseImage(image)
    search.switchToSelectiveSearchFast()
    rectangles = search.process().astype(float)
    seconds += time.perf_counter() - start
    count += len(rectangles)
    x0, y0, width, height = rectangles.T
    for thing in ElementTree.parse(root / "Annotations" / f"{name}.xml").findall("object"):
        if thing.findtext("difficult") == "1":
            continue
        left, top, right, bottom = (float(thing.find("bndbox").findtext(side)) for side in ("xmin", "ymin", "xmax", "ymax"))
        left, top = left - 1, top - 1
        across = np.maximum(np.minimum(x0 + width, right) - np.maximum(x0, left), 0)
        down = np.maximum(np.minimum(y0 + height, bottom) - np.maximum(y0, top), 0)
        overlap = across * down / (width * height + (right - left) * (bottom - top) - across * down)
        best.setdefault(thing.findtext("name"), []).append(overlap.max())
overlaps = np.concatenate([np.array(of_class) for of_class in best.values()])
print(f"OpenCV {cv2.__version__}: {len(ids)} images, {count / len(ids):.0f} boxes, {seconds / len(ids):.3f} s, "
      f"recall at 0.5 {(overlaps >= 0.5).mean():.3f}, "
      f"at 0.7 {(overlaps >= 0.7).mean():.3f}, MABO {np.mean([np.mean(of_class) for of_class in best.values()]):.3f}")
