namespace Microsoft.ML.SppNet.Detection;

/// <summary>
/// The edges of an image, prepared so that a box is scored in little time: integral images of the groups' and the pixels' magnitudes, and
/// for every row and column the groups in the order in which it crosses them (section 3.2 of the paper).
/// </summary>
internal sealed class EdgeScene
{
    private EdgeScene(EdgeMap map, EdgeBoxesOptions options)
    {
        (Width, Height, Units) = (map.Width, map.Height, FixedPoint.For(map.Magnitudes));
        EdgeGroups groups = EdgeGroups.Of(map, Units, options);
        (Groups, Links) = (groups.Groups, groups.Links);
        int[] values = new int[Width * Height];
        foreach (EdgeGroup group in Groups.AsSpan(1))
            values[group.Y * Width + group.X] = group.Magnitude;
        GroupSums = Integrate(values);
        ReadOnlySpan<float> magnitudes = map.Magnitudes;
        for (int i = 0; i < values.Length; i++)
            values[i] = magnitudes[i] > (float)options.EdgeMinimumMagnitude ? Units.Of(magnitudes[i]) : 0;
        EdgeSums = Integrate(values);
        Rows = EdgeRuns.Of(groups.Labels, Width, Height, step: 1, stride: Width);
        Columns = EdgeRuns.Of(groups.Labels, Height, Width, step: Width, stride: 1);
        Norms = Enumerable.Range(0, Width + Height)
            .Select(half => half == 0 ? 0 : (float)(Units.Unit / PortableMath.Power(half, options.Kappa))).ToArray();
    }

    internal int Width { get; }

    internal int Height { get; }

    internal FixedPoint Units { get; }

    internal EdgeGroup[] Groups { get; }

    internal EdgeLink[] Links { get; }

    /// <summary>Per corner of a pixel (rows of <c>Width + 1</c>) the magnitudes of the groups left and above.</summary>
    internal int[] GroupSums { get; }

    /// <summary>Likewise the magnitudes of the edge pixels.</summary>
    internal int[] EdgeSums { get; }

    internal EdgeRuns Rows { get; }

    internal EdgeRuns Columns { get; }

    /// <summary>What a sum in units is multiplied by to be a score, by half the box's width and height together.</summary>
    internal float[] Norms { get; }

    internal static EdgeScene Of(EdgeMap map, EdgeBoxesOptions options) => new(map, options);

    private int[] Integrate(int[] values)
    {
        int stride = Width + 1;
        int[] sums = new int[stride * (Height + 1)];
        for (int y = 0; y < Height; y++)
        {
            int row = 0;
            for (int x = 0; x < Width; x++)
            {
                row += values[y * Width + x];
                sums[(y + 1) * stride + x + 1] = sums[y * stride + x + 1] + row;
            }
        }

        return sums;
    }
}
