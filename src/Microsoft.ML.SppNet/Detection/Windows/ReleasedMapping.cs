namespace Microsoft.ML.SppNet.Detection;

/// <summary>The cells of a window as the code that the authors of SPP-net released has them; all of it counts from 1.</summary>
internal static class ReleasedMapping
{
    /// <summary>Pixels by which a window is made smaller: a cell depends little on the rim of its field.</summary>
    private const double Shrink = 6.5;

    /// <summary>The cells of a window along both sides.</summary>
    /// <param name="window">In pixels of the image.</param>
    /// <param name="shorterSide">The image's shorter side.</param>
    /// <param name="scale">What it was resized to.</param>
    /// <param name="field">Where the cells look, in training padding.</param>
    internal static MapWindow Map(ImageBox window, int shorterSide, int scale, FieldGeometry field)
    {
        (int left, int right) = Cells(Scaled(window.Left + 1), Scaled(window.Right), field.Columns);
        (int top, int bottom) = Cells(Scaled(window.Top + 1), Scaled(window.Bottom), field.Rows);
        return new MapWindow(0, left, top, right, bottom);

        double Scaled(double pixel) => (pixel - 1) * (scale - 1) / Math.Max(shorterSide - 1, 1) + 1;
    }

    /// <summary>Cells, from 0 and half-open, between two pixels counted from 1.</summary>
    internal static (int Start, int End) Cells(double from, double to, FieldAxis axis)
    {
        (int first, int last) = Unbounded(from, to, axis.Centre + 1, axis.Stride);
        return (Math.Clamp(first, 1, axis.Cells) - 1, Math.Clamp(last, 1, axis.Cells));
    }

    /// <summary>Cells from 1 and inclusive, before they are cut to the map.</summary>
    internal static (int First, int Last) Unbounded(double from, double to, double centre, int stride)
    {
        double first = Math.Floor((from - centre + Shrink) / stride + 0.5) + 1;
        double last = Math.Ceiling((to - centre - Shrink) / stride - 0.5) + 1;
        double middle = Math.Floor((first + last) / 2);
        return first <= last ? ((int)first, (int)last) : ((int)middle, (int)middle);
    }
}
