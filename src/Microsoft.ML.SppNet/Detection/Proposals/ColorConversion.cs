namespace Microsoft.ML.SppNet.Detection;

/// <summary>
/// Colours from 0 to 255 in other spaces, likewise from 0 to 255. Only operations that IEEE 754 rounds exactly: powers and roots of the
/// runtime differ in the last bit between machines, and one bit can change which regions merge.
/// </summary>
internal static class ColorConversion
{
    private const int RootSteps = 4096;

    private static readonly float[] s_linear = [.. Enumerable.Range(0, 257).Select(i => (float)Linear(i / 255.0))];
    private static readonly float[] s_root = [.. Enumerable.Range(0, RootSteps + 2).Select(i => (float)LabRoot((double)i / RootSteps))];

    internal static float Intensity(float red, float green, float blue) => (red + green + blue) / 3;

    internal static (float Hue, float Saturation, float Value) ToHsv(float red, float green, float blue)
    {
        float value = Math.Max(red, Math.Max(green, blue)), chroma = value - Math.Min(red, Math.Min(green, blue));
        if (chroma <= 0)
            return (0, 0, value);
        float sixths = value == red ? (green - blue) / chroma : value == green ? 2 + (blue - red) / chroma : 4 + (red - green) / chroma;
        return ((sixths < 0 ? sixths + 6 : sixths) * (255f / 6), chroma / value * 255, value);
    }

    internal static (float Red, float Green, float Intensity) ToRgi(float red, float green, float blue)
    {
        float sum = red + green + blue;
        return sum > 0 ? (red / sum * 255, green / sum * 255, sum / 3) : (85, 85, 0);
    }

    /// <summary>L* × 2.55, a* + 128, b* + 128.</summary>
    internal static (float L, float A, float B) ToLab(float red, float green, float blue)
    {
        float r = At(s_linear, red), g = At(s_linear, green), b = At(s_linear, blue);
        // sRGB to CIE XYZ, each divided by the white of D65.
        float x = At(s_root, (0.4124564f * r + 0.3575761f * g + 0.1804375f * b) * (RootSteps / 0.95047f));
        float y = At(s_root, (0.2126729f * r + 0.7151522f * g + 0.0721750f * b) * RootSteps);
        float z = At(s_root, (0.0193339f * r + 0.1191920f * g + 0.9503041f * b) * (RootSteps / 1.08883f));
        return ((116 * y - 16) * 2.55f, 500 * (x - y) + 128, 200 * (y - z) + 128);
    }

    /// <summary>A table read between its entries.</summary>
    private static float At(float[] table, float position)
    {
        int index = Math.Min((int)position, table.Length - 2);
        return table[index] + (table[index + 1] - table[index]) * (position - index);
    }

    /// <summary>sRGB to linear light; x^2.4 is x² times the fifth root of x².</summary>
    private static double Linear(double value)
    {
        double x = (value + 0.055) / 1.055;
        return value <= 0.04045 ? value / 12.92 : x * x * Root(x * x, 5);
    }

    /// <summary>CIE's f: the cube root, and a line near 0.</summary>
    private static double LabRoot(double t) => t > 216.0 / 24389 ? Root(t, 3) : (24389.0 / 27 * t + 16) / 116;

    /// <summary>The n-th root of a number in (0, 1] or little above by Newton's method, from above.</summary>
    private static double Root(double value, int n)
    {
        double root = 1;
        for (int step = 0; step < 60; step++)
        {
            double power = 1;
            for (int i = 1; i < n; i++)
                power *= root;
            root = ((n - 1) * root + value / power) / n;
        }

        return root;
    }
}
