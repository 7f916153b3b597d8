using Microsoft.ML.SppNet.Imaging;
using Microsoft.ML.SppNet.Networks.Architecture;
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
        if (options.TestViews is { } views)
        {
            CheckViews(options, columns);
            Views = new ViewAverage(network, views);
        }

        Preparation = new ImagePreparation
        {
            Sizes = SizesOf(options),
            View = options.View,
            Views = options.TestViews is { } wanted ? (width, height) => ViewWindows.Inputs(wanted, width, height) : null,
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

    /// <summary>Vectors that are kept of an image until they are combined: one for each size, one for all test views.</summary>
    internal int VectorsPerImage => Views is null ? Sizes.Count : 1;

    /// <summary>What averages test views; null where images are seen as <see cref="SppFeatureOptions.View"/> says.</summary>
    internal ViewAverage? Views { get; }

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

        int times = Options.Combine == SizeCombination.Concatenate && Views is null ? Sizes.Count : 1;
        return new PlannedColumn(column.Name, parts, offset, checked(offset * times));
    }

    private int IndexOf(string tap) => Taps.TakeWhile(candidate => candidate != tap).Count();

    private static IReadOnlyList<int> SizesOf(SppFeatureOptions options) => options switch
    {
        { TestViews: { Kind: TestViewKind.Multi } views } => [.. views.Scales.Append(views.ShorterSide).Distinct()],
        { TestViews: { } views } => [views.ShorterSide],
        { Sizes.Count: 0 } => [ImagePreparation.NativeSize],
        _ => [.. options.Sizes],
    };

    private static void CheckViews(SppFeatureOptions options, IReadOnlyList<SppFeatureColumn> columns)
    {
        if (columns.Any(column => column.Taps is not [HeadTable.LogitsTap]))
        {
            throw new ArgumentException(
                $"Test views average what a network says of classes: the tap is then {HeadTable.LogitsTap} alone.", nameof(columns));
        }

        bool usual = options is { Sizes.Count: 0, View: ImageView.Full, Flip: false, Combine: SizeCombination.Concatenate,
            Normalization: FeatureNormalization.None };
        if (!usual)
        {
            throw new ArgumentException(
                "Test views say themselves at which sizes and how an image is seen: Sizes, View, Flip, Combine and Normalization stay at "
                + "their defaults.",
                nameof(options));
        }
    }

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
