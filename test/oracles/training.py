"""Ten training steps of two networks by an independent PyTorch program in double precision: losses, and parameters afterwards.

Run: /usr/bin/python3 test/oracles/training.py

Weights and images are counter_random's. Plain cross-entropy, SGD with momentum 0.9, weight decay 5e-4 on filters and matrices alone, dropout off.
zf5: spatial pyramid 3, 1 before fc6. resnet18: batch normalisation in training mode (statistics of the batch, momentum 0.1).
"""
import json
import pathlib

import torch
import torch.nn.functional as F

import counter_random
import golden
import networks
import trunks

FOLDER = pathlib.Path(__file__).parent.parent / "Microsoft.ML.SppNet.Tests" / "Fixtures" / "training"
STEPS, SIDE = 10, 64
KEPT = {
    "zf5": ["conv1.weight", "conv1.bias", "conv5.weight", "fc6.weight", "fc8.weight", "fc8.bias"],
    "resnet18": ["conv1.weight", "bn1.weight", "bn1.bias", "bn1.running_mean", "bn1.running_var", "layer2.0.downsample.0.weight",
                 "layer4.1.bn2.running_var", "fc.weight", "fc.bias"],
}


class Learned:
    """Draws a parameter at its first use, as networks.Weights, and keeps it from then on."""

    def __init__(self, dtype):
        self.draw, self.dtype, self.tensors = networks.Weights(0.1, {}), dtype, {}

    def __call__(self, name, *shape):
        if name not in self.tensors:
            self.tensors[name] = self.draw(name, *shape).to(self.dtype)
            if not name.endswith(("running_mean", "running_var")):
                self.tensors[name].requires_grad_()
        return self.tensors[name]


def images(step, batch):
    values = counter_random.fill(f"step/{step}", batch * 3 * SIDE * SIDE, 2.0)
    return torch.from_numpy(values.astype("float64")).reshape(batch, 3, SIDE, SIDE)


def zf5(weights, x):
    trunk = trunks.CHAINS["zf5"]
    x = trunks.chain_trunk(weights, x, trunk, "Training")["conv5"]
    x = torch.cat([F.adaptive_max_pool2d(x, n).flatten(1) for n in (3, 1)], 1)
    for name, width in (("fc6", 4096), ("fc7", 4096), ("fc8", 3)):
        x = F.linear(x, weights(name + ".weight", width, x.shape[1]), weights(name + ".bias", width))
        x = x if name == "fc8" else F.relu(x)
    return x


def resnet18(weights, x):
    def norm(name, x):
        channels = x.shape[1]
        return F.batch_norm(x, weights(name + ".running_mean", channels), weights(name + ".running_var", channels),
                            weights(name + ".weight", channels), weights(name + ".bias", channels), training=True)

    def conv(name, x, filters, size, stride):
        return F.conv2d(x, weights(name + ".weight", filters, x.shape[1], size, size), None, stride, size // 2)

    x = F.relu(norm("bn1", conv("conv1", x, 64, 7, 2)))
    x = F.max_pool2d(x, 3, 2, 1)
    for stage in range(4):
        for block in range(2):
            name, filters, stride = f"layer{stage + 1}.{block}", 64 << stage, 2 if stage > 0 and block == 0 else 1
            y = F.relu(norm(name + ".bn1", conv(name + ".conv1", x, filters, 3, stride)))
            y = norm(name + ".bn2", conv(name + ".conv2", y, filters, 3, 1))
            if stride != 1 or x.shape[1] != filters:
                x = norm(name + ".downsample.1", conv(name + ".downsample.0", x, filters, 1, stride))
            x = F.relu(y + x)
    x = x.mean((2, 3))
    return F.linear(x, weights("fc.weight", 3, 512), weights("fc.bias", 3))


def train(run, batch, rate, dtype):
    weights = Learned(dtype)
    run(weights, images(0, batch).to(dtype))
    for key, value in weights.tensors.items():
        if not value.requires_grad:
            value.copy_(networks.Weights(0.1, {})(key, *value.shape))
    learned = [value for value in weights.tensors.values() if value.requires_grad]
    optimizer = torch.optim.SGD(
        [{"params": [v for v in learned if v.dim() > 1], "weight_decay": 5e-4},
         {"params": [v for v in learned if v.dim() == 1], "weight_decay": 0.0}], lr=rate, momentum=0.9)
    losses = []
    for step in range(STEPS):
        labels = torch.tensor([(step + index) % 3 for index in range(batch)])
        loss = F.cross_entropy(run(weights, images(step, batch).to(dtype)), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return weights, losses


def main():
    FOLDER.mkdir(exist_ok=True)
    for name, run, batch, rate in (("zf5", zf5, 4, 0.00005), ("resnet18", resnet18, 6, 0.0005)):
        weights, losses = train(run, batch, rate, torch.float64)
        # What single precision alone changes bounds what a test may ask for: batch statistics of a few cells amplify rounding.
        _, single = train(run, batch, rate, torch.float32)
        result = {"network": name, "batch": batch, "side": SIDE, "rate": rate, "losses": losses, "single": single,
                  "parameters": list(weights.draw.table.values()),
                  "after": {key: golden.summary(key, weights.tensors[key].detach()) for key in KEPT[name]}}
        (FOLDER / f"{name}.json").write_text(json.dumps(result) + "\n")
        print(name, max(abs(a - b) / max(1, a) for a, b in zip(losses, single)))


if __name__ == "__main__":
    main()
