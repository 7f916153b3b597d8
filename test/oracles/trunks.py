"""The networks in plain PyTorch functions, double precision, written from the papers' layer lists and sharing nothing with the library.

A network is a function (weights, image, ...) -> {tap: tensor without batch dimension}, in order of depth; its `..._trunk` ends at the deepest
convolution and keeps the batch. `weights(name, *shape)` yields a parameter; asking for it is also how the parameter table comes about.
"""
from collections import namedtuple

import torch
from torch.nn import functional as F

Norm = namedtuple("Norm", "kind size alpha beta")
Conv = namedtuple("Conv", "name filters size stride pad groups", defaults=(1, 0, 1))
Pool = namedtuple("Pool", "size stride")
Trunk = namedtuple("Trunk", "ceil layers pool5")

WITHIN = Norm("WithinChannel", 3, 5e-5, 0.75)
ACROSS = Norm("AcrossChannels", 5, 1e-4, 0.75)


def overfeat(last):
    deep = [Conv(f"conv{i}", 512, 3, 1, 1) for i in range(3, last + 1)]
    return Trunk(False, [Conv("conv1", 96, 7, 2, 0), Pool(3, 3), ACROSS, Conv("conv2", 256, 5, 1, 2), Pool(2, 2)] + deep, Pool(3, 3))


CHAINS = {
    "zf5": Trunk(True, [
        Conv("conv1", 96, 7, 2, 1), WITHIN, Pool(3, 2),
        Conv("conv2", 256, 5, 2, 0), WITHIN, Pool(3, 2),
        Conv("conv3", 384, 3, 1, 1), Conv("conv4", 384, 3, 1, 1), Conv("conv5", 256, 3, 1, 1)], Pool(3, 2)),
    "convnet5": Trunk(True, [
        Conv("conv1", 96, 11, 4, 2), ACROSS,
        Conv("conv2", 256, 5, 1, 2), ACROSS, Pool(3, 2),
        Conv("conv3", 384, 3, 1, 1), Pool(3, 2),
        Conv("conv4", 384, 3, 1, 1), Conv("conv5", 256, 3, 1, 1)], Pool(3, 2)),
    "overfeat5": overfeat(5),
    "overfeat7": overfeat(7),
    "alexnet": Trunk(False, [
        Conv("conv1", 96, 11, 4, 0), ACROSS, Pool(3, 2),
        Conv("conv2", 256, 5, 1, 2, 2), ACROSS, Pool(3, 2),
        Conv("conv3", 384, 3, 1, 1), Conv("conv4", 384, 3, 1, 1, 2), Conv("conv5", 256, 3, 1, 1, 2)], None),
    "caffenet": Trunk(True, [
        Conv("conv1", 96, 11, 4, 0), Pool(3, 2), ACROSS,
        Conv("conv2", 256, 5, 1, 2, 2), Pool(3, 2), ACROSS,
        Conv("conv3", 384, 3, 1, 1), Conv("conv4", 384, 3, 1, 1, 2), Conv("conv5", 256, 3, 1, 1, 2)], Pool(3, 2)),
}


def normalize(x, norm):
    if norm.kind == "AcrossChannels":
        return F.local_response_norm(x, norm.size, norm.alpha, norm.beta, 1.0)
    mean = F.avg_pool2d(x * x, norm.size, 1, norm.size // 2, count_include_pad=True)
    return x * (1.0 + norm.alpha * mean) ** -norm.beta


def relu(x):
    """In place, as torchvision's modules have it: `x` is always a tensor that nothing else reads."""
    return F.relu(x, inplace=True)


def single(taps):
    return {tap: maps[0] for tap, maps in taps.items()}


def conv(weights, name, x, filters, size, stride=1, pad=0, groups=1, bias=True):
    w = weights(name + ".weight", filters, x.shape[1] // groups, size, size)
    return F.conv2d(x, w, weights(name + ".bias", filters) if bias else None, stride, pad, 1, groups)


def chain(weights, x, trunk, padding):
    return single(chain_trunk(weights, x, trunk, padding))


def chain_trunk(weights, x, trunk, padding):
    """The chains of convolutions; Deployment pads every layer of filter size p, pooling included, by floor(p / 2)."""
    deployed = padding == "Deployment"
    taps = {}
    for layer in trunk.layers:
        if isinstance(layer, Conv):
            pad = layer.size // 2 if deployed else layer.pad
            x = relu(conv(weights, layer.name, x, layer.filters, layer.size, layer.stride, pad, layer.groups))
            taps[layer.name] = x
        elif isinstance(layer, Pool):
            x = F.max_pool2d(x, layer.size, layer.stride, layer.size // 2 if deployed else 0, ceil_mode=trunk.ceil)
        else:
            x = normalize(x, layer)
    return taps


def pyramid(maps, levels=(6, 3, 2, 1)):
    return torch.cat([F.adaptive_max_pool2d(maps[None], n).flatten() for n in levels])


def fully_connected(weights, v, names, classes=1000):
    """fc6 and fc7 after their ReLU, and the logits; dropout is off."""
    taps = {}
    for tap, name, width in zip(("fc6", "fc7", "logits"), names, (4096, 4096, classes)):
        v = F.linear(v, weights(name + ".weight", width, v.numel()), weights(name + ".bias", width))
        taps[tap] = v = v if tap == "logits" else F.relu(v)
    return taps


def spp_head(weights, trunk, maps):
    vector = pyramid(maps)
    return {"spp": vector, **fully_connected(weights, vector, ("fc6", "fc7", "fc8"))}


def fixed_head(weights, trunk, maps):
    pool5 = F.max_pool2d(maps[None], trunk.pool5.size, trunk.pool5.stride, ceil_mode=trunk.ceil)[0]
    assert pool5.shape[1:] == (6, 6), pool5.shape
    return {"pool5": pool5, **fully_connected(weights, pool5.flatten(), ("fc6", "fc7", "fc8"))}


def vgg16(weights, x, classifier=False):
    maps = vgg16_trunk(weights, x)
    x = F.max_pool2d(maps["conv5_3"], 2, 2)
    taps = single({**maps, "pool5": x})
    if classifier:
        v = F.adaptive_avg_pool2d(x, 7).flatten()
        taps.update(fully_connected(weights, v, ("classifier.0", "classifier.3", "classifier.6")))
    return taps


def vgg16_trunk(weights, x):
    taps, index = {}, 0
    for block, (filters, convs) in enumerate([(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)], 1):
        if block > 1:
            x = F.max_pool2d(x, 2, 2)
            index += 1  # torchvision counts the pooling,
        for i in range(1, convs + 1):
            x = relu(conv(weights, f"features.{index}", x, filters, 3, 1, 1))
            taps[f"conv{block}_{i}"] = x
            index += 2  # and the ReLU
    return taps


def resnet(weights, x, blocks, bottleneck, batch_norm, stride_in):
    taps = single(resnet_trunk(weights, x, blocks, bottleneck, batch_norm, stride_in))
    v = taps["layer4"].mean((1, 2))
    taps["logits"] = F.linear(v, weights("fc.weight", 1000, v.numel()), weights("fc.bias", 1000))
    return taps


def resnet_trunk(weights, x, blocks, bottleneck, batch_norm, stride_in):
    """ResNet with batch normalisation, or with it folded into convolutions that have a bias."""
    def unit(conv_name, norm_name, x, filters, size, stride=1):
        x = conv(weights, conv_name, x, filters, size, stride, size // 2, bias=not batch_norm)
        if not batch_norm:
            return x
        gamma, beta, mean, var = (weights(f"{norm_name}.{p}", filters) for p in ("weight", "bias", "running_mean", "running_var"))
        return F.batch_norm(x, mean, var, gamma, beta, False, 0.0, 1e-5)

    def block(name, x, width, stride):
        if bottleneck:
            s1, s2 = (stride, 1) if stride_in == "conv1" else (1, stride)
            y = relu(unit(name + ".conv1", name + ".bn1", x, width, 1, s1))
            y = relu(unit(name + ".conv2", name + ".bn2", y, width, 3, s2))
            y = unit(name + ".conv3", name + ".bn3", y, 4 * width, 1)
        else:
            y = relu(unit(name + ".conv1", name + ".bn1", x, width, 3, stride))
            y = unit(name + ".conv2", name + ".bn2", y, width, 3)
        if stride != 1 or x.shape[1] != y.shape[1]:
            x = unit(name + ".downsample.0", name + ".downsample.1", x, y.shape[1], 1, stride)
        return relu(y.add_(x))

    x = relu(unit("conv1", "bn1", x, 64, 7, 2))
    taps = {"conv1": x}
    x = F.max_pool2d(x, 3, 2, 1)
    for stage, count in enumerate(blocks, 1):
        for i in range(count):
            x = block(f"layer{stage}.{i}", x, 32 << stage, 2 if stage > 1 and i == 0 else 1)
        taps[f"layer{stage}"] = x
    return taps


def squeezenet(weights, x):
    """SqueezeNet 1.1 with Caffe's names; 3x3 maximum pooling with stride 2 in ceil mode after conv1, fire3 and fire5."""
    maps = squeezenet_trunk(weights, x)
    taps = single({**maps, "conv10": relu(conv(weights, "conv10", maps["fire9"], 1000, 1))})
    taps["logits"] = taps["conv10"].mean((1, 2))
    return taps


def squeezenet_trunk(weights, x):
    x = relu(conv(weights, "conv1", x, 64, 3, 2))
    taps = {"conv1": x}
    for i, (squeeze, expand) in enumerate([(16, 64), (16, 64), (32, 128), (32, 128), (48, 192), (48, 192), (64, 256), (64, 256)], 2):
        if i in (2, 4, 6):
            x = F.max_pool2d(x, 3, 2, ceil_mode=True)
        s = relu(conv(weights, f"fire{i}/squeeze1x1", x, squeeze, 1))
        x = torch.cat([relu(conv(weights, f"fire{i}/expand1x1", s, expand, 1)),
                       relu(conv(weights, f"fire{i}/expand3x3", s, expand, 3, 1, 1))], 1)
        taps[f"fire{i}"] = x
    return taps
