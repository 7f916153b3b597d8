#!/usr/bin/env bash
# Boxes, recall, MABO and seconds of one thread of Selective Search on every sixth VOC test image, beside OpenCV's in the same run.
# Takes several minutes.
# Needs Debian's python3-opencv and the development data in ../shared; nothing of it is needed to build, test or use the library.
# Usage: build/study-proposals.sh
set -euo pipefail
cd "$(dirname "$0")/.."
/usr/bin/python3 test/oracles/detection_proposals.py ../shared/data/VOCdevkit/VOC2007
SPPNET_STUDY=1 build/test.sh --output Detailed --filter "FullyQualifiedName~ProposalStudyTests"
