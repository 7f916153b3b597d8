using Microsoft.ML.SppNet.Networks.Parameters;
using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>Gathers what <c>inspect</c> tells.</summary>
internal static class NetworkInspection
{
    internal static NetworkReport Of(NetworkChoice choice, SpatialPyramid pyramid, Action<string> warn)
    {
        if (!choice.IsUntrained)
            return ToolException.RefusedAsInput(() => OfFile(choice, pyramid, warn));
        using SppNetwork untrained = choice.Open(warn);
        var report = new NetworkReport
        {
            Tensors = [.. untrained.Parameters.Tensors.Select(tensor => new TensorReport(tensor.Key, "F32", tensor.Value.Shape))],
            Parameters = untrained.ParameterCount,
            Levels = pyramid.Levels,
        };
        return WithNetwork(report, untrained, pyramid);
    }

    private static NetworkReport OfFile(NetworkChoice choice, SpatialPyramid pyramid, Action<string> warn)
    {
        using IWeightFile file = choice.OpenFile();
        var report = new NetworkReport
        {
            File = file.Name,
            Format = file.Format,
            HasCard = ModelCardMetadata.Read(file.Name, file.Metadata) is not null,
            Metadata = file.Metadata,
            Tensors = [.. file.Tensors.Select(tensor => new TensorReport(tensor.Name, tensor.Type, tensor.Shape))],
            Parameters = file.Tensors.Sum(tensor => tensor.ElementCount),
            Levels = pyramid.Levels,
        };
        try
        {
            using SppNetwork network = choice.Open(file);
            foreach (string warning in network.Warnings)
                warn(warning);
            return WithNetwork(report, network, pyramid);
        }
        catch (InvalidDataException exception) when (!report.HasCard && choice.Name is null)
        {
            // What the file holds is worth seeing all the more where nobody knows what it is.
            return report with { Problem = exception.Message };
        }
    }

    private static NetworkReport WithNetwork(NetworkReport report, SppNetwork network, SpatialPyramid pyramid)
    {
        NetworkArchitecture architecture = network.Architecture;
        return report with
        {
            Card = new CardReport(
                architecture.Name, Word(architecture.Padding), architecture.Head == NetworkHead.Pool5 ? "pool5" : "spp",
                architecture.HeadLevels, architecture.StridePlacesDiffer ? Word(architecture.StrideIn) : null)
            {
                Channels = Word(network.Preprocessing.Channels),
                Mean = network.Preprocessing.Mean,
                Std = network.Preprocessing.StandardDeviation,
                Source = network.Card.Source,
                Licence = network.Card.Licence,
            },
            Runs = network.DescribeExecution(),
            Layers = [.. network.Layers.Select(layer => layer.ToString())],
            Taps = [.. network.Taps.Select(tap => Tap(network, tap, pyramid))],
        };
    }

    private static TapReport Tap(SppNetwork network, string tap, SpatialPyramid pyramid)
    {
        int channels = network.Channels(tap);
        return new TapReport(tap, channels, network.IsMap(tap) ? pyramid.Dimension(channels) : channels, network.SmallestImage(tap));
    }

    private static string Word(Enum value) => value.ToString().ToLowerInvariant();
}
