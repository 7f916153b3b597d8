using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Visualization;

/// <summary>The sum of each map's activations.</summary>
internal static class MapTotals
{
    /// <summary>The sums for one image.</summary>
    /// <param name="maps">N × H × W × C.</param>
    /// <param name="image">The image.</param>
    internal static double[] Of(NativeTensor maps, int image)
    {
        var totals = new double[maps.Shape[3]];
        Span<float> values = maps.Row(image);
        for (int index = 0; index < values.Length; index++)
            totals[index % totals.Length] += values[index];
        return totals;
    }

    /// <summary>The sum of a single map.</summary>
    internal static double Of(NativeTensor maps, int image, int map)
    {
        double total = 0;
        Span<float> values = maps.Row(image);
        for (int index = map; index < values.Length; index += (int)maps.Shape[3])
            total += values[index];
        return total;
    }

    /// <summary>The largest, the first of those where several are.</summary>
    internal static int Strongest(double[] totals) => Array.IndexOf(totals, totals.Max());
}
