namespace Microsoft.ML.SppNet.Imaging;

/// <summary>The order of the four bytes of a pixel in memory.</summary>
internal enum PixelOrder
{
    /// <summary>Blue, green, red, alpha.</summary>
    Bgra,

    /// <summary>Red, green, blue, alpha.</summary>
    Rgba,
}
