using Microsoft.ML.SppNet.Files;
using SkiaSharp;

namespace Microsoft.ML.SppNet.Visualization;

/// <summary>A picture in memory, 8 bits a channel. Immutable.</summary>
public sealed class Picture
{
    internal const int Channels = 3;

    private readonly byte[] _pixels;

    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="pixels">H × W × 3, red first; they become the picture's.</param>
    internal Picture(int width, int height, byte[] pixels)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(pixels.Length, checked(width * height * Channels));
        (Width, Height, _pixels) = (width, height, pixels);
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>H × W × 3 bytes, row by row, red first.</summary>
    public ReadOnlySpan<byte> Pixels => _pixels;

    /// <summary>Writes it as a PNG file, which is there whole or not at all.</summary>
    /// <param name="path">The file; its folder is made where it is absent.</param>
    /// <exception cref="IOException">The file cannot be written; the message names it and says why.</exception>
    public void Save(string path)
    {
        byte[] png = ToPng();
        AtomicFile.Write(path, stream => stream.Write(png));
    }

    /// <summary>The picture as a PNG file would hold it.</summary>
    public byte[] ToPng()
    {
        using SKBitmap bitmap = ToBitmap();
        using SKData png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    /// <summary>The part inside a box, cut at the picture's edges; the whole where the box shows nothing of it.</summary>
    internal Picture Crop(ImageBox box)
    {
        int left = Math.Clamp((int)box.Left, 0, Width - 1), top = Math.Clamp((int)box.Top, 0, Height - 1);
        int right = Math.Clamp((int)box.Right, left + 1, Width), bottom = Math.Clamp((int)box.Bottom, top + 1, Height);
        var part = new byte[(right - left) * (bottom - top) * Channels];
        int length = (right - left) * Channels;
        for (int row = top; row < bottom; row++)
            _pixels.AsSpan((row * Width + left) * Channels, length).CopyTo(part.AsSpan((row - top) * length));
        return new(right - left, bottom - top, part);
    }

    /// <summary>Every pixel as a square of so many.</summary>
    internal Picture Enlarged(int times)
    {
        var pixels = new byte[checked(_pixels.Length * times * times)];
        for (int row = 0; row < Height * times; row++)
        {
            for (int column = 0; column < Width * times; column++)
                _pixels.AsSpan((row / times * Width + column / times) * Channels, Channels).CopyTo(pixels.AsSpan((row * Width * times + column) * Channels));
        }

        return new(Width * times, Height * times, pixels);
    }

    /// <summary>What a drawing on top of it makes of it.</summary>
    internal Picture With(Action<SKCanvas> draw)
    {
        using SKBitmap bitmap = ToBitmap();
        using (var canvas = new SKCanvas(bitmap))
            draw(canvas);
        return From(bitmap);
    }

    /// <summary>Smaller, so that neither side is longer than a number of pixels; as it is where none is.</summary>
    internal Picture AtMost(int longerSide)
    {
        double scale = (double)longerSide / Math.Max(Width, Height);
        if (scale >= 1)
            return this;
        int Scaled(int side) => Math.Max(1, (int)Math.Round(side * scale));
        using SKBitmap bitmap = ToBitmap(), small = new(new SKImageInfo(Scaled(Width), Scaled(Height), SKColorType.Rgba8888, SKAlphaType.Opaque));
        bitmap.ScalePixels(small, SKFilterQuality.High);
        return From(small);
    }

    internal SKBitmap ToBitmap()
    {
        var bitmap = new SKBitmap(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        Span<byte> target = bitmap.GetPixelSpan();
        for (int index = 0; index < Width * Height; index++)
        {
            _pixels.AsSpan(index * Channels, Channels).CopyTo(target[(index * 4)..]);
            target[index * 4 + 3] = byte.MaxValue;
        }

        return bitmap;
    }

    private static Picture From(SKBitmap bitmap)
    {
        var pixels = new byte[bitmap.Width * bitmap.Height * Channels];
        Span<byte> source = bitmap.GetPixelSpan();
        for (int index = 0; index < bitmap.Width * bitmap.Height; index++)
            source.Slice(index * 4, Channels).CopyTo(pixels.AsSpan(index * Channels));
        return new(bitmap.Width, bitmap.Height, pixels);
    }
}
