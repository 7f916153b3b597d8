using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.SppNet;

/// <summary>Pixels → the memory of a network's input: resized, cropped, flipped, channels in the network's order, normalised, in one pass.</summary>
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
        if (destination.Length != (long)geometry.Height * geometry.Width * Channels)
            throw new ArgumentException($"{destination.Length} floats cannot hold {geometry.Height} x {geometry.Width} x {Channels}", nameof(destination));

        Vector128<float> mean = ToVector(preprocessing.Mean), deviation = ToVector(preprocessing.StandardDeviation);
        bool swap = (preprocessing.Channels == ChannelOrder.Rgb) != (image.Order == PixelOrder.Rgba);
        using var resizer = new ImageResizer(image, geometry, kernel);
        ref float target = ref MemoryMarshal.GetReference(destination);
        for (int row = 0; row < geometry.Height; row++)
        {
            resizer.MoveTo(row);
            for (int column = 0; column < geometry.Width; column++)
            {
                Vector128<float> pixel = resizer.Pixel(flip ? geometry.Width - 1 - column : column);
                pixel = swap ? Vector128.Shuffle(pixel, Vector128.Create(2, 1, 0, 3)) : pixel;
                Store((pixel - mean) / deviation, ref target);
                target = ref Unsafe.Add(ref target, Channels);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<float> pixel, ref float target)
    {
        pixel.GetLower().StoreUnsafe(ref target);
        Unsafe.Add(ref target, 2) = pixel.GetElement(2);
    }

    private static Vector128<float> ToVector(IReadOnlyList<float> values) => Vector128.Create(values[0], values[1], values[2], 1);
}
