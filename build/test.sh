#!/usr/bin/env bash
# Builds everything and runs the tests; arguments go to the test runner (--filter "TestCategory!=Package"). The last line counts them.
set -euo pipefail
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$repository/build/prerequisites.sh"
. "$repository/build/build-project.sh"
build_project Microsoft.ML.SppNet.sln

log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
dotnet exec "$repository/test/Microsoft.ML.SppNet.Tests/bin/Release/net10.0/Microsoft.ML.SppNet.Tests.dll" --progress off --ansi off "$@" 2>&1 | tee "$log" || status=$?

count() { sed -n "s/^  $1: \([0-9][0-9]*\).*/\1/p" "$log" | tail -n 1; }
passed=$(count succeeded) failed=$(count failed) skipped=$(count skipped)
if [ -z "$passed" ]; then
    echo "The test run ended without its summary (exit code $status)." >&2
    [ "$status" -ne 0 ] || status=1
elif [ "$passed" -eq 0 ] && [ "$status" -eq 0 ]; then
    echo "No test ran." >&2
    status=1
fi
echo "${passed:-0} passed, ${failed:-0} failed, ${skipped:-0} skipped"
exit "$status"
