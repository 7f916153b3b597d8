namespace Microsoft.ML.SppNet;

/// <summary>
/// A box of an image in pixels from 0: the columns from <c>Left</c> up to but not including <c>Right</c>, the rows likewise.
/// </summary>
/// <remarks>
/// Coordinates are positions between pixels, not pixels: pixel i covers i to i + 1, and the box of a whole 500×375 image is (0, 0, 500,
/// 375). So width is
/// <c>Right − Left</c>, boxes that touch do not overlap, and scaling an image scales its boxes. A box whose end does not lie after its
/// beginning is empty.
/// </remarks>
/// <param name="Left">Where the box begins, in pixels from the image's left edge.</param>
/// <param name="Top">Where the box begins, in pixels from the image's upper edge.</param>
/// <param name="Right">Where it ends, in pixels from the image's left edge.</param>
/// <param name="Bottom">Where it ends, in pixels from the image's upper edge.</param>
public readonly record struct ImageBox(float Left, float Top, float Right, float Bottom)
{
    /// <summary>Pixel columns, not negative.</summary>
    public float Width => Math.Max(Right - Left, 0);

    /// <summary>Pixel rows, not negative.</summary>
    public float Height => Math.Max(Bottom - Top, 0);

    /// <summary>Pixels; 0 for an empty box.</summary>
    public double Area => (double)Width * Height;

    /// <summary>
    /// What both boxes cover; empty where they share nothing. With the box of the whole image: the box cut at the image's edges.
    /// </summary>
    public ImageBox Intersect(ImageBox other) => new(
        Math.Max(Left, other.Left), Math.Max(Top, other.Top), Math.Min(Right, other.Right), Math.Min(Bottom, other.Bottom));

    /// <summary>The area that both cover divided by the area that either covers, 0 to 1; 0 where both are empty.</summary>
    /// <remarks>
    /// The overlap by which PASCAL VOC counts a detection as right: above 0.5 (Everingham et al. 2010, section 4.2, equation 3).
    /// </remarks>
    public double IntersectionOverUnion(ImageBox other)
    {
        double both = Intersect(other).Area, either = Area + other.Area - both;
        return either > 0 ? both / either : 0;
    }
}
