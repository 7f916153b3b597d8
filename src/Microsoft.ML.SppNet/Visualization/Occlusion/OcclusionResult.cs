namespace Microsoft.ML.SppNet.Visualization;

/// <summary>What a network makes of an image behind a grey square, position by position: row by row from the upper left.</summary>
public sealed class OcclusionResult
{
    private readonly OcclusionOptions _options;

    internal OcclusionResult(OcclusionOptions options, int rows, int columns, int map, int? watched, OccludedView whole, OccludedView[] views)
    {
        _options = options;
        (Rows, Columns, Map, Class, Whole, Views) = (rows, columns, map, watched, whole, views);
    }

    /// <summary>Rows of positions.</summary>
    public int Rows { get; }

    /// <summary>Positions in a row.</summary>
    public int Columns { get; }

    /// <summary>The map that was watched.</summary>
    public int Map { get; }

    /// <summary>The class that was watched; null where there are no scores.</summary>
    public int? Class { get; }

    /// <summary>The image without a square.</summary>
    public OccludedView Whole { get; }

    /// <summary>Rows × columns views.</summary>
    public IReadOnlyList<OccludedView> Views { get; }

    /// <summary>Where the square was, in pixels of the network's input.</summary>
    /// <param name="row">Row of the position, from 0.</param>
    /// <param name="column">Column of the position, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such position.</exception>
    public ImageBox Square(int row, int column)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Rows, nameof(row));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)Columns, nameof(column));
        (int left, int top) = (column * _options.Stride, row * _options.Stride);
        return new ImageBox(left, top, left + _options.Square, top + _options.Square);
    }
}

/// <summary>What a network makes of one view of an image.</summary>
/// <param name="Activation">The sum of the watched map's activations.</param>
/// <param name="Score">Probability or score of the watched class; NaN where there are no scores.</param>
/// <param name="MostProbable">The class of the largest score, the first where several are as large; −1 where there are no scores.</param>
public readonly record struct OccludedView(double Activation, float Score, int MostProbable);
