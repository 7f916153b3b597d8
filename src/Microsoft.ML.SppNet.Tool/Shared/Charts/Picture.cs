using Microsoft.ML.Data;
using SkiaSharp;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>Images on their way into pages and files.</summary>
internal static class Picture
{
    private const int JpegQuality = 80;

    /// <summary>The same picture with no side longer than a number of pixels; the caller disposes it.</summary>
    internal static MLImage Scaled(MLImage image, int longerSide)
    {
        double scale = Math.Min(1, (double)longerSide / Math.Max(image.Width, image.Height));
        int Side(int side) => Math.Max(1, (int)Math.Round(side * scale));
        using SKImage pixels = Pixels(image);
        using var small = new SKBitmap(new SKImageInfo(Side(image.Width), Side(image.Height), SKColorType.Bgra8888, SKAlphaType.Opaque));
        pixels.ScalePixels(small.PeekPixels(), SKFilterQuality.High);
        return MLImage.CreateFromPixels(small.Width, small.Height, MLPixelFormat.Bgra32, small.GetPixelSpan());
    }

    /// <summary>A JPEG as a data URI.</summary>
    internal static string DataUri(MLImage image)
    {
        using SKImage pixels = Pixels(image);
        using SKData jpeg = pixels.Encode(SKEncodedImageFormat.Jpeg, JpegQuality);
        return $"data:image/jpeg;base64,{Convert.ToBase64String(jpeg.AsSpan())}";
    }

    /// <summary>A PNG's bytes.</summary>
    internal static byte[] Png(MLImage image)
    {
        using SKImage pixels = Pixels(image);
        using SKData png = pixels.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    private static SKImage Pixels(MLImage image)
    {
        SKColorType order = image.PixelFormat == MLPixelFormat.Rgba32 ? SKColorType.Rgba8888 : SKColorType.Bgra8888;
        return SKImage.FromPixelCopy(new SKImageInfo(image.Width, image.Height, order, SKAlphaType.Opaque), image.Pixels);
    }
}
