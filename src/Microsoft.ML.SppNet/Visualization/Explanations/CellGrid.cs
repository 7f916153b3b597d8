namespace Microsoft.ML.SppNet.Visualization;

/// <summary>What the cells of one feature map add to a score, and where in the photograph they look.</summary>
/// <remarks>
/// An image that is read at several sizes or mirrored as well has a grid for each. Rows and columns of a mirrored map are counted in the
/// mirrored image; boxes are always in the photograph as it is.
/// </remarks>
public sealed class CellGrid
{
    private readonly double[] _values;
    private readonly CellPlaces _places;

    internal CellGrid(MapKey key, CellPlaces places)
    {
        (Key, _places) = (key, places);
        _values = new double[Rows * Columns];
    }

    /// <summary>The layer whose map it is.</summary>
    public string Tap => Key.Tap;

    /// <summary>The shorter side, in pixels, to which the image was resized; 0 where it was taken as it is.</summary>
    public int Size => Key.Extractor.Plan.Sizes[Key.Size];

    /// <summary>Whether the map is that of the mirrored image.</summary>
    public bool Mirrored => Key.Mirrored;

    /// <summary>Rows of cells.</summary>
    public int Rows => _places.Rows;

    /// <summary>Columns of cells.</summary>
    public int Columns => _places.Columns;

    /// <summary>What all cells add to the score.</summary>
    public double Sum => _values.Sum();

    /// <summary>What a cell adds to the score, in the score's unit; negative where it speaks against the class.</summary>
    /// <param name="row">Row of the cell, from 0.</param>
    /// <param name="column">Column of the cell, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The map has no such cell.</exception>
    public double this[int row, int column] => _values[Index(row, column)];

    /// <summary>The pixels that a cell sees: its receptive field, cut at the image's edges, in pixels of the photograph.</summary>
    /// <param name="row">Row of the cell, from 0.</param>
    /// <param name="column">Column of the cell, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The map has no such cell.</exception>
    public ImageBox Box(int row, int column)
    {
        _ = Index(row, column);
        return _places.Field(row, column);
    }

    /// <summary>
    /// The part of the photograph that is nearer to a cell's centre than to any other's: the cells' areas cover what the network sees
    /// without gaps, and a picture of the grid draws each value there.
    /// </summary>
    /// <param name="row">Row of the cell, from 0.</param>
    /// <param name="column">Column of the cell, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The map has no such cell.</exception>
    public ImageBox Area(int row, int column)
    {
        _ = Index(row, column);
        return _places.Area(row, column);
    }

    internal void Add(int cell, double value) => _values[cell] += value;

    internal MapKey Key { get; }

    internal CellGrid Empty() => new(Key, _places);

    private int Index(int row, int column)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Rows, nameof(row));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)Columns, nameof(column));
        return row * Columns + column;
    }
}
