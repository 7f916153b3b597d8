using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.SppNet.Numerics;

/// <summary>Finds values that nothing can be computed with.</summary>
internal static class FiniteValues
{
    /// <summary>The index of the first NaN or infinity, or −1.</summary>
    /// <remarks>Optimised from its first call on: a network's weights are checked once, long before the runtime would have compiled it for
    /// speed.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static int IndexOfBad(ReadOnlySpan<float> values)
    {
        Vector128<float> largest = Vector128<float>.Zero;
        int index = 0;
        for (; index <= values.Length - Vector128<float>.Count; index += Vector128<float>.Count)
            largest = Vector128.Max(largest, Vector128.Abs(Vector128.Create(values[index..])));
        // The greatest magnitude is NaN or infinite exactly when some element is: one pass clears nearly every row.
        if (Vector128.LessThanAll(largest, Vector128.Create(float.PositiveInfinity)) && AllFinite(values[index..]))
            return -1;
        index = 0;
        while (float.IsFinite(values[index]))
            index++;
        return index;
    }

    private static bool AllFinite(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            if (!float.IsFinite(value))
                return false;
        }

        return true;
    }
}
