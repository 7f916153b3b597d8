using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Imaging;
using Microsoft.ML.SppNet.Networks.Execution;
using Microsoft.ML.SppNet.Numerics;
using Microsoft.ML.SppNet.Reading;

namespace Microsoft.ML.SppNet.Visualization;

/// <summary>One image as a network reads it: resized, normalised, and with the way back to the photograph's own pixels.
/// Immutable.</summary>
public sealed class NetworkInput
{
    private readonly float[] _pixels;
    private readonly ImageGeometry _geometry;

    private NetworkInput(float[] pixels, ImageGeometry geometry, Preprocessing preprocessing, int imageWidth, int imageHeight, string? path)
    {
        (_pixels, _geometry, Preprocessing, Path) = (pixels, geometry, preprocessing, path);
        (ImageWidth, ImageHeight) = (imageWidth, imageHeight);
    }

    /// <summary>Rows of the network's input.</summary>
    public int Height => _geometry.Height;

    /// <summary>Columns of the network's input.</summary>
    public int Width => _geometry.Width;

    /// <summary>Columns of the photograph.</summary>
    public int ImageWidth { get; }

    /// <summary>Rows of the photograph.</summary>
    public int ImageHeight { get; }

    /// <summary>The photograph's file; null where it came from elsewhere.</summary>
    public string? Path { get; }

    /// <summary>What its pixels went through.</summary>
    public Preprocessing Preprocessing { get; }

    /// <summary>H × W × 3 values after preprocessing, channels in the network's order.</summary>
    public ReadOnlySpan<float> Pixels => _pixels;

    /// <summary>Reads an image file.</summary>
    /// <param name="network">The network that is to see it.</param>
    /// <param name="path">The file.</param>
    /// <param name="size">The shorter side in pixels to resize it to; 0, the default, leaves it as it is.</param>
    /// <param name="view">What the network sees of it; all but the full view need a size.</param>
    /// <exception cref="ImageReadException">As <see cref="ImageFile.Load(string)"/>, or it is too large for a network.</exception>
    /// <exception cref="ArgumentException">A size out of range, or a view that needs one.</exception>
    public static NetworkInput Load(SppNetwork network, string path, int size = 0, ImageView view = ImageView.Full)
    {
        ImagePreparation how = Preparation(network, size, view);
        try
        {
            using PixelImage pixels = ImageFile.Decode(path, how.MinimumShorterSide);
            return Prepare(pixels, how, path);
        }
        catch (ImageReadException error)
        {
            throw error.InFile(path);
        }
    }

    /// <summary>Takes an image in memory.</summary>
    /// <param name="network">The network that is to see it.</param>
    /// <param name="image">The image; it stays the caller's.</param>
    /// <param name="size">As <see cref="Load"/>.</param>
    /// <param name="view">As <see cref="Load"/>.</param>
    /// <exception cref="ImageReadException">Its file is damaged, or it is too large for a network.</exception>
    /// <exception cref="ArgumentException">A size out of range, or a view that needs one.</exception>
    public static NetworkInput Of(SppNetwork network, MLImage image, int size = 0, ImageView view = ImageView.Full)
    {
        ArgumentNullException.ThrowIfNull(image);
        ImageFile.RequireComplete(image);
        using PixelImage pixels = PixelImage.From(image);
        return Prepare(pixels, Preparation(network, size, view), string.IsNullOrEmpty(image.Tag) ? null : image.Tag);
    }

    /// <summary>Takes pixels that went through the preprocessing already.</summary>
    /// <param name="network">The network that is to see them.</param>
    /// <param name="pixels">H × W × 3, channels in the network's order.</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    /// <exception cref="ArgumentException">Another number of values.</exception>
    public static NetworkInput FromPixels(SppNetwork network, ReadOnlySpan<float> pixels, int height, int width)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        if (pixels.Length != (long)height * width * ImageTensorWriter.Channels)
            throw new ArgumentException($"{pixels.Length} values are no image of {width}×{height} pixels and 3 channels.", nameof(pixels));
        return new(pixels.ToArray(), ImageGeometry.For(width, height, 0, ImageView.Full), network.Preprocessing, width, height, null);
    }

    /// <summary>A box of the network's input in the photograph's own pixels; it may reach over the edges as far as the box did.</summary>
    public ImageBox OnImage(ImageBox box)
    {
        (double x, double y) = ((double)ImageWidth / _geometry.ResizedWidth, (double)ImageHeight / _geometry.ResizedHeight);
        return new(
            (float)((box.Left + _geometry.Left) * x), (float)((box.Top + _geometry.Top) * y),
            (float)((box.Right + _geometry.Left) * x), (float)((box.Bottom + _geometry.Top) * y));
    }

    /// <summary>A box of the photograph in pixels of the network's input; it may lie outside where a crop does not show it.</summary>
    public ImageBox FromImage(ImageBox box)
    {
        (double x, double y) = ((double)_geometry.ResizedWidth / ImageWidth, (double)_geometry.ResizedHeight / ImageHeight);
        return new(
            (float)(box.Left * x - _geometry.Left), (float)(box.Top * y - _geometry.Top),
            (float)(box.Right * x - _geometry.Left), (float)(box.Bottom * y - _geometry.Top));
    }

    /// <summary>The whole of it, as a box.</summary>
    internal ImageBox Bounds => new(0, 0, Width, Height);

    /// <summary>The value that a grey pixel has in each channel.</summary>
    /// <param name="grey">Its brightness, 0 to 255.</param>
    internal float[] Grey(byte grey) =>
        [.. Preprocessing.Mean.Zip(Preprocessing.StandardDeviation, (mean, deviation) => (grey - mean) / deviation)];

    /// <summary>The same image with other pixels.</summary>
    internal NetworkInput With(float[] pixels) => new(pixels, _geometry, Preprocessing, ImageWidth, ImageHeight, Path);

    /// <summary>Copies of it as a batch, N × H × W × 3; the caller disposes it.</summary>
    internal NativeTensor Batch(int count)
    {
        var batch = new NativeTensor(count, Height, Width, ImageTensorWriter.Channels);
        for (int index = 0; index < count; index++)
            _pixels.CopyTo(batch.Row(index));
        return batch;
    }

    /// <summary>Runs a network on a batch of inputs of one size on the processor; the caller disposes what comes.</summary>
    internal static NativeTensor[] Run(SppNetwork network, NativeTensor batch,
        IReadOnlyList<(string Tap, SpatialPyramid? Pyramid)> wanted) =>
        network.Vectors(RunDevice.Cpu, InferencePrecision.Float32, batch, mirrored: false, wanted);

    private static ImagePreparation Preparation(SppNetwork network, int size, ImageView view)
    {
        ArgumentNullException.ThrowIfNull(network);
        new SppFeatureOptions { Sizes = size == ImagePreparation.NativeSize ? [] : [size], View = view }.Check();
        return new ImagePreparation { Sizes = [size], View = view, Preprocessing = network.Preprocessing };
    }

    private static NetworkInput Prepare(PixelImage pixels, ImagePreparation how, string? path)
    {
        using PreparedImage prepared = PreparedImage.Prepare(pixels, how);
        return new([.. prepared.Pixels(0)], prepared.Geometries[0], how.Preprocessing, pixels.FullWidth, pixels.FullHeight, path);
    }
}
