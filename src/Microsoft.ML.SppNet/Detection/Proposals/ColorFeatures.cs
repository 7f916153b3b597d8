namespace Microsoft.ML.SppNet.Detection;

/// <summary>
/// What one colour space gives to the groupings in it: the graph to segment, and the bins of every pixel's colour and texture.
/// </summary>
internal sealed class ColorFeatures
{
    /// <summary>Bins of a channel's colours.</summary>
    internal const int ColorBins = 25;

    private ColorFeatures(PixelGraph graph, byte[][] colors, TextureCodes textures) =>
        (Graph, Colors, Textures) = (graph, colors, textures);

    internal PixelGraph Graph { get; }

    /// <summary>For each channel the colour bin of every pixel.</summary>
    internal byte[][] Colors { get; }

    internal TextureCodes Textures { get; }

    internal int Channels => Colors.Length;

    internal static ColorFeatures Of(ColorPlanes rgb, ColorSpace space)
    {
        ColorPlanes colors = rgb.Convert(space);
        ColorPlanes smooth = colors.Filter(SeparableFilter.Smoothing, SeparableFilter.Smoothing);
        return new ColorFeatures(PixelGraph.Of(smooth), [.. colors.Planes.Select(Quantize)], TextureCodes.Of(colors));
    }

    private static byte[] Quantize(float[] plane)
    {
        byte[] bins = new byte[plane.Length];
        for (int i = 0; i < bins.Length; i++)
            bins[i] = (byte)Math.Clamp((int)(plane[i] * (ColorBins / 256f)), 0, ColorBins - 1);
        return bins;
    }
}
