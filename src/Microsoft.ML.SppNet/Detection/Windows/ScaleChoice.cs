namespace Microsoft.ML.SppNet.Detection;

/// <summary>At which of several scales a window is looked at: where it is nearest in size to what the network was trained on.</summary>
internal static class ScaleChoice
{
    private const double PaperSide = 224, ReleasedSide = 13 * 16;

    /// <summary>The index of the scale.</summary>
    /// <param name="window">A window of some area, in pixels of the image.</param>
    /// <param name="shorterSide">The image's shorter side.</param>
    /// <param name="scales">The shorter sides that it is resized to.</param>
    /// <param name="mapping">Whose rule.</param>
    /// <returns>Of scales that are equally near the first.</returns>
    internal static int Of(ImageBox window, int shorterSide, IReadOnlyList<int> scales, WindowMapping mapping)
    {
        double expected = Math.Round(ReleasedSide * shorterSide / Math.Sqrt(window.Area), MidpointRounding.AwayFromZero);
        Func<int, double> distance = mapping == WindowMapping.Paper ? FromPaper : FromReleased;
        int nearest = 0;
        for (int index = 1; index < scales.Count; index++)
        {
            if (distance(scales[index]) < distance(scales[nearest]))
                nearest = index;
        }

        return nearest;

        // Over the same divisor, so that whole numbers are compared exactly.
        double FromPaper(int scale) => Math.Abs(window.Area * scale * scale - PaperSide * PaperSide * shorterSide * shorterSide);

        double FromReleased(int scale) => Math.Abs(scale - expected);
    }
}
