#!/usr/bin/env bash
# Runs the ONNX files that the library writes in ONNX Runtime and in ML.NET's ApplyOnnxModel, at 224 × 224 and 301 × 197, of fixed and free size, and compares.
# Usage: build/check-onnx.sh [ARCHITECTURE …]     all by default: a few minutes
set -euo pipefail
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$repository/build/prerequisites.sh"
. "$repository/build/build-project.sh"
build_properties+=("-p:WithOnnxRuntime=true")
build_project test/Microsoft.ML.SppNet.Benchmarks
dotnet "$repository/test/Microsoft.ML.SppNet.Benchmarks/bin/Release/net10.0/Microsoft.ML.SppNet.Benchmarks.dll" onnx "$@"
