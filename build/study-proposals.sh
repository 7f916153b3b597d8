#!/usr/bin/env bash
# Boxes, processor seconds of one thread, recall and MABO of every way to propose boxes on the VOC test images, beside OpenCV's in the same
# run: a Markdown table on standard output. Recall and MABO leave difficult objects out. Takes half an hour for 600 images.
# Needs Debian's python3-opencv and VOC photographs; nothing of it is needed to build, test or use the library.
# Usage: build/study-proposals.sh VOCdevkit/VOC2007 [EVERY-HOW-MANY-IMAGES]
set -euo pipefail
photographs=$(realpath "${1:?the folder VOC2007}")
every=${2:-1}
cd "$(dirname "$0")/.."
edges=$(mktemp -d)
trap 'rm -rf "$edges"' EXIT
echo "| method | images | boxes | CPU s/image | recall at 0.5 | at 0.7 | MABO |"
echo "|---|---|---|---|---|---|---|"
/usr/bin/python3 test/oracles/detection_proposals.py "$photographs" "$every" "$edges"
export SPPNET_STUDY=$every SPPNET_STUDY_EDGES=$edges SPPNET_STUDY_PHOTOGRAPHS=$photographs
build/test.sh --output Detailed --filter "FullyQualifiedName~ProposalStudyTests" |
    sed -n 's/^ *\(| .* |\)$/\1/p'
