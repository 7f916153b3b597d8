using Microsoft.ML.Data;
using SkiaSharp;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>A photograph small enough to be written into a page.</summary>
internal static class Thumbnail
{
    private const int LongerSide = 160, Quality = 75;

    /// <summary>A JPEG as a data URI.</summary>
    internal static string Of(string path)
    {
        using MLImage image = ImageFile.Load(path);
        SKColorType order = image.PixelFormat == MLPixelFormat.Rgba32 ? SKColorType.Rgba8888 : SKColorType.Bgra8888;
        using SKImage pixels = SKImage.FromPixelCopy(new SKImageInfo(image.Width, image.Height, order, SKAlphaType.Opaque), image.Pixels);
        double scale = Math.Min(1, (double)LongerSide / Math.Max(image.Width, image.Height));
        int Scaled(int side) => Math.Max(1, (int)(side * scale));
        var size = new SKImageInfo(Scaled(image.Width), Scaled(image.Height), SKColorType.Bgra8888, SKAlphaType.Opaque);
        using var small = new SKBitmap(size);
        pixels.ScalePixels(small.PeekPixels(), SKFilterQuality.High);
        using SKData jpeg = small.Encode(SKEncodedImageFormat.Jpeg, Quality);
        return $"data:image/jpeg;base64,{Convert.ToBase64String(jpeg.AsSpan())}";
    }
}
