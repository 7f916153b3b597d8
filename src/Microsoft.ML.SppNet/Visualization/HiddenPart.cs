using Microsoft.ML.SppNet.Imaging;

namespace Microsoft.ML.SppNet.Visualization;

/// <summary>The pixels of an image that a box hides: all those that it touches.</summary>
/// <param name="Left">The first column.</param>
/// <param name="Top">The first row.</param>
/// <param name="Columns">Columns; 0 where it hides nothing.</param>
/// <param name="Rows">Rows; 0 where it hides nothing.</param>
internal readonly record struct HiddenPart(int Left, int Top, int Columns, int Rows)
{
    internal static HiddenPart Pixels(NetworkInput image, ImageBox box)
    {
        ImageBox seen = box.Intersect(image.Bounds);
        (int left, int top) = ((int)Math.Floor(seen.Left), (int)Math.Floor(seen.Top));
        return seen is { Width: > 0, Height: > 0 }
            ? new(left, top, (int)Math.Ceiling(seen.Right) - left, (int)Math.Ceiling(seen.Bottom) - top)
            : default;
    }

    /// <summary>Paints them in an image, H × W × 3.</summary>
    internal void Paint(Span<float> pixels, int width, ReadOnlySpan<float> grey)
    {
        for (int row = Top; row < Top + Rows; row++)
        {
            for (int column = Left; column < Left + Columns; column++)
                grey.CopyTo(pixels[((row * width + column) * ImageTensorWriter.Channels)..]);
        }
    }
}
