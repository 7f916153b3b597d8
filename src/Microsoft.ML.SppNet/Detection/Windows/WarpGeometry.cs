using Microsoft.ML.SppNet.Imaging;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>Which part of an image a warped window shows, and where in the square it lies.</summary>
/// <param name="Left">First column of the image.</param>
/// <param name="Top">First row of the image.</param>
/// <param name="Right">Column after the last.</param>
/// <param name="Bottom">Row after the last.</param>
/// <param name="X">First column of the square.</param>
/// <param name="Y">First row of the square.</param>
/// <param name="Width">Columns of the square.</param>
/// <param name="Height">Rows of the square.</param>
internal readonly record struct WarpGeometry(int Left, int Top, int Right, int Bottom, int X, int Y, int Width, int Height)
{
    /// <summary>The side of R-CNN's square, and the pixels of surroundings on each side of it.</summary>
    internal const int Side = 227, Context = 16;

    /// <summary>The geometry of a window (R-CNN, appendix A): with its surroundings, of which the image may lack a part.</summary>
    internal static WarpGeometry Of(ImageBox window, int width, int height)
    {
        (int left, int right, int x, int columns) = Along(window.Left, window.Right, width);
        (int top, int bottom, int y, int rows) = Along(window.Top, window.Bottom, height);
        return new WarpGeometry(left, top, right, bottom, x, y, columns, rows);
    }

    internal Extent Columns => new(Left, Right - Left);

    internal Extent Rows => new(Top, Bottom - Top);

    private static (int From, int To, int At, int Count) Along(double from, double to, int size)
    {
        double centre = (from + to) / 2, half = (to - from) / 2 * Side / (Side - 2 * Context);
        int first = (int)Math.Round(centre - half, MidpointRounding.AwayFromZero);
        int last = Math.Max((int)Math.Round(centre + half, MidpointRounding.AwayFromZero), first + 1);
        (int seenFirst, int seenLast) = (Math.Clamp(first, 0, size - 1), Math.Clamp(last, 1, size));
        double scale = (double)Side / (last - first);
        int at = Math.Min((int)Math.Round((seenFirst - first) * scale, MidpointRounding.AwayFromZero), Side - 1);
        int count = (int)Math.Round((seenLast - seenFirst) * scale, MidpointRounding.AwayFromZero);
        return (seenFirst, seenLast, at, Math.Clamp(count, 1, Side - at));
    }
}
