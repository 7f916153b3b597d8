using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.SppNet.LinearSvc;

/// <summary>The inner loops of the Gram matrix: a tile of 6 rows × 16 packed rows in twelve vector registers.</summary>
internal static class GramKernel
{
    /// <summary>Rows that are packed together, value by value: two vectors.</summary>
    internal const int PanelRows = 16;

    private const int TileRows = 6;

    /// <summary>Copies columns [first, first + depth) of 16 rows into panel[column, 16]; rows beyond the last are zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Pack(FeatureMatrix features, int panelIndex, int first, int depth, Span<float> panel)
    {
        for (int r = 0; r < PanelRows; r++)
        {
            int row = panelIndex * PanelRows + r;
            ReadOnlySpan<float> values = row < features.Rows ? features[row].Slice(first, depth) : default;
            for (int k = 0; k < depth; k++)
                panel[k * PanelRows + r] = values.IsEmpty ? 0 : values[k];
        }
    }

    /// <summary>products[row][column…column + 15] += row · panel over the packed columns, for the rows [start, end).</summary>
    internal static void Accumulate(
        FeatureMatrix features, int start, int end, int first, int depth, ReadOnlySpan<float> panel, float[][] products, int column)
    {
        for (int row = start; row < end; row += TileRows)
            AccumulateTile(features, row, end - 1, first, depth, panel, products, column);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AccumulateTile(
        FeatureMatrix features, int row, int last, int first, int depth, ReadOnlySpan<float> panel, float[][] products, int column)
    {
        // A tile at the edge repeats its last row and throws the repetition away.
        ref float a0 = ref Start(features, row, last, first), a1 = ref Start(features, row + 1, last, first);
        ref float a2 = ref Start(features, row + 2, last, first), a3 = ref Start(features, row + 3, last, first);
        ref float a4 = ref Start(features, row + 4, last, first), a5 = ref Start(features, row + 5, last, first);
        ref float b = ref MemoryMarshal.GetReference(panel);
        Vector256<float> c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default;
        Vector256<float> c30 = default, c31 = default, c40 = default, c41 = default, c50 = default, c51 = default;
        for (nuint k = 0; k < (nuint)depth; k++)
        {
            Vector256<float> b0 = Vector256.LoadUnsafe(ref b, k * PanelRows), b1 = Vector256.LoadUnsafe(ref b, k * PanelRows + 8);
            Vector256<float> a = Vector256.Create(Unsafe.Add(ref a0, k));
            c00 = Vector256.MultiplyAddEstimate(a, b0, c00);
            c01 = Vector256.MultiplyAddEstimate(a, b1, c01);
            a = Vector256.Create(Unsafe.Add(ref a1, k));
            c10 = Vector256.MultiplyAddEstimate(a, b0, c10);
            c11 = Vector256.MultiplyAddEstimate(a, b1, c11);
            a = Vector256.Create(Unsafe.Add(ref a2, k));
            c20 = Vector256.MultiplyAddEstimate(a, b0, c20);
            c21 = Vector256.MultiplyAddEstimate(a, b1, c21);
            a = Vector256.Create(Unsafe.Add(ref a3, k));
            c30 = Vector256.MultiplyAddEstimate(a, b0, c30);
            c31 = Vector256.MultiplyAddEstimate(a, b1, c31);
            a = Vector256.Create(Unsafe.Add(ref a4, k));
            c40 = Vector256.MultiplyAddEstimate(a, b0, c40);
            c41 = Vector256.MultiplyAddEstimate(a, b1, c41);
            a = Vector256.Create(Unsafe.Add(ref a5, k));
            c50 = Vector256.MultiplyAddEstimate(a, b0, c50);
            c51 = Vector256.MultiplyAddEstimate(a, b1, c51);
        }

        Add(products, row, last, column, c00, c01);
        Add(products, row + 1, last, column, c10, c11);
        Add(products, row + 2, last, column, c20, c21);
        Add(products, row + 3, last, column, c30, c31);
        Add(products, row + 4, last, column, c40, c41);
        Add(products, row + 5, last, column, c50, c51);
    }

    private static ref float Start(FeatureMatrix features, int row, int last, int first) =>
        ref Unsafe.Add(ref MemoryMarshal.GetReference(features[Math.Min(row, last)]), first);

    private static void Add(float[][] products, int row, int last, int column, Vector256<float> low, Vector256<float> high)
    {
        if (row > last)
            return;
        Span<float> target = products[row].AsSpan(column, PanelRows);
        (Vector256.Create<float>(target) + low).CopyTo(target);
        (Vector256.Create<float>(target[8..]) + high).CopyTo(target[8..]);
    }
}
