namespace Microsoft.ML.SppNet.Detection;

/// <summary>A box of whole pixels: from <c>Left</c> and <c>Top</c> up to but not including <c>Right</c> and <c>Bottom</c>.</summary>
internal readonly record struct PixelBox(int Left, int Top, int Right, int Bottom)
{
    internal int Width => Right - Left;

    internal int Height => Bottom - Top;

    internal long Area => (long)Width * Height;

    /// <summary>The smallest box that holds both.</summary>
    internal PixelBox Union(PixelBox other) => new(
        Math.Min(Left, other.Left), Math.Min(Top, other.Top), Math.Max(Right, other.Right), Math.Max(Bottom, other.Bottom));

    /// <summary>The pixels of an image of the other size that this box's pixels of its reduced version stand for.</summary>
    internal PixelBox Enlarged(int reducedWidth, int reducedHeight, int width, int height) => new(
        CellRange.Of(Left, width, reducedWidth).Start, CellRange.Of(Top, height, reducedHeight).Start,
        CellRange.Of(Right - 1, width, reducedWidth).End, CellRange.Of(Bottom - 1, height, reducedHeight).End);

    internal ImageBox ToImageBox() => new(Left, Top, Right, Bottom);
}
