"""torchvision's networks with random weights as ONNX files, with the features and logits that torchvision computes.

    python3 test/oracles/onnx_torchvision.py FOLDER

Needs python3-torch and python3-torchvision (written with 1.13 and 0.14); about 250 MB. Then SPPNET_ONNX_EXPORTS=FOLDER makes OnnxExportTests compare them.
"""
import os
import sys

import torch
import torchvision

from onnx_networks import fill

models = torchvision.models


def googlenet(network, x):
    for part in ("conv1", "maxpool1", "conv2", "conv3", "maxpool2", "inception3a", "inception3b", "maxpool3", "inception4a", "inception4b", "inception4c", "inception4d",
                 "inception4e", "maxpool4", "inception5a", "inception5b"):
        x = getattr(network, part)(x)
    return x


def resnet(network, x):
    x = network.maxpool(network.relu(network.bn1(network.conv1(x))))
    return network.layer4(network.layer3(network.layer2(network.layer1(x))))


def features(network, x):
    return network.features(x)


NETWORKS = {
    "resnet18": (models.resnet18, resnet, (7, 9, 11, 13, 15)),
    "squeezenet1_1": (models.squeezenet1_1, features, (13,)),
    "vgg11_bn": (models.vgg11_bn, features, (13,)),
    "mobilenet_v2": (models.mobilenet_v2, features, (13,)),
    "mobilenet_v3_small": (models.mobilenet_v3_small, features, (13,)),
    "efficientnet_b0": (models.efficientnet_b0, features, (13,)),
    "googlenet": (lambda: models.googlenet(aux_logits=False, init_weights=False), googlenet, (13,)),
}


def main(folder):
    os.makedirs(folder, exist_ok=True)
    for name, (make, trunk, opsets) in NETWORKS.items():
        network = fill(make())
        for opset in opsets:
            torch.onnx.export(network, torch.zeros(1, 3, 224, 224), os.path.join(folder, f"{name}-{opset}.onnx"), opset_version=opset)
        if name == "resnet18":
            torch.onnx.export(network, torch.zeros(1, 3, 224, 224), os.path.join(folder, f"{name}-apart.onnx"), opset_version=13, do_constant_folding=False,
                              training=torch.onnx.TrainingMode.PRESERVE)
        for height, width in ((224, 224), (197, 301)):
            image = torch.rand((1, 3, height, width), generator=torch.Generator().manual_seed(height)) * 4 - 2
            with torch.no_grad():
                results = {"in": image, "feat": trunk(network, image), "logits": network(image)}
            for ending, tensor in results.items():
                tensor.numpy().tofile(os.path.join(folder, f"{name}-{height}.{ending}"))


if __name__ == "__main__":
    main(sys.argv[1])
