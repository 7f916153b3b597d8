"""Golden spatial pyramids: PyTorch's adaptive max pooling, whose bins are the SPP-net paper's (floor of the start, ceiling of the end).

Maps are small integers, half of them negative, so that a maximum which starts from 0 shows. Run: python3 test/oracles/pyramids.py
"""
import pathlib

import numpy as np
import torch

import counter_random
import golden

FIXTURE = pathlib.Path(__file__).parent.parent / "Microsoft.ML.SppNet.Tests" / "Fixtures" / "pooling" / "pyramids.json"
CHANNELS = 2
SIZES = [(1, 1), (1, 5), (5, 1), (7, 3), (3, 7), (10, 10), (11, 11), (13, 13), (18, 18), (16, 23)]  # height, width
LEVELS = [[1], [6, 3, 2, 1], [4, 3, 2, 1], [7, 5]]


def main():
    cases = []
    for height, width in SIZES:
        count = CHANNELS * height * width
        values = np.floor(counter_random.uniform(f"map/{height}x{width}", 0, count) * 1000.0).astype(np.int64) - 500
        maps = torch.from_numpy(values).double().reshape(1, CHANNELS, height, width)
        pyramids = []
        for levels in LEVELS:
            vector = torch.cat([torch.nn.functional.adaptive_max_pool2d(maps, n).flatten() for n in levels])
            pyramids.append({"levels": levels, "vector": [int(v) for v in vector]})
        cases.append({"channels": CHANNELS, "height": height, "width": width, "map": values.tolist(), "pyramids": pyramids})
    FIXTURE.parent.mkdir(parents=True, exist_ok=True)
    golden.write(FIXTURE, cases)


if __name__ == "__main__":
    main()
