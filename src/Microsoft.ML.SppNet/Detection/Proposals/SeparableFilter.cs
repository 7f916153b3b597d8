using System.Numerics;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>
/// Filters along rows and columns. A lane is a pixel, and products are rounded before they are added, so vectors of any width give the
/// same.
/// </summary>
internal static class SeparableFilter
{
    /// <summary>
    /// exp(−x²/2σ²) for σ = 0.8 at x = −3…3, divided by its sum: the smoothing before Felzenszwalb and Huttenlocher's segmentation.
    /// </summary>
    internal static ReadOnlySpan<float> Smoothing => [0.0004407f, 0.0219103f, 0.2283107f, 0.4986765f, 0.2283107f, 0.0219103f, 0.0004407f];

    /// <summary>exp(−x²/2) at x = −3…3, divided by its sum.</summary>
    internal static ReadOnlySpan<float> Gaussian => [0.0044330f, 0.0540056f, 0.2420362f, 0.3990503f, 0.2420362f, 0.0540056f, 0.0044330f];

    /// <summary>The derivative of <see cref="Gaussian"/>, x·exp(−x²/2), divided so that the slope of a ramp is 1 per pixel.</summary>
    internal static ReadOnlySpan<float> GaussianDerivative =>
        [-0.0133537f, -0.1084545f, -0.2430297f, 0, 0.2430297f, 0.1084545f, 0.0133537f];

    /// <summary>exp(−x²/2σ²) for σ = 3 at x = −9…9, divided by its sum.</summary>
    internal static ReadOnlySpan<float> WideGaussian =>
    [
        0.0014795f, 0.0038042f, 0.0087535f, 0.0180234f, 0.0332077f, 0.0547503f, 0.0807753f,
        0.1066390f, 0.1259791f, 0.1331760f, 0.1259791f, 0.1066390f, 0.0807753f,
        0.0547503f, 0.0332077f, 0.0180234f, 0.0087535f, 0.0038042f, 0.0014795f,
    ];

    /// <summary>Filters a plane; beyond it its outermost pixels go on. The kernels have an odd length.</summary>
    internal static void Apply(
        float[] plane, float[] target, int width, int height, ReadOnlySpan<float> horizontal, ReadOnlySpan<float> vertical)
    {
        float[] rows = new float[plane.Length];
        int radius = horizontal.Length / 2;
        float[] padded = new float[width + 2 * radius];
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<float> source = plane.AsSpan(y * width, width);
            padded.AsSpan(0, radius).Fill(source[0]);
            source.CopyTo(padded.AsSpan(radius));
            padded.AsSpan(radius + width).Fill(source[^1]);
            for (int tap = 0; tap < horizontal.Length; tap++)
                AddScaled(padded.AsSpan(tap, width), horizontal[tap], rows.AsSpan(y * width, width));
        }

        radius = vertical.Length / 2;
        target.AsSpan().Clear();
        for (int y = 0; y < height; y++)
        {
            for (int tap = 0; tap < vertical.Length; tap++)
            {
                int row = Math.Clamp(y + tap - radius, 0, height - 1);
                AddScaled(rows.AsSpan(row * width, width), vertical[tap], target.AsSpan(y * width, width));
            }
        }
    }

    private static void AddScaled(ReadOnlySpan<float> source, float weight, Span<float> sums)
    {
        int i = 0;
        for (; i <= sums.Length - Vector<float>.Count; i += Vector<float>.Count)
            (new Vector<float>(sums[i..]) + new Vector<float>(source[i..]) * weight).CopyTo(sums[i..]);
        for (; i < sums.Length; i++)
            sums[i] += source[i] * weight;
    }
}
