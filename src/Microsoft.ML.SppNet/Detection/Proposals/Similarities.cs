namespace Microsoft.ML.SppNet.Detection;

/// <summary>The similarities that a grouping adds up (Uijlings et al. 2013, equation 6).</summary>
[Flags]
internal enum Similarities
{
    /// <summary>Intersection of the colour histograms (equation 2).</summary>
    Color = 1,

    /// <summary>Intersection of the texture histograms (equation 3).</summary>
    Texture = 2,

    /// <summary>The share of the image that the pair leaves: small regions merge early (equation 4).</summary>
    Size = 4,

    /// <summary>How well the pair fills its bounding box (equation 5).</summary>
    Fill = 8,
}
