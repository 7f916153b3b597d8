namespace Microsoft.ML.SppNet.Detection;

/// <summary>The gradient at every pixel of an image: of the channel in which it is the steepest.</summary>
internal sealed class PixelGradients
{
    private PixelGradients(int width, int height) =>
        (Width, Height, X, Y, Magnitudes) = (width, height, new float[width * height], new float[width * height], new float[width * height]);

    internal int Width { get; }

    internal int Height { get; }

    /// <summary>Along the rows.</summary>
    internal float[] X { get; }

    /// <summary>Down the columns.</summary>
    internal float[] Y { get; }

    internal float[] Magnitudes { get; }

    internal static PixelGradients Of(ColorPlanes colors)
    {
        var gradients = new PixelGradients(colors.Width, colors.Height);
        foreach (float[] plane in colors.Planes)
            gradients.Add(plane);
        for (int i = 0; i < gradients.Magnitudes.Length; i++)
            gradients.Magnitudes[i] = MathF.Sqrt(gradients.Magnitudes[i]);
        return gradients;
    }

    /// <summary>Central differences, one-sided at the image's edges; squares of magnitudes are compared.</summary>
    private void Add(float[] plane)
    {
        for (int y = 0; y < Height; y++)
        {
            ReadOnlySpan<float> above = plane.AsSpan(Math.Max(y - 1, 0) * Width, Width), row = plane.AsSpan(y * Width, Width);
            ReadOnlySpan<float> below = plane.AsSpan(Math.Min(y + 1, Height - 1) * Width, Width);
            Span<float> across = X.AsSpan(y * Width, Width), down = Y.AsSpan(y * Width, Width), squares = Magnitudes.AsSpan(y * Width, Width);
            for (int x = 0; x < row.Length; x++)
            {
                float horizontal = row[Math.Min(x + 1, row.Length - 1)] - row[Math.Max(x - 1, 0)], vertical = below[x] - above[x];
                float square = horizontal * horizontal + vertical * vertical;
                if (square > squares[x])
                    (across[x], down[x], squares[x]) = (horizontal, vertical, square);
            }
        }
    }
}
