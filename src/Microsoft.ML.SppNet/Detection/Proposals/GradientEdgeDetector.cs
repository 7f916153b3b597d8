using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Imaging;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>
/// Edges where the brightness of a smoothed image changes the fastest: smoothed by a Gaussian of σ = 3; the magnitude of the gradient,
/// divided by the largest of the image; along the gradient only the largest within 2 pixels stays.
/// </summary>
/// <remarks>
/// Plain gradients, which nobody trained to tell the outline of a thing from its pattern, as the structured edges are that EdgeBoxes was
/// published with. On VOC 2007's trainval photographs boxes fitted objects better than with the colours' gradients, or with a triangle of
/// radius 4 for the Gaussian; docs/proposals.md has what it finds beside what Selective Search finds.
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
        ColorPlanes smooth = ColorPlanes.FromPixels(pixels, _longestSide).Convert(ColorSpace.Intensity)
            .Filter(SeparableFilter.WideGaussian, SeparableFilter.WideGaussian);
        return EdgeThinning.Thin(PixelGradients.Of(smooth.Planes[0], smooth.Width, smooth.Height));
    }
}
