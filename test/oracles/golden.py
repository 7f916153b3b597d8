"""How a golden is summarised and written: small, complete enough to fail, readable in a diff."""
import json

import counter_random


def summary(name, tensor):
    """Shape, Euclidean norm, sum and 26 elements of a tensor without its batch dimension."""
    flat = tensor.reshape(-1)
    indices = counter_random.probe_indices(name, flat.numel())
    return {
        "shape": list(tensor.shape),
        "norm": flat.norm().item(),
        "sum": flat.sum().item(),
        "indices": indices,
        "values": [flat[i].item() for i in indices],
    }


def _is_leaf(value):
    if isinstance(value, dict):
        return all(not isinstance(v, dict) and (not isinstance(v, list) or len(v) <= 4) for v in value.values())
    return not isinstance(value, list) or all(not isinstance(v, (list, dict)) for v in value)


def _text(value, indent):
    if _is_leaf(value):
        return json.dumps(value, separators=(",", ":"))
    inner = " " * (indent + 1)
    if isinstance(value, dict):
        items, ends = [json.dumps(k) + ": " + _text(v, indent + 1) for k, v in value.items()], "{}"
    else:
        items, ends = [_text(v, indent + 1) for v in value], "[]"
    return ends[0] + "\n" + ",\n".join(inner + item for item in items) + "\n" + " " * indent + ends[1]


def write(path, value):
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(_text(value, 0) + "\n")
