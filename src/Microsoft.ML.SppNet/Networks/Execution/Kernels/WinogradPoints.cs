using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>
/// The transforms of Winograd's algorithm along one side of a tile, by interpolation at 0, ±√½, ±√2 and ∞ (Toom and Cook). The usual points
/// 0, ±1, ±2, ∞ give errors more than twice as large: with these, whose squares ½ and 2 are each other's inverse, float32 results are about
/// as near to the exact ones as those of the convolution as written.
/// </summary>
internal static class WinogradPoints
{
    private static readonly double[] Finite = [0, Math.Sqrt(0.5), -Math.Sqrt(0.5), Math.Sqrt(2), -Math.Sqrt(2)];

    private const float A = 0.70710678f, B = 1.41421356f;

    /// <summary>G, row by row: a filter of r taps → its values at the six points, each over the product of the point's distances to the
    /// others.</summary>
    internal static double[] Filters(int taps)
    {
        var basis = new double[WinogradShape.Side * taps];
        for (int point = 0; point < Finite.Length; point++)
        {
            double distances = 1;
            for (int other = 0; other < Finite.Length; other++)
                distances *= other == point ? 1 : Finite[point] - Finite[other];
            for (int power = 0; power < taps; power++)
                basis[point * taps + power] = Math.Pow(Finite[point], power) / distances;
        }

        basis[^1] = 1;
        return basis;
    }

    /// <summary>Bᵀ: six cells → the six factors of the products, eight channels at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Inputs(
        ref Vector256<float> d0, ref Vector256<float> d1, ref Vector256<float> d2, ref Vector256<float> d3, ref Vector256<float> d4,
        ref Vector256<float> d5)
    {
        Vector256<float> two = Vector256.Create(2f), half = Vector256.Create(0.5f), both = Vector256.Create(2.5f);
        // Rows of the polynomials x⁴ − 2.5x² + 1 over x, x² − ½ and x² − 2, split into even and odd powers.
        Vector256<float> evenA = Fma.MultiplyAddNegated(two, d2, d4), oddA = Fma.MultiplyAddNegated(two, d1, d3);
        Vector256<float> evenB = Fma.MultiplyAddNegated(half, d2, d4), oddB = Fma.MultiplyAddNegated(half, d1, d3);
        Vector256<float> a = Vector256.Create(A), b = Vector256.Create(B);
        d0 += Fma.MultiplyAddNegated(both, d2, d4);
        d5 += Fma.MultiplyAddNegated(both, d3, d1);
        d1 = Fma.MultiplyAdd(a, oddA, evenA);
        d2 = Fma.MultiplyAddNegated(a, oddA, evenA);
        d3 = Fma.MultiplyAdd(b, oddB, evenB);
        d4 = Fma.MultiplyAddNegated(b, oddB, evenB);
    }

    /// <summary>Aᵀ: six products → output i, Σ product · pointⁱ; the last output takes the product at ∞ as well.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> Output(
        int i, bool isLast, Vector256<float> p0, Vector256<float> evenA, Vector256<float> oddA, Vector256<float> evenB,
        Vector256<float> oddB, Vector256<float> p5)
    {
        Vector256<float> sum = i switch
        {
            0 => p0 + evenA + evenB,
            1 => Fma.MultiplyAdd(Vector256.Create(A), oddA, Vector256.Create(B) * oddB),
            2 => Fma.MultiplyAdd(Vector256.Create(0.5f), evenA, evenB + evenB),
            _ => Fma.MultiplyAdd(Vector256.Create(A / 2), oddA, Vector256.Create(B * 2) * oddB),
        };
        return isLast ? sum + p5 : sum;
    }
}
