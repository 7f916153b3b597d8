using Microsoft.ML.SppNet.Networks.Parameters;
using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet.Benchmarks;

/// <summary>The networks that are measured: with weights from a folder where it has them, else with random ones.</summary>
/// <param name="Folder">Files named after their architecture, <c>resnet50.safetensors</c> or <c>alexnet-conv.safetensors</c>; null for
/// random weights.</param>
/// <param name="StrideIn">What a file of ResNet-50 without a model card is of.</param>
internal sealed record NetworkSource(string? Folder, ResidualStride StrideIn)
{
    internal SppNetwork Open(string architecture)
    {
        string? file = FileOf(architecture);
        if (file is null)
            return SppNetwork.Create(architecture);
        using IWeightFile weights = WeightFile.Open(file);
        return SppNetwork.Load(weights, ModelCardMetadata.Read(file, weights.Metadata) is null
            ? new NetworkArchitecture(architecture) { StrideIn = StrideIn }
            : null);
    }

    internal string Describe(IEnumerable<string> architectures)
    {
        string[] named = [.. architectures.Select(FileOf).OfType<string>().Select(Path.GetFileName).OfType<string>()];
        return named.Length == 0 ? "random weights" : $"weights of {string.Join(", ", named)}, else random";
    }

    private string? FileOf(string architecture) =>
        Folder is null ? null : Directory.GetFiles(Folder, architecture + "*.safetensors").Order(StringComparer.Ordinal).FirstOrDefault();
}
