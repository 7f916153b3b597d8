"""torchvision's modules as trunks of the benchmark: batch normalisation folded away, weights from a file of the library's, cut off at a tap."""
import torch
from torchvision.models.feature_extraction import create_feature_extractor

from torchvision_networks import NETWORKS


def their_name(taps, name):
    """SqueezeNet's parameters have the names of the released Caffe files, the others torchvision's own."""
    layer, _, part = name.partition("/")
    if part:
        return f"{taps[layer]}.{part.replace('squeeze1x1', 'squeeze')}"
    return name.replace("conv1.", "features.0.") if "fire2" in taps else name


def fold(module):
    """A convolution of the file has a bias, and no normalisation after it."""
    for name, child in module.named_children():
        if isinstance(child, torch.nn.BatchNorm2d):
            setattr(module, name, torch.nn.Identity())
        elif isinstance(child, torch.nn.Conv2d) and child.bias is None:
            child.bias = torch.nn.Parameter(torch.zeros(child.out_channels))
        else:
            fold(child)


class TorchVisionTrunk(torch.nn.Module):
    def __init__(self, architecture, tap, tensors):
        super().__init__()
        make, taps, _ = NETWORKS[architecture]
        whole = make().eval()
        fold(whole)
        loaded = whole.load_state_dict({their_name(taps, name): tensor for name, tensor in tensors}, strict=False)
        left = [name for name in loaded.missing_keys if not name.startswith(("classifier.", "fc."))] + loaded.unexpected_keys
        if left:
            raise ValueError(f"{architecture}: tensors that do not fit: {left}")
        self.tap, self.trunk = tap, create_feature_extractor(whole, {taps[tap]: tap})

    def forward(self, x):
        return self.trunk(x)[self.tap]
