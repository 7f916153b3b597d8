using Microsoft.ML.Data;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>A photograph small enough to be written into a page.</summary>
internal static class Thumbnail
{
    private const int LongerSide = 160;

    /// <summary>A JPEG as a data URI.</summary>
    internal static string Of(string path)
    {
        using MLImage image = ImageFile.Load(path), small = Picture.Scaled(image, LongerSide);
        return Picture.DataUri(small);
    }
}
