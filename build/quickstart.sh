#!/usr/bin/env bash
# Features, a classifier, a saved and reloaded model in one run: on drawn pictures, or on your own photographs in a folder per class
# (quickstart.sh --data FOLDER --network FILE …; --help lists the rest).
set -euo pipefail
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$repository/build/prerequisites.sh"
. "$repository/build/build-project.sh"
build_project docs/samples/Quickstart
exec dotnet "$repository/docs/samples/Quickstart/bin/Release/net10.0/Quickstart.dll" "$@"
