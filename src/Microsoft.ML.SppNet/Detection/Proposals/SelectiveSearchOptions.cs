namespace Microsoft.ML.SppNet.Detection;

/// <summary>How <see cref="SelectiveSearch"/> looks for boxes; the defaults are the paper's.</summary>
public sealed class SelectiveSearchOptions
{
    /// <summary>The groupings.</summary>
    /// <value>Default: <see cref="SelectiveSearchMode.Fast"/>.</value>
    public SelectiveSearchMode Mode { get; init; } = SelectiveSearchMode.Fast;

    /// <summary>Boxes with a side of fewer pixels are left out; at least 1.</summary>
    /// <remarks>
    /// R-CNN's scripts leave out boxes under 20 pixels. Every tenth object of the VOC 2007 photographs that this was measured on has such
    /// a side (build/study-proposals.sh prints the recall with and without).
    /// </remarks>
    /// <value>Default: 1, none is left out.</value>
    public int MinimumSide { get; init; } = 1;

    /// <summary>Boxes with a side of more pixels are left out; null = none is.</summary>
    /// <value>Default: null.</value>
    public int? MaximumSide { get; init; }

    /// <summary>
    /// The most boxes that are given, the best; null = all, which on photographs of 500 × 375 pixels are some 3,400 in the fast mode.
    /// </summary>
    /// <value>Default: 2500.</value>
    public int? MaximumBoxes { get; init; } = 2500;

    /// <summary>
    /// An image whose longer side has more pixels is searched in a reduced version: time and memory grow with its pixels, and boxes with
    /// them. From 1 to 8192.
    /// </summary>
    /// <value>Default: 1000.</value>
    public int LongestSide { get; init; } = 1000;

    /// <summary>
    /// Seeds the random part of the boxes' order; every grouping has a generator of its own, so the number of threads changes nothing.
    /// </summary>
    /// <value>Default: 0.</value>
    public int Seed { get; init; }

    /// <summary>Groupings made at the same time; null = one per processor. The boxes are the same for any number.</summary>
    /// <value>Default: null.</value>
    public int? NumberOfThreads { get; init; }

    internal void Validate()
    {
        Check(Enum.IsDefined(Mode), nameof(Mode), "Fast or Quality", Mode);
        Check(MinimumSide >= 1, nameof(MinimumSide), "at least 1", MinimumSide);
        Check(MaximumSide is null || MaximumSide >= MinimumSide, nameof(MaximumSide), "null or at least MinimumSide", MaximumSide);
        Check(MaximumBoxes is null or >= 1, nameof(MaximumBoxes), "null (all) or at least 1", MaximumBoxes);
        Check(LongestSide is >= 1 and <= 8192, nameof(LongestSide), "from 1 to 8192", LongestSide);
        Check(NumberOfThreads is null or >= 1, nameof(NumberOfThreads), "null (one per processor) or at least 1", NumberOfThreads);
    }

    private static void Check<T>(bool valid, string name, string expected, T value) =>
        OptionCheck.Require(valid, nameof(SelectiveSearchOptions), name, expected, value);
}
