using Microsoft.ML.SppNet.Pooling;

namespace Microsoft.ML.SppNet;

/// <summary>Where the cells of a map look in the image, along one side.</summary>
/// <param name="Cells">Cells of the map.</param>
/// <param name="Size">Pixels that a cell sees, from the first to the last; near the edges some of them lie outside the image.</param>
/// <param name="Stride">Pixels from a cell to the next.</param>
/// <param name="Centre">The middle of cell 0's pixels, counted from 0: cell i is centred at pixel <c>Centre + Stride · i</c>.</param>
public readonly record struct FieldAxis(int Cells, int Size, int Stride, double Centre);

/// <summary>The receptive fields of a map's cells: which pixels of the network's input each of them depends on.</summary>
/// <remarks>
/// In deployment padding cell 0 is centred at pixel 0 (He et al., appendix A), half a cell off where filters or windows of even size leave
/// no middle one. In training padding it lies further inside: at pixel 17 for AlexNet's conv5, 15 for SqueezeNet's fire9. Where branches
/// meet, the field is the smallest that holds those of all of them; a gate of 1 × 1 sees the whole map and is left out.
/// </remarks>
/// <param name="Rows">Along the height.</param>
/// <param name="Columns">Along the width.</param>
public sealed record FieldGeometry(FieldAxis Rows, FieldAxis Columns)
{
    /// <summary>The pixels that a cell sees.</summary>
    /// <param name="row">Row of the cell, from 0.</param>
    /// <param name="column">Column of the cell, from 0.</param>
    /// <returns>A box that may reach over the image's edges: what lies there is padding.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The map has no such cell.</exception>
    public ImageBox Box(int row, int column)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Rows.Cells, nameof(row));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)Columns.Cells, nameof(column));
        (double top, double left) = (First(Rows, row), First(Columns, column));
        return new ImageBox((float)left, (float)top, (float)(left + Columns.Size), (float)(top + Rows.Size));

        static double First(FieldAxis axis, int cell) => axis.Centre + (double)axis.Stride * cell - (axis.Size - 1) / 2.0;
    }

    /// <summary>The cells whose fields are centred strictly inside a box of the network's input; one at least, the nearest, where none
    /// is.</summary>
    /// <param name="box">The box in pixels of the resized image; what lies outside the image is cut off.</param>
    /// <param name="image">Index of the map in its batch.</param>
    /// <remarks>In deployment padding this is the paper's mapping, <see cref="MapWindow.FromPixels"/>; it holds in any padding.</remarks>
    /// <exception cref="ArgumentException">The box is empty or no box.</exception>
    public MapWindow Window(ImageBox box, int image = 0)
    {
        if (!(box.Right > box.Left && box.Bottom > box.Top))
            throw new ArgumentException($"{box} is no box of at least some area.", nameof(box));
        (int left, int right) = CentredCells.Between(box.Left, box.Right, Columns.Centre, Columns.Stride, Columns.Cells);
        (int top, int bottom) = CentredCells.Between(box.Top, box.Bottom, Rows.Centre, Rows.Stride, Rows.Cells);
        return new MapWindow(image, left, top, right, bottom);
    }
}
