using Microsoft.ML.SppNet.Pooling;

namespace Microsoft.ML.SppNet;

/// <summary>A rectangle of cells in the feature map of one image of a batch.</summary>
/// <param name="Image">Index of the map in the batch, from 0.</param>
/// <param name="Left">First column of cells, from 0, inclusive.</param>
/// <param name="Top">First row of cells, from 0, inclusive.</param>
/// <param name="Right">Column after the last one (exclusive).</param>
/// <param name="Bottom">Row after the last one (exclusive).</param>
public readonly record struct MapWindow(int Image, int Left, int Top, int Right, int Bottom)
{
    /// <summary>
    /// The cells whose receptive fields' centres lie in a window of pixels, for a network in deployment padding (each layer of
    /// filter size p padded by ⌊p/2⌋), where the cell (x′, y′) is centred at the pixel (S·x′, S·y′).
    /// </summary>
    /// <param name="image">Index of the map in the batch.</param>
    /// <param name="left">Left edge in pixels of the resized image, x ≥ 0.</param>
    /// <param name="top">Top edge in pixels, y ≥ 0.</param>
    /// <param name="right">Right edge in pixels, greater than <paramref name="left"/>.</param>
    /// <param name="bottom">Bottom edge in pixels, greater than <paramref name="top"/>.</param>
    /// <param name="stride">S, the product of all strides up to the map (16 for ZF-5's conv5).</param>
    /// <param name="mapWidth">Columns of the map; the window is cut to them.</param>
    /// <param name="mapHeight">Rows of the map; the window is cut to them.</param>
    /// <returns>A window of at least one cell: the paper leaves windows smaller than a cell open, here the nearest cell stands for
    /// them.</returns>
    /// <remarks>He et al., appendix A, "Mapping a Window to Feature Maps": x′ = ⌊x/S⌋ + 1 for the left and top boundary and
    /// x′ = ⌈x/S⌉ − 1 for the right and bottom boundary, inclusive. In that padding cell 0 is centred at pixel 0, so x′ counts from 0; only
    /// then do mirrored windows have mirrored cells.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The window is empty or starts below 0, or the stride or the map is smaller than
    /// 1.</exception>
    public static MapWindow FromPixels(int image, int left, int top, int right, int bottom, int stride, int mapWidth, int mapHeight)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(left);
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(right, left);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(bottom, top);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(mapWidth, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(mapHeight, 1);
        (int x0, int x1) = CentredCells.Between(left, right, 0, stride, mapWidth);
        (int y0, int y1) = CentredCells.Between(top, bottom, 0, stride, mapHeight);
        return new MapWindow(image, x0, y0, x1, y1);
    }
}
