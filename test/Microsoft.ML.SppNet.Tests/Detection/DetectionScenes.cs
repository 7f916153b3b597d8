using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Data;
using Microsoft.ML.SppNet.Detection;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>Pictures of red and green squares on blue noise, with their boxes and windows all over.</summary>
internal static class DetectionScenes
{
    internal static readonly string[] Classes = ["red", "green"];

    private const int Width = 120, Height = 90;

    internal static DetectionExample[] Create(int count, ulong seed = 1, int things = 3)
    {
        var random = new SplitMix64(seed);
        return [.. Enumerable.Range(0, count).Select(index => One(index, ref random, things))];
    }

    private static DetectionExample One(int index, ref SplitMix64 random, int things)
    {
        byte[] pixels = new byte[Width * Height * 4];
        for (int pixel = 0; pixel < Width * Height; pixel++)
            Paint(pixels, pixel, Below(90, ref random), Below(90, ref random), 120 + Below(100, ref random));
        var objects = new List<AnnotatedObject>();
        for (int thing = 0; thing < things; thing++)
        {
            int side = 16 + Below(14, ref random), left = Below(Width - side, ref random), top = Below(Height - side, ref random),
            kind = Below(2, ref random);
            var box = new ImageBox(left, top, left + side, top + side);
            if (objects.Exists(one => one.Box.Intersect(box).Area > 0))
                continue;
            for (int y = top; y < top + side; y++)
            {
                for (int x = left; x < left + side; x++)
                    Paint(pixels, y * Width + x, kind == 0 ? 230 : 40, kind == 0 ? 40 : 220, 30 + Below(60, ref random));
            }

            objects.Add(new AnnotatedObject(kind, box));
        }

        return new DetectionExample($"scene {index}", () => MLImage.CreateFromPixels(Width, Height, MLPixelFormat.Rgba32, pixels), objects)
        {
            Proposals = Windows(objects, ref random),
        };
    }

    /// <summary>Windows anywhere, and some around each object.</summary>
    private static ScoredBox[] Windows(List<AnnotatedObject> objects, ref SplitMix64 random)
    {
        var windows = new List<ScoredBox>();
        for (int index = 0; index < 150; index++)
        {
            int width = 8 + Below(60, ref random), height = 8 + Below(60, ref random), left = Below(Width - width, ref random),
            top = Below(Height - height, ref random);
            windows.Add(new ScoredBox(new ImageBox(left, top, left + width, top + height), 1));
        }

        foreach (AnnotatedObject one in objects)
        {
            for (int index = 0; index < 12; index++)
            {
                ImageBox box = one.Box;
                windows.Add(new ScoredBox(
                    new ImageBox(box.Left - Below(5, ref random), box.Top - Below(5, ref random), box.Right
                        + Below(5, ref random), box.Bottom + Below(5, ref random)), 1));
            }
        }

        return [.. windows];
    }

    private static int Below(int bound, ref SplitMix64 random) => SeededOrder.Below(bound, ref random);

    private static void Paint(byte[] pixels, int pixel, int red, int green, int blue) =>
        ((byte[])[(byte)red, (byte)green, (byte)blue, 255]).CopyTo(pixels, pixel * 4);
}
