namespace Microsoft.ML.SppNet.Pooling;

/// <summary>Where the feature maps of a batch lie: the channels of a cell side by side, everything else at any distance.</summary>
/// <param name="first">The first channel of the first cell of the first map.</param>
/// <param name="images">Maps.</param>
/// <param name="channels">Channels of a cell.</param>
/// <param name="height">Rows.</param>
/// <param name="width">Columns.</param>
/// <param name="strides">Floats from one map, row and cell to the next.</param>
internal readonly unsafe struct MapView(float* first, int images, int channels, int height, int width,
    (long Image, long Row, long Cell) strides)
{
    internal int Images => images;

    internal int Channels => channels;

    internal int Height => height;

    internal int Width => width;

    internal long RowStride => strides.Row;

    internal long CellStride => strides.Cell;

    /// <summary>The first channel of a cell.</summary>
    internal float* Cell(int image, int row, int column) => first + image * strides.Image + row * strides.Row + column * strides.Cell;

    /// <summary>Every map as a window of its own.</summary>
    internal MapWindow[] Whole()
    {
        (int right, int bottom) = (width, height);
        return [.. Enumerable.Range(0, images).Select(image => new MapWindow(image, 0, 0, right, bottom))];
    }
}
