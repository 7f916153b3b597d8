namespace Microsoft.ML.SppNet;

/// <summary>Features of many examples, float32[rows, columns], kept one array per row so that rows × columns may exceed what one array
/// holds.</summary>
/// <remarks>Not thread-safe while rows are added; afterwards any number of threads may read.</remarks>
public sealed class FeatureMatrix
{
    private readonly List<float[]> _rows = [];

    /// <summary>An empty matrix.</summary>
    /// <param name="columns">Values per row, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="columns"/> is not positive.</exception>
    public FeatureMatrix(int columns)
    {
        if (columns < 1)
            throw new ArgumentOutOfRangeException(nameof(columns), columns, "A feature matrix has at least one column.");
        Columns = columns;
    }

    /// <summary>The number of examples.</summary>
    public int Rows => _rows.Count;

    /// <summary>The number of features of each example.</summary>
    public int Columns { get; }

    /// <summary>The bytes that the values take: 4 × rows × columns.</summary>
    public long Bytes => BytesOf(Rows, Columns);

    /// <summary>The features of one example, float32[columns].</summary>
    public ReadOnlySpan<float> this[int row] => _rows[row];

    /// <summary>Appends a copy of one example's features.</summary>
    /// <exception cref="ArgumentException"><paramref name="features"/> is not <see cref="Columns"/> long.</exception>
    public void Add(ReadOnlySpan<float> features) => AddOwned(features.ToArray());

    /// <summary>A matrix of some of the rows, in the order given; the values are shared, not copied.</summary>
    /// <param name="rows">Zero-based row numbers; a row may be taken more than once.</param>
    public FeatureMatrix Select(ReadOnlySpan<int> rows)
    {
        var selection = new FeatureMatrix(Columns);
        foreach (int row in rows)
            selection._rows.Add(_rows[row]);
        return selection;
    }

    /// <summary>Appends one example's features without copying: the caller gives the array away.</summary>
    internal void AddOwned(float[] features)
    {
        if (features.Length != Columns)
            throw new ArgumentException($"Row {Rows} has {features.Length} values, but the matrix has {Columns} columns.",
                nameof(features));
        _rows.Add(features);
    }

    /// <summary>Appends the rows of another matrix of as many columns; the values are shared, not copied.</summary>
    internal void AddRows(FeatureMatrix other) => _rows.AddRange(other._rows);

    /// <summary>Drops all rows but some, given in ascending order.</summary>
    internal void KeepRows(ReadOnlySpan<int> rows)
    {
        for (int i = 0; i < rows.Length; i++)
            _rows[i] = _rows[rows[i]];
        _rows.RemoveRange(rows.Length, _rows.Count - rows.Length);
    }

    internal static long BytesOf(long rows, int columns) => sizeof(float) * rows * columns;
}
