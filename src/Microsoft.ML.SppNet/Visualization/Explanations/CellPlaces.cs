using Microsoft.ML.SppNet.Imaging;

namespace Microsoft.ML.SppNet.Visualization;

/// <summary>Where the cells of a map look, in pixels of the photograph that the network's input was made of.</summary>
/// <param name="fields">The receptive fields in the network's input.</param>
/// <param name="input">How the input was made.</param>
/// <param name="width">Width of the photograph.</param>
/// <param name="height">Height of the photograph.</param>
/// <param name="mirrored">Whether the network saw it mirrored.</param>
internal sealed class CellPlaces(FieldGeometry fields, ImageGeometry input, int width, int height, bool mirrored)
{
    internal int Rows => fields.Rows.Cells;

    internal int Columns => fields.Columns.Cells;

    internal ImageBox Field(int row, int column) => InPhotograph(fields.Box(row, column));

    internal ImageBox Area(int row, int column)
    {
        (double top, double bottom) = Stretch(fields.Rows, row, input.Height);
        (double left, double right) = Stretch(fields.Columns, column, input.Width);
        return InPhotograph(new ImageBox((float)left, (float)top, (float)right, (float)bottom));
    }

    /// <summary>
    /// From halfway to the cell before to halfway to the next one, and to the edges for the first and the last. A pixel is centred half a
    /// pixel after its beginning. A cell that is centred in the padding gets the outermost pixels.
    /// </summary>
    private static (double Start, double End) Stretch(FieldAxis axis, int cell, int pixels)
    {
        double middle = axis.Centre + 0.5 + (double)axis.Stride * cell, half = axis.Stride / 2.0;
        double start = cell == 0 ? 0 : Math.Clamp(middle - half, 0, pixels - 1), end = cell == axis.Cells - 1 ? pixels : middle + half;
        return (start, Math.Clamp(end, start + 1, pixels));
    }

    private ImageBox InPhotograph(ImageBox box)
    {
        box = box.Intersect(new ImageBox(0, 0, input.Width, input.Height));
        if (mirrored)
            box = box with { Left = input.Width - box.Right, Right = input.Width - box.Left };
        double x = (double)width / input.ResizedWidth, y = (double)height / input.ResizedHeight;
        return new ImageBox(
            (float)((box.Left + input.Left) * x), (float)((box.Top + input.Top) * y),
            (float)((box.Right + input.Left) * x), (float)((box.Bottom + input.Top) * y));
    }
}
