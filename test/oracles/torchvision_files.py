"""torchvision's networks with random weights and statistics as people save them, and what torchvision makes of an image with them.

    python3 test/oracles/torchvision_files.py FOLDER [name ...]     then the tests with SPPNET_TORCHVISION_FILES=FOLDER

Needs python3-torchvision (written with 0.14). Writes NAME.pth (state dictionary), NAME.pt (the convolutions as TorchScript), and for two sizes the image
NAME-HEIGHT.in and the maps NAME-HEIGHT.feat as float32.
"""
import os
import sys

import torch
import torchvision
from torch import nn

SIZES = ((224, 224), (197, 301))
NAMES = ("alexnet", "vgg11", "vgg11_bn", "vgg13", "vgg13_bn", "vgg16", "vgg16_bn", "vgg19", "vgg19_bn", "resnet18", "resnet34", "resnet50", "resnet101",
         "resnet152", "wide_resnet50_2", "resnext50_32x4d", "squeezenet1_0", "squeezenet1_1", "mobilenet_v2", "efficientnet_b0")


def fill(model, generator):
    """Gains as torchvision's own initialisation has them keep activations in size; statistics are what training would have left."""
    for part in model.modules():
        if isinstance(part, nn.BatchNorm2d):
            part.weight.data = torch.rand(part.weight.shape, generator=generator) * 0.4 + 0.8
            part.bias.data = torch.randn(part.bias.shape, generator=generator) * 0.1
            part.running_mean = torch.randn(part.weight.shape, generator=generator) * 0.1
            part.running_var = torch.rand(part.weight.shape, generator=generator) + 0.5
            part.num_batches_tracked += 1000


def trunk(model):
    if hasattr(model, "features"):
        return model.features
    return nn.Sequential(model.conv1, model.bn1, model.relu, model.maxpool, model.layer1, model.layer2, model.layer3, model.layer4)


def main(folder, names):
    os.makedirs(folder, exist_ok=True)
    for name in names or NAMES:
        generator = torch.Generator().manual_seed(3)
        torch.manual_seed(3)
        model = getattr(torchvision.models, name)().eval()
        fill(model, generator)
        torch.save(model.state_dict(), os.path.join(folder, name + ".pth"))
        convolutions = trunk(model).eval()
        torch.jit.script(convolutions).save(os.path.join(folder, name + ".pt"))
        for height, width in SIZES:
            image = torch.randn(1, 3, height, width, generator=generator)
            image.numpy().tofile(os.path.join(folder, f"{name}-{height}.in"))
            convolutions(image).numpy().tofile(os.path.join(folder, f"{name}-{height}.feat"))
        print(name, flush=True)


if __name__ == "__main__":
    with torch.no_grad():
        main(sys.argv[1], sys.argv[2:])
