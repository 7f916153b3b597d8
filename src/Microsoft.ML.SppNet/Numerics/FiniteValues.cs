using System.Numerics.Tensors;

namespace Microsoft.ML.SppNet.Numerics;

/// <summary>Finds values that no linear model can be trained on.</summary>
internal static class FiniteValues
{
    /// <summary>The index of the first NaN or infinity, or −1.</summary>
    internal static int IndexOfBad(ReadOnlySpan<float> values)
    {
        // One vectorised pass clears nearly every row.
        if (values.IsEmpty || float.IsFinite(TensorPrimitives.MaxMagnitude(values)))
            return -1;
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
                return i;
        }

        return -1;
    }
}
