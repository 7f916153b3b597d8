using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Detection;
using Microsoft.ML.SppNet.Files;
using SkiaSharp;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>An image with the boxes of its objects drawn in, a colour per class.</summary>
internal static class BoxPicture
{
    /// <summary>A name for the picture: that of the image, folders and all, with another ending.</summary>
    internal static string FileNameOf(string image) => $"{image.Replace('/', '_').Replace(':', '_').TrimStart('.', '_')}.png";

    internal static void Write(string path, MLImage image, IReadOnlyList<DetectedObject> objects)
    {
        SKColorType colors = image.PixelFormat == MLPixelFormat.Rgba32 ? SKColorType.Rgba8888 : SKColorType.Bgra8888;
        using var bitmap = new SKBitmap(new SKImageInfo(image.Width, image.Height, colors, SKAlphaType.Premul));
        Marshal.Copy(image.Pixels.ToArray(), 0, bitmap.GetPixels(), image.Pixels.Length);
        using (var canvas = new SKCanvas(bitmap))
        {
            // The best is drawn last and lies upon the others.
            foreach (DetectedObject one in objects.Reverse())
                Draw(canvas, one, Math.Max(2, Math.Min(image.Width, image.Height) / 150f));
        }

        using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        AtomicFile.Write(path, data.SaveTo);
    }

    private static void Draw(SKCanvas canvas, DetectedObject one, float width)
    {
        // Hues that lie the golden angle apart differ for any number of classes.
        SKColor color = SKColor.FromHsv(one.ClassIndex * 137.508f % 360, 90, 95);
        using var line = new SKPaint { Color = color, Style = SKPaintStyle.Stroke, StrokeWidth = width, IsAntialias = true };
        using var fill = new SKPaint { Color = color };
        using var ink = new SKPaint { Color = SKColors.Black, IsAntialias = true, TextSize = 6 * width };
        (ImageBox box, string text) = (one.Box, string.Create(CultureInfo.InvariantCulture, $"{one.ClassName} {one.Score:F2}"));
        canvas.DrawRect(box.Left, box.Top, box.Width, box.Height, line);
        canvas.DrawRect(box.Left, box.Top, ink.MeasureText(text) + 2 * width, ink.TextSize + 2 * width, fill);
        canvas.DrawText(text, box.Left + width, box.Top + ink.TextSize, ink);
    }
}
