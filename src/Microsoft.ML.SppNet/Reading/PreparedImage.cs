using System.Buffers;
using Microsoft.ML.SppNet.Features;
using Microsoft.ML.SppNet.Imaging;

namespace Microsoft.ML.SppNet.Reading;

/// <summary>The network's inputs of one image: for each size, H × W × 3 floats after preprocessing, in pooled memory.</summary>
internal sealed class PreparedImage : IDisposable
{
    private readonly float[][] _pixels;

    private PreparedImage(ImageGeometry[] geometries, float[][] pixels) => (Geometries, _pixels) = (geometries, pixels);

    /// <summary>For each size, the rows and columns of the input.</summary>
    internal IReadOnlyList<ImageGeometry> Geometries { get; }

    internal long Bytes => _pixels.Sum(pixels => (long)pixels.Length * sizeof(float));

    /// <summary>The input at a size; valid until disposal.</summary>
    internal ReadOnlySpan<float> Pixels(int size) => _pixels[size].AsSpan(0, LengthOf(Geometries[size]));

    /// <summary>Resizes and normalises an image for every size of a plan.</summary>
    /// <exception cref="InvalidDataException">The image is, at a size, too large or too small for the plan's taps, or not what its head reads.</exception>
    internal static PreparedImage Prepare(PixelImage image, FeaturePlan plan, Preprocessing preprocessing)
    {
        ImageGeometry[] geometries = [.. plan.Sizes.Select(size => ImageGeometry.For(image.FullWidth, image.FullHeight, size, plan.Options.View))];
        foreach (ImageGeometry geometry in geometries)
        {
            CheckLargeEnough(image, geometry, plan);
            CheckSmallEnough(image, geometry, plan);
            CheckHead(image, geometry, plan);
        }

        var prepared = new PreparedImage(geometries, [.. geometries.Select(geometry => ArrayPool<float>.Shared.Rent(LengthOf(geometry)))]);
        try
        {
            for (int size = 0; size < geometries.Length; size++)
            {
                Span<float> pixels = prepared._pixels[size].AsSpan(0, LengthOf(geometries[size]));
                ImageTensorWriter.Write(image, geometries[size], plan.Options.Kernel, preprocessing, flip: false, pixels);
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

    /// <summary>Tensors are reached through spans, which end at 2 GiB; far before that a size would have been wiser.</summary>
    private static void CheckSmallEnough(PixelImage image, ImageGeometry geometry, FeaturePlan plan)
    {
        // A million pixels make no such map in any network here: only large images are worth the arithmetic.
        if ((long)geometry.Width * geometry.Height > 1 << 20 && plan.LargestMapBytes(geometry.Height, geometry.Width) > int.MaxValue)
            throw new InvalidDataException(
                $"image is {image.FullWidth}x{image.FullHeight}, and at {geometry.Width}x{geometry.Height} one of the network's feature maps would take more than 2 GiB: give a smaller size, such as 224");
    }

    private static void CheckLargeEnough(PixelImage image, ImageGeometry geometry, FeaturePlan plan)
    {
        if (Math.Min(geometry.Width, geometry.Height) >= plan.SmallestImage)
            return;
        throw new InvalidDataException(
            $"{Describe(image, geometry, plan)} and the tap {string.Join(", ", plan.Taps)} needs at least {plan.SmallestImage} pixels on the shorter side: give a larger size");
    }

    /// <summary>Said before images meet in a batch, so that the one that does not fit is named, and may be skipped.</summary>
    private static void CheckHead(PixelImage image, ImageGeometry geometry, FeaturePlan plan)
    {
        if (plan.HeadInputProblem(geometry.Height, geometry.Width) is { } refusal)
            throw new InvalidDataException($"{Describe(image, geometry, plan)} and this network {refusal}");
    }

    private static string Describe(PixelImage image, ImageGeometry geometry, FeaturePlan plan)
    {
        string resized = plan.Sizes[0] == FeaturePlan.NativeSize ? "" : $", resized to {geometry.Width}x{geometry.Height},";
        return $"image is {image.FullWidth}x{image.FullHeight}{resized}";
    }
}
