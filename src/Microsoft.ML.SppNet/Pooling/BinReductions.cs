using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.SppNet.Pooling;

/// <summary>What a bin makes of its cells.</summary>
internal interface IBinReduction
{
    /// <summary>What the sum over a bin starts from, given its first cell.</summary>
    static abstract Vector256<float> Start(Vector256<float> first);

    static abstract Vector256<float> With(Vector256<float> sum, Vector256<float> cell);

    static abstract Vector256<float> End(Vector256<float> sum, int cells);
}

/// <summary>The largest cell; a NaN stays one.</summary>
internal readonly struct Largest : IBinReduction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Start(Vector256<float> first) => first;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> With(Vector256<float> sum, Vector256<float> cell) => Vector256.Max(sum, cell);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> End(Vector256<float> sum, int cells) => sum;
}

/// <summary>The mean of the cells.</summary>
internal readonly struct Mean : IBinReduction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Start(Vector256<float> first) => Vector256<float>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> With(Vector256<float> sum, Vector256<float> cell) => sum + cell;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> End(Vector256<float> sum, int cells) => sum / cells;
}
