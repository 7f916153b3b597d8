"""Writes small files with torch.save, in both of its formats, and what they hold, for the reader's tests.

usage: /usr/bin/python3 test/oracles/pytorch_files.py test/Microsoft.ML.SppNet.Tests/Fixtures/Weights/PyTorch
"""
import collections
import json
import os
import sys
import zipfile

import torch

folder = sys.argv[1]
os.makedirs(folder, exist_ok=True)
expected = {}


def numbers(*shape):
    """Multiples of 1/8 that every type holds exactly, different in each place."""
    count = 1
    for size in shape:
        count *= size
    return ((torch.arange(count, dtype=torch.float32) - 7) / 8).reshape(shape)


def write(name, root, weights, zipped=True):
    torch.save(root, os.path.join(folder, name), _use_new_zipfile_serialization=zipped)
    expected[name] = {
        key: {"type": str(value.dtype), "shape": list(value.shape), "values": value.detach().double().flatten().tolist()}
        for key, value in weights.items()
    }


types = collections.OrderedDict(
    (str(dtype).split(".")[1], numbers(2, 3).to(dtype)) for dtype in (torch.float64, torch.float32, torch.float16, torch.bfloat16))
types["bn.num_batches_tracked"] = torch.tensor(123456789)
types["scalar"] = torch.tensor(0.375)
types["empty"] = torch.zeros(0, 3)
types["parameter"] = torch.nn.Parameter(numbers(4))

base = numbers(4, 6)
views = {
    "whole": base,
    "transposed": base.t(),
    "columns": base[:, 1:6:2],
    "row": base[2],
    "permuted": numbers(2, 3, 4, 5).permute(0, 2, 3, 1),
    "channels_last": numbers(2, 3, 4, 5).contiguous(memory_format=torch.channels_last),
    "half_view": numbers(6, 2).half().t(),
}

module = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.BatchNorm2d(4), torch.nn.Linear(4, 2))
with torch.no_grad():
    for index, parameter in enumerate(module.parameters()):
        parameter.copy_(numbers(*parameter.shape) + index)
optimizer = torch.optim.Adam(module.parameters())
for parameter in module.parameters():
    parameter.grad = torch.ones_like(parameter)
optimizer.step()
checkpoint = {
    "epoch": 3, "arch": "none", "lr": 0.1, "done": False, "nothing": None, "history": [1.5, 2.5], "best_acc1": torch.tensor(71.5),
    "size": torch.Size([3, 4]), "optimizer": optimizer.state_dict(),
    "state_dict": collections.OrderedDict(("module." + key, value) for key, value in module.state_dict().items()),
}

for zipped, suffix in ((True, "zip"), (False, "legacy")):
    write(f"types-{suffix}.pth", types, types, zipped)
    write(f"views-{suffix}.pth", views, views, zipped)
    write(f"checkpoint-{suffix}.pth", checkpoint, checkpoint["state_dict"], zipped)
write("module-dict.bin", module.state_dict(), module.state_dict())
write("nested.pt", {"args": {"lr": 1}, "model": {"model_state": module.state_dict()}}, module.state_dict())

# A file as PyTorch writes it, packed again by a program that compresses.
with zipfile.ZipFile(os.path.join(folder, "views-zip.pth")) as source, zipfile.ZipFile(os.path.join(folder, "deflated.pth"), "w", zipfile.ZIP_DEFLATED) as packed:
    for entry in source.infolist():
        data = source.read(entry)
        packed.writestr(zipfile.ZipInfo(entry.filename), data, zipfile.ZIP_DEFLATED)
expected["deflated.pth"] = expected["views-zip.pth"]

torch.save(module, os.path.join(folder, "whole-module.pth"))
with open(os.path.join(folder, "expected.json"), "w") as out:
    json.dump(expected, out, indent=0, sort_keys=True)
