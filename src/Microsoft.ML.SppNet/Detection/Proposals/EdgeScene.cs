namespace Microsoft.ML.SppNet.Detection;

/// <summary>
/// The edges of an image, prepared so that a box is scored in little time: integral images of the groups' and the pixels' magnitudes, and
/// for every row and column the groups in the order in which it crosses them (section 3.2 of the paper).
/// </summary>
internal sealed class EdgeScene
{
    private EdgeScene(EdgeMap map, EdgeBoxesOptions options)
    {
        (Width, Height) = (map.Width, map.Height);
        EdgeGroups groups = EdgeGroups.Of(map, options);
        (Groups, Links) = (groups.Groups, groups.Links);
        float[] values = new float[Width * Height];
        foreach (EdgeGroup group in Groups.AsSpan(1))
            values[group.Y * Width + group.X] = group.Magnitude;
        GroupSums = Integrate(values);
        ReadOnlySpan<float> magnitudes = map.Magnitudes;
        for (int i = 0; i < values.Length; i++)
            values[i] = magnitudes[i] > (float)options.EdgeMinimumMagnitude ? magnitudes[i] : 0;
        EdgeSums = Integrate(values);
        Rows = EdgeRuns.Of(groups.Labels, Width, Height, step: 1, stride: Width);
        Columns = EdgeRuns.Of(groups.Labels, Height, Width, step: Width, stride: 1);
        Norms = Enumerable.Range(0, Width + Height)
            .Select(half => half == 0 ? 0 : (float)(1 / PortableMath.Power(half, options.Kappa))).ToArray();
    }

    internal int Width { get; }

    internal int Height { get; }

    internal EdgeGroup[] Groups { get; }

    internal EdgeLink[] Links { get; }

    /// <summary>Per corner of a pixel (rows of <c>Width + 1</c>) the magnitudes of the groups left and above.</summary>
    internal float[] GroupSums { get; }

    /// <summary>Likewise the magnitudes of the edge pixels.</summary>
    internal float[] EdgeSums { get; }

    internal EdgeRuns Rows { get; }

    internal EdgeRuns Columns { get; }

    /// <summary>What a sum of magnitudes is multiplied by to be a score, by half the box's width and height together.</summary>
    internal float[] Norms { get; }

    internal static EdgeScene Of(EdgeMap map, EdgeBoxesOptions options) => new(map, options);

    /// <summary>
    /// In single precision and in this order, as the authors' program and OpenCV's sum. What a float rounds away here decides between
    /// boxes that score nearly the same: with exact sums every eightieth box would be another. The outermost pixels on the left and above
    /// count for nothing.
    /// </summary>
    private float[] Integrate(float[] values)
    {
        int stride = Width + 1;
        float[] sums = new float[stride * (Height + 1)];
        for (int y = 1; y < Height; y++)
        {
            ReadOnlySpan<float> row = values.AsSpan(y * Width, Width), above = sums.AsSpan(y * stride, stride);
            Span<float> below = sums.AsSpan((y + 1) * stride, stride);
            for (int x = 1; x < row.Length; x++)
                below[x + 1] = row[x] + below[x] + above[x + 1] - above[x];
        }

        return sums;
    }
}
