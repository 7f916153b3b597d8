"""Projections of single activations to the pixels by PyTorch's autograd, in double precision: the gradient, guided backpropagation, and the deconvnet of
Zeiler and Fergus as a "gradient" through functions whose backward is the paper's rule. Forward runs are those of trunks.py.

Where two cells of a pooling window are equal but for float32's rounding, both are right switches and the projections differ: sizes are chosen so that no
such pair matters.

Run: python3 test/oracles/projections.py
"""
import pathlib

import torch
from torch.nn import functional as F

import counter_random
import golden
import networks
import trunks

FIXTURE = pathlib.Path(__file__).parent.parent / "Microsoft.ML.SppNet.Tests" / "Fixtures" / "Visualization" / "projections.json"
WITH_LRN = ("alexnet", "zf5")


class GuidedRelu(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return F.relu(x)

    @staticmethod
    def backward(ctx, signal):
        x, = ctx.saved_tensors
        return F.relu(signal) * (x > 0)


class DeconvnetRelu(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return F.relu(x)

    @staticmethod
    def backward(ctx, signal):
        return F.relu(signal)


plain_normalize = trunks.normalize


class SkippedNormalization(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, norm):
        return plain_normalize(x, norm)

    @staticmethod
    def backward(ctx, signal):
        return signal, None


METHODS = {
    "Gradient": (F.relu, plain_normalize),
    "GuidedBackpropagation": (GuidedRelu.apply, plain_normalize),
    "Deconvnet": (DeconvnetRelu.apply, SkippedNormalization.apply),
}


def trunk(name, padding):
    if name in trunks.CHAINS:
        return lambda weights, x: trunks.chain_trunk(weights, x, trunks.CHAINS[name], padding)
    return {"squeezenet1.1": trunks.squeezenet_trunk,
            "resnet18": lambda weights, x: trunks.resnet_trunk(weights, x, (2, 2, 2, 2), False, True, None)}[name]


def projections(name, padding, height, width):
    large = name in WITH_LRN
    gains = {".conv2.weight": 0.3, ".downsample.0.weight": 0.7} if name == "resnet18" else {}
    weights = networks.Weights(5.0 if large else 0.1, gains)
    run = trunk(name, padding)
    for method, (trunks.relu, trunks.normalize) in METHODS.items():
        x = networks.image(height, width, networks.LARGE if large else networks.SMALL).requires_grad_()
        for tap, maps in run(weights, x).items():
            channels, rows, columns = maps.shape[1:]
            channel = next(c for c in counter_random.probe_indices(f"{name}/{tap}", channels)[2:] if maps[0, c].max() > 0)
            place = maps[0, channel].argmax().item()
            value = maps[0, channel, place // columns, place % columns]
            start = value.detach() if method == "Deconvnet" else torch.ones(())
            pixels, = torch.autograd.grad(value, x, start.to(value.dtype), retain_graph=True)
            yield {"network": name, "padding": padding, "height": height, "width": width, "tap": tap, "method": method, "map": channel,
                   "row": place // columns, "column": place % columns, "value": value.item(), "pixels": summary(f"{name}/{tap}", pixels[0])}


def summary(name, tensor):
    """As golden.summary, with the elements chosen from those that are not 0."""
    flat = tensor.reshape(-1)
    there = flat.nonzero().flatten()
    indices = [there[i].item() for i in counter_random.probe_indices(name, there.numel())] if there.numel() else []
    return {"shape": list(tensor.shape), "norm": flat.norm().item(), "sum": flat.sum().item(), "indices": indices, "values": [flat[i].item() for i in indices]}


CASES = [("alexnet", "Training", 179, 211), ("zf5", "Training", 180, 180), ("zf5", "Deployment", 120, 163), ("squeezenet1.1", "Training", 150, 131),
         ("resnet18", "Training", 97, 120)]

if __name__ == "__main__":
    found = [row for case in CASES for row in projections(*case)]
    FIXTURE.parent.mkdir(parents=True, exist_ok=True)
    golden.write(FIXTURE, found)
    print(len(found), FIXTURE.stat().st_size)
