"""LIBLINEAR 2.3 (Debian's liblinear4) called as a library, so that its training time can be taken without the reading of text files."""
import ctypes as ct
import time

import numpy as np


class Node(ct.Structure):
    _fields_ = [("index", ct.c_int), ("value", ct.c_double)]


class Problem(ct.Structure):
    _fields_ = [("l", ct.c_int), ("n", ct.c_int), ("y", ct.POINTER(ct.c_double)), ("x", ct.POINTER(ct.c_void_p)), ("bias", ct.c_double)]


class Parameter(ct.Structure):
    _fields_ = [("solver_type", ct.c_int), ("eps", ct.c_double), ("C", ct.c_double), ("nr_weight", ct.c_int),
                ("weight_label", ct.POINTER(ct.c_int)), ("weight", ct.POINTER(ct.c_double)), ("p", ct.c_double),
                ("init_sol", ct.POINTER(ct.c_double))]


class Model(ct.Structure):
    _fields_ = [("param", Parameter), ("nr_class", ct.c_int), ("nr_feature", ct.c_int), ("w", ct.POINTER(ct.c_double)),
                ("label", ct.POINTER(ct.c_int)), ("bias", ct.c_double)]


def _library():
    library = ct.CDLL("liblinear.so.4")
    library.train.restype = ct.POINTER(Model)
    library.train.argtypes = [ct.POINTER(Problem), ct.POINTER(Parameter)]
    quiet = ct.CFUNCTYPE(None, ct.c_char_p)(lambda text: None)
    library._quiet = quiet
    library.set_print_string_function(quiet)
    return library


def train(x, y, solver, cost=1.0, eps=0.1, bias=-1.0, positive_weight=None):
    """x: float[n, d]; y: class numbers. Returns (w[classes, d or d + 1], labels in LIBLINEAR's order, seconds in train())."""
    library = _library()
    n, d = x.shape
    width = d + (1 if bias >= 0 else 0)
    nodes = np.zeros((n, width + 1), dtype=np.dtype({"names": ["index", "value"], "formats": ["i4", "f8"], "offsets": [0, 8], "itemsize": 16}))
    nodes["index"][:, :d] = np.arange(1, d + 1)
    nodes["value"][:, :d] = x
    if bias >= 0:
        nodes["index"][:, d], nodes["value"][:, d] = d + 1, bias
    nodes["index"][:, width] = -1
    # As text files would: values that are zero are not stored.
    rows = []
    for i in range(n):
        keep = (nodes["value"][i] != 0) | (nodes["index"][i] == -1)
        rows.append(np.ascontiguousarray(nodes[i][keep]))
    del nodes
    pointers = (ct.c_void_p * n)(*[row.ctypes.data for row in rows])
    targets = np.ascontiguousarray(y, dtype=np.float64)
    problem = Problem(n, width, targets.ctypes.data_as(ct.POINTER(ct.c_double)), ct.cast(pointers, ct.POINTER(ct.c_void_p)), bias)
    parameter = Parameter(solver, eps, cost, 0, None, None, 0.1, None)
    if positive_weight is not None:
        parameter.nr_weight = len(positive_weight)
        parameter.weight_label = (ct.c_int * len(positive_weight))(*positive_weight.keys())
        parameter.weight = (ct.c_double * len(positive_weight))(*positive_weight.values())
    start = time.perf_counter()
    model = library.train(ct.byref(problem), ct.byref(parameter)).contents
    seconds = time.perf_counter() - start
    classes = model.nr_class
    columns = 1 if classes == 2 else classes
    w = np.ctypeslib.as_array(model.w, shape=(width * columns,)).reshape(width, columns).T.copy()
    return w, [model.label[i] for i in range(classes)], seconds


def objective(w, bias, x, signs, cost, squared, positive_weight=1.0):
    """The primal objective of one binary problem, in double precision."""
    data = np.hstack([x, np.full((len(x), 1), bias)]) if bias >= 0 else x
    slack = np.maximum(0, 1 - signs * (data.astype(np.float64) @ w))
    costs = cost * np.where(signs > 0, positive_weight, 1.0)
    return 0.5 * w @ w + np.sum(costs * (slack ** 2 if squared else slack))
