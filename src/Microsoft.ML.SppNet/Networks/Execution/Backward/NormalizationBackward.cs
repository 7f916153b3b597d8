using System.Numerics.Tensors;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>
/// The derivative of local response normalisation, y = x · u^−β with u = k + a · Σ x² over the neighbours and a = α over their number: a
/// signal g becomes g · u^−β − 2aβ · x · Σ g · x · u^(−β−1), summed over those whose neighbour the element is, which are its neighbours.
/// </summary>
internal static class NormalizationBackward
{
    /// <summary>Adds what a normalisation makes of a signal at its output to the signal before it. All are 1 × H × W × C.</summary>
    internal static void Add(LocalNormalization kind, NativeTensor input, NativeTensor signal, NativeTensor target)
    {
        ReadOnlySpan<float> x = input.Floats(), g = signal.Floats();
        float scale = (float)(kind.Alpha / (kind.Kind == NormalizationKind.WithinChannel ? kind.Size * kind.Size : kind.Size));
        var products = new float[x.Length];
        TensorPrimitives.Multiply(x, x, products);
        float[] bases = NeighbourSums(kind, input.Shape, products);
        for (int index = 0; index < bases.Length; index++)
        {
            bases[index] = (float)kind.K + scale * bases[index];
            products[index] = g[index] * x[index] * MathF.Pow(bases[index], (float)(-kind.Beta - 1));
        }

        float[] sums = NeighbourSums(kind, input.Shape, products);
        Span<float> to = target.Floats();
        for (int index = 0; index < to.Length; index++)
            to[index] += g[index] * MathF.Pow(bases[index], (float)-kind.Beta) - 2 * scale * (float)kind.Beta * x[index] * sums[index];
    }

    private static float[] NeighbourSums(LocalNormalization kind, IReadOnlyList<long> shape, float[] map)
    {
        (int height, int width, int channels, int reach) = ((int)shape[1], (int)shape[2], (int)shape[3], kind.Size / 2);
        var sums = new float[map.Length];
        for (int cell = 0; cell < height * width; cell++)
        {
            Span<float> sum = sums.AsSpan(cell * channels, channels);
            if (kind.Kind == NormalizationKind.AcrossChannel)
            {
                AddChannels(map.AsSpan(cell * channels, channels), reach, sum);
                continue;
            }

            (int row, int column) = Math.DivRem(cell, width);
            for (int y = Math.Max(row - reach, 0); y <= Math.Min(row + reach, height - 1); y++)
            {
                for (int x = Math.Max(column - reach, 0); x <= Math.Min(column + reach, width - 1); x++)
                    TensorPrimitives.Add(sum, map.AsSpan((y * width + x) * channels, channels), sum);
            }
        }

        return sums;
    }

    private static void AddChannels(ReadOnlySpan<float> cell, int reach, Span<float> sum)
    {
        for (int channel = 0; channel < cell.Length; channel++)
        {
            int first = Math.Max(channel - reach, 0);
            sum[channel] = TensorPrimitives.Sum(cell[first..Math.Min(channel + reach + 1, cell.Length)]);
        }
    }
}
