using System.CommandLine;

namespace Microsoft.ML.SppNet.Benchmarks;

/// <summary>The options of the comparison.</summary>
internal sealed class CompareOptions
{
    internal Option<string> Architectures { get; } =
        Of("--architectures", "Networks, separated by commas.", "zf5,alexnet,squeezenet1.1,resnet50");

    internal Option<string> Sizes { get; } =
        Of("--sizes", "ROWSxCOLUMNS of the trunks' input, separated by commas; empty: no trunks.", "224x224,375x500");

    internal Option<string> Batches { get; } = Of("--batches", "Images per run of a trunk, separated by commas.", "1,8");

    internal Option<int> Threads { get; } = Of("--threads", "Threads of every candidate.", 2);

    internal Option<double> Seconds { get; } = Of("--seconds", "Time for each candidate of a case.", 4.0);

    internal Option<string?> Weights { get; } =
        Of<string?>("--weights", "A folder of weight files that begin with their architecture's name; random weights without.", null);

    internal Option<ResidualStride> StrideIn { get; } =
        Of("--stride-in", "Which convolution of ResNet-50's blocks strides in a weight file without a model card.", ResidualStride.Conv2);

    internal Option<string?> Images { get; } = Of<string?>("--images", "A folder of photographs for the tool; drawn ones without.", null);

    internal Option<int> Count { get; } = Of("--count", "The most images for the tool; 0: no run of the tool.", 1000);

    internal Option<string> Python { get; } = Of("--python", "Python with PyTorch.", "/usr/bin/python3");

    internal void AddTo(RootCommand command)
    {
        foreach (Option option in (Option[])[Architectures, Sizes, Batches, Threads, Seconds, Weights, StrideIn, Images, Count, Python])
            command.Add(option);
    }

    internal static string[] Split(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static Option<T> Of<T>(string name, string description, T usual) =>
        new(name) { Description = description, DefaultValueFactory = _ => usual };
}
