"""Writes the .npy fixtures of the tests with numpy.

usage: /usr/bin/python3 test/oracles/npy_fixtures.py test/Microsoft.ML.SppNet.Tests/Fixtures/Files
"""
import pathlib
import sys

import numpy as np

folder = pathlib.Path(sys.argv[1])
values = np.array([[0.0, -1.5, 0.1], [3.4028234663852886e38, 1e-45, 16777216.0]])
np.save(folder / "float32.npy", values.astype("<f4"))
np.save(folder / "float64.npy", values.astype("<f8"))
np.save(folder / "vector.npy", np.arange(4, dtype="<f4"))
np.save(folder / "scalar.npy", np.float32(2.5))
np.save(folder / "fortran.npy", np.asfortranarray(values.astype("<f4")))
np.save(folder / "int64.npy", np.arange(4))
with open(folder / "version2.npy", "wb") as file:
    np.lib.format.write_array(file, values.astype("<f4"), version=(2, 0))
