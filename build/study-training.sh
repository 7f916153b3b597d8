#!/usr/bin/env bash
# Tables 2 and 3 of He et al. at a smaller scale: no SPP, SPP single-size, two-size and random-size, trained alike, each tested by centre crop, ten crops and
# the full image. Resumable: results that are there are not made again, and trainings go on from their checkpoints. A study in full takes days on few cores;
# fewer classes, epochs and seeds make it short.
# Usage: build/study-training.sh DATA WORK [--nets "zf5-small overfeat5-small"] [--seeds "1 2"] [--epochs 30] [--classes 202]
#   DATA has train/ and val/ with a folder per class (Tiny ImageNet's layout, pictures of 64 pixels); WORK takes checkpoints, weights and results.
set -euo pipefail
data=$(realpath "${1:?the folder of train/ and val/}")
mkdir -p "${2:?a folder for checkpoints, weights and results}"
work=$(realpath "$2")
shift 2
nets="zf5-small overfeat5-small" seeds="1 2" epochs=30 classes=100000
while [ $# -gt 1 ]; do
    case "$1" in
        --nets) nets=$2 ;;
        --seeds) seeds=$2 ;;
        --epochs) epochs=$2 ;;
        --classes) classes=$2 ;;
        *) echo "study-training: '$1' is no option" >&2; exit 2 ;;
    esac
    shift 2
done
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
sppnet() { TORCH_BACKEND="${TORCH_BACKEND:-cpu}" "$repository/build/sppnet.sh" "$@"; }

# The same classes of both parts, as links.
for part in train val; do
    mkdir -p "$work/data/$part"
    find "$data/$part" -mindepth 1 -maxdepth 1 -type d | sort | head -n "$classes" | while read -r class; do
        ln -sfn "$class" "$work/data/$part/$(basename "$class")"
    done
done

train() { # net kind seed options…
    local name="$1-$2-$3" net=$1 seed=$3
    shift 3
    [ -e "$work/$name.safetensors" ] || sppnet train --data "$work/data/train" --validation "$work/data/val" --architecture "$net" --seed "$seed" \
        --output "$work/$name.safetensors" --json "$work/$name.train.json" --report "$work/$name.html" --checkpoint "$work/$name.checkpoint" --resume \
        --epochs "$epochs" --initialization he --filter-rms 0 --learning-rates cosine --learning-rate 0.01 "$@"
    for views in center ten full; do
        # The fixed head reads crops alone.
        if [ "$views" = full ] && [[ $name = *-none-* ]]; then continue; fi
        [ -e "$work/$name.$views.json" ] || sppnet classify folder --data "$work/data/val" --network "$work/$name.safetensors" --views "$views" \
            --json "$work/$name.$views.json"
    done
}

for net in $nets; do
    if [ "$net" = overfeat5-small ]; then large=72 small=58; else large=52 small=42; fi
    for seed in $seeds; do
        train "$net" none "$seed" --sizes "$large" --head pool5
        train "$net" single "$seed" --sizes "$large"
        train "$net" two "$seed" --sizes "$large,$small"
        train "$net" random "$seed" --sizes "$small,$large" --schedule random
    done
done

/usr/bin/env python3 - "$work" $nets <<'PYTHON'
import glob, json, re, statistics, sys
work, nets = sys.argv[1], sys.argv[2:]
print("| net | training | seeds | centre crop, top-1 / top-5 error | ten crops | full image |\n|---|---|---|---|---|---|")
def cell(net, kind, views):
    runs = [json.load(open(path)) for path in sorted(glob.glob(f"{work}/{net}-{kind}-*.{views}.json"))]
    if not runs:
        return "–"
    def error(key):
        values = [100 - run[key] for run in runs]
        return f"{statistics.mean(values):.2f}" + (f" ± {statistics.stdev(values):.2f}" if len(values) > 1 else "")
    return f"{error('top1')} / {error('top5')}"
for net in nets:
    for kind, text in (("none", "no SPP"), ("single", "SPP, single-size"), ("two", "SPP, two-size"), ("random", "SPP, random-size")):
        seeds = len(glob.glob(f"{work}/{net}-{kind}-*.center.json"))
        print(f"| {net} | {text} | {seeds} | {' | '.join(cell(net, kind, views) for views in ('center', 'ten', 'full'))} |")
PYTHON
