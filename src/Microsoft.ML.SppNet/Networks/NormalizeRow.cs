using System.Runtime.Intrinsics;

namespace Microsoft.ML.SppNet;

/// <summary>Local response normalisation of one row of a channels-last map: x · s^−¾ with s^¾ = √s · √√s, which needs no power function.</summary>
internal static unsafe class NormalizeRow
{
    private static readonly int Lanes = Vector256<float>.Count;

    /// <summary>s = k + α/n Σ x² over n neighbouring channels.</summary>
    /// <param name="kind">n, α and k; β is ¾.</param>
    /// <param name="source">width × channels floats.</param>
    /// <param name="width">Cells in the row.</param>
    /// <param name="channels">Floats in a cell, at least 8.</param>
    /// <param name="scratch">At least channels + 32 floats.</param>
    /// <param name="destination">width × channels floats.</param>
    internal static void AcrossChannel(LocalNormalization kind, float* source, int width, int channels, float* scratch, float* destination)
    {
        int reach = kind.Size / 2;
        Vector256<float> k = Vector256.Create((float)kind.K), alpha = Vector256.Create((float)(kind.Alpha / kind.Size));
        // Squares with a margin of zeros on either side, for the channels that have fewer neighbours.
        new Span<float>(scratch, channels + 32).Clear();
        float* squares = scratch + 16;
        for (int cell = 0; cell < width; cell++, source += channels, destination += channels)
        {
            for (int start = 0; start < channels; start += Lanes)
            {
                int channel = Math.Min(start, channels - Lanes);
                Vector256<float> x = Vector256.Load(source + channel);
                (x * x).Store(squares + channel);
            }

            for (int start = 0; start < channels; start += Lanes)
            {
                int channel = Math.Min(start, channels - Lanes);
                Vector256<float> sum = Vector256.Load(squares + channel - reach);
                for (int offset = 1 - reach; offset <= reach; offset++)
                    sum += Vector256.Load(squares + channel + offset);
                Scale(Vector256.Load(source + channel), sum * alpha + k).Store(destination + channel);
            }
        }
    }

    /// <summary>s = k + α/9 Σ x² over 3 × 3 cells of the same channel; cells outside the map count as 0.</summary>
    /// <param name="kind">α and k; n is 3 and β ¾.</param>
    /// <param name="above">The row above, or null.</param>
    /// <param name="source">The row itself: width × channels floats.</param>
    /// <param name="below">The row below, or null.</param>
    /// <param name="width">Cells in the row.</param>
    /// <param name="channels">Floats in a cell.</param>
    /// <param name="scratch">At least (width + 2) × channels floats.</param>
    /// <param name="destination">width × channels floats.</param>
    internal static void WithinChannel(
        LocalNormalization kind, float* above, float* source, float* below, int width, int channels, float* scratch, float* destination)
    {
        int length = width * channels;
        float* columns = scratch + channels;
        new Span<float>(scratch, channels).Clear();
        new Span<float>(columns + length, channels).Clear();
        for (int start = 0; start < length; start += Lanes)
        {
            int index = Math.Min(start, length - Lanes);
            Vector256<float> x = Vector256.Load(source + index), sum = x * x;
            if (above is not null)
                sum += Vector256.Load(above + index) * Vector256.Load(above + index);
            if (below is not null)
                sum += Vector256.Load(below + index) * Vector256.Load(below + index);
            sum.Store(columns + index);
        }

        Vector256<float> k = Vector256.Create((float)kind.K), alpha = Vector256.Create((float)(kind.Alpha / (kind.Size * kind.Size)));
        for (int start = 0; start < length; start += Lanes)
        {
            int index = Math.Min(start, length - Lanes);
            Vector256<float> sum = Vector256.Load(columns + index - channels) + Vector256.Load(columns + index) + Vector256.Load(columns + index + channels);
            Scale(Vector256.Load(source + index), sum * alpha + k).Store(destination + index);
        }
    }

    private static Vector256<float> Scale(Vector256<float> x, Vector256<float> s)
    {
        Vector256<float> root = Vector256.Sqrt(s);
        return x / (root * Vector256.Sqrt(root));
    }
}
