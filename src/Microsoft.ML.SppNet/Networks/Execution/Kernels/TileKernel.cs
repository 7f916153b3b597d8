using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>A stretch of consecutive floats that a sum runs over, relative to the first float of a row.</summary>
internal readonly record struct Segment(long Offset, long Length)
{
    /// <summary>What the sums of one pass over the filters take at most: 16 KB of weights and 6 KB of inputs stay in the first-level
    /// cache.</summary>
    internal const int LongestSum = 256;

    /// <summary>Cuts a stretch into even parts of at most <see cref="LongestSum"/> floats.</summary>
    internal static IEnumerable<Segment> Cut(long offset, int length)
    {
        int parts = (length + LongestSum - 1) / LongestSum;
        for (int part = 0; part < parts; part++)
        {
            int from = length * part / parts, to = length * (part + 1) / parts;
            yield return new Segment(offset + from, to - from);
        }
    }
}

/// <summary>
/// The innermost loop of every convolution: a tile of up to six rows (cells) by sixteen filters stays in registers while the sum over the
/// inputs runs: twelve sums, two vectors of weights and one input fill the sixteen registers of AVX2.
/// </summary>
internal static unsafe class TileKernel
{
    internal const int Rows = 6, FewRows = 4, Filters = 16;

    private const int Half = Filters / 2;

    /// <summary>Whether the processor has the instructions (AVX2 with fused multiply-add).</summary>
    internal static bool IsSupported => Fma.IsSupported && Avx2.IsSupported;

    /// <summary>output[row][0..15] (+)= Σ input[row][segments] · weights; a chain of fused multiply-adds per output, in the order of the
    /// segments.</summary>
    /// <typeparam name="T">How many rows.</typeparam>
    /// <param name="input">What <paramref name="inputRows"/> counts from.</param>
    /// <param name="inputRows">Where each row begins.</param>
    /// <param name="segments">The stretches of a row to sum over.</param>
    /// <param name="segmentCount">How many.</param>
    /// <param name="weights">Sixteen floats per summed input.</param>
    /// <param name="output">What <paramref name="outputRows"/> counts from.</param>
    /// <param name="outputRows">Where the sixteen results of each row lie.</param>
    /// <param name="start">Sixteen floats that the sums begin with; null to go on from what the outputs hold.</param>
    /// <param name="residual">Added to the finished sums, at <paramref name="residualRows"/>; null for none.</param>
    /// <param name="residualRows">Where each row's residual lies.</param>
    /// <param name="bounds">What the results are cut to.</param>
    /// <param name="ahead">Memory that will be read soon: brought nearer while the sums run.</param>
    /// <param name="aheadStep">Floats of it per summed input.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run<T>(
        float* input, long* inputRows, Segment* segments, int segmentCount, float* weights,
        float* output, long* outputRows, float* start, float* residual, long* residualRows, Bounds bounds, float* ahead, nint aheadStep)
        where T : struct, ITileRows
    {
        Vector256<float> s00, s01, s10, s11, s20, s21, s30, s31, s40 = default, s41 = default, s50 = default, s51 = default;
        if (start is null)
        {
            (s00, s01) = Load(output + outputRows[0]);
            (s10, s11) = Load(output + outputRows[1]);
            (s20, s21) = Load(output + outputRows[2]);
            (s30, s31) = Load(output + outputRows[3]);
            if (T.Rows == Rows)
            {
                (s40, s41) = Load(output + outputRows[4]);
                (s50, s51) = Load(output + outputRows[5]);
            }
        }
        else
        {
            (s00, s01) = Load(start);
            s10 = s20 = s30 = s40 = s50 = s00;
            s11 = s21 = s31 = s41 = s51 = s01;
            Expect(output, outputRows, T.Rows);
        }

        if (residual is not null)
            Expect(residual, residualRows, T.Rows);

        for (Segment* segment = segments; segment < segments + segmentCount; segment++)
        {
            float* from = input + segment->Offset;
            nint length = (nint)segment->Length;
            float* a0 = from + inputRows[0], a1 = from + inputRows[1], a2 = from + inputRows[2], a3 = from + inputRows[3];
            float* a4 = T.Rows == Rows ? from + inputRows[4] : null, a5 = T.Rows == Rows ? from + inputRows[5] : null;
            for (nint k = 0; k < length; k++, weights += Filters, ahead += aheadStep)
            {
                Sse.Prefetch1(ahead);
                Vector256<float> w0 = Vector256.Load(weights), w1 = Vector256.Load(weights + Half);
                Vector256<float> a = Vector256.Create(a0[k]);
                s00 = Vector256.FusedMultiplyAdd(a, w0, s00);
                s01 = Vector256.FusedMultiplyAdd(a, w1, s01);
                a = Vector256.Create(a1[k]);
                s10 = Vector256.FusedMultiplyAdd(a, w0, s10);
                s11 = Vector256.FusedMultiplyAdd(a, w1, s11);
                a = Vector256.Create(a2[k]);
                s20 = Vector256.FusedMultiplyAdd(a, w0, s20);
                s21 = Vector256.FusedMultiplyAdd(a, w1, s21);
                a = Vector256.Create(a3[k]);
                s30 = Vector256.FusedMultiplyAdd(a, w0, s30);
                s31 = Vector256.FusedMultiplyAdd(a, w1, s31);
                if (T.Rows == Rows)
                {
                    a = Vector256.Create(a4[k]);
                    s40 = Vector256.FusedMultiplyAdd(a, w0, s40);
                    s41 = Vector256.FusedMultiplyAdd(a, w1, s41);
                    a = Vector256.Create(a5[k]);
                    s50 = Vector256.FusedMultiplyAdd(a, w0, s50);
                    s51 = Vector256.FusedMultiplyAdd(a, w1, s51);
                }
            }
        }

        if (residual is not null)
        {
            Add(residual + residualRows[0], ref s00, ref s01);
            Add(residual + residualRows[1], ref s10, ref s11);
            Add(residual + residualRows[2], ref s20, ref s21);
            Add(residual + residualRows[3], ref s30, ref s31);
            if (T.Rows == Rows)
            {
                Add(residual + residualRows[4], ref s40, ref s41);
                Add(residual + residualRows[5], ref s50, ref s51);
            }
        }

        Vector256<float> least = Vector256.Create(bounds.Least), most = Vector256.Create(bounds.Most);
        Store(output + outputRows[0], s00, s01, least, most);
        Store(output + outputRows[1], s10, s11, least, most);
        Store(output + outputRows[2], s20, s21, least, most);
        Store(output + outputRows[3], s30, s31, least, most);
        if (T.Rows == Rows)
        {
            Store(output + outputRows[4], s40, s41, least, most);
            Store(output + outputRows[5], s50, s51, least, most);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<float> First, Vector256<float> Second) Load(float* from) =>
        (Vector256.Load(from), Vector256.Load(from + Half));

    /// <summary>Has rows fetched that are read or written after the sums: from far away that takes as long as a short sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Expect(float* from, long* rows, int count)
    {
        for (int row = 0; row < count; row++)
            Sse.Prefetch0(from + rows[row]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(float* from, ref Vector256<float> first, ref Vector256<float> second)
    {
        first += Vector256.Load(from);
        second += Vector256.Load(from + Half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* to, Vector256<float> first, Vector256<float> second, Vector256<float> least, Vector256<float> most)
    {
        ElementMath.Bound(first, least, most).Store(to);
        ElementMath.Bound(second, least, most).Store(to + Half);
    }
}

/// <summary>How many rows a tile has, known when its code is made.</summary>
internal interface ITileRows
{
    /// <summary>Rows of the tile.</summary>
    static abstract int Rows { get; }
}

/// <summary>The tile that fills the registers.</summary>
internal readonly struct SixRows : ITileRows
{
    public static int Rows => TileKernel.Rows;
}

/// <summary>For what is left over.</summary>
internal readonly struct FourRows : ITileRows
{
    public static int Rows => TileKernel.FewRows;
}
