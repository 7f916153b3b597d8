#!/usr/bin/env bash
# The tool from a clone: builds if anything changed, then runs sppnet with the arguments given, in the folder it was called from.
set -euo pipefail
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$repository/build/prerequisites.sh"
. "$repository/build/build-project.sh"
build_project src/Microsoft.ML.SppNet.Tool
exec dotnet "$repository/src/Microsoft.ML.SppNet.Tool/bin/Release/net10.0/sppnet.dll" "$@"
