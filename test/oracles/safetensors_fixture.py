"""Writes the safetensors fixture of the tests with nothing but numpy and struct: an implementation that shares no code with the library.

usage: /usr/bin/python3 test/oracles/safetensors_fixture.py test/Microsoft.ML.SppNet.Tests/Fixtures/Weights/every-weight-type.safetensors
"""
import json
import struct
import sys

import numpy as np

values = np.array([[0.0, -0.0, 1.0, -2.5], [0.333333333333, 6.0e-8, -6.0e-8, 65504.0]])


def bfloat16(x):
    """Round to nearest, ties to even, on the bits of float32."""
    bits = x.astype("<f4").view("<u4").astype(np.uint64)
    return ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16).astype("<u2")


# The order of the header is not that of the data, and the header's length is no multiple of 8: both are allowed.
parts = [
    ("half", "F16", values.shape, values.astype("<f2").tobytes()),
    ("brain", "BF16", values.shape, bfloat16(values).tobytes()),
    ("bn.num_batches_tracked", "I64", (), struct.pack("<q", 123456789)),
    ("double", "F64", values.shape, values.astype("<f8").tobytes()),
    ("empty", "F32", (0, 3), b""),
    ("single", "F32", values.shape, values.astype("<f4").tobytes()),
]
entries, offset = {}, 0
for name, dtype, shape, data in parts:
    entries[name] = {"dtype": dtype, "shape": list(shape), "data_offsets": [offset, offset + len(data)]}
    offset += len(data)
header = {"single": entries.pop("single"), "__metadata__": {"source": "numpy and struct", "note": "Größe \U0001F600"}, **entries}
text = json.dumps(header, separators=(", ", ": ")).encode()
text += b" " * (1 if len(text) % 8 == 0 else 0)
with open(sys.argv[1], "wb") as file:
    file.write(struct.pack("<Q", len(text)) + text + b"".join(data for _, _, _, data in parts))
