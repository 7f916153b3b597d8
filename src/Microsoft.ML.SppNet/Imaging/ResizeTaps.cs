using System.Buffers;

namespace Microsoft.ML.SppNet;

/// <summary>For each of a run of output pixels along one axis: the consecutive source pixels it is made of, and their weights, which sum to 1.</summary>
/// <remarks>Memory comes from a pool; dispose once.</remarks>
internal sealed class ResizeTaps : IDisposable
{
    private readonly int[] _starts;
    private readonly int[] _counts;
    private readonly float[] _weights;
    private readonly int _stride;

    private ResizeTaps(int count, int stride)
    {
        (Count, _stride) = (count, stride);
        _starts = ArrayPool<int>.Shared.Rent(count);
        _counts = ArrayPool<int>.Shared.Rent(count);
        _weights = ArrayPool<float>.Shared.Rent(checked(count * stride));
    }

    /// <summary>How many output pixels there are.</summary>
    internal int Count { get; }

    /// <summary>The first source pixel that any output uses.</summary>
    internal int First => _starts[0];

    /// <summary>One past the last source pixel that any output uses.</summary>
    internal int End => _starts[Count - 1] + _counts[Count - 1];

    /// <summary>The first source pixel of an output pixel.</summary>
    internal int Start(int output) => _starts[output];

    /// <summary>The weights of <c>Start(output)</c> and the source pixels after it.</summary>
    internal ReadOnlySpan<float> Weights(int output) => _weights.AsSpan(output * _stride, _counts[output]);

    /// <summary>Weights for the outputs <paramref name="first"/> … <paramref name="first"/> + <paramref name="count"/> − 1 of <paramref name="outputLength"/>.</summary>
    /// <param name="sourceLength">Decoded pixels along the axis.</param>
    /// <param name="extent">The part of them that the outputs cover together.</param>
    /// <param name="outputLength">Pixels of the whole resized axis.</param>
    /// <param name="first">The first output wanted.</param>
    /// <param name="count">How many outputs are wanted.</param>
    /// <param name="kernel">How source pixels are weighted.</param>
    internal static ResizeTaps For(int sourceLength, Extent extent, long outputLength, long first, int count, ResizeKernel kernel)
    {
        double scale = extent.Length / outputLength;
        double support = kernel == ResizeKernel.Triangle ? Math.Max(scale, 1) : 1;
        var taps = new ResizeTaps(count, (int)Math.Min(Math.Ceiling(2 * support) + 1, sourceLength));
        for (int index = 0; index < count; index++)
            taps.Set(index, extent.Start + (first + index + 0.5) * scale, support, sourceLength);
        return taps;
    }

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_starts);
        ArrayPool<int>.Shared.Return(_counts);
        ArrayPool<float>.Shared.Return(_weights);
    }

    /// <summary>The triangle of half-width <paramref name="support"/> around <paramref name="centre"/>, cut at the image's borders and normalised.</summary>
    private void Set(int output, double centre, double support, int sourceLength)
    {
        // Pixel i has its centre at i + 0.5. Only pixels with a weight above zero are kept, so equal sizes give one tap of weight 1.
        int start = Math.Clamp((int)Math.Floor(centre - support - 0.5) + 1, 0, sourceLength - 1);
        int end = Math.Clamp((int)Math.Ceiling(centre + support - 0.5), start + 1, sourceLength);
        Span<float> weights = _weights.AsSpan(output * _stride, end - start);
        double sum = 0;
        for (int source = start; source < end; source++)
            sum += Triangle(source, centre, support);
        for (int source = start; source < end; source++)
            weights[source - start] = sum > 0 ? (float)(Triangle(source, centre, support) / sum) : 1f / weights.Length;
        (_starts[output], _counts[output]) = (start, end - start);
    }

    private static double Triangle(int source, double centre, double support) => Math.Max(0, 1 - Math.Abs(source + 0.5 - centre) / support);
}
