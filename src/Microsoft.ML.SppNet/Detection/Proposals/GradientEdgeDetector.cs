using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Imaging;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>
/// Edges where the colours of a smoothed image change the fastest. Smoothed by a triangle of radius 4; the magnitude is that of the
/// channel whose gradient is the largest, divided by the largest of the image; along the gradient only the largest within 2 pixels stays.
/// </summary>
/// <remarks>
/// What the authors of EdgeBoxes name for want of their structured edges: plain gradients, which nobody trained to tell the outline of a
/// thing from its pattern. docs/detection.md has what they find beside what Selective Search finds.
/// </remarks>
public sealed class GradientEdgeDetector : IEdgeDetector
{
    /// <summary>The longer side that an image is reduced to where no other is given.</summary>
    public const int DefaultLongestSide = 1000;

    private readonly int _longestSide;

    /// <summary>A detector.</summary>
    /// <param name="longestSide">
    /// An image whose longer side has more pixels is reduced to it first, and its map is of that size: time and memory grow with the
    /// pixels. From 1 to 4096.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">It is not from 1 to 4096.</exception>
    public GradientEdgeDetector(int longestSide = DefaultLongestSide)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(longestSide, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(longestSide, 4096);
        _longestSide = longestSide;
    }

    /// <summary>The longer side that images are reduced to.</summary>
    internal int LongestSide => _longestSide;

    /// <summary>The edges of an image, or of its reduced version.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public EdgeMap Detect(MLImage image, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        cancellationToken.ThrowIfCancellationRequested();
        using PixelImage pixels = PixelImage.From(image);
        ColorPlanes colors = ColorPlanes.FromPixels(pixels, _longestSide).Filter(SeparableFilter.Triangle, SeparableFilter.Triangle);
        return EdgeThinning.Thin(PixelGradients.Of(colors));
    }
}
