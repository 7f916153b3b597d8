using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>The classifier of a network, the layers from the trunk's output to the logits, as those who run it read it.</summary>
internal sealed class HeadLayers
{
    private readonly bool _averageIsLogits;
    private readonly string? _averageTap;

    /// <param name="architecture">Name and choice of head.</param>
    /// <param name="linears">The fully connected layers that the weights have, from the first on.</param>
    /// <param name="hasClassifierConv">Whether the trunk ends in a convolution to the classes.</param>
    internal HeadLayers(NetworkArchitecture architecture, IReadOnlyList<Linear> linears, bool hasClassifierConv)
    {
        Input = architecture.Table.Head.InputFor(architecture);
        Linears = linears;
        _averageTap = architecture.Table.Head.AverageTap;
        _averageIsLogits = hasClassifierConv;
        Taps = [.. InputTap is { } tap ? new[] { tap } : [], .. linears.Select(linear => linear.Tap)];
    }

    /// <summary>What makes a vector of the trunk's output.</summary>
    internal HeadInput Input { get; }

    /// <summary>The fully connected layers that the weights have, from the first on.</summary>
    internal IReadOnlyList<Linear> Linears { get; }

    /// <summary>The name under which the vector that the first layer reads can be asked for; null where it cannot.</summary>
    internal string? InputTap => Input is PoolInput ? PoolInput.Tap : _averageIsLogits ? HeadTable.LogitsTap : _averageTap;

    /// <summary>Names of the vectors it can give, from the trunk on.</summary>
    internal IReadOnlyList<string> Taps { get; }

    /// <summary>Length of a tap's vector.</summary>
    internal int Length(string tap, int channels, IReadOnlyDictionary<string, NativeTensor> parameters) =>
        Linears.FirstOrDefault(linear => linear.Tap == tap) is { } linear
            ? (int)parameters[linear.Name + ".bias"].Shape[0]
            : Input.Length(channels);

    /// <summary>What keeps this network from reading a trunk's output of a size, as the end of a sentence; null where nothing
    /// does.</summary>
    internal string? InputProblem(int height, int width)
    {
        if (Input is not PoolInput { Pool: var pool })
            return null;
        (int rows, int columns) = pool.Window.CountIn(new Sides(height, width));
        return rows == PoolInput.Side && columns == PoolInput.Side
            ? null
            : $"has no spatial pyramid: its pool5 must be 6×6 cells, which a 224×224 input gives, but its input gave {columns}×{rows} "
                + $"from a map of {width}×{height} (use size 224 with the crop view)";
    }

    /// <summary>The layers up to the deepest of some taps.</summary>
    internal IEnumerable<Linear> UpTo(IReadOnlyCollection<string> taps) =>
        Linears.Take(Linears.Select((linear, index) => taps.Contains(linear.Tap) ? index + 1 : 0).Append(0).Max());
}
