"""Small networks as ONNX files, and what PyTorch says that they compute.

    python3 test/oracles/onnx_networks.py test/Microsoft.ML.SppNet.Tests/Fixtures/Weights/Onnx

Needs python3-torch and python3-onnx (written with 1.13 and 1.12). Most are exported by torch.onnx at 64 x 64, some are put together node by node as other
programs write them; the values come from PyTorch's own run of the module, at that size and at another.
"""
import json
import os
import sys

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn
from torch.nn import functional as F

import counter_random

SIZES = ((64, 64), (45, 70))


def fill(module):
    generator = torch.Generator().manual_seed(11)
    for part in module.modules():
        if isinstance(part, (nn.Conv2d, nn.Linear)):
            part.weight.data = torch.randn(part.weight.shape, generator=generator) * (2.0 / part.weight[0].numel()) ** 0.5
            if part.bias is not None:
                part.bias.data = torch.randn(part.bias.shape, generator=generator) * 0.1
        if isinstance(part, nn.BatchNorm2d):
            part.weight.data = torch.rand(part.weight.shape, generator=generator) * 0.5 + 0.75
            part.bias.data = torch.randn(part.bias.shape, generator=generator) * 0.1
            part.running_mean = torch.randn(part.weight.shape, generator=generator) * 0.1
            part.running_var = torch.rand(part.weight.shape, generator=generator) + 0.5
    return module.eval()


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs)
        self.conv2, self.bn2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False), nn.BatchNorm2d(outputs)
        self.down = None if stride == 1 else nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(y + (x if self.down is None else self.down(x)))


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.bn1, self.pool = nn.Conv2d(3, 8, 7, 2, 3, bias=False), nn.BatchNorm2d(8), nn.MaxPool2d(3, 2, 1)
        self.layer1, self.layer2, self.fc = Block(8, 8, 1), Block(8, 16, 2), nn.Linear(16, 5)

    def trunk(self, x):
        return self.layer2(self.layer1(self.pool(F.relu(self.bn1(self.conv1(x))))))

    def forward(self, x):
        return self.fc(torch.flatten(F.adaptive_avg_pool2d(self.trunk(x), 1), 1))


class Mobile(nn.Module):
    """Depthwise, dilated and grouped filters, squeeze and excitation, and one of each activation."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 16, 3, 2, 1, bias=False), nn.BatchNorm2d(16), nn.Hardswish())
        self.wide = nn.Sequential(nn.Conv2d(16, 16, 3, 2, (1, 2), groups=16), nn.BatchNorm2d(16), nn.ReLU6())
        self.squeeze, self.excite = nn.Conv2d(16, 4, 1), nn.Conv2d(4, 16, 1)
        self.dilated = nn.Sequential(nn.Conv2d(16, 16, 3, 1, 2, dilation=2, groups=2), nn.SiLU())
        self.narrow, self.last = nn.Conv2d(16, 16, (1, 3), 1, (0, 1)), nn.BatchNorm2d(16)

    def trunk(self, x):
        x = self.wide(self.stem(x))
        x = x * F.hardsigmoid(self.excite(F.relu(self.squeeze(x.mean((2, 3), keepdim=True)))))
        y = F.leaky_relu(self.narrow(self.dilated(x)), 0.2) + x
        return self.last(y * torch.sigmoid(self.narrow(y)))

    def forward(self, x):
        return self.trunk(x).mean((2, 3))


class Inception(nn.Module):
    """Branches, pooling in ceil mode, averages with and without their padding, normalisation across channels; a fully connected head over 2 x 2 cells."""

    def __init__(self):
        super().__init__()
        self.conv, self.norm = nn.Conv2d(3, 12, 5, 3), nn.LocalResponseNorm(5, 2e-2, 0.75, 2.0)
        self.left, self.right = nn.Conv2d(12, 8, 1), nn.Conv2d(12, 8, 3, padding=1)
        self.fc1, self.fc2 = nn.Linear(28 * 4, 6), nn.Linear(6, 3)

    def trunk(self, x):
        x = F.max_pool2d(self.norm(F.relu(self.conv(x))), 3, 2, ceil_mode=True)
        return torch.cat([
            F.relu(self.left(x)), F.relu(self.right(F.avg_pool2d(x, 3, 1, 1))), F.avg_pool2d(x, 3, 1, 1, count_include_pad=False)], 1)

    def forward(self, x):
        # As AdaptiveAvgPool2d(2) is exported for maps of 10 x 10.
        y = torch.flatten(F.avg_pool2d(self.trunk(x), 5) if x.shape[2] == 64 else F.adaptive_avg_pool2d(self.trunk(x), 2), 1)
        return self.fc2(F.dropout(F.relu(self.fc1(y)), training=self.training))


class Front(nn.Module):
    """Preprocessing in the graph: RGB to BGR, then a mean and a deviation per channel."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, 2, 1)
        self.mean = torch.tensor([103.5, 116.25, 123.75]).reshape(1, 3, 1, 1)
        self.deviation = torch.tensor([57.5, 57.0, 58.5]).reshape(1, 3, 1, 1)

    def trunk(self, x):
        return F.relu(self.conv(x))

    def forward(self, x):
        return self.trunk((torch.index_select(x, 1, torch.tensor([2, 1, 0])) - self.mean) / self.deviation)


class Squeeze(nn.Module):
    """Class scores by a 1 x 1 convolution, averaged."""

    def __init__(self):
        super().__init__()
        self.conv, self.scores = nn.Conv2d(3, 8, 3, 2), nn.Conv2d(8, 4, 1)

    def trunk(self, x):
        return F.relu(self.conv(x))

    def forward(self, x):
        return torch.flatten(F.adaptive_avg_pool2d(F.relu(self.scores(self.trunk(x))), 1), 1)


def cntk(module, name):
    """As CNTK writes a network for 64 x 64: SAME padding in numbers, elements in float_data, the mean over the last maps as a pooling of 8 x 8."""
    nodes, tensors, last = [], [], "input"

    def parameter(tensor):
        tensors.append(helper.make_tensor(f"Parameter{len(tensors)}", TensorProto.FLOAT, tensor.shape, tensor.detach().numpy().ravel()))
        return tensors[-1].name

    def add(op, *inputs, **attributes):
        nodes.append(helper.make_node(op, inputs, [f"{op}{len(nodes)}_Output_0"], f"{op}{len(nodes)}", **attributes))
        return nodes[-1].output[0]

    def conv(x, layer, pads):
        return add("Conv", x, parameter(layer.weight), kernel_shape=layer.kernel_size, strides=layer.stride, pads=pads, auto_pad="NOTSET", group=1, dilations=[1, 1])

    def norm(x, layer):
        return add("BatchNormalization", x, *[parameter(part) for part in (layer.weight, layer.bias, layer.running_mean, layer.running_var)], epsilon=layer.eps, spatial=1)

    def block(x, layer):
        pads = [1, 1, 0, 0] if layer.down is not None else [1, 1, 1, 1]
        short = x if layer.down is None else norm(conv(x, layer.down[0], [0, 0, 0, 0]), layer.down[1])
        y = norm(conv(add("Relu", norm(conv(x, layer.conv1, pads), layer.bn1)), layer.conv2, [1, 1, 1, 1]), layer.bn2)
        return add("Relu", add("Add", y, short))

    last = add("Relu", norm(conv(last, module.conv1, [3, 3, 2, 2]), module.bn1))
    last = add("MaxPool", last, kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 0, 0], auto_pad="NOTSET", storage_order=0)
    last = block(block(last, module.layer1), module.layer2)
    last = add("AveragePool", last, kernel_shape=[8, 8], strides=[1, 1], pads=[0, 0, 0, 0], auto_pad="NOTSET", count_include_pad=0)
    image = helper.make_tensor_value_info("input", TensorProto.FLOAT, [1, 3, 64, 64])
    inputs = [image] + [helper.make_tensor_value_info(tensor.name, TensorProto.FLOAT, tensor.dims) for tensor in tensors]
    graph = helper.make_graph(nodes, name, inputs, [helper.make_tensor_value_info(last, TensorProto.FLOAT, [1, 16, 1, 1])], tensors)
    return helper.make_model(graph, producer_name="CNTK", ir_version=3, opset_imports=[helper.make_opsetid("", 8)])


def half(path, target):
    """The same with weights in half precision, each in int32_data, and scales put in as constants."""
    model = onnx.load(path)
    for tensor in model.graph.initializer:
        values = numpy_helper.to_array(tensor).astype(np.float16)
        tensor.CopyFrom(helper.make_tensor(tensor.name, TensorProto.FLOAT16, values.shape, values.ravel()))
    onnx.save(model, target)


def sample(tensor):
    """At most some 256 elements of all, evenly spaced."""
    values = tensor.numpy().ravel()
    return values[:: max(1, len(values) // 256)].tolist()


def with_normalization(path, norm):
    """Puts an LRN node after the first Relu: torch.onnx would take the layer apart."""
    model = onnx.load(path)
    relu = next(node for node in model.graph.node if node.op_type == "Relu")
    made, inner = relu.output[0], relu.output[0] + "_before"
    relu.output[0] = inner
    node = helper.make_node("LRN", [inner], [made], "norm", size=norm.size, alpha=norm.alpha, beta=norm.beta, bias=norm.k)
    model.graph.node.insert(list(model.graph.node).index(relu) + 1, node)
    onnx.save(model, path)


def summary(module, name, rounded=False):
    if rounded:
        for parameter in [*module.parameters(), *module.buffers()]:
            parameter.data = parameter.data.half().float() if parameter.is_floating_point() else parameter.data
    cases = []
    for height, width in SIZES:
        image = torch.from_numpy(counter_random.fill(f"input/{height}x{width}", 3 * height * width, 2.0)).reshape(1, 3, height, width)
        with torch.no_grad():
            trunk, head = module.trunk(image), module(image)
        cases.append({"height": height, "width": width, "trunk": sample(trunk), "shape": list(trunk.shape), "head": [] if name == "front" else head.numpy().ravel().tolist(), "means": trunk.mean((2, 3)).numpy().ravel().tolist()})
    return cases


def main(folder):
    os.makedirs(folder, exist_ok=True)
    expected = {}
    image = torch.zeros(1, 3, 64, 64)
    for name, kind, opset in (("residual", Residual, 9), ("mobile", Mobile, 14), ("inception", Inception, 11), ("front", Front, 12), ("squeeze", Squeeze, 7)):
        module = fill(kind())
        norm = getattr(module, "norm", None)
        if norm is not None:
            module.norm = nn.Identity()
        keep = dict(training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=False) if name == "residual" else {}
        torch.onnx.export(module, image, os.path.join(folder, f"{name}.onnx"), opset_version=opset, **keep)
        if norm is not None:
            module.norm = norm
            with_normalization(os.path.join(folder, f"{name}.onnx"), norm)
        expected[name] = summary(module, name)
    module = fill(Residual())
    onnx.save(cntk(module, "cntk"), os.path.join(folder, "cntk.onnx"))
    expected["cntk"] = [dict(case, head=case["means"]) for case in summary(module, "cntk")]
    outside = onnx.load(os.path.join(folder, "residual.onnx"))
    if os.path.exists(os.path.join(folder, "outside.bin")):
        os.remove(os.path.join(folder, "outside.bin"))
    onnx.save_model(outside, os.path.join(folder, "outside.onnx"), save_as_external_data=True, location="outside.bin", size_threshold=0)
    expected["outside"] = expected["residual"]
    half(os.path.join(folder, "squeeze.onnx"), os.path.join(folder, "half.onnx"))
    expected["half"] = summary(fill(Squeeze()), "half", rounded=True)
    with open(os.path.join(folder, "expected.json"), "w", encoding="utf-8") as file:
        # Nine digits tell float32 numbers apart.
        json.dump(json.loads(json.dumps(expected), parse_float=lambda text: float(f"{float(text):.9g}")), file, separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    main(sys.argv[1])
