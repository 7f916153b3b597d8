"""Edges for OpenCV's EdgeBoxes without its structured edges, whose model is a file of its own: the gradient of a Gaussian-smoothed
grey image over its maximum, thinned along the gradient. Used by edge_boxes.py and detection_proposals.py."""
import cv2
import numpy as np


def gradient_edges(image, sigma=3.0, radius=2):
    """Magnitudes (0 to 1) and orientations (0 to pi, of the line across the edge), float32, of a BGR or grey image."""
    grey = image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    smooth = cv2.GaussianBlur(grey.astype(np.float32), (0, 0), sigma)
    dx, dy = cv2.Sobel(smooth, cv2.CV_32F, 1, 0), cv2.Sobel(smooth, cv2.CV_32F, 0, 1)
    magnitude = np.sqrt(dx * dx + dy * dy)
    magnitude /= max(magnitude.max(), 1e-12)
    height, width = magnitude.shape
    y, x = np.mgrid[:height, :width].astype(np.float32)
    length = np.maximum(np.sqrt(dx * dx + dy * dy), 1e-12)
    across, down = dx / length, dy / length
    thin = magnitude.copy()
    for distance in [d for d in range(-radius, radius + 1) if d]:
        beside = cv2.remap(magnitude, x + distance * across, y + distance * down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        thin[magnitude * 1.01 < beside] = 0
    return thin, np.mod(np.arctan2(dy, dx), np.pi).astype(np.float32)
