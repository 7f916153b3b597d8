"""Golden activations of torchvision's own modules: pseudo-random weights and running statistics, double precision, every tap. See README.md
for the fixture's form.

Run:   python3 test/oracles/torchvision_networks.py [architecture ...]
"""
import math
import pathlib
import re
import sys

import numpy as np
import torch
import torchvision.models as models

import counter_random
import golden

FOLDER = pathlib.Path(__file__).parent.parent / "Microsoft.ML.SppNet.Tests" / "Fixtures" / "torchvision"
SIZES = [(224, 224), (197, 301)]  # height, width
AMPLITUDE = 2.0
PROBES = 8

# The last convolution of a branch that is added to something, and projections: without these gains the sums would grow from block to block
# until later biases were lost in them, and a gate of about a half would make them vanish.
RESIDUAL = {r"layer\d\.\d+\.conv3\.weight": 0.3, r"downsample\.0\.weight": 0.7}
BASIC = {r"layer\d\.\d+\.conv2\.weight": 0.3, r"downsample\.0\.weight": 0.7}
MOBILE = {r"conv\.[12]\.weight": 0.6}
EFFICIENT = {r"block\.[23]\.0\.weight": 1.1, r"fc[12]\.weight": 0.5}


def named(ending, taps):
    return {tap: tap + ending for tap in taps}


def vgg(blocks, batch_norm):
    """Tap and module: the ReLU after each convolution, and the last pooling; the head is VGG-16's, which has a golden of its own."""
    taps, module = {}, 0
    for block, count in enumerate(blocks, 1):
        for i in range(1, count + 1):
            taps[f"conv{block}_{i}"] = f"features.{module + (2 if batch_norm else 1)}"
            module += 3 if batch_norm else 2
        module += 1
    return {**taps, "pool5": f"features.{module - 1}"}


def squeezenet(*fires):
    return {"conv1": "features.1", **{f"fire{i}": f"features.{m}" for i, m in enumerate(fires, 2)}, "conv10": "classifier.2", "logits": ""}


RESNET = {"conv1": "relu", **named("", [f"layer{i}" for i in range(1, 5)]), "logits": "fc"}
ALEXNET = {**{f"conv{i}": f"features.{m}" for i, m in enumerate((1, 4, 7, 9, 11), 1)},
           "pool5": "features.12", "fc6": "classifier.2", "fc7": "classifier.5", "logits": ""}

# Architecture: torchvision's function, tap -> module, gains
NETWORKS = {
    "alexnet-torchvision": (models.alexnet, ALEXNET, {}),
    "vgg11": (models.vgg11, vgg((1, 1, 2, 2, 2), False), {}),
    "vgg11bn": (models.vgg11_bn, vgg((1, 1, 2, 2, 2), True), {}),
    "vgg13": (models.vgg13, vgg((2, 2, 2, 2, 2), False), {}),
    "vgg13bn": (models.vgg13_bn, vgg((2, 2, 2, 2, 2), True), {}),
    "vgg16bn": (models.vgg16_bn, vgg((2, 2, 3, 3, 3), True), {}),
    "vgg19": (models.vgg19, vgg((2, 2, 4, 4, 4), False), {}),
    "vgg19bn": (models.vgg19_bn, vgg((2, 2, 4, 4, 4), True), {}),
    "resnet34": (models.resnet34, RESNET, BASIC),
    "resnet101": (models.resnet101, RESNET, RESIDUAL),
    "resnet152": (models.resnet152, RESNET, RESIDUAL),
    "wide-resnet50-2": (models.wide_resnet50_2, RESNET, RESIDUAL),
    "resnext50-32x4d": (models.resnext50_32x4d, RESNET, RESIDUAL),
    "squeezenet1.0": (models.squeezenet1_0, squeezenet(3, 4, 5, 7, 8, 9, 10, 12), {}),
    "squeezenet1.1": (models.squeezenet1_1, squeezenet(3, 4, 6, 7, 9, 10, 11, 12), {}),
    "mobilenet-v2": (models.mobilenet_v2, {**named("", [f"features.{i}" for i in range(19)]), "logits": ""}, MOBILE),
    "efficientnet-b0": (models.efficientnet_b0, {**named("", [f"features.{i}" for i in range(9)]), "logits": ""}, EFFICIENT),
}


def gain(name, gains):
    return next((value for pattern, value in gains.items() if re.search(pattern + "$", name)), 1.0)


def values(name, shape, gains):
    """Amplitude and offset follow from a tensor's name and shape: filters, batch normalisation's four, biases."""
    amplitude, offset = 0.1, 0.0
    if len(shape) > 1:
        amplitude = gain(name, gains) * math.sqrt(6.0 / math.prod(shape[1:]))
    elif name.endswith(".running_var"):
        amplitude, offset = 0.5, 1.0
    elif name.endswith(".weight"):
        amplitude, offset = 0.2, 1.0
    return torch.from_numpy(counter_random.fill(name, math.prod(shape), amplitude, offset).astype(np.float64)).reshape(shape)


def image(height, width):
    pixels = counter_random.fill(f"input/{height}x{width}", 3 * height * width, AMPLITUDE)
    return torch.from_numpy(pixels.astype(np.float64)).reshape(1, 3, height, width)


def summary(tap, tensor):
    """As golden.summary, shorter: ten digits are more than a float32 has, and 26 elements of so many maps more than anybody needs."""
    whole = golden.summary(tap, tensor)
    kept = PROBES + 2
    return {"shape": whole["shape"], "norm": short(whole["norm"]), "sum": short(whole["sum"]),
            "indices": whole["indices"][:kept], "values": [short(v) for v in whole["values"][:kept]]}


def short(value):
    return float(f"{value:.10g}")


def fixture(name):
    make, taps, gains = NETWORKS[name]
    module = make().double().eval()
    if name.startswith("vgg"):
        del module.classifier
        module.forward = lambda x: module.features(x)
    state = {key: values(key, list(tensor.shape), gains)
             for key, tensor in module.state_dict().items() if not key.endswith("num_batches_tracked")}
    missing = module.load_state_dict(state, strict=False)
    assert not missing.unexpected_keys and all(key.endswith("num_batches_tracked") for key in missing.missing_keys)
    found, modules = {}, dict(module.named_modules())
    for tap, path in taps.items():
        # What follows may work in place.
        modules[path].register_forward_hook(lambda _, __, output, tap=tap: found.__setitem__(tap, output[0].clone()))
    cases = []
    for height, width in SIZES:
        found.clear()
        module(image(height, width))
        print(name, height, width, " ".join(f"{tap} {found[tap].square().mean().sqrt():.3g}" for tap in taps), flush=True)
        cases.append({"height": height, "width": width, "taps": {tap: summary(tap, found[tap]) for tap in taps}})
    return {"network": name, "inputAmplitude": AMPLITUDE, "gains": {pattern + "$": value for pattern, value in gains.items()},
            "parameters": [f"{key} {'x'.join(map(str, tensor.shape))}" for key, tensor in state.items()], "cases": cases}


def main(names):
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in names or NETWORKS:
        golden.write(FOLDER / f"{name}.json", fixture(name))


if __name__ == "__main__":
    torch.set_grad_enabled(False)
    main(sys.argv[1:])
