using Microsoft.ML.Data;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>The input with columns of detections, found as they are read.</summary>
internal sealed class SppDetectorView : IDataView
{
    private readonly IDataView _source;
    private readonly SppDetectorMapper _mapper;

    internal SppDetectorView(SppDetectorTransformer transformer, IDataView source)
    {
        _source = source;
        _mapper = new SppDetectorMapper(transformer, source.Schema);
    }

    public DataViewSchema Schema => _mapper.OutputSchema;

    public bool CanShuffle => _source.CanShuffle;

    public long? GetRowCount() => _source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        DataViewSchema.Column[] active = [.. columnsNeeded];
        DataViewRowCursor source = _source.GetRowCursor(_mapper.GetDependencies(active), rand);
        return new Cursor(source, _mapper.GetRow(source, active));
    }

    /// <summary>One cursor, whatever is asked for: the network already uses all cores.</summary>
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    /// <summary>Moves the source on; the row follows it.</summary>
    private sealed class Cursor(DataViewRowCursor source, DataViewRow row) : DataViewRowCursor
    {
        public override DataViewSchema Schema => row.Schema;

        public override long Position => source.Position;

        public override long Batch => source.Batch;

        public override bool MoveNext() => source.MoveNext();

        public override ValueGetter<DataViewRowId> GetIdGetter() => source.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => row.IsColumnActive(column);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => row.GetGetter<TValue>(column);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                row.Dispose();
            base.Dispose(disposing);
        }
    }
}
