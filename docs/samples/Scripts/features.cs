// dotnet run features.cs photo.jpg …: features of photographs from one C# file and the package. Until it is on a public feed, a
// NuGet.config beside it names yours.
#:package Microsoft.ML.SppNet@0.1.0
#:property PublishAot=false
using Microsoft.ML.SppNet;

using SppNetwork network = PretrainedNetworks.Default(); // Or SppNetwork.Load("resnet50.safetensors").
using var extractor = new SppFeatureExtractor(network);
foreach (string path in args)
{
    float[] features = extractor.Extract(path)[0];
    Console.WriteLine($"{path}: {features.Length} numbers, the largest {features.Max()}");
}
