#!/usr/bin/env bash
# What decoding large JPEGs at reduced scale does to the features of photographs, and what it saves; prints a line per case. Takes several minutes.
# Needs the development data (weights, VOC 2007 photographs) beside the checkout; nothing of it is needed to build, test or use the library.
# Usage: build/study-reduced-decoding.sh
set -euo pipefail
SPPNET_STUDY=1 "$(dirname "$0")/test.sh" --output Detailed --filter "FullyQualifiedName~ReducedDecodingStudyTests"
