using Microsoft.ML.Data;

namespace Microsoft.ML.SppNet.Data;

/// <summary>Walks over every <paramref name="cursors"/>-th block of a view's rows, beginning with block <paramref name="first"/>.</summary>
/// <param name="view">The view.</param>
/// <param name="active">Which of its columns were asked for.</param>
/// <param name="order">The row at each place of the walk; null for the rows' own order.</param>
/// <param name="first">The first block of this cursor.</param>
/// <param name="cursors">How many cursors share the blocks.</param>
internal sealed class ListCursor<TRecord>(ListDataView<TRecord> view, bool[] active, int[]? order, int first, int cursors)
    : DataViewRowCursor
{
    /// <summary>
    /// Rows per block: enough to hide the handing over, few enough for several threads to have work on a small set of images.
    /// </summary>
    internal const int BlockSize = 16;

    private int _place = -1;
    private long _position = -1;
    private bool _ended;

    /// <summary>The index of the record that the cursor stands on.</summary>
    internal int Row => _position < 0
        ? throw new InvalidOperationException("the cursor stands on no row: a value can be read only after MoveNext has returned true")
        : order is null ? _place : order[_place];

    internal TRecord Record => view.Records[Row];

    public override DataViewSchema Schema => view.Schema;

    public override long Position => _position;

    public override long Batch => Math.Max(_place, 0) / BlockSize;

    public override bool IsColumnActive(DataViewSchema.Column column) => column.Index < active.Length && active[column.Index];

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref id) => id = new DataViewRowId((ulong)Row, 0);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsColumnActive(column))
            throw new InvalidOperationException($"column '{column.Name}' was not among those that the cursor was asked for");
        return view.Columns[column.Index].CreateGetter(this) as ValueGetter<TValue>
            ?? throw new InvalidOperationException($"column '{column.Name}' holds {column.Type.RawType}, not {typeof(TValue)}");
    }

    public override bool MoveNext()
    {
        if (_ended)
            return false;
        long next = _place < 0 ? (long)first * BlockSize : _place + 1L;
        if (_place >= 0 && next % BlockSize == 0)
            next += (cursors - 1L) * BlockSize;
        if (next >= view.Records.Count)
        {
            _ended = true;
            _position = -1;
            return false;
        }
        _place = (int)next;
        _position++;
        return true;
    }
}
