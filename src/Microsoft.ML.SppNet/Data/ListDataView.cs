namespace Microsoft.ML.SppNet.Data;

/// <summary>A data view over a list of records; columns are computed from a record when a cursor asks for them.</summary>
/// <remarks>Row ids are indices into the list, whatever the order. Cursors share nothing that changes, so any number may run at once. A
/// cursor set deals
/// out blocks of rows, numbered by <see cref="DataViewRow.Batch"/>.</remarks>
internal sealed class ListDataView<TRecord> : IDataView
{
    internal ListDataView(IReadOnlyList<TRecord> records, IReadOnlyList<ListColumn<TRecord>> columns)
    {
        Records = records;
        Columns = columns;
        DataViewSchema.Builder schema = new();
        foreach (ListColumn<TRecord> column in columns)
            schema.AddColumn(column.Name, column.Type, column.Annotations);
        Schema = schema.ToSchema();
    }

    internal IReadOnlyList<TRecord> Records { get; }

    internal IReadOnlyList<ListColumn<TRecord>> Columns { get; }

    public DataViewSchema Schema { get; }

    public bool CanShuffle => true;

    public long? GetRowCount() => Records.Count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        GetRowCursorSet(columnsNeeded, 1, rand)[0];

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        bool[] active = new bool[Columns.Count];
        foreach (DataViewSchema.Column column in columnsNeeded)
            active[column.Index] = true;
        int[]? order = rand is null ? null : Shuffled(rand);
        int blocks = (Records.Count + ListCursor<TRecord>.BlockSize - 1) / ListCursor<TRecord>.BlockSize;
        int cursors = Math.Clamp(n, 1, Math.Max(1, blocks));
        return [.. Enumerable.Range(0, cursors).Select(first => new ListCursor<TRecord>(this, active, order, first, cursors))];
    }

    private int[] Shuffled(Random random)
    {
        int[] order = [.. Enumerable.Range(0, Records.Count)];
        random.Shuffle(order);
        return order;
    }
}
