using System.Numerics.Tensors;

namespace Microsoft.ML.SppNet.Visualization;

/// <summary>Signs of what a hidden part changes, ε = x − x̃, compared between images.</summary>
internal static class SignChanges
{
    /// <summary>The signs of a difference.</summary>
    internal static sbyte[] Of(ReadOnlySpan<float> whole, ReadOnlySpan<float> hidden)
    {
        var signs = new sbyte[whole.Length];
        for (int index = 0; index < signs.Length; index++)
            signs[index] = (sbyte)MathF.Sign(whole[index] - hidden[index]);
        return signs;
    }

    /// <summary>The share of places where two differ.</summary>
    internal static double Share(ReadOnlySpan<sbyte> one, ReadOnlySpan<sbyte> other) =>
        (double)TensorPrimitives.HammingDistance(one, other) / one.Length;

    /// <summary>The share for each pair of images.</summary>
    internal static IEnumerable<double> Pairs(IReadOnlyList<sbyte[]> images)
    {
        for (int one = 0; one < images.Count; one++)
        {
            for (int other = one + 1; other < images.Count; other++)
                yield return Share(images[one], images[other]);
        }
    }
}
