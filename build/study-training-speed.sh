#!/usr/bin/env bash
# Images per second of training, ours against a plain PyTorch loop of the same network on the same photographs, by turns: ResNet-18 from scratch. A Markdown table
# on standard output; a few minutes; wants a machine with nothing else running.
# Needs Debian's python3-torch and python3-torchvision; nothing of it is needed to build, test or use the library.
# Usage: build/study-training-speed.sh FOLDER [--side 64] [--batch 64] [--epochs 2] [--rounds 3] [--threads 2] [--precision float32|bfloat16]
#        FOLDER holds a folder of photographs per class; about 2,000 are enough.
set -euo pipefail
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
if [ $# -lt 1 ] || [ ! -d "$1" ]; then
    echo "usage: study-training-speed.sh FOLDER [--side N] [--batch N] [--epochs N] [--rounds N] [--threads N] [--precision P]" >&2
    exit 2
fi
data=$(cd "$1" && pwd)
shift
side=64 batch=64 epochs=2 rounds=3 threads=2 precision=float32
while [ $# -gt 0 ]; do
    case "$1" in
        --side | --batch | --epochs | --rounds | --threads | --precision) printf -v "${1#--}" '%s' "${2:?$1 needs a value}" ;;
        *) echo "study-training-speed: unknown option $1" >&2; exit 2 ;;
    esac
    shift 2
done
if ! /usr/bin/python3 -c 'import torch, torchvision' 2>/dev/null; then
    echo "study-training-speed: torch or torchvision is missing; on Debian: apt-get install python3-torch python3-torchvision" >&2
    exit 1
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export TORCH_BACKEND="${TORCH_BACKEND:-cpu}"
"$repository/build/sppnet.sh" --version > /dev/null
echo "| round | images/s here | images/s PyTorch | ratio |"
echo "|---|---|---|---|"
for round in $(seq "$rounds"); do
    "$repository/build/sppnet.sh" train --data "$data" --validation-share 0.01 --architecture resnet18 --sizes "$side" --crops any-size --levels 1 --epochs "$epochs" \
        --batch "$batch" --threads "$threads" --precision "$precision" --filter-rms 0 --color 0 --initialization he --quiet \
        --output "$work/net.safetensors" --json "$work/net.json" > /dev/null
    ours=$(/usr/bin/python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["imagesPerSecond"])' "$work/net.json")
    theirs=$(/usr/bin/python3 "$repository/test/oracles/training_speed.py" "$data" "$side" "$batch" "$epochs" "$threads" "$precision" 2> "$work/python.log")
    /usr/bin/python3 -c 'import sys; r, a, b = sys.argv[1], float(sys.argv[2]), float(sys.argv[3]); print(f"| {r} | {a:.1f} | {b:.1f} | {a / b:.2f} |")' \
        "$round" "$ours" "$theirs"
done
