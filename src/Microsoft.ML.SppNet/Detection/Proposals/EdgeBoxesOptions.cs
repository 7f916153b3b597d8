namespace Microsoft.ML.SppNet.Detection;

/// <summary>
/// How <see cref="EdgeBoxes"/> looks for boxes; the defaults are those of the paper's authors, and so are the short names.
/// </summary>
public sealed class EdgeBoxesOptions
{
    /// <summary>
    /// The overlap (IoU) of neighbouring windows of the sliding search, above 0 and below 1: the higher, the more windows.
    /// </summary>
    /// <value>Default: 0.65.</value>
    public double Alpha { get; init; } = 0.65;

    /// <summary>
    /// A box that overlaps (IoU) a better one by more is left out; above 0 and at most 0.99. For boxes that fit tightly take it higher
    /// than the overlap that counts as found: the authors take 0.9 for many boxes.
    /// </summary>
    /// <value>Default: 0.75.</value>
    public double Beta { get; init; } = 0.75;

    /// <summary>
    /// What <see cref="Beta"/> is multiplied by after every box that is kept, while it is above 0.5; above 0 and at most 1. Below 1 the
    /// first boxes lie closer together than the later ones; with a beta of 0.9 the authors take 0.9996.
    /// </summary>
    /// <value>Default: 1.</value>
    public double Eta { get; init; } = 1;

    /// <summary>Boxes of a lower score are left out; at least 0.</summary>
    /// <value>Default: 0.01.</value>
    public double MinimumScore { get; init; } = 0.01;

    /// <summary>The most boxes that are given, the best; at least 1.</summary>
    /// <value>Default: 10,000.</value>
    public int MaximumBoxes { get; init; } = 10_000;

    /// <summary>Pixels whose edge is no stronger are no edges; from 0 to 1.</summary>
    /// <value>Default: 0.1.</value>
    public double EdgeMinimumMagnitude { get; init; } = 0.1;

    /// <summary>How far the edge may turn within a group, in half turns; above 0.</summary>
    /// <value>Default: 0.5, a right angle.</value>
    public double EdgeMergeThreshold { get; init; } = 0.5;

    /// <summary>Groups whose magnitudes sum up to no more are joined to their neighbours; at least 0.</summary>
    /// <value>Default: 0.5.</value>
    public double ClusterMinimumMagnitude { get; init; } = 0.5;

    /// <summary>How many times longer than wide a window may be, and the other way round; at least 1.</summary>
    /// <value>Default: 3.</value>
    public double MaximumAspectRatio { get; init; } = 3;

    /// <summary>The area of the smallest windows, in pixels of the edge map; at least 16.</summary>
    /// <remarks>
    /// Every seventh object of the VOC 2007 photographs that this was measured on is smaller than the default: for small things take
    /// less, which makes more boxes and takes longer.
    /// </remarks>
    /// <value>Default: 1000.</value>
    public double MinimumBoxArea { get; init; } = 1000;

    /// <summary>The exponent of the affinity of two groups: the higher, the less a bend connects; at least 0.</summary>
    /// <value>Default: 2.</value>
    public double Gamma { get; init; } = 2;

    /// <summary>
    /// The exponent of the box's size that scores are divided by: the higher, the fewer large boxes come first; at least 0.
    /// </summary>
    /// <value>Default: 1.5.</value>
    public double Kappa { get; init; } = 1.5;

    /// <summary>Boxes with a side of fewer pixels are left out; at least 1.</summary>
    /// <value>Default: 1, none is left out.</value>
    public int MinimumSide { get; init; } = 1;

    /// <summary>Parts of the search made at the same time; null = one per processor. The boxes are the same for any number.</summary>
    /// <value>Default: null.</value>
    public int? NumberOfThreads { get; init; }

    internal void Validate()
    {
        Check(Alpha is > 0 and < 1, nameof(Alpha), "above 0 and below 1", Alpha);
        Check(Beta is > 0 and <= 0.99, nameof(Beta), "above 0 and at most 0.99", Beta);
        Check(Eta is > 0 and <= 1, nameof(Eta), "above 0 and at most 1", Eta);
        CheckNotNegative(MinimumScore, nameof(MinimumScore));
        Check(MaximumBoxes >= 1, nameof(MaximumBoxes), "at least 1", MaximumBoxes);
        Check(EdgeMinimumMagnitude is >= 0 and <= 1, nameof(EdgeMinimumMagnitude), "from 0 to 1", EdgeMinimumMagnitude);
        Check(EdgeMergeThreshold is > 0 and < double.PositiveInfinity, nameof(EdgeMergeThreshold), "a number above 0", EdgeMergeThreshold);
        CheckNotNegative(ClusterMinimumMagnitude, nameof(ClusterMinimumMagnitude));
        Check(
            MaximumAspectRatio is >= 1 and < double.PositiveInfinity, nameof(MaximumAspectRatio), "a number from 1 on", MaximumAspectRatio);
        Check(MinimumBoxArea is >= 16 and < double.PositiveInfinity, nameof(MinimumBoxArea), "a number from 16 on", MinimumBoxArea);
        CheckNotNegative(Gamma, nameof(Gamma));
        CheckNotNegative(Kappa, nameof(Kappa));
        Check(MinimumSide >= 1, nameof(MinimumSide), "at least 1", MinimumSide);
        Check(NumberOfThreads is null or >= 1, nameof(NumberOfThreads), "null (one per processor) or at least 1", NumberOfThreads);
    }

    private static void CheckNotNegative(double value, string name) =>
        Check(value is >= 0 and < double.PositiveInfinity, name, "a number from 0 on", value);

    private static void Check<T>(bool valid, string name, string expected, T value) =>
        OptionCheck.Require(valid, nameof(EdgeBoxesOptions), name, expected, value);
}
