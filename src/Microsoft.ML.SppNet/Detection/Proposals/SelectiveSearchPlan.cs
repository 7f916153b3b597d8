namespace Microsoft.ML.SppNet.Detection;

/// <summary>
/// What a Selective Search combines: every colour space with every k and every set of similarities (Uijlings et al. 2013, table 5).
/// </summary>
internal sealed record SelectiveSearchPlan(ColorSpace[] Spaces, int[] Ks, Similarities[] Measures)
{
    private const Similarities AllButColor = Similarities.Texture | Similarities.Size | Similarities.Fill;

    internal static SelectiveSearchPlan Of(SelectiveSearchMode mode) => mode == SelectiveSearchMode.Fast
        ? new([ColorSpace.Hsv, ColorSpace.Lab], [50, 100], [AllButColor | Similarities.Color, AllButColor])
        : new(
            [ColorSpace.Hsv, ColorSpace.Lab, ColorSpace.Rgi, ColorSpace.Hue, ColorSpace.Intensity],
            [50, 100, 150, 300],
            [AllButColor | Similarities.Color, AllButColor, Similarities.Fill, Similarities.Size]);
}
