namespace Microsoft.ML.SppNet.Detection;

/// <summary>
/// Edge non-maximum suppression: a pixel stays an edge where none within some pixels along its gradient, forwards or backwards, has a
/// greater magnitude.
/// </summary>
internal static class EdgeThinning
{
    /// <summary>Pixels looked at to either side.</summary>
    private const int Radius = 2;

    /// <summary>Of equals, which rounding makes unequal, all stay.</summary>
    private const float Tolerance = 1.01f;

    internal static EdgeMap Thin(PixelGradients gradients)
    {
        int width = gradients.Width, height = gradients.Height;
        float[] magnitudes = new float[width * height], orientations = new float[width * height];
        float largest = 0;
        foreach (float magnitude in gradients.Magnitudes)
            largest = Math.Max(largest, magnitude);
        for (int y = 0, pixel = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++, pixel++)
            {
                float magnitude = gradients.Magnitudes[pixel];
                if (magnitude <= 0 || !IsLargest(gradients, x, y, magnitude))
                    continue;
                magnitudes[pixel] = magnitude / largest;
                orientations[pixel] = (float)PortableMath.LineAngle(gradients.X[pixel], gradients.Y[pixel]);
            }
        }

        return new EdgeMap(width, height, magnitudes, orientations);
    }

    private static bool IsLargest(PixelGradients gradients, int x, int y, float magnitude)
    {
        int pixel = y * gradients.Width + x;
        float across = gradients.X[pixel] / magnitude, down = gradients.Y[pixel] / magnitude, limit = magnitude * Tolerance;
        for (int distance = 1; distance <= Radius; distance++)
        {
            if (Between(gradients, x + distance * across, y + distance * down) > limit
                || Between(gradients, x - distance * across, y - distance * down) > limit)
                return false;
        }

        return true;
    }

    /// <summary>The magnitude at a place between pixels, bilinear; beyond the image its outermost pixels go on.</summary>
    private static float Between(PixelGradients gradients, float x, float y)
    {
        x = Math.Clamp(x, 0, gradients.Width - 1);
        y = Math.Clamp(y, 0, gradients.Height - 1);
        int left = Math.Min((int)x, Math.Max(gradients.Width - 2, 0)), top = Math.Min((int)y, Math.Max(gradients.Height - 2, 0));
        int pixel = top * gradients.Width + left;
        int right = gradients.Width > 1 ? 1 : 0, below = gradients.Height > 1 ? gradients.Width : 0;
        float[] values = gradients.Magnitudes;
        float above = values[pixel] + (values[pixel + right] - values[pixel]) * (x - left);
        float under = values[pixel + below] + (values[pixel + below + right] - values[pixel + below]) * (x - left);
        return above + (under - above) * (y - top);
    }
}
