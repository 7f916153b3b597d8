#!/usr/bin/env bash
# The tables of SPP-net's detection experiments (He et al., tables 4 to 9 of section 4) at the scale of the data at hand: mean average precision
# of the 2007 development kit and of the later ones, seconds per image by stage, seconds and memory of training, as a Markdown table.
# Needs a VOC development kit and weights; hours on two cores for 600 + 600 images, most of it R-CNN. Rows that are done are kept in the work
# folder: run again it goes on where it was.
# Usage: build/study-detection.sh VOCdevkit/VOC2007 WEIGHTS-FOLDER WORK-FOLDER [NAMES OF ROWS…]
set -euo pipefail
data=$(realpath "${1:?the folder VOC2007}")
weights=$(realpath "${2:?the folder of alexnet-conv.safetensors, squeezenet1.1.safetensors and resnet50.safetensors}")
work=${3:?a folder for detectors and results}
shift 3
mkdir -p "$work"
work=$(realpath "$work")
cd "$(dirname "$0")/.."
tool() { build/sppnet.sh "$@" --quiet; }

# Windows are proposed once for all rows.
boxes() {
    local method=$1
    [ -s "$work/$method.csv" ] || tool detect proposals --images "$data/JPEGImages" --method "$method" --json "$work/$method.json" --output "$work/$method.csv" >&2
}

wanted=" $* "
row() {
    local name=$1 train=$2 test=$3
    shift 3
    [ "$wanted" = "  " ] || [[ $wanted == *" $name "* ]] || return 0
    boxes "$train"
    boxes "$test"
    local model="$work/$name.zip"
    if [[ $1 == *.zip* ]]; then
        model=$1
    elif [ ! -s "$work/$name.train.json" ]; then
        tool detect train --data "$data" --proposals "$work/$train.csv" "$@" --output "$model" --json "$work/$name.train.json" >&2
    fi
    [ -s "$work/$name.json" ] ||
        tool detect evaluate --data "$data" --proposals "$work/$test.csv" --model "$model" --json "$work/$name.json" >&2
    python3 - "$work" "$name" "$train" "$test" <<'PYTHON'
import json, os, sys
work, name, train, test = sys.argv[1:]
result = json.load(open(f"{work}/{name}.json"))
seconds = result["secondsPerImage"]
path = f"{work}/{name}.train.json"
training = json.load(open(path)) if os.path.exists(path) else None
cells = [name, train, test, f"{result['mapElevenPoint']:.1f}", f"{result['mapArea']:.1f}"]
cells += [f"{seconds[stage]:.3f}" for stage in ("maps", "pooling", "scoring")]
cells += [f"{training['secondsMaps'] + training['secondsTrain']:.0f}", f"{training['peakWorkingSetBytes'] / 2**30:.1f}"] if training else ["", ""]
print("| " + " | ".join(cells) + " |", flush=True)
PYTHON
}

alexnet=(--network "$weights/alexnet-conv.safetensors" --architecture alexnet --tap conv5)
squeezenet=(--network "$weights/squeezenet1.1.safetensors" --architecture squeezenet1.1 --tap fire9)
resnet=(--network "$weights/resnet50.safetensors" --architecture resnet50 --stride-in conv1)
five=(--scales 480,576,688,864,1200)
ss=selective-search
eb=edge-boxes
echo "| row | windows to train | to test | mAP, 11 points | area | s/image: maps | pooling | scoring | training, s | GiB |"
echo "|---|---|---|---|---|---|---|---|---|---|"
row alexnet-1 $ss $ss "${alexnet[@]}"
row alexnet-1-regression $ss $ss "${alexnet[@]}" --box-regression
row alexnet-5 $ss $ss "${alexnet[@]}" "${five[@]}"
row alexnet-5-regression $ss $ss "${alexnet[@]}" "${five[@]}" --box-regression
row alexnet-1-edge-boxes $eb $eb "${alexnet[@]}"
row alexnet-1-edge-boxes-at-test $ss $eb "${alexnet[@]}"
row alexnet-1-selective-search-at-test $eb $ss "${alexnet[@]}"
row squeezenet-1-regression $ss $ss "${squeezenet[@]}" --box-regression
row resnet50-layer3-1-regression $ss $ss "${resnet[@]}" --tap layer3 --levels 3,2,1 --box-regression
row resnet50-layer4-1-regression $ss $ss "${resnet[@]}" --tap layer4 --levels 3,2,1 --box-regression
row alexnet-and-resnet50 $ss $ss "$work/alexnet-1-regression.zip,$work/resnet50-layer4-1-regression.zip"
row rcnn-alexnet $ss $ss "${alexnet[@]}" --method rcnn --levels 6
