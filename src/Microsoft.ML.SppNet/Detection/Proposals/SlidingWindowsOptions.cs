namespace Microsoft.ML.SppNet.Detection;

/// <summary>How <see cref="SlidingWindows"/> lays its windows.</summary>
public sealed class SlidingWindowsOptions
{
    /// <summary>
    /// The overlap (IoU) of neighbouring windows in size, shape and place; above 0 and below 1: the higher, the more windows.
    /// </summary>
    /// <value>Default: 0.5, some 10,000 windows of an image of 500 × 375 pixels.</value>
    public double Overlap { get; init; } = 0.5;

    /// <summary>The area of the smallest windows, in pixels; at least 16.</summary>
    /// <value>Default: 1000.</value>
    public double MinimumBoxArea { get; init; } = 1000;

    /// <summary>How many times longer than wide a window may be, and the other way round; at least 1.</summary>
    /// <value>Default: 3.</value>
    public double MaximumAspectRatio { get; init; } = 3;

    /// <summary>The most windows that are given, the largest; null = all.</summary>
    /// <value>Default: null.</value>
    public int? MaximumBoxes { get; init; }

    /// <summary>
    /// An image whose longer side has more pixels gets the windows of a reduced version, enlarged: their number grows with the pixels.
    /// From 1 to 4096.
    /// </summary>
    /// <value>Default: 1000.</value>
    public int LongestSide { get; init; } = 1000;

    internal void Validate()
    {
        Check(Overlap is > 0 and < 1, nameof(Overlap), "above 0 and below 1", Overlap);
        Check(MinimumBoxArea is >= 16 and < double.PositiveInfinity, nameof(MinimumBoxArea), "a number from 16 on", MinimumBoxArea);
        Check(
            MaximumAspectRatio is >= 1 and < double.PositiveInfinity, nameof(MaximumAspectRatio), "a number from 1 on", MaximumAspectRatio);
        Check(MaximumBoxes is null or >= 1, nameof(MaximumBoxes), "null (all) or at least 1", MaximumBoxes);
        Check(LongestSide is >= 1 and <= 4096, nameof(LongestSide), "from 1 to 4096", LongestSide);
    }

    private static void Check<T>(bool valid, string name, string expected, T value) =>
        OptionCheck.Require(valid, nameof(SlidingWindowsOptions), name, expected, value);
}
