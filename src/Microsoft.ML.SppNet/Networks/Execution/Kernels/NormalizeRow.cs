using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>Local response normalisation of one row of a channels-last map, x · s^−β; channels come in eights.</summary>
internal static unsafe class NormalizeRow
{
    private const int Lanes = 8;

    /// <summary>Floats of scratch memory that a row of cells takes.</summary>
    internal static long Scratch(LocalNormalization kind, int width, int channels) =>
        (kind.Kind == NormalizationKind.AcrossChannel ? channels : (long)width * channels) + 2L * Margin(kind, channels);

    /// <summary>s = k + α/n Σ x² over n neighbouring channels.</summary>
    /// <param name="kind">n, α, β and k.</param>
    /// <param name="source">width × channels floats.</param>
    /// <param name="width">Cells in the row.</param>
    /// <param name="channels">Floats in a cell.</param>
    /// <param name="used">How many of them are channels; the others fill the cell up.</param>
    /// <param name="scratch"><see cref="Scratch"/> floats.</param>
    /// <param name="destination">width × channels floats.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void AcrossChannel(LocalNormalization kind, float* source, int width, int channels, int used, float* scratch,
        float* destination)
    {
        int reach = kind.Size / 2, margin = Margin(kind, channels);
        var scale = new Scale(kind, kind.Size);
        // Squares with a margin of zeros on either side, for the channels that have fewer neighbours.
        float* squares = scratch + margin;
        new Span<float>(scratch, margin).Clear();
        new Span<float>(squares + channels, margin).Clear();
        for (int cell = 0; cell < width; cell++, source += channels, destination += channels)
        {
            for (int channel = 0; channel < channels; channel += Lanes)
            {
                Vector256<float> x = Vector256.Load(source + channel);
                (x * x).Store(squares + channel);
            }

            new Span<float>(squares + used, channels - used).Clear();
            for (int channel = 0; channel < channels; channel += Lanes)
            {
                Vector256<float> sum = Vector256.Load(squares + channel - reach);
                for (int offset = 1 - reach; offset <= reach; offset++)
                    sum += Vector256.Load(squares + channel + offset);
                scale.Apply(Vector256.Load(source + channel), sum).Store(destination + channel);
            }
        }
    }

    /// <summary>s = k + α/n² Σ x² over n × n cells of the same channel; cells outside the map count as 0.</summary>
    /// <param name="kind">n, α, β and k.</param>
    /// <param name="rows">The n rows around the row itself: width × channels floats each, null outside the map.</param>
    /// <param name="width">Cells in the row.</param>
    /// <param name="channels">Floats in a cell.</param>
    /// <param name="scratch"><see cref="Scratch"/> floats.</param>
    /// <param name="destination">width × channels floats.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void WithinChannel(LocalNormalization kind, float** rows, int width, int channels, float* scratch, float* destination)
    {
        int length = width * channels, reach = kind.Size / 2, margin = Margin(kind, channels);
        float* source = rows[reach], columns = scratch + margin;
        var scale = new Scale(kind, kind.Size * kind.Size);
        new Span<float>(scratch, margin).Clear();
        new Span<float>(columns + length, margin).Clear();
        for (int index = 0; index < length; index += Lanes)
        {
            Vector256<float> sum = Vector256<float>.Zero;
            for (int row = 0; row < kind.Size; row++)
            {
                if (rows[row] is null)
                    continue;
                Vector256<float> x = Vector256.Load(rows[row] + index);
                sum += x * x;
            }

            sum.Store(columns + index);
        }

        for (int index = 0; index < length; index += Lanes)
        {
            float* from = columns + index - margin;
            Vector256<float> sum = Vector256.Load(from);
            for (int cell = 1; cell < kind.Size; cell++)
                sum += Vector256.Load(from + cell * channels);
            scale.Apply(Vector256.Load(source + index), sum).Store(destination + index);
        }
    }

    /// <summary>Floats before and after the squares that count as 0.</summary>
    private static int Margin(LocalNormalization kind, int channels) =>
        kind.Kind == NormalizationKind.AcrossChannel ? (kind.Size / 2 + Lanes - 1) / Lanes * Lanes : kind.Size / 2 * channels;

    /// <summary>x · (k + α/count · Σ)^−β.</summary>
    private readonly struct Scale(LocalNormalization kind, int count)
    {
        private readonly Vector256<float> _k = Vector256.Create((float)kind.K), _alpha = Vector256.Create((float)(kind.Alpha / count));
        private readonly float _beta = (float)kind.Beta;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal Vector256<float> Apply(Vector256<float> x, Vector256<float> sum)
        {
            Vector256<float> s = sum * _alpha + _k;
            if (_beta != 0.75f)
                return x * Power(s, -_beta);
            // s^¾ = √s · √√s, which the published networks all have, needs no power function.
            Vector256<float> root = Vector256.Sqrt(s);
            return x / (root * Vector256.Sqrt(root));
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static Vector256<float> Power(Vector256<float> s, float exponent) => Vector256.Exp(Vector256.Log(s) * exponent);
    }
}
