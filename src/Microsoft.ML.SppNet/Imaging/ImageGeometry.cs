using System.Globalization;

namespace Microsoft.ML.SppNet.Imaging;

/// <summary>
/// How an image becomes the network's input: resized to <paramref name="ResizedWidth"/> × <paramref name="ResizedHeight"/>, of which the
/// rectangle of <paramref name="Width"/> × <paramref name="Height"/> pixels at column <paramref name="Left"/> and row
/// <paramref name="Top"/> is kept.
/// </summary>
/// <remarks>
/// All in pixels. The resized sides are long: a crop of a very long, thin image is small, but the image it is cut from need not be.
/// </remarks>
internal readonly record struct ImageGeometry(long ResizedWidth, long ResizedHeight, long Left, long Top, int Width, int Height)
{
    /// <summary>
    /// The most pixels of one image that a network is given: its first feature maps take about a hundred times as many bytes.
    /// </summary>
    internal const int MaximumPixels = 1 << 25;

    /// <summary>The geometry of a view.</summary>
    /// <param name="width">The image's width in pixels.</param>
    /// <param name="height">The image's height in pixels.</param>
    /// <param name="size">The shorter side after resizing (the side of the square for <see cref="ImageView.Warp"/>); 0 for the native
    /// size.</param>
    /// <param name="view">What is seen of the image.</param>
    /// <exception cref="ArgumentException">A view that needs a size has none.</exception>
    /// <exception cref="ImageReadException">The result has more than <see cref="MaximumPixels"/> pixels.</exception>
    internal static ImageGeometry For(int width, int height, int size, ImageView view)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        if (size == 0 && view != ImageView.Full)
            throw new ArgumentException(
                $"The view {view} needs a size; only the view {ImageView.Full} can be had at an image's native size (0).", nameof(size));

        (long resizedWidth, long resizedHeight) = (size, view) switch
        {
            (0, _) => (width, height),
            (_, ImageView.Warp) => (size, size),
            _ when width <= height => (size, LongerSide(height, width, size)),
            _ => (LongerSide(width, height, size), (long)size),
        };
        (long seenWidth, long seenHeight) = view == ImageView.Crop ? (size, size) : (resizedWidth, resizedHeight);
        if (seenWidth > MaximumPixels / seenHeight)
            throw TooLarge(width, height, seenWidth, seenHeight, size);
        return new(resizedWidth, resizedHeight, (resizedWidth - seenWidth) / 2, (resizedHeight - seenHeight)
            / 2, (int)seenWidth, (int)seenHeight);
    }

    /// <summary>longer · size / shorter, halves rounded up; never less than size, as longer is never less than shorter.</summary>
    private static long LongerSide(long longer, long shorter, long size) => (2 * longer * size + shorter) / (2 * shorter);

    private static ImageReadException TooLarge(int width, int height, long seenWidth, long seenHeight, int size)
    {
        string becomes = size == 0 ? "" : $", which becomes {seenWidth}x{seenHeight} at size {size}";
        return new(null,
            string.Create(CultureInfo.InvariantCulture, $"image is {width}x{height}{becomes}: more than {MaximumPixels:N0} pixels"));
    }
}
