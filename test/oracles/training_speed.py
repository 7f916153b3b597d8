#!/usr/bin/env python3
"""Trains the network that build/study-training-speed.sh trains here, in a plain PyTorch loop, and says how many images it takes a second.

usage: training_speed.py FOLDER SIDE BATCH EPOCHS THREADS float32|bfloat16
Needs Debian's python3-torch and python3-torchvision. The network is torchvision's ResNet-18; the photographs go through a crop anywhere of any
size and a flip, decoded by two workers, as the tool decodes beside the network.
"""
import sys
import time

import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import datasets, models, transforms


def main(folder, side, batch, epochs, threads, precision):
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    prepare = transforms.Compose([
        transforms.RandomResizedCrop(side), transforms.RandomHorizontalFlip(), transforms.ToTensor(),
        transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])])
    images = datasets.ImageFolder(folder, prepare)
    loader = DataLoader(images, batch, shuffle=True, drop_last=False, num_workers=2, persistent_workers=True)
    network = models.resnet18(num_classes=len(images.classes)).train()
    optimizer = torch.optim.SGD(network.parameters(), 0.01, momentum=0.9, weight_decay=5e-4)
    best = 0.0
    for epoch in range(epochs):
        begin, loss = time.perf_counter(), 0.0
        for pixels, labels in loader:
            optimizer.zero_grad(set_to_none=True)
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=precision == "bfloat16"):
                step = nn.functional.cross_entropy(network(pixels), labels)
            step.backward()
            optimizer.step()
            loss += step.item() * len(labels)
        rate = len(images) / (time.perf_counter() - begin)
        best = max(best, rate)
        print(f"epoch {epoch + 1}: {rate:.1f} images/s, loss {loss / len(images):.3f}", file=sys.stderr)
    print(f"{best:.1f}")


if __name__ == "__main__":
    main(sys.argv[1], *(int(value) for value in sys.argv[2:6]), sys.argv[6])
