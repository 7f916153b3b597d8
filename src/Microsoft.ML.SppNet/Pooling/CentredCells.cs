namespace Microsoft.ML.SppNet.Pooling;

/// <summary>Cells of a map, along one side, by the pixels at which they are centred.</summary>
internal static class CentredCells
{
    /// <summary>The cells centred strictly between two places, as a half-open range; where there is none, the cell nearest to their
    /// middle.</summary>
    /// <param name="from">Where the stretch begins, in pixels.</param>
    /// <param name="to">Where it ends, greater than <paramref name="from"/>.</param>
    /// <param name="centre">The pixel at which cell 0 is centred.</param>
    /// <param name="stride">Pixels from a cell to the next.</param>
    /// <param name="cells">Cells of the map.</param>
    internal static (int Start, int End) Between(double from, double to, double centre, int stride, int cells)
    {
        // With a centre of 0 the paper's inclusive cells ⌊a/S⌋ + 1 … ⌈b/S⌉ − 1.
        double first = Math.Max(Math.Floor((from - centre) / stride) + 1, 0), last =
            Math.Min(Math.Ceiling((to - centre) / stride) - 1, cells - 1);
        if (first <= last)
            return ((int)first, (int)last + 1);
        int nearest = (int)Math.Clamp(Math.Floor(((from + to) / 2 - centre) / stride + 0.5), 0, cells - 1);
        return (nearest, nearest + 1);
    }
}
