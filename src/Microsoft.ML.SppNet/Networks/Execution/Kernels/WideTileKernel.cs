using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>
/// <see cref="TileKernel"/> for processors with vectors of sixteen floats (AVX-512): twelve rows, one vector of sixteen filters each. It
/// sums in the same order, so its results are the same to the last bit.
/// </summary>
internal static unsafe class WideTileKernel
{
    internal const int Rows = 12;

    /// <summary>As <see cref="TileKernel.Run"/>, for twelve rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run(
        float* input, long* inputRows, Segment* segments, int segmentCount, float* weights,
        float* output, long* outputRows, float* start, float* residual, long* residualRows, Bounds bounds, float* ahead, nint aheadStep)
    {
        Vector512<float> s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11;
        if (start is null)
        {
            s0 = Vector512.Load(output + outputRows[0]);
            s1 = Vector512.Load(output + outputRows[1]);
            s2 = Vector512.Load(output + outputRows[2]);
            s3 = Vector512.Load(output + outputRows[3]);
            s4 = Vector512.Load(output + outputRows[4]);
            s5 = Vector512.Load(output + outputRows[5]);
            s6 = Vector512.Load(output + outputRows[6]);
            s7 = Vector512.Load(output + outputRows[7]);
            s8 = Vector512.Load(output + outputRows[8]);
            s9 = Vector512.Load(output + outputRows[9]);
            s10 = Vector512.Load(output + outputRows[10]);
            s11 = Vector512.Load(output + outputRows[11]);
        }
        else
        {
            s0 = s1 = s2 = s3 = s4 = s5 = s6 = s7 = s8 = s9 = s10 = s11 = Vector512.Load(start);
            TileKernel.Expect(output, outputRows, Rows);
        }

        if (residual is not null)
            TileKernel.Expect(residual, residualRows, Rows);
        for (Segment* segment = segments; segment < segments + segmentCount; segment++)
        {
            float* from = input + segment->Offset;
            nint length = (nint)segment->Length;
            float* a0 = from + inputRows[0], a1 = from + inputRows[1], a2 = from + inputRows[2], a3 = from + inputRows[3];
            float* a4 = from + inputRows[4], a5 = from + inputRows[5], a6 = from + inputRows[6], a7 = from + inputRows[7];
            float* a8 = from + inputRows[8], a9 = from + inputRows[9], a10 = from + inputRows[10], a11 = from + inputRows[11];
            for (nint k = 0; k < length; k++, weights += TileKernel.Filters, ahead += aheadStep)
            {
                Sse.Prefetch1(ahead);
                Vector512<float> w = Vector512.Load(weights);
                s0 = Vector512.FusedMultiplyAdd(Vector512.Create(a0[k]), w, s0);
                s1 = Vector512.FusedMultiplyAdd(Vector512.Create(a1[k]), w, s1);
                s2 = Vector512.FusedMultiplyAdd(Vector512.Create(a2[k]), w, s2);
                s3 = Vector512.FusedMultiplyAdd(Vector512.Create(a3[k]), w, s3);
                s4 = Vector512.FusedMultiplyAdd(Vector512.Create(a4[k]), w, s4);
                s5 = Vector512.FusedMultiplyAdd(Vector512.Create(a5[k]), w, s5);
                s6 = Vector512.FusedMultiplyAdd(Vector512.Create(a6[k]), w, s6);
                s7 = Vector512.FusedMultiplyAdd(Vector512.Create(a7[k]), w, s7);
                s8 = Vector512.FusedMultiplyAdd(Vector512.Create(a8[k]), w, s8);
                s9 = Vector512.FusedMultiplyAdd(Vector512.Create(a9[k]), w, s9);
                s10 = Vector512.FusedMultiplyAdd(Vector512.Create(a10[k]), w, s10);
                s11 = Vector512.FusedMultiplyAdd(Vector512.Create(a11[k]), w, s11);
            }
        }

        if (residual is not null)
        {
            s0 += Vector512.Load(residual + residualRows[0]);
            s1 += Vector512.Load(residual + residualRows[1]);
            s2 += Vector512.Load(residual + residualRows[2]);
            s3 += Vector512.Load(residual + residualRows[3]);
            s4 += Vector512.Load(residual + residualRows[4]);
            s5 += Vector512.Load(residual + residualRows[5]);
            s6 += Vector512.Load(residual + residualRows[6]);
            s7 += Vector512.Load(residual + residualRows[7]);
            s8 += Vector512.Load(residual + residualRows[8]);
            s9 += Vector512.Load(residual + residualRows[9]);
            s10 += Vector512.Load(residual + residualRows[10]);
            s11 += Vector512.Load(residual + residualRows[11]);
        }

        Vector512<float> least = Vector512.Create(bounds.Least), most = Vector512.Create(bounds.Most);
        Vector512.MinNative(most, Vector512.MaxNative(least, s0)).Store(output + outputRows[0]);
        Vector512.MinNative(most, Vector512.MaxNative(least, s1)).Store(output + outputRows[1]);
        Vector512.MinNative(most, Vector512.MaxNative(least, s2)).Store(output + outputRows[2]);
        Vector512.MinNative(most, Vector512.MaxNative(least, s3)).Store(output + outputRows[3]);
        Vector512.MinNative(most, Vector512.MaxNative(least, s4)).Store(output + outputRows[4]);
        Vector512.MinNative(most, Vector512.MaxNative(least, s5)).Store(output + outputRows[5]);
        Vector512.MinNative(most, Vector512.MaxNative(least, s6)).Store(output + outputRows[6]);
        Vector512.MinNative(most, Vector512.MaxNative(least, s7)).Store(output + outputRows[7]);
        Vector512.MinNative(most, Vector512.MaxNative(least, s8)).Store(output + outputRows[8]);
        Vector512.MinNative(most, Vector512.MaxNative(least, s9)).Store(output + outputRows[9]);
        Vector512.MinNative(most, Vector512.MaxNative(least, s10)).Store(output + outputRows[10]);
        Vector512.MinNative(most, Vector512.MaxNative(least, s11)).Store(output + outputRows[11]);
    }
}
