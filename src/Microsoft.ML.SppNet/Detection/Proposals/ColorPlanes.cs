using Microsoft.ML.SppNet.Imaging;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>An image as float planes, a channel each, row by row.</summary>
internal sealed class ColorPlanes
{
    private ColorPlanes(int width, int height, int channels)
    {
        (Width, Height) = (width, height);
        Planes = [.. Enumerable.Range(0, channels).Select(_ => new float[width * height])];
    }

    internal int Width { get; }

    internal int Height { get; }

    internal int Channels => Planes.Length;

    internal float[][] Planes { get; }

    /// <summary>The red, green and blue planes of an image, 0 to 255; one whose longer side exceeds a limit is reduced to it.</summary>
    /// <remarks>
    /// A pixel of the reduced image is the mean of all pixels that it touches: whole numbers until the one division, so equal everywhere.
    /// </remarks>
    internal static ColorPlanes FromPixels(PixelImage image, int longestSide)
    {
        ReducedSize size = ReducedSize.Of(image.Width, image.Height, longestSide);
        var planes = new ColorPlanes(size.Width, size.Height, channels: 3);
        int first = image.Order == PixelOrder.Rgba ? 0 : 2;
        for (int y = 0, target = 0; y < planes.Height; y++)
        {
            CellRange rows = CellRange.Of(y, image.Height, planes.Height);
            for (int x = 0; x < planes.Width; x++, target++)
                planes.Average(image, rows, CellRange.Of(x, image.Width, planes.Width), first, target);
        }

        return planes;
    }

    private void Average(PixelImage image, CellRange rows, CellRange columns, int first, int target)
    {
        ReadOnlySpan<byte> pixels = image.Pixels;
        long red = 0, green = 0, blue = 0;
        for (int y = rows.Start; y < rows.End; y++)
        {
            for (int x = columns.Start; x < columns.End; x++)
            {
                ReadOnlySpan<byte> pixel = pixels.Slice((y * image.Width + x) * PixelImage.BytesPerPixel, 3);
                (red, green, blue) = (red + pixel[first], green + pixel[1], blue + pixel[2 - first]);
            }
        }

        float count = (float)(rows.End - rows.Start) * (columns.End - columns.Start);
        (Planes[0][target], Planes[1][target], Planes[2][target]) = (red / count, green / count, blue / count);
    }

    /// <summary>These red, green and blue planes in another colour space.</summary>
    internal ColorPlanes Convert(ColorSpace space)
    {
        var converted = new ColorPlanes(Width, Height, space is ColorSpace.Hue or ColorSpace.Intensity ? 1 : 3);
        Func<float, float, float, (float First, float Second, float Third)> conversion = space switch
        {
            ColorSpace.Hsv or ColorSpace.Hue => ColorConversion.ToHsv,
            ColorSpace.Lab => ColorConversion.ToLab,
            ColorSpace.Rgi => ColorConversion.ToRgi,
            _ => (red, green, blue) => (ColorConversion.Intensity(red, green, blue), 0, 0),
        };
        float[] reds = Planes[0], greens = Planes[1], blues = Planes[2];
        for (int i = 0; i < reds.Length; i++)
        {
            (float first, float second, float third) = conversion(reds[i], greens[i], blues[i]);
            converted.Planes[0][i] = first;
            if (converted.Channels == 3)
                (converted.Planes[1][i], converted.Planes[2][i]) = (second, third);
        }

        return converted;
    }

    /// <summary>Each plane filtered along the rows, then down the columns; beyond the image its outermost pixels go on.</summary>
    internal ColorPlanes Filter(ReadOnlySpan<float> horizontal, ReadOnlySpan<float> vertical)
    {
        var filtered = new ColorPlanes(Width, Height, Channels);
        for (int channel = 0; channel < Channels; channel++)
            SeparableFilter.Apply(Planes[channel], filtered.Planes[channel], Width, Height, horizontal, vertical);
        return filtered;
    }
}
