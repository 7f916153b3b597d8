namespace Microsoft.ML.SppNet.Detection;

/// <summary>The gradient at every pixel of a plane.</summary>
internal sealed class PixelGradients
{
    private PixelGradients(int width, int height)
    {
        (Width, Height) = (width, height);
        (X, Y, Magnitudes) = (new float[width * height], new float[width * height], new float[width * height]);
    }

    internal int Width { get; }

    internal int Height { get; }

    /// <summary>Along the rows.</summary>
    internal float[] X { get; }

    /// <summary>Down the columns.</summary>
    internal float[] Y { get; }

    internal float[] Magnitudes { get; }

    /// <summary>Central differences; beyond the plane its outermost pixels go on.</summary>
    internal static PixelGradients Of(float[] plane, int width, int height)
    {
        var gradients = new PixelGradients(width, height);
        for (int y = 0; y < height; y++)
        {
            int start = y * width;
            ReadOnlySpan<float> above = plane.AsSpan(Math.Max(y - 1, 0) * width, width), row = plane.AsSpan(start, width);
            ReadOnlySpan<float> below = plane.AsSpan(Math.Min(y + 1, height - 1) * width, width);
            for (int x = 0; x < row.Length; x++)
            {
                float across = row[Math.Min(x + 1, row.Length - 1)] - row[Math.Max(x - 1, 0)], down = below[x] - above[x];
                (gradients.X[start + x], gradients.Y[start + x]) = (across, down);
                gradients.Magnitudes[start + x] = MathF.Sqrt(across * across + down * down);
            }
        }

        return gradients;
    }
}
