using System.Buffers;

namespace Microsoft.ML.SppNet.Imaging;

/// <summary>
/// For each of a run of output pixels along one axis: the consecutive source pixels it is made of, and their weights, which sum to 1.
/// </summary>
/// <remarks>
/// All outputs have the same number of source pixels, some of weight zero, as a loop of constant length is much the fastest. Which pixels
/// these are
/// does not depend on the run. Memory comes from a pool; dispose once.
/// </remarks>
internal sealed class ResizeTaps : IDisposable
{
    private readonly int[] _starts;
    private readonly float[] _weights;

    private ResizeTaps(int outputs, int count)
    {
        (Outputs, Count) = (outputs, count);
        _starts = ArrayPool<int>.Shared.Rent(outputs);
        _weights = ArrayPool<float>.Shared.Rent(checked(outputs * count));
    }

    /// <summary>How many output pixels there are.</summary>
    internal int Outputs { get; }

    /// <summary>How many source pixels each is made of.</summary>
    internal int Count { get; }

    /// <summary>Whether each output is a source pixel as it is: the axis keeps its length.</summary>
    internal bool IsCopy { get; private init; }

    /// <summary>The first source pixel that any output uses.</summary>
    internal int First => _starts[0];

    /// <summary>One past the last source pixel that any output uses.</summary>
    internal int End => _starts[Outputs - 1] + Count;

    /// <summary>The first source pixel of each output pixel.</summary>
    internal ReadOnlySpan<int> Starts => _starts.AsSpan(0, Outputs);

    /// <summary>The weights of the source pixels of each output pixel, one output after the other.</summary>
    internal ReadOnlySpan<float> Weights => _weights.AsSpan(0, Outputs * Count);

    /// <summary>
    /// Weights for the outputs <paramref name="first"/> … <paramref name="first"/> + <paramref name="outputs"/> − 1 of
    /// <paramref name="outputLength"/>.
    /// </summary>
    /// <param name="sourceLength">Decoded pixels along the axis.</param>
    /// <param name="extent">The part of them that the outputs cover together.</param>
    /// <param name="outputLength">Pixels of the whole resized axis.</param>
    /// <param name="first">The first output wanted.</param>
    /// <param name="outputs">How many outputs are wanted.</param>
    /// <param name="kernel">How source pixels are weighted.</param>
    internal static ResizeTaps For(int sourceLength, Extent extent, long outputLength, long first, int outputs, ResizeKernel kernel)
    {
        bool isCopy = extent == new Extent(0, outputLength);
        double scale = extent.Length / outputLength;
        // At half-width 1/2 a triangle reaches no pixel but its own.
        double support = isCopy ? 0.5 : kernel == ResizeKernel.Triangle ? Math.Max(scale, 1) : 1;
        var taps = new ResizeTaps(outputs, (int)Math.Min(Math.Ceiling(2 * support), sourceLength)) { IsCopy = isCopy };
        for (int index = 0; index < outputs; index++)
            taps.Set(index, extent.Start + (first + index + 0.5) * scale, support, sourceLength);
        return taps;
    }

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_starts);
        ArrayPool<float>.Shared.Return(_weights);
    }

    /// <summary>
    /// The triangle of half-width <paramref name="support"/> around <paramref name="centre"/>, cut at the image's borders and normalised.
    /// </summary>
    private void Set(int output, double centre, double support, int sourceLength)
    {
        // Pixel i has its centre at i + 0.5: the first one inside the triangle is the next after centre − support − 0.5.
        int start = (int)Math.Clamp(Math.Floor(centre - support - 0.5) + 1, 0, sourceLength - Count);
        Span<float> weights = _weights.AsSpan(output * Count, Count);
        double sum = 0;
        for (int tap = 0; tap < Count; tap++)
            sum += Triangle(start + tap, centre, support);
        for (int tap = 0; tap < Count; tap++)
            weights[tap] = (float)(Triangle(start + tap, centre, support) / sum);
        _starts[output] = start;
    }

    private static double Triangle(int source, double centre, double support) => Math.Max(0, 1 - Math.Abs(source + 0.5 - centre) / support);
}
