#!/usr/bin/env bash
# Measures the trunks against the plain modules, PyTorch and ONNX Runtime on the same weights and images, and the tool itself, in one run: Markdown tables on
# standard output (docs/performance.md says how to read them). Takes about ten minutes; wants a machine with nothing else running.
# Needs Debian's python3-torch and python3-numpy; nothing of it is needed to build, test or use the library.
# Usage: build/benchmark.sh [--architectures zf5,resnet50] [--sizes 224x224,375x500] [--batches 1,8] [--threads 2] [--seconds 4] [--weights FOLDER]
#        [--images FOLDER] [--count 1000]; --help says more.
# Every network can be named (ResNet-18 to 152, VGG-16 and SqueezeNet 1.1 besides the usual four); the others want python3-torchvision as well. For those that came
# after the first, against ONNX Runtime:
#   build/benchmark.sh --sizes 224x224 --count 0 --architectures alexnet-torchvision,vgg11bn,vgg19,resnet34,resnet101,resnet152,wide-resnet50-2,resnext50-32x4d,squeezenet1.0,mobilenet-v2,efficientnet-b0
set -euo pipefail
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$repository/build/prerequisites.sh"
. "$repository/build/build-project.sh"
python=/usr/bin/python3
if ! "$python" -c 'import numpy, torch' 2>/dev/null; then
    echo "benchmark: $python has no torch or no numpy; on Debian: apt-get install python3-torch python3-numpy" >&2
    exit 1
fi
build_properties+=("-p:WithOnnxRuntime=true")
build_project src/Microsoft.ML.SppNet.Tool
build_project test/Microsoft.ML.SppNet.Benchmarks

# Networks, ONNX files and drawn photographs lie here, and go even if the run is broken off.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
TMPDIR="$work" dotnet "$repository/test/Microsoft.ML.SppNet.Benchmarks/bin/Release/net10.0/Microsoft.ML.SppNet.Benchmarks.dll" compare \
    --python "$python" "$@"
