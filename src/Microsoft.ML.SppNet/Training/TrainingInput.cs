using System.Buffers;
using Microsoft.ML.SppNet.Imaging;
using Microsoft.ML.SppNet.Numerics;
using Microsoft.ML.SppNet.Reading;

namespace Microsoft.ML.SppNet.Training;

/// <summary>One network input of an epoch: side × side × 3 floats after preprocessing, in pooled memory.</summary>
internal sealed class TrainingInput : IPrepared
{
    private float[]? _pixels;

    private TrainingInput(int side)
    {
        Length = side * side * ImageTensorWriter.Channels;
        _pixels = ArrayPool<float>.Shared.Rent(Length);
    }

    internal int Length { get; }

    public long Bytes => (long)Length * sizeof(float);

    internal ReadOnlySpan<float> Pixels => _pixels.AsSpan(0, Length);

    /// <summary>A random crop, mirrored and recoloured as the numbers of (seed, epoch, image) say, whatever the batch or thread.</summary>
    internal static TrainingInput Augmented(
        PixelImage image, SppNetTrainerOptions options, Preprocessing preprocessing, ColorComponents? colors, int side, SplitMix64 random)
    {
        TrainingCrop crop = TrainingCrop.Draw(image.FullWidth, image.FullHeight, options, ref random);
        (float Red, float Green, float Blue) shift = colors?.Draw(options.ColorAlteration, ref random) ?? default;
        return Make(image, crop, preprocessing, side, shift);
    }

    /// <summary>The centre crop as it is.</summary>
    internal static TrainingInput Plain(PixelImage image, SppNetTrainerOptions options, Preprocessing preprocessing, int side) =>
        Make(image, TrainingCrop.Center(image.FullWidth, image.FullHeight, options), preprocessing, side, default);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _pixels, null) is { } pixels)
            ArrayPool<float>.Shared.Return(pixels);
    }

    private static TrainingInput Make(
        PixelImage image, TrainingCrop crop, Preprocessing preprocessing, int side, (float Red, float Green, float Blue) shift)
    {
        var input = new TrainingInput(side);
        try
        {
            Extent columns = Part(image.Horizontal, crop.Left / image.FullWidth, crop.Width / image.FullWidth);
            Extent rows = Part(image.Vertical, crop.Top / image.FullHeight, crop.Height / image.FullHeight);
            // Adding to a pixel is subtracting from the mean: (x + shift − mean) / deviation.
            float[] added = preprocessing.Channels == ChannelOrder.Rgb
                ? [shift.Red, shift.Green, shift.Blue]
                : [shift.Blue, shift.Green, shift.Red];
            Preprocessing shifted = shift == default
                ? preprocessing
                : preprocessing with { Mean = [.. preprocessing.Mean.Zip(added, (mean, add) => mean - add)] };
            ImageTensorWriter.Write(image, columns, rows, side, ResizeKernel.Triangle, shifted, crop.Flip,
                input._pixels.AsSpan(0, input.Length));
            return input;
        }
        catch
        {
            input.Dispose();
            throw;
        }
    }

    private static Extent Part(Extent whole, double start, double length) => new(whole.Start + start * whole.Length, length * whole.Length);
}
