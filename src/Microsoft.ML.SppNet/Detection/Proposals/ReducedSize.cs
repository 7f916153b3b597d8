namespace Microsoft.ML.SppNet.Detection;

/// <summary>The size of a version of an image whose longer side is no longer than a limit.</summary>
internal readonly record struct ReducedSize(int Width, int Height)
{
    internal static ReducedSize Of(int width, int height, int longestSide)
    {
        double scale = Math.Min(1, (double)longestSide / Math.Max(width, height));
        return new(Math.Max(1, (int)Math.Round(width * scale)), Math.Max(1, (int)Math.Round(height * scale)));
    }
}
