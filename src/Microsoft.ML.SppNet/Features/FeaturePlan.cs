using Microsoft.ML.SppNet.Imaging;
using Microsoft.ML.SppNet.Reading;

namespace Microsoft.ML.SppNet.Features;

/// <summary>One tap's share of a column.</summary>
/// <param name="Tap">Index into <see cref="FeaturePlan.Taps"/>.</param>
/// <param name="Pyramid">The pyramid over a feature map; null for a vector of the head.</param>
/// <param name="Length">Its length in floats.</param>
/// <param name="Offset">Where it begins in the column's vector of one size.</param>
internal sealed record FeaturePart(int Tap, SpatialPyramid? Pyramid, int Length, int Offset);

/// <summary>A column resolved against a network.</summary>
/// <param name="Name">Name of the column.</param>
/// <param name="Parts">Its parts, in order.</param>
/// <param name="LengthPerSize">Length of the vector of one size.</param>
/// <param name="Length">Length of the column's vector.</param>
internal sealed record PlannedColumn(string Name, IReadOnlyList<FeaturePart> Parts, int LengthPerSize, int Length);

/// <summary>What to compute: options and columns checked against a network, once.</summary>
internal sealed class FeaturePlan
{
    private readonly SppNetwork _network;
    private readonly int _smallestImage;
    private readonly bool _readsHead;

    internal FeaturePlan(SppNetwork network, SppFeatureOptions options, IReadOnlyList<SppFeatureColumn> columns)
    {
        options.Check();
        CheckNames(columns);
        _network = network;
        Options = options;
        Preparation = new ImagePreparation
        {
            Sizes = options.Sizes.Count == 0 ? [ImagePreparation.NativeSize] : [.. options.Sizes],
            View = options.View,
            Kernel = options.Kernel,
            Preprocessing = network.Preprocessing,
            Problem = Problem,
        };
        Taps = [.. columns.SelectMany(column => column.Taps).Distinct()];
        Columns = [.. columns.Select(column => Plan(network, column))];
        _smallestImage = Taps.Max(network.SmallestImage);
        _readsHead = !Taps.All(network.IsMap);
    }

    internal SppFeatureOptions Options { get; }

    /// <summary>How images become the network's inputs.</summary>
    internal ImagePreparation Preparation { get; }

    /// <summary>The sizes of <see cref="Preparation"/>: how often the network runs over an image.</summary>
    internal IReadOnlyList<int> Sizes => Preparation.Sizes;

    /// <summary>The distinct taps over all columns: one run of the network serves them all.</summary>
    internal IReadOnlyList<string> Taps { get; }

    internal IReadOnlyList<PlannedColumn> Columns { get; }

    /// <summary>Why an input is too small, too large, or not what the head reads.</summary>
    private string? Problem(ImageGeometry geometry)
    {
        (int height, int width) = (geometry.Height, geometry.Width);
        if (Math.Min(width, height) < _smallestImage)
            return $"the tap {string.Join(", ", Taps)} needs at least {_smallestImage} pixels on the shorter side: give a larger size";
        // A map is reached through a span, which ends at 2 GiB. A million pixels make no such map in any network here: only large images
        // are worth the arithmetic.
        if ((long)width * height > 1 << 20 && _network.LargestMapBytes(height, width, Taps) > int.MaxValue)
            return "one of the network's feature maps would take more than 2 GiB: give a smaller size, such as 224";
        return _readsHead && _network.HeadInputProblem(height, width) is { } problem ? $"this network {problem}" : null;
    }

    private PlannedColumn Plan(SppNetwork network, SppFeatureColumn column)
    {
        var pyramid = new SpatialPyramid(column.Levels);
        var parts = new List<FeaturePart>();
        int offset = 0;
        foreach (string tap in column.Taps)
        {
            SpatialPyramid? pooling = network.IsMap(tap) ? pyramid : null;
            int length = pooling?.Dimension(network.Channels(tap)) ?? network.Channels(tap);
            parts.Add(new FeaturePart(IndexOf(tap), pooling, length, offset));
            offset = checked(offset + length);
        }

        int times = Options.Combine == SizeCombination.Concatenate ? Sizes.Count : 1;
        return new PlannedColumn(column.Name, parts, offset, checked(offset * times));
    }

    private int IndexOf(string tap) => Taps.TakeWhile(candidate => candidate != tap).Count();

    private static void CheckNames(IReadOnlyList<SppFeatureColumn> columns)
    {
        if (columns.Count == 0)
            throw new ArgumentException("At least one column of features must be asked for.", nameof(columns));
        var seen = new HashSet<string>();
        foreach (SppFeatureColumn column in columns)
        {
            if (string.IsNullOrWhiteSpace(column.Name))
                throw new ArgumentException("A column of features needs a name.", nameof(columns));
            if (!seen.Add(column.Name))
                throw new ArgumentException($"Two columns of features are named '{column.Name}'.", nameof(columns));
            if (column.Taps is not { Count: > 0 })
                throw new ArgumentException($"Column '{column.Name}' names no tap; the default is '{SppNetwork.SppTap}'.", nameof(columns));
        }
    }
}
