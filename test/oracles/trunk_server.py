"""Runs trunks.py's networks for the comparison behind build/benchmark.sh: reads one JSON command per line, answers with one JSON line.

{"open": {architecture, strideIn, tap, weights, input, shape, output, onnx}}  builds a trunk from a safetensors file, runs it once over the raw float32
                    of `input`, writes the tap's raw float32 to `output` and the trunk for ONNX Runtime to `onnx`; answers {"shape": [...]}
{"time": seconds}   runs it once, then times runs until the seconds are over; answers {"milliseconds": [...]}

PyTorch's settings are its defaults but for the number of threads, the only argument.
"""
import json
import pathlib
import struct
import sys
import time
import warnings

import numpy as np
import torch

import trunks

TYPES = {"F16": "<f2", "F32": "<f4"}


RESNETS = {"resnet18": ((2, 2, 2, 2), False), "resnet34": ((3, 4, 6, 3), False), "resnet50": ((3, 4, 6, 3), True),
           "resnet101": ((3, 4, 23, 3), True), "resnet152": ((3, 8, 36, 3), True)}
OTHERS = {"vgg16": trunks.vgg16_trunk, "squeezenet1.1": trunks.squeezenet_trunk}


def safetensors(path):
    data = pathlib.Path(path).read_bytes()
    start = 8 + struct.unpack_from("<Q", data)[0]
    for name, entry in json.loads(data[8:start]).items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            values = np.frombuffer(data[start + begin:start + end], TYPES[entry["dtype"]])
            yield name, torch.from_numpy(values.astype(np.float32)).reshape(entry["shape"])


def maps(architecture, stride_in, weights, x):
    if architecture in trunks.CHAINS:
        return trunks.chain_trunk(weights, x, trunks.CHAINS[architecture], "Training")
    if architecture in RESNETS:
        blocks, bottleneck = RESNETS[architecture]
        return trunks.resnet_trunk(weights, x, blocks, bottleneck, False, stride_in if bottleneck else None)
    return OTHERS[architecture](weights, x)


class Trunk(torch.nn.Module):
    def __init__(self, command):
        super().__init__()
        self.architecture, self.stride_in, self.tap = command["architecture"], command["strideIn"], command["tap"]
        for name, tensor in safetensors(command["weights"]):
            self.register_buffer(self.key(name), tensor)

    @staticmethod
    def key(name):
        return name.replace(".", "_")  # a module's attributes have no dots

    def forward(self, x):
        return maps(self.architecture, self.stride_in, lambda name, *shape: getattr(self, self.key(name)), x)[self.tap]


def made(command):
    architecture = command["architecture"]
    if architecture in {**trunks.CHAINS, **RESNETS, **OTHERS}:
        return Trunk(command)
    # Only these need python3-torchvision.
    from torchvision_trunks import TorchVisionTrunk
    return TorchVisionTrunk(architecture, command["tap"], safetensors(command["weights"]))


def opened(command):
    trunk = made(command).eval()
    x = torch.from_numpy(np.fromfile(command["input"], np.float32)).reshape(command["shape"])
    with torch.inference_mode():
        y = trunk(x)
    y.numpy().tofile(command["output"])
    # The sizes are fixed in the file: ONNX Runtime then knows every shape when it optimises.
    torch.onnx.export(trunk, x, command["onnx"], opset_version=13, input_names=["images"], output_names=["maps"])
    return trunk, x, list(y.shape)


def timed(trunk, x, seconds):
    trunk(x)
    milliseconds, end = [], time.perf_counter() + seconds
    while not milliseconds or time.perf_counter() < end:
        start = time.perf_counter()
        trunk(x)
        milliseconds.append(1e3 * (time.perf_counter() - start))
    return milliseconds


def answer(value):
    print(json.dumps(value), flush=True)


def main():
    warnings.simplefilter("ignore")  # the exporter's, about constants that it leaves for ONNX Runtime to fold
    torch.set_num_threads(int(sys.argv[1]))
    answer({"version": torch.__version__})
    trunk = x = None
    for line in sys.stdin:
        command = json.loads(line)
        if "open" in command:
            trunk, x, shape = opened(command["open"])
            answer({"shape": shape})
        else:
            with torch.inference_mode():
                answer({"milliseconds": timed(trunk, x, command["time"])})


main()
