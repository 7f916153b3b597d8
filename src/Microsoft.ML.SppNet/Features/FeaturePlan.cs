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
    /// <summary>The size that stands for "as the image is".</summary>
    internal const int NativeSize = 0;

    internal FeaturePlan(SppNetwork network, SppFeatureOptions options, IReadOnlyList<SppFeatureColumn> columns)
    {
        options.Check();
        CheckNames(columns);
        Options = options;
        Sizes = options.Sizes.Count == 0 ? [NativeSize] : [.. options.Sizes];
        Taps = [.. columns.SelectMany(column => column.Taps).Distinct()];
        Columns = [.. columns.Select(column => Plan(network, column))];
        // Without antialiasing, an output pixel is made of two source pixels however many there are: of a reduced image they are others.
        MinimumShorterSide = options.Kernel == ResizeKernel.Triangle ? Sizes.Max() : NativeSize;
        SmallestImage = Taps.Max(network.SmallestImage);
        HeadInputProblem = Taps.All(network.IsMap) ? (_, _) => null : network.HeadInputProblem;
        LargestMapBytes = (height, width) => network.LargestMapBytes(height, width, Taps);
    }

    internal SppFeatureOptions Options { get; }

    /// <summary>Shorter sides; <see cref="NativeSize"/> alone where images stay as they are.</summary>
    internal IReadOnlyList<int> Sizes { get; }

    /// <summary>The distinct taps over all columns: one run of the network serves them all.</summary>
    internal IReadOnlyList<string> Taps { get; }

    internal IReadOnlyList<PlannedColumn> Columns { get; }

    /// <summary>
    /// What <see cref="ImageFile.Decode(string, int)"/> is told: the largest of the sizes, which the shorter side becomes in every view; <see cref="NativeSize"/> where
    /// every decoded pixel counts.
    /// </summary>
    internal int MinimumShorterSide { get; }

    /// <summary>The shorter side that an image needs after resizing for every tap to have a cell.</summary>
    internal int SmallestImage { get; }

    /// <summary>What keeps the head, where a tap is its, from reading an input of so many rows and columns, as the end of a sentence; null where nothing does.</summary>
    internal Func<int, int, string?> HeadInputProblem { get; }

    /// <summary>Bytes of the largest feature map on the way to the taps, for an input of so many rows and columns.</summary>
    internal Func<int, int, long> LargestMapBytes { get; }

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
