# The tool from a clone: builds if anything changed, then runs sppnet with the arguments given, in the folder it was called from.
$repository = Split-Path -Parent $PSScriptRoot
. "$PSScriptRoot/prerequisites.ps1"
. "$PSScriptRoot/build-project.ps1"
Build-Project src/Microsoft.ML.SppNet.Tool
dotnet "$repository/src/Microsoft.ML.SppNet.Tool/bin/Release/net10.0/sppnet.dll" @args
exit $LASTEXITCODE
