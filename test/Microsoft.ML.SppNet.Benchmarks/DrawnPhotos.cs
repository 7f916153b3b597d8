using System.Globalization;
using Microsoft.ML.SppNet.Numerics;
using SkiaSharp;

namespace Microsoft.ML.SppNet.Benchmarks;

/// <summary>JPEG files with edges, gradients and noise, the same ones every time: they take about as long to decode as photographs of their
/// size.</summary>
internal static class DrawnPhotos
{
    private const int Quality = 90, Discs = 60, Noise = 24;

    internal static string[] Save(string folder, int count, int width, int height) =>
        [.. Enumerable.Range(0, count).Select(index =>
            SaveOne(Path.Combine(folder, index.ToString("D5", CultureInfo.InvariantCulture) + ".jpg"), width, height, index))];

    private static string SaveOne(string path, int width, int height, int seed)
    {
        using SKBitmap bitmap = Draw(width, height, new SplitMix64((ulong)seed));
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Jpeg, Quality);
        using FileStream file = File.Create(path);
        data.SaveTo(file);
        return path;
    }

    private static unsafe SKBitmap Draw(int width, int height, SplitMix64 random)
    {
        var bitmap = new SKBitmap(width, height, SKColorType.Bgra8888, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(Colour(ref random));
        for (int disc = 0; disc < Discs; disc++)
        {
            var centre = new SKPoint((float)random.NextDouble() * width, (float)random.NextDouble() * height);
            float radius = (float)(0.02 + 0.2 * random.NextDouble()) * width;
            using SKShader shader =
                SKShader.CreateRadialGradient(centre, radius, [Colour(ref random), Colour(ref random)], SKShaderTileMode.Clamp);
            using var paint = new SKPaint { Shader = shader, IsAntialias = true };
            canvas.DrawCircle(centre, radius, paint);
        }

        canvas.Flush();
        // The bitmap hands its pixels out for reading only.
        foreach (ref byte value in new Span<byte>((void*)bitmap.GetPixels(), bitmap.ByteCount))
            value = (byte)Math.Clamp(value + (int)(random.Next() % Noise) - Noise / 2, 0, byte.MaxValue);
        return bitmap;
    }

    private static SKColor Colour(ref SplitMix64 random) => new((uint)random.Next() | 0xFF000000);
}
