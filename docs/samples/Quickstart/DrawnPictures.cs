using SkiaSharp;

namespace Quickstart;

/// <summary>Draws a small data set: pictures of several classes, sizes and aspect ratios, the same ones every time.</summary>
internal static class DrawnPictures
{
    private static readonly (string Name, Action<SKCanvas, SKRect, SKPaint> Draw)[] Classes =
    [
        ("disc", (canvas, box, paint) => canvas.DrawOval(box, paint)),
        ("box", (canvas, box, paint) => canvas.DrawRect(box, paint)),
        ("cross", Cross),
        ("stripes", Stripes),
        ("rings", Rings),
    ];

    /// <summary>Makes a folder per class under <paramref name="root"/>, a picture with each step.</summary>
    internal static IEnumerable<string> Draw(string root, int perClass)
    {
        var random = new Random(7);
        foreach ((string name, Action<SKCanvas, SKRect, SKPaint> draw) in Classes)
        {
            string folder = Directory.CreateDirectory(Path.Combine(root, name)).FullName;
            for (int index = 0; index < perClass; index++)
            {
                string path = Path.Combine(folder, $"{index:D3}.png");
                Save(path, draw, random);
                yield return path;
            }
        }
    }

    private static void Save(string path, Action<SKCanvas, SKRect, SKPaint> draw, Random random)
    {
        using var bitmap = new SKBitmap(random.Next(120, 260), random.Next(120, 260));
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(Colour(random, 0, 110));
        using var paint = new SKPaint { Color = Colour(random, 150, 256), IsAntialias = true };
        float side = Math.Min(bitmap.Width, bitmap.Height) * (0.4f + 0.4f * random.NextSingle());
        float left = (bitmap.Width - side) * random.NextSingle(), top = (bitmap.Height - side) * random.NextSingle();
        draw(canvas, new SKRect(left, top, left + side, top + side), paint);
        canvas.Flush();
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        using FileStream file = File.Create(path);
        data.SaveTo(file);
    }

    private static void Cross(SKCanvas canvas, SKRect box, SKPaint paint)
    {
        (paint.Style, paint.StrokeWidth) = (SKPaintStyle.Stroke, box.Width / 6);
        canvas.DrawLine(box.Left, box.Top, box.Right, box.Bottom, paint);
        canvas.DrawLine(box.Left, box.Bottom, box.Right, box.Top, paint);
    }

    private static void Stripes(SKCanvas canvas, SKRect box, SKPaint paint)
    {
        for (int stripe = 0; stripe < 4; stripe++)
            canvas.DrawRect(box.Left, box.Top + stripe * box.Height / 4, box.Width, box.Height / 8, paint);
    }

    private static void Rings(SKCanvas canvas, SKRect box, SKPaint paint)
    {
        (paint.Style, paint.StrokeWidth) = (SKPaintStyle.Stroke, box.Width / 14);
        for (int ring = 1; ring <= 3; ring++)
            canvas.DrawCircle(box.MidX, box.MidY, ring * box.Width / 6.5f, paint);
    }

    private static SKColor Colour(Random random, int from, int to) =>
        new((byte)random.Next(from, to), (byte)random.Next(from, to), (byte)random.Next(from, to));
}
