# Sourced by the scripts beside it: checks that the machine has what they need, and says in words what is missing. Changes nothing.
# TorchSharp's native side needs no help here: the library itself makes it load (docs/decisions/0002-libstdcxx.md).

if ! command -v dotnet >/dev/null 2>&1; then
    echo "The .NET 10 SDK is needed, and there is no 'dotnet' on the PATH. Get it from https://dotnet.microsoft.com/download/dotnet/10.0" \
        "(or your system's package dotnet-sdk-10.0), open a new terminal and run this again." >&2
    exit 1
fi
sdks=$(dotnet --list-sdks)
if ! grep -q '^10\.' <<<"$sdks"; then
    echo "The .NET 10 SDK is needed, and 'dotnet --list-sdks' shows none. Get it from https://dotnet.microsoft.com/download/dotnet/10.0" \
        "(or your system's package dotnet-sdk-10.0), open a new terminal and run this again." >&2
    exit 1
fi
