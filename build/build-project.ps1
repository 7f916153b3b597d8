# Dot-sourced: Build-Project PROJECT builds it in Release and shows the output only where the build fails.
function Build-Project([string] $project) {
    $properties = @()
    if ($env:TORCH_BACKEND) { $properties += "-p:TorchBackend=$env:TORCH_BACKEND" }
    Push-Location $repository
    try { $output = dotnet build $project -c Release -nologo -v:quiet @properties 2>&1 } finally { Pop-Location }
    if ($LASTEXITCODE -ne 0) {
        $output | ForEach-Object { [Console]::Error.WriteLine($_) }
        exit 1
    }
}
