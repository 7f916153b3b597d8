using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Detection;
using Microsoft.ML.SppNet.Imaging;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>Pictures with things in them: bright boxes on a noisy slope, the same on every machine.</summary>
internal static class DrawnScene
{
    internal static MLImage Create(int width, int height, int things = 6, ulong seed = 1)
    {
        var random = new SplitMix64(seed);
        byte[] pixels = new byte[width * height * 4];
        for (int i = 0; i < width * height; i++)
            Paint(pixels, i, 60 + i % width % 64, 90, 120 + (int)(random.Next() % 12));
        for (int thing = 0; thing < things; thing++)
        {
            int left = Below(width), top = Below(height), right = left + 1 + Below(width - left), bottom = top + 1 + Below(height - top);
            (int red, int green, int blue) = (Below(256), Below(256), Below(256));
            for (int y = top; y < Math.Min(bottom, height); y++)
            {
                for (int x = left; x < Math.Min(right, width); x++)
                    Paint(pixels, y * width + x, red, green, blue);
            }
        }

        return MLImage.CreateFromPixels(width, height, MLPixelFormat.Rgba32, pixels);

        int Below(int bound) => SeededOrder.Below(bound, ref random);
    }

    internal static MLImage Constant(int width, int height, byte value)
    {
        byte[] pixels = new byte[width * height * 4];
        Array.Fill(pixels, value);
        return MLImage.CreateFromPixels(width, height, MLPixelFormat.Rgba32, pixels);
    }

    /// <summary>A grey picture as colour planes.</summary>
    internal static ColorPlanes Planes(int width, int height, Func<int, int, int> grey)
    {
        byte[] pixels = new byte[width * height * 4];
        for (int i = 0; i < width * height; i++)
            Paint(pixels, i, grey(i % width, i / width), grey(i % width, i / width), grey(i % width, i / width));
        using MLImage image = MLImage.CreateFromPixels(width, height, MLPixelFormat.Rgba32, pixels);
        using PixelImage copy = PixelImage.From(image);
        return ColorPlanes.FromPixels(copy, longestSide: 1000);
    }

    private static void Paint(byte[] pixels, int pixel, int red, int green, int blue) =>
        ((byte[])[(byte)red, (byte)green, (byte)blue, 255]).CopyTo(pixels, pixel * 4);
}
