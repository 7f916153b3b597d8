"""Pseudo-random tensors that every language computes alike: element i depends on the tensor's name and on i only.

seed     = FNV-1a, 64 bit, of the name in UTF-8
z        = seed + (i + 1) * 0x9E3779B97F4A7C15           (mod 2^64; i is the row-major flat index)
u        = (splitmix64's finaliser of z) >> 11, over 2^53   (in [0, 1))
element  = float32(offset + (2u - 1) * amplitude)        (computed in double, rounded once)
"""
import numpy as np

GOLDEN_GAMMA = 0x9E3779B97F4A7C15
MASK = (1 << 64) - 1
CHUNK = 1 << 22


def fnv1a64(name):
    h = 0xCBF29CE484222325
    for byte in name.encode("utf-8"):
        h = ((h ^ byte) * 0x100000001B3) & MASK
    return h


def bits(name, start, stop):
    """The 64 mixed bits of elements start..stop-1."""
    z = np.arange(start + 1, stop + 1, dtype=np.uint64)
    z *= np.uint64(GOLDEN_GAMMA)
    z += np.uint64(fnv1a64(name))
    z ^= z >> np.uint64(30)
    z *= np.uint64(0xBF58476D1CE4E5B9)
    z ^= z >> np.uint64(27)
    z *= np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    return z


def uniform(name, start, stop):
    return (bits(name, start, stop) >> np.uint64(11)).astype(np.float64) * 2.0 ** -53


def fill(name, count, amplitude, offset=0.0):
    out = np.empty(count, dtype=np.float32)
    for start in range(0, count, CHUNK):
        stop = min(start + CHUNK, count)
        out[start:stop] = offset + (2.0 * uniform(name, start, stop) - 1.0) * amplitude
    return out


def probe_indices(name, count, probes=24):
    """The elements a golden records: the first, the last, and 24 between chosen by the name."""
    return [0, count - 1] + [int(z % np.uint64(count)) for z in bits(name, 0, probes)]
