using SkiaSharp;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>Pictures of one colour gradient each, for tests that need files and not their content.</summary>
internal static class DrawnImages
{
    internal static string Save(string path, int width = 90, int height = 70, byte shade = 100)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var bitmap = new SKBitmap(width, height);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
                bitmap.SetPixel(x, y, new SKColor((byte)(x * 2), (byte)(y * 3), shade));
        }

        using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        using FileStream file = File.Create(path);
        data.SaveTo(file);
        return path;
    }
}
