#!/usr/bin/env bash
# Boxes, recall, MABO and seconds of one thread of Selective Search on every sixth VOC test image, beside OpenCV's in the same run.
# Takes several minutes.
# Needs Debian's python3-opencv and VOC photographs for OpenCV's half; nothing of it is needed to build, test or use the library.
# Usage: build/study-proposals.sh VOCdevkit/VOC2007
set -euo pipefail
photographs=$(realpath "${1:?the folder VOC2007}")
cd "$(dirname "$0")/.."
/usr/bin/python3 test/oracles/detection_proposals.py "$photographs"
SPPNET_STUDY=1 build/test.sh --output Detailed --filter "FullyQualifiedName~ProposalStudyTests"
