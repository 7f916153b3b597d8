#!/usr/bin/env bash
# Explanations of 500 Caltech-101 photographs with three networks: how well cells and bias add up to the score, and what the score of 50 of them loses
# when their most important window is greyed, beside random windows. Takes about ten minutes; needs weights and photographs (test/.../SharedData.cs).
set -euo pipefail
cd "$(dirname "$0")/.."
SPPNET_STUDY=1 build/test.sh --output Detailed --filter "FullyQualifiedName~ExplanationStudyTests"
