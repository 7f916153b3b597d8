using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.SppNet.LinearSvc;

/// <summary>
/// Vector operations on float32 data with double-precision accumulators, so that a million small steps do not drown in rounding.
/// </summary>
/// <remarks>Compiled at full strength at once: a training may be over before the runtime has found out which loops are hot.</remarks>
internal static class MixedPrecision
{
    /// <summary>Σ aᵢ bᵢ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<float> b)
    {
        ref double x = ref MemoryMarshal.GetReference(a);
        ref float y = ref MemoryMarshal.GetReference(b);
        Vector256<double> s0 = default, s1 = default, s2 = default, s3 = default;
        int i = 0;
        for (; i <= b.Length - 16; i += 16)
        {
            (Vector256<double> y0, Vector256<double> y1) = Vector256.Widen(Vector256.LoadUnsafe(ref y, (nuint)i));
            (Vector256<double> y2, Vector256<double> y3) = Vector256.Widen(Vector256.LoadUnsafe(ref y, (nuint)i + 8));
            s0 = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref x, (nuint)i), y0, s0);
            s1 = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref x, (nuint)i + 4), y1, s1);
            s2 = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref x, (nuint)i + 8), y2, s2);
            s3 = Vector256.MultiplyAddEstimate(Vector256.LoadUnsafe(ref x, (nuint)i + 12), y3, s3);
        }

        double sum = Vector256.Sum(s0 + s1 + (s2 + s3));
        for (; i < b.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    /// <summary>Σ bᵢ².</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static double SquaredNorm(ReadOnlySpan<float> b)
    {
        ref float y = ref MemoryMarshal.GetReference(b);
        Vector256<double> s0 = default, s1 = default;
        int i = 0;
        for (; i <= b.Length - 8; i += 8)
        {
            (Vector256<double> y0, Vector256<double> y1) = Vector256.Widen(Vector256.LoadUnsafe(ref y, (nuint)i));
            s0 = Vector256.MultiplyAddEstimate(y0, y0, s0);
            s1 = Vector256.MultiplyAddEstimate(y1, y1, s1);
        }

        double sum = Vector256.Sum(s0 + s1);
        for (; i < b.Length; i++)
            sum += (double)b[i] * b[i];
        return sum;
    }

    /// <summary>aᵢ += scale · bᵢ + offset, for spans of equal length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void AddScaled(Span<double> a, ReadOnlySpan<float> b, double scale, double offset = 0)
    {
        ref double x = ref MemoryMarshal.GetReference(a);
        ref float y = ref MemoryMarshal.GetReference(b);
        Vector256<double> scales = Vector256.Create(scale), offsets = Vector256.Create(offset);
        int i = 0;
        for (; i <= b.Length - 8; i += 8)
        {
            (Vector256<double> y0, Vector256<double> y1) = Vector256.Widen(Vector256.LoadUnsafe(ref y, (nuint)i));
            Vector256<double> x0 = Vector256.LoadUnsafe(ref x, (nuint)i) + offsets;
            Vector256<double> x1 = Vector256.LoadUnsafe(ref x, (nuint)i + 4) + offsets;
            Vector256.MultiplyAddEstimate(y0, scales, x0).StoreUnsafe(ref x, (nuint)i);
            Vector256.MultiplyAddEstimate(y1, scales, x1).StoreUnsafe(ref x, (nuint)i + 4);
        }

        for (; i < b.Length; i++)
            a[i] += scale * b[i] + offset;
    }
}
