using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Networks.Execution;
using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet.Networks;

/// <summary>Writes a head as nodes, from the trunk's output on.</summary>
internal static class OnnxHeadWriter
{
    /// <summary>Adds the layers up to the deepest of some taps.</summary>
    /// <param name="writer">Takes the nodes.</param>
    /// <param name="head">The head.</param>
    /// <param name="map">The trunk's output.</param>
    /// <param name="size">Its size; null where it differs from run to run.</param>
    /// <param name="taps">The taps.</param>
    /// <returns>The value of each.</returns>
    internal static Dictionary<string, string> Write(OnnxWriter writer, HeadLayers head, string map, Sides? size,
        IReadOnlyCollection<string> taps)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        string value = Input(writer, head.Input, map, size);
        if (head.InputTap is { } tap)
            values[tap] = value;
        foreach (Linear linear in head.UpTo(taps))
        {
            string name = linear.Relu ? linear.Tap + "/sum" : linear.Tap;
            value = writer.Node(
                "Gemm", name, [value, linear.Name + ".weight", linear.Name + ".bias"], new OnnxAttribute("transB") { Number = 1 });
            if (linear.Relu)
                value = writer.Node("Relu", linear.Tap, [value]);
            values[linear.Tap] = value;
        }

        return values;
    }

    private static string Input(OnnxWriter writer, HeadInput input, string map, Sides? size)
    {
        var bins = new OnnxBins(writer, map, size);
        return input switch
        {
            PyramidInput { Pyramid: var pyramid } => Joined(writer, map, [.. pyramid.Levels.Select(bins.Largest)]),
            AverageInput average => bins.Means(average.Side),
            PoolInput { Pool.Window: var window } => writer.Node(
                "Flatten", PoolInput.Tap, [writer.Node("MaxPool", map + "/pool", [map], [.. OnnxWindowAttributes.Of(window, size)])],
                new OnnxAttribute("axis") { Number = 1 }),
            _ => throw new ArgumentException($"no operations are known for {input}"),
        };
    }

    /// <summary>Vectors one after the other.</summary>
    internal static string Joined(OnnxWriter writer, string name, IReadOnlyList<string> vectors) => vectors.Count == 1
        ? vectors[0]
        : writer.Node("Concat", name + "/vectors", vectors, new OnnxAttribute("axis") { Number = 1 });
}
