namespace Microsoft.ML.SppNet;

/// <summary>Which part of an image the network sees, and in which shape.</summary>
public enum ImageView
{
    /// <summary>
    /// The whole image, its aspect kept, its shorter side resized (or its native size): the view that spatial pyramid pooling makes
    /// possible.
    /// </summary>
    Full,

    /// <summary>The shorter side resized, then the centre square of it cut out: what networks with a fixed input size need.</summary>
    Crop,

    /// <summary>The whole image squeezed into a square, its aspect lost.</summary>
    Warp,
}
