// dotnet fsi features.fsx photo.jpg …: features of photographs in F#, from the package. Until it is on a public feed, name yours: #i "nuget: FOLDER/artifacts/packages"
#r "nuget: Microsoft.ML.SppNet, 0.1.0"

open Microsoft.ML.SppNet

let network = PretrainedNetworks.Default() // Or SppNetwork.Load "resnet50.safetensors".
let extractor = new SppFeatureExtractor(network)

for path in fsi.CommandLineArgs |> Array.skip 1 do
    let features = extractor.Extract(path).[0]
    printfn "%s: %d numbers, the largest %g" path features.Length (Array.max features)
