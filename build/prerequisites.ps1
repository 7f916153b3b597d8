# Dot-sourced by the scripts beside it: checks that the machine has what they need, and says in words what is missing. Changes nothing.
$ErrorActionPreference = 'Stop'
$advice = "Get it from https://dotnet.microsoft.com/download/dotnet/10.0, open a new terminal and run this again."
if (-not (Get-Command dotnet -ErrorAction SilentlyContinue)) {
    [Console]::Error.WriteLine("The .NET 10 SDK is needed, and there is no 'dotnet' on the PATH. $advice")
    exit 1
}
if (-not (dotnet --list-sdks | Where-Object { $_ -match '^10\.' })) {
    [Console]::Error.WriteLine("The .NET 10 SDK is needed, and 'dotnet --list-sdks' shows none. $advice")
    exit 1
}
