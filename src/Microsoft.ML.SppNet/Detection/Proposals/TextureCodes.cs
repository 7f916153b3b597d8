namespace Microsoft.ML.SppNet.Detection;

/// <summary>
/// The texture of every pixel as Selective Search bins it (Uijlings et al. 2013, section 3.2): Gaussian derivatives, σ = 1, in eight
/// orientations, ten bins each. Opposite orientations have opposite derivatives, of which the positive one counts: four codes a channel
/// say all.
/// </summary>
internal sealed class TextureCodes
{
    /// <summary>Orientations whose derivatives are computed: 0°, 45°, 90°, 135°. The other four are their negatives.</summary>
    internal const int Axes = 4;

    /// <summary>Bins of an orientation.</summary>
    internal const int Bins = 10;

    private const float HalfRoot = 0.70710678f;

    private TextureCodes(sbyte[][] codes) => Codes = codes;

    /// <summary>
    /// For each channel and axis (channel · 4 + axis) a plane of bins, −9 to 9: the sign tells which of the two orientations, the number
    /// its bin.
    /// </summary>
    internal sbyte[][] Codes { get; }

    internal static TextureCodes Of(ColorPlanes colors)
    {
        ColorPlanes across = colors.Filter(SeparableFilter.GaussianDerivative, SeparableFilter.Gaussian);
        ColorPlanes down = colors.Filter(SeparableFilter.Gaussian, SeparableFilter.GaussianDerivative);
        var codes = new sbyte[colors.Channels * Axes][];
        for (int channel = 0; channel < colors.Channels; channel++)
        {
            float[] x = across.Planes[channel], y = down.Planes[channel];
            // Bins share the range that half of the image's own strongest derivative sets: of several shares tried on VOC 2007's trainval
            // photographs this gave the best recall and MABO; all of it leaves most pixels in the lowest bin.
            float largest = Math.Max(LargestMagnitude(x), LargestMagnitude(y));
            float scale = largest > 0 ? 2 * Bins / largest : 0;
            codes[channel * Axes] = Quantize(x, y, scale, 0);
            codes[channel * Axes + 1] = Quantize(x, y, scale * HalfRoot, scale * HalfRoot);
            codes[channel * Axes + 2] = Quantize(x, y, 0, scale);
            codes[channel * Axes + 3] = Quantize(x, y, -scale * HalfRoot, scale * HalfRoot);
        }

        return new TextureCodes(codes);
    }

    private static float LargestMagnitude(float[] plane)
    {
        float largest = 0;
        foreach (float value in plane)
            largest = Math.Max(largest, Math.Abs(value));
        return largest;
    }

    private static sbyte[] Quantize(float[] x, float[] y, float xScale, float yScale)
    {
        sbyte[] codes = new sbyte[x.Length];
        for (int i = 0; i < codes.Length; i++)
            codes[i] = (sbyte)Math.Clamp((int)(x[i] * xScale + y[i] * yScale), 1 - Bins, Bins - 1);
        return codes;
    }
}
