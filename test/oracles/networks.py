"""Golden activations of every network: pseudo-random weights and images, double precision, every tap. See README.md for the fixture's form.

Run:   python3 test/oracles/networks.py [fixture name ...]
Check: python3 test/oracles/networks.py --check      (against torchvision's own ResNet-18, ResNet-50 and VGG-16)
"""
import math
import pathlib
import sys

import numpy as np
import torch

import counter_random
import golden
import trunks

FOLDER = pathlib.Path(__file__).parent.parent / "Microsoft.ML.SppNet.Tests" / "Fixtures" / "networks"
SIZES = [(224, 224), (180, 180), (197, 301)]  # height, width
PADDINGS = ["Training", "Deployment"]
LARGE, SMALL = 128.0, 2.0  # pixels minus mean, and pixels over their deviation; with the latter a LRN would change nothing visible


class Weights:
    """Draws a parameter when a network asks for it, and so collects the network's parameter table."""

    def __init__(self, bias_amplitude, gains):
        self.bias_amplitude, self.gains, self.table = bias_amplitude, gains, {}

    def recipe(self, name, shape):
        batch_norm = len(shape) == 1 and ("bn" in name or ".downsample.1." in name)
        if name.endswith(".weight") and not batch_norm:
            gain = math.prod(g for ending, g in self.gains.items() if name.endswith(ending))
            return gain * math.sqrt(3.0 * 2.0 / math.prod(shape[1:])), 0.0
        if name.endswith(".running_mean"):
            return 0.1, 0.0
        if name.endswith(".running_var"):
            return 0.5, 1.0
        return (0.2, 1.0) if name.endswith(".weight") else (self.bias_amplitude, 0.0)

    def __call__(self, name, *shape):
        amplitude, offset = self.recipe(name, shape)
        self.table[name] = {"name": name, "shape": list(shape), "amplitude": amplitude, "offset": offset}
        values = counter_random.fill(name, math.prod(shape), amplitude, offset)
        return torch.from_numpy(values.astype(np.float64)).reshape(shape)


def image(height, width, amplitude):
    values = counter_random.fill(f"input/{height}x{width}", 3 * height * width, amplitude)
    return torch.from_numpy(values.astype(np.float64)).reshape(1, 3, height, width)


def fixture(network, run, cases, amplitude, pyramids, head=None, options=None, gains={}):
    """Runs the cases (padding, height, width) of one network and gives its fixture. Pyramids of the named taps have levels 6, 3, 2, 1."""
    weights = Weights(5.0 if amplitude == LARGE else 0.1, gains)
    done = []
    for padding, height, width in cases:
        taps = run(weights, image(height, width, amplitude), padding)
        done.append({
            "padding": padding, "height": height, "width": width,
            "taps": {tap: golden.summary(tap, values) for tap, values in taps.items()},
            "pyramids": {tap: golden.summary("pyramid/" + tap, trunks.pyramid(taps[tap])) for tap in pyramids}})
    return {"network": network, "head": head, "options": options or {}, "inputAmplitude": amplitude,
            "parameters": list(weights.table.values()), "cases": done}


def chain_fixture(name):
    trunk = trunks.CHAINS[name]
    cases = [(padding, h, w) for padding in PADDINGS for h, w in SIZES]
    return fixture(name, lambda ws, x, p: trunks.chain(ws, x, trunk, p), cases, LARGE, [trunk.layers[-1].name])


def head_fixture(name, head, sizes):
    """The head's taps alone; its parameter table is that of the whole network."""
    trunk = trunks.CHAINS[name]
    run = {"spp": trunks.spp_head, "fixed": trunks.fixed_head}[head]

    def whole(weights, x, padding):
        return run(weights, trunk, list(trunks.chain(weights, x, trunk, padding).values())[-1])
    return fixture(name, whole, [("Training", h, w) for h, w in sizes], LARGE, [], head)


def normalization_fixture(kind, pool_first):
    """ZF-5 with its LRN's kind or place changed, its size, alpha and beta kept: sources differ in both."""
    zf5 = trunks.CHAINS["zf5"]
    norm = trunks.WITHIN._replace(kind=kind)
    layers = [norm if layer == trunks.WITHIN else layer for layer in zf5.layers]
    for i in reversed(range(len(layers) - 1)):
        if pool_first and layers[i] == norm:
            layers[i], layers[i + 1] = layers[i + 1], norm
    trunk = zf5._replace(layers=layers)
    options = {"normalization": norm._asdict(), "order": "PoolThenNormalize" if pool_first else "NormalizeThenPool"}
    return fixture("zf5", lambda ws, x, p: trunks.chain(ws, x, trunk, p), [("Training", 224, 224)], LARGE, ["conv5"], options=options)


def vgg_fixture(head):
    def run(weights, x, padding):
        taps = trunks.vgg16(weights, x, head is not None)
        return {tap: taps[tap] for tap in ("pool5", "fc6", "fc7", "logits")} if head else taps
    sizes = SIZES[:1] if head else SIZES
    return fixture("vgg16", run, [("Training", h, w) for h, w in sizes], SMALL, [] if head else ["conv5_3"], head)


def resnet_fixture(name, blocks, bottleneck, batch_norm, stride_in):
    # Residual sums double the variance from block to block; without these gains a bias of the last stages would be lost in it.
    gains = {".conv3.weight" if bottleneck else ".conv2.weight": 0.3, ".downsample.0.weight": 0.7}
    options = {"batchNorm": batch_norm, **({"strideIn": stride_in} if stride_in else {})}
    return fixture(name, lambda ws, x, p: trunks.resnet(ws, x, blocks, bottleneck, batch_norm, stride_in),
                   [("Training", h, w) for h, w in SIZES], SMALL, ["layer4"], options=options, gains=gains)


def squeezenet_fixture():
    return fixture("squeezenet1.1", lambda ws, x, p: trunks.squeezenet(ws, x),
                   [("Training", h, w) for h, w in SIZES], SMALL, ["fire9", "conv10"])


FIXTURES = {
    **{name: (lambda name=name: chain_fixture(name)) for name in trunks.CHAINS},
    "zf5-across": lambda: normalization_fixture("AcrossChannels", False),
    "zf5-pool-first": lambda: normalization_fixture("WithinChannel", True),
    "zf5-across-pool-first": lambda: normalization_fixture("AcrossChannels", True),
    "zf5-spp": lambda: head_fixture("zf5", "spp", [(224, 224), (197, 301)]),
    **{f"{name}-fixed": (lambda name=name: head_fixture(name, "fixed", SIZES[:1])) for name in ("zf5", "convnet5", "overfeat5", "overfeat7", "caffenet")},
    "vgg16": lambda: vgg_fixture(None),
    "vgg16-classifier": lambda: vgg_fixture("classifier"),
    "resnet18": lambda: resnet_fixture("resnet18", (2, 2, 2, 2), False, True, None),
    **{f"resnet50-{'bn' if bn else 'folded'}-stride-in-{at}": (lambda bn=bn, at=at: resnet_fixture("resnet50", (3, 4, 6, 3), True, bn, at))
       for bn in (False, True) for at in ("conv1", "conv2")},
    "squeezenet1.1": squeezenet_fixture,
}


def check():
    """These functions against torchvision's modules, whose ResNet-50 has its stride in conv2."""
    import torchvision.models as models
    cases = {
        "resnet18": (models.resnet18, lambda ws, x: trunks.resnet(ws, x, (2, 2, 2, 2), False, True, None)),
        "resnet50": (models.resnet50, lambda ws, x: trunks.resnet(ws, x, (3, 4, 6, 3), True, True, "conv2")),
        "vgg16": (models.vgg16, lambda ws, x: trunks.vgg16(ws, x, True)),
    }
    for name, (make, run) in cases.items():
        weights, x = Weights(0.1, {}), image(197, 301, SMALL)
        ours = run(weights, x)["logits"]
        module = make().double().eval()
        state = {key: weights(key, *row["shape"]) for key, row in list(weights.table.items())}
        missing = module.load_state_dict(state, strict=False)
        left = [key for key in missing.missing_keys + missing.unexpected_keys if not key.endswith("num_batches_tracked")]
        theirs = module(x)[0]
        error = ((ours - theirs).norm() / theirs.norm()).item()
        print(f"{name}: relative difference {error:.1e}, names that differ: {left}")
        assert error < 1e-12 and not left


def main(names):
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in names or FIXTURES:
        golden.write(FOLDER / f"{name}.json", FIXTURES[name]())
        print(name, (FOLDER / f"{name}.json").stat().st_size, flush=True)


if __name__ == "__main__":
    torch.set_grad_enabled(False)
    check() if sys.argv[1:] == ["--check"] else main(sys.argv[1:])
