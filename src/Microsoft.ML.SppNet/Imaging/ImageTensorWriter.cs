using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.SppNet.Imaging;

/// <summary>
/// Pixels → the memory of a network's input: resized, cropped, flipped, channels in the network's order, normalised, in one pass.
/// </summary>
internal static class ImageTensorWriter
{
    internal const int Channels = 3;

    /// <summary>Writes one image as H × W × 3 floats, (value − mean[c]) / std[c].</summary>
    /// <param name="image">The pixels; alpha is left out (colours are premultiplied by it).</param>
    /// <param name="geometry">What the image becomes; made from the image's full size.</param>
    /// <param name="kernel">How pixels are weighted where the size changes.</param>
    /// <param name="preprocessing">Channel order, mean and standard deviation.</param>
    /// <param name="flip">Whether left and right are swapped.</param>
    /// <param name="destination"><c>geometry.Height * geometry.Width * 3</c> floats.</param>
    /// <remarks>The values depend on these arguments alone: not on threads, batches or what is cropped away.</remarks>
    internal static void Write(
        PixelImage image, ImageGeometry geometry, ResizeKernel kernel, Preprocessing preprocessing, bool flip, Span<float> destination)
    {
        using var resizer = new ImageResizer(image, geometry, kernel);
        Write(image, resizer, geometry.Height, geometry.Width, preprocessing, flip, destination);
    }

    /// <summary>Writes a part of an image, squeezed into a square, as side × side × 3 floats.</summary>
    /// <param name="image">The pixels.</param>
    /// <param name="columns">The decoded columns of the part.</param>
    /// <param name="rows">The decoded rows of the part.</param>
    /// <param name="side">Rows and columns of the square.</param>
    /// <param name="kernel">How pixels are weighted where the size changes.</param>
    /// <param name="preprocessing">Channel order, mean and standard deviation.</param>
    /// <param name="flip">Whether left and right are swapped.</param>
    /// <param name="destination"><c>side * side * 3</c> floats.</param>
    internal static void Write(
        PixelImage image, Extent columns, Extent rows, int side, ResizeKernel kernel, Preprocessing preprocessing, bool flip,
        Span<float> destination) =>
        Write(image, columns, rows, side, side, kernel, preprocessing, flip, destination);

    /// <summary>Writes a part of an image, brought to a size, as height × width × 3 floats.</summary>
    /// <inheritdoc cref="Write(PixelImage, Extent, Extent, int, ResizeKernel, Preprocessing, bool, Span{float})"/>
    internal static void Write(
        PixelImage image, Extent columns, Extent rows, int width, int height, ResizeKernel kernel, Preprocessing preprocessing, bool flip,
        Span<float> destination)
    {
        using var resizer = new ImageResizer(image, columns, rows, new ImageGeometry(width, height, 0, 0, width, height), kernel);
        Write(image, resizer, height, width, preprocessing, flip, destination);
    }

    private static void Write(
        PixelImage image, ImageResizer resizer, int height, int width, Preprocessing preprocessing, bool flip, Span<float> destination)
    {
        if (destination.Length != (long)height * width * Channels)
            throw new ArgumentException($"{destination.Length} floats cannot hold {height} x {width} x {Channels}", nameof(destination));

        Vector128<float> mean = ToVector(preprocessing.Mean), deviation = ToVector(preprocessing.StandardDeviation);
        bool swap = (preprocessing.Channels == ChannelOrder.Rgb) != (image.Order == PixelOrder.Rgba);
        int length = width * Channels;
        for (int row = 0; row < height; row++)
            WriteRow(resizer.Row(row), swap, flip, mean, deviation, destination.Slice(row * length, length));
    }

    private static void WriteRow(
        ReadOnlySpan<float> pixels, bool swap, bool flip, Vector128<float> mean, Vector128<float> deviation, Span<float> destination)
    {
        int width = destination.Length / Channels;
        ref float source = ref MemoryMarshal.GetReference(pixels[..(width * PixelImage.BytesPerPixel)]);
        ref float target = ref MemoryMarshal.GetReference(destination);
        for (int column = 0; column < width; column++)
        {
            Vector128<float> pixel =
                Vector128.LoadUnsafe(ref source, (nuint)((flip ? width - 1 - column : column) * PixelImage.BytesPerPixel));
            pixel = swap ? Vector128.Shuffle(pixel, Vector128.Create(2, 1, 0, 3)) : pixel;
            pixel = (pixel - mean) / deviation;
            // Four floats are written for three, the next pixel being written over the fourth; the row's last pixel has no next.
            if (column < width - 1)
                pixel.StoreUnsafe(ref target, (nuint)(column * Channels));
            else
                pixel.AsVector3().CopyTo(destination[^Channels..]);
        }
    }

    private static Vector128<float> ToVector(IReadOnlyList<float> values) => Vector128.Create(values[0], values[1], values[2], 1);
}
