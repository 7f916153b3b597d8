using System.Buffers;
using Microsoft.ML.SppNet.Imaging;

namespace Microsoft.ML.SppNet.Reading;

/// <summary>The network's inputs of one image: for each size, H × W × 3 floats after preprocessing, in pooled memory.</summary>
internal sealed class PreparedImage : IPrepared
{
    private readonly float[][] _pixels;

    private PreparedImage(ImageGeometry[] geometries, float[][] pixels) => (Geometries, _pixels) = (geometries, pixels);

    /// <summary>For each size, the rows and columns of the input.</summary>
    internal IReadOnlyList<ImageGeometry> Geometries { get; }

    public long Bytes => _pixels.Sum(pixels => (long)pixels.Length * sizeof(float));

    /// <summary>The input at a size; valid until disposal.</summary>
    internal ReadOnlySpan<float> Pixels(int size) => _pixels[size].AsSpan(0, LengthOf(Geometries[size]));

    /// <summary>Resizes and normalises an image for every size.</summary>
    /// <exception cref="ImageReadException">The image is, at a size, not what the network can read.</exception>
    internal static PreparedImage Prepare(PixelImage image, ImagePreparation how)
    {
        ImageGeometry[] geometries = how.Geometries(image.FullWidth, image.FullHeight);
        // Said before images meet in a batch, so that the one that does not fit is named, and may be skipped.
        foreach (ImageGeometry geometry in geometries)
        {
            if (how.Problem(geometry) is { } problem)
                throw new ImageReadException(path: null, $"{Describe(image, geometry, how)} and {problem}");
        }

        var prepared = new PreparedImage(geometries, [.. geometries.Select(geometry => ArrayPool<float>.Shared.Rent(LengthOf(geometry)))]);
        try
        {
            for (int size = 0; size < geometries.Length; size++)
            {
                Span<float> pixels = prepared._pixels[size].AsSpan(0, LengthOf(geometries[size]));
                ImageTensorWriter.Write(image, geometries[size], how.Kernel, how.Preprocessing, flip: false, pixels);
            }

            return prepared;
        }
        catch
        {
            prepared.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        for (int size = 0; size < _pixels.Length; size++)
        {
            ArrayPool<float>.Shared.Return(_pixels[size]);
            _pixels[size] = [];
        }
    }

    private static int LengthOf(ImageGeometry geometry) => geometry.Width * geometry.Height * ImageTensorWriter.Channels;

    private static string Describe(PixelImage image, ImageGeometry geometry, ImagePreparation how)
    {
        string resized = how.Sizes[0] == ImagePreparation.NativeSize ? "" : $", resized to {geometry.Width}x{geometry.Height},";
        return $"image is {image.FullWidth}x{image.FullHeight}{resized}";
    }
}
