using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using SkiaSharp;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>A row with an image in memory; counts how often it is read.</summary>
internal sealed class PictureRow
{
    private static int s_reads;

    /// <summary>Reads of any row's image since the last reset.</summary>
    internal static int Reads
    {
        get => Volatile.Read(ref s_reads);
        set => Volatile.Write(ref s_reads, value);
    }

    internal MLImage Picture { get; init; } = null!;

    [Microsoft.ML.Transforms.Image.ImageType(40, 40)]
    public MLImage Image
    {
        get
        {
            Interlocked.Increment(ref s_reads);
            return Picture;
        }

        set => throw new NotSupportedException();
    }

    public string Name { get; set; } = "";

    public string Label { get; set; } = "";
}

internal sealed class PathRow
{
    public string ImagePath { get; set; } = "";
}

internal sealed class BytesRow
{
    public byte[] Image { get; set; } = [];
}

internal sealed class FeatureRow
{
    public float[] Features { get; set; } = [];
}

/// <summary>Small pictures of two classes (stripes along and across) and several sizes.</summary>
internal static class Pictures
{
    internal static IDataView Load(MLContext context, int count) => context.Data.LoadFromEnumerable(Rows(count));

    internal static PictureRow[] Rows(int count) => [.. Enumerable.Range(0, count).Select(index => new PictureRow
    {
        Picture = Draw(40 + 9 * (index % 3), 40 + 7 * (index % 2), index),
        Name = $"picture {index}",
        Label = index % 2 == 0 ? "along" : "across",
    })];

    internal static MLImage Draw(int width, int height, int seed) =>
        MLImage.CreateFromPixels(width, height, MLPixelFormat.Bgra32, Bytes(width, height, seed));

    internal static byte[] Png(int width, int height, int seed)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Bgra8888, SKAlphaType.Opaque));
        Marshal.Copy(Bytes(width, height, seed), 0, bitmap.GetPixels(), bitmap.ByteCount);
        return TestImages.Encode(bitmap, SKEncodedImageFormat.Png);
    }

    internal static byte[] Bytes(int width, int height, int seed)
    {
        byte[] pixels = new byte[width * height * 4];
        for (int index = 0; index < width * height; index++)
        {
            int along = seed % 2 == 0 ? index % width : index / width;
            (pixels[4 * index], pixels[4 * index + 1], pixels[4 * index + 2], pixels[4 * index + 3]) =
                ((byte)(along % 8 * 30), (byte)((along * 5 + seed * 11) % 256), (byte)((index / width + index % width + seed) % 256), 255);
        }

        return pixels;
    }
}
