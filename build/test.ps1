# Builds everything and runs the tests; arguments go to the test runner (--filter "TestCategory!=Package"). The last line counts them.
$repository = Split-Path -Parent $PSScriptRoot
. "$PSScriptRoot/prerequisites.ps1"
. "$PSScriptRoot/build-project.ps1"
Build-Project Microsoft.ML.SppNet.sln

dotnet exec "$repository/test/Microsoft.ML.SppNet.Tests/bin/Release/net10.0/Microsoft.ML.SppNet.Tests.dll" --progress off --ansi off @args | Tee-Object -Variable log
$status = $LASTEXITCODE
function Get-Count([string] $name) {
    $match = $log | Select-String "^  ${name}: (\d+)" | Select-Object -Last 1
    if ($match) { [int] $match.Matches[0].Groups[1].Value } else { $null }
}
$passed = Get-Count succeeded
if ($null -eq $passed) {
    [Console]::Error.WriteLine("The test run ended without its summary (exit code $status).")
    if ($status -eq 0) { $status = 1 }
}
elseif ($passed -eq 0 -and $status -eq 0) {
    [Console]::Error.WriteLine("No test ran.")
    $status = 1
}
"$([int] $passed) passed, $([int] (Get-Count failed)) failed, $([int] (Get-Count skipped)) skipped"
exit $status
