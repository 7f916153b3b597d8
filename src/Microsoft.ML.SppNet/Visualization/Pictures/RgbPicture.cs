using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using SkiaSharp;

namespace Microsoft.ML.SppNet.Visualization;

/// <summary>A picture in memory, 8 bits a channel. Immutable.</summary>
internal sealed class RgbPicture
{
    internal const int Channels = 3;

    private readonly byte[] _pixels;

    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="pixels">H × W × 3, red first; they become the picture's.</param>
    internal RgbPicture(int width, int height, byte[] pixels)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(pixels.Length, checked(width * height * Channels));
        (Width, Height, _pixels) = (width, height, pixels);
    }

    /// <summary>Columns.</summary>
    internal int Width { get; }

    /// <summary>Rows.</summary>
    internal int Height { get; }

    /// <summary>H × W × 3 bytes, row by row, red first.</summary>
    internal ReadOnlySpan<byte> Pixels => _pixels;

    /// <summary>The same as an image of ML.NET's; the caller disposes it.</summary>
    internal MLImage ToImage() => MLImage.CreateFromPixels(Width, Height, MLPixelFormat.Rgba32, Opaque());

    /// <summary>What lies inside a box, at least a pixel of it; white where that is outside the picture.</summary>
    internal RgbPicture Crop(ImageBox box)
    {
        (int left, int top) = ((int)Math.Floor(box.Left), (int)Math.Floor(box.Top));
        (int width, int height) = (Math.Max(1, (int)Math.Ceiling(box.Right) - left), Math.Max(1, (int)Math.Ceiling(box.Bottom) - top));
        var part = new byte[checked(width * height * Channels)];
        Array.Fill(part, byte.MaxValue);
        (int first, int end) = (Math.Max(left, 0), Math.Min(left + width, Width));
        for (int row = Math.Max(top, 0); row < Math.Min(top + height, Height) && first < end; row++)
        {
            _pixels.AsSpan((row * Width + first) * Channels, (end - first) * Channels)
                .CopyTo(part.AsSpan(((row - top) * width + first - left) * Channels));
        }

        return new(width, height, part);
    }

    /// <summary>Every pixel as a square of so many.</summary>
    internal RgbPicture Enlarged(int times)
    {
        var pixels = new byte[checked(_pixels.Length * times * times)];
        for (int row = 0; row < Height * times; row++)
        {
            for (int column = 0; column < Width * times; column++)
                _pixels.AsSpan((row / times * Width + column / times) * Channels, Channels)
                .CopyTo(pixels.AsSpan((row * Width * times + column) * Channels));
        }

        return new(Width * times, Height * times, pixels);
    }

    /// <summary>What a drawing on top of it makes of it.</summary>
    internal RgbPicture With(Action<SKCanvas> draw)
    {
        using SKBitmap bitmap = ToBitmap();
        using (var canvas = new SKCanvas(bitmap))
            draw(canvas);
        return From(bitmap);
    }

    private SKBitmap ToBitmap()
    {
        var bitmap = new SKBitmap(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        byte[] pixels = Opaque();
        Marshal.Copy(pixels, 0, bitmap.GetPixels(), pixels.Length);
        return bitmap;
    }

    /// <summary>H × W × 4, the last of them full.</summary>
    private byte[] Opaque()
    {
        var pixels = new byte[Width * Height * 4];
        for (int index = 0; index < Width * Height; index++)
        {
            _pixels.AsSpan(index * Channels, Channels).CopyTo(pixels.AsSpan(index * 4));
            pixels[index * 4 + 3] = byte.MaxValue;
        }

        return pixels;
    }

    private static RgbPicture From(SKBitmap bitmap)
    {
        var pixels = new byte[bitmap.Width * bitmap.Height * Channels];
        ReadOnlySpan<byte> source = bitmap.GetPixelSpan();
        for (int index = 0; index < bitmap.Width * bitmap.Height; index++)
            source.Slice(index * 4, Channels).CopyTo(pixels.AsSpan(index * Channels));
        return new(bitmap.Width, bitmap.Height, pixels);
    }
}
