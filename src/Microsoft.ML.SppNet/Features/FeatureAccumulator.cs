using System.Numerics.Tensors;

namespace Microsoft.ML.SppNet.Features;

/// <summary>Brings the pooled parts of one image, size by size and flip by flip, into a column's vector.</summary>
internal static class FeatureAccumulator
{
    /// <summary>Adds a flip's part to the vector of its size.</summary>
    internal static void Add(ReadOnlySpan<float> part, Span<float> vector, bool first)
    {
        if (first)
            part.CopyTo(vector);
        else
            TensorPrimitives.Add(vector, part, vector);
    }

    /// <summary>Averages flips and, where asked, gives each part length 1.</summary>
    internal static void FinishSize(PlannedColumn column, SppFeatureOptions options, Span<float> vector)
    {
        if (options.Flip)
            TensorPrimitives.Multiply(vector, 0.5f, vector);
        if (options.Normalization != FeatureNormalization.L2PerPart)
            return;
        foreach (FeaturePart part in column.Parts)
            NormalizeL2(vector.Slice(part.Offset, part.Length));
    }

    /// <summary>Combines the vectors of all sizes, laid one after the other, into the column's vector at their front.</summary>
    internal static void FinishImage(PlannedColumn column, SppFeatureOptions options, Span<float> sizes)
    {
        Span<float> vector = sizes[..column.Length];
        for (int start = column.LengthPerSize; options.Combine != SizeCombination.Concatenate
            && start < sizes.Length; start += column.LengthPerSize)
        {
            ReadOnlySpan<float> other = sizes.Slice(start, column.LengthPerSize);
            if (options.Combine == SizeCombination.Max)
                TensorPrimitives.Max(vector, other, vector);
            else
                TensorPrimitives.Add(vector, other, vector);
        }

        if (options.Combine == SizeCombination.Mean)
            TensorPrimitives.Divide(vector, sizes.Length / column.LengthPerSize, vector);
        if (options.Normalization != FeatureNormalization.None)
            NormalizeL2(vector);
    }

    /// <summary>x / ‖x‖₂; zeros stay zeros.</summary>
    private static void NormalizeL2(Span<float> vector)
    {
        float length = TensorPrimitives.Norm<float>(vector);
        if (length > 0)
            TensorPrimitives.Divide(vector, length, vector);
    }
}
