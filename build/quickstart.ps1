# Features, a classifier, a saved and reloaded model in one run: on drawn pictures, or on your own photographs in a folder per class
# (quickstart.ps1 --data FOLDER --network FILE ...; --help lists the rest).
$repository = Split-Path -Parent $PSScriptRoot
. "$PSScriptRoot/prerequisites.ps1"
. "$PSScriptRoot/build-project.ps1"
Build-Project docs/samples/Quickstart
dotnet "$repository/docs/samples/Quickstart/bin/Release/net10.0/Quickstart.dll" @args
exit $LASTEXITCODE
