
namespace Microsoft.ML.SppNet.Features;

/// <summary>The input with columns of features, computed as they are read.</summary>
internal sealed class SppFeatureView : IDataView
{
    private readonly SppFeatureTransformer _transformer;

    internal SppFeatureView(SppFeatureTransformer transformer, IDataView source)
    {
        _transformer = transformer;
        Source = source;
        Schema = transformer.GetOutputSchema(source.Schema);
    }

    public DataViewSchema Schema { get; }

    public bool CanShuffle => Source.CanShuffle;

    internal IDataView Source { get; }

    public long? GetRowCount() => Source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        HashSet<int> active = [.. columnsNeeded.Select(column => column.Index)];
        DataViewSchema.Column[] passed = [.. Source.Schema.Where(column => active.Contains(column.Index))];
        bool wanted = active.Any(index => index >= Source.Schema.Count);
        if (!wanted)
            return new SppFeatureCursor(this, _transformer, Source.GetRowCursor(passed, rand), null, active);

        // Two cursors over the source: one for the columns that pass through, one that reads images ahead. Both draw the same shuffle.
        int? seed = CanShuffle ? rand?.Next() : null;
        DataViewSchema.Column images = FeatureInput.Find(Source.Schema, _transformer.InputColumnName);
        DataViewRowCursor pass = Source.GetRowCursor(passed, Generator(seed));
        try
        {
            return new SppFeatureCursor(this, _transformer, pass, Source.GetRowCursor([images], Generator(seed)), active);
        }
        catch
        {
            pass.Dispose();
            throw;
        }
    }

    /// <summary>One cursor, whatever is asked for: the network already uses all cores, and more cursors would only split its
    /// batches.</summary>
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

#pragma warning disable CA5394 // Shuffling rows needs no secrets.
    private static Random? Generator(int? seed) => seed is { } value ? new Random(value) : null;
#pragma warning restore CA5394
}
