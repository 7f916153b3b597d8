#!/usr/bin/env bash
# Holds `sppnet classify features` against LIBLINEAR in the same run: times, accuracies, objectives. Takes several minutes and 4 GB of memory.
# Needs Debian's liblinear-tools (or liblinear4) and python3-numpy; nothing of it is needed to build, test or use the library.
# Usage: build/study-linear-svc.sh [--rows 3000] [--columns 12800] [--classes 101]
set -euo pipefail
cd "$(dirname "$0")/.."
if ! /usr/bin/python3 -c 'import ctypes, numpy; ctypes.CDLL("liblinear.so.4")' 2>/dev/null; then
    echo "study-linear-svc: liblinear.so.4 or numpy is missing; on Debian: apt-get install liblinear-tools python3-numpy" >&2
    exit 1
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
/usr/bin/python3 test/oracles/linear_svc_study.py "$work" "$@"
