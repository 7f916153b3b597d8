"""Small backbones as TorchScript, and the maps that PyTorch makes with them.

    python3 test/oracles/torchscript_files.py test/Microsoft.ML.SppNet.Tests/Fixtures/Weights/TorchScript

Needs python3-torch (written with 1.13). `single` makes one map, `tuple` three, `list` the same as a list; the others are what no backbone is:
`vector` averages, `fixed` takes one size alone, `dictionary` names its maps.
"""
import io
import json
import os
import sys
import zipfile
from typing import Dict, List, Tuple

import torch
from torch import nn
from torch.nn import functional as F

import counter_random

SIZES = ((64, 64), (45, 70))


class Trunk(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.bn1, self.conv2 = nn.Conv2d(3, 4, 7, 2, 3, bias=False), nn.BatchNorm2d(4), nn.Conv2d(4, 6, 3, 2)
        self.conv3 = nn.Conv2d(6, 8, 3, 1, 1)
        for name, parameter in self.named_parameters():
            parameter.data = values(name, parameter.shape, 0.4)
        self.bn1.running_var = values("variance", (4,), 0.5) + 1

    def maps(self, x) -> Tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        first = F.max_pool2d(F.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        second = F.relu(self.conv2(first))
        return first, second, torch.sigmoid(self.conv3(F.max_pool2d(second, 2, 2)))


class Single(Trunk):
    def forward(self, x):
        return self.maps(x)[1]


class Several(Trunk):
    def forward(self, x) -> Tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        return self.maps(x)


class Listed(Trunk):
    def forward(self, x) -> List[torch.Tensor]:
        first, second, third = self.maps(x)
        return [first, second, third]


class Vector(Trunk):
    def forward(self, x):
        return self.maps(x)[1].mean((2, 3))


class Fixed(Trunk):
    def forward(self, x):
        return self.maps(x.reshape(-1, 3, 224, 224))[1]


class Dictionary(Trunk):
    def forward(self, x) -> Dict[str, torch.Tensor]:
        return {"out": self.maps(x)[1]}


def values(name, shape, amplitude):
    count = 1
    for size in shape:
        count *= size
    return torch.from_numpy(counter_random.fill(name, count, amplitude)).reshape(tuple(shape))


def save(module, path):
    """Without the places in the source, which are most of the file."""
    buffer = io.BytesIO()
    torch.jit.save(torch.jit.script(module), buffer)
    with zipfile.ZipFile(buffer) as whole, zipfile.ZipFile(path, "w") as small:
        for entry in whole.infolist():
            if not entry.filename.endswith(".debug_pkl"):
                small.writestr(zipfile.ZipInfo(entry.filename), whole.read(entry))


def main(folder):
    os.makedirs(folder, exist_ok=True)
    kinds = {"single": Single, "tuple": Several, "list": Listed, "vector": Vector, "fixed": Fixed, "dictionary": Dictionary}
    for name, kind in kinds.items():
        save(kind().eval(), os.path.join(folder, name + ".pt"))
    expected, module = [], Several().eval()
    for height, width in SIZES:
        maps = module(values(f"input/{height}x{width}", (1, 3, height, width), 2.0))
        expected.append({"height": height, "width": width,
                         "maps": [{"shape": list(one.shape), "values": [round(float(v), 7) for v in one.flatten()[::7]]} for one in maps]})
    with open(os.path.join(folder, "expected.json"), "w") as file:
        json.dump(expected, file)


if __name__ == "__main__":
    with torch.no_grad():
        main(sys.argv[1])
