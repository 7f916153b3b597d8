// Which photographs look alike? An ImageNet-trained ResNet-18 that comes as a NuGet package says so, without a download of one's own and
// without training.
using System.Numerics.Tensors;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.SppNet;
using Quickstart;

using PictureFolder? drawn = args.Length > 0 ? null : new PictureFolder(perClass: 4); // Without a folder of photographs: drawn shapes.
string[] paths = [.. Directory.EnumerateFiles(args.Length > 0 ? args[0] : drawn!.Root, "*.*", SearchOption.AllDirectories)
    .Order(StringComparer.Ordinal)];

using SppNetwork network = PretrainedNetworks.ResNet18();
var mlContext = new MLContext();
IDataView photographs = mlContext.Data.LoadFromEnumerable(paths.Select(path => new Photograph(path)));
using var features = mlContext.Transforms
    .ExtractSppFeatures("Features", "ImagePath", network, tap: "block8", levels: [2, 1], size: 224, normalization: FeatureNormalization.L2)
    .Fit(photographs);
float[][] vectors = [.. features.Transform(photographs).GetColumn<float[]>("Features")];

for (int one = 0; one < paths.Length; one++)
{
    int most = Enumerable.Range(0, paths.Length).Where(other => other != one)
        .MaxBy(other => TensorPrimitives.Dot<float>(vectors[one], vectors[other]));
    Console.WriteLine($"{Name(paths[one])} looks most like {Name(paths[most])}");
}

static string Name(string path) => Path.Combine(Path.GetFileName(Path.GetDirectoryName(path))!, Path.GetFileName(path));

internal sealed record Photograph(string ImagePath);
