namespace Microsoft.ML.SppNet.Detection;

/// <summary>A window between edges: its sides run through the pixels named, which are the first and last columns and rows inside.</summary>
internal readonly record struct SearchWindow(int Left, int Top, int Right, int Bottom)
{
    internal int Width => Right - Left;

    internal int Height => Bottom - Top;

    /// <summary>The box of the pixels.</summary>
    internal PixelBox ToPixelBox() => new(Left, Top, Right + 1, Bottom + 1);
}
