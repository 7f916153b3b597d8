using Microsoft.ML.SppNet.Interop;

namespace Microsoft.ML.SppNet.Features;

/// <summary>The input with columns of features, computed as they are read.</summary>
internal sealed class SppFeatureView : OnnxRefusal
{
    private readonly SppFeatureTransformer _transformer;

    internal SppFeatureView(SppFeatureTransformer transformer, IDataView source, BadImages badImages)
    {
        _transformer = transformer;
        BadImages = badImages;
        Source = source;
        Schema = transformer.GetOutputSchema(source.Schema);
    }

    public override DataViewSchema Schema { get; }

    public override bool CanShuffle => Source.CanShuffle;

    public override IDataView Source { get; }

    internal BadImages BadImages { get; }

    private protected override string Refusal =>
        $"The stage ExtractSppFeatures ({_transformer.InputColumnName} -> "
        + string.Join(", ", _transformer.Columns.Select(column => column.Name))
        + ") has no ONNX form in ML.NET, so the pipeline is not converted. Export the network with its pooling by SppNetwork.SaveOnnx or"
        + " sppnet weights convert IN OUT.onnx, and the stages after it by ConvertToOnnx of their own chain on a view that has the"
        + " features.";

    /// <summary>Not known where rows may be left out.</summary>
    public override long? GetRowCount() => BadImages == BadImages.SkipRow ? null : Source.GetRowCount();

    public override DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        HashSet<int> active = [.. columnsNeeded.Select(column => column.Index)];
        DataViewSchema.Column[] passed = [.. Source.Schema.Where(column => active.Contains(column.Index))];
        bool features = active.Any(index => index >= Source.Schema.Count && index < Source.Schema.Count + _transformer.Columns.Count);
        // Whether an image is good is asked even where no feature is: a row left out must be so whichever columns are read.
        if (!features && BadImages != BadImages.SkipRow && !active.Any(index => index >= Source.Schema.Count))
            return new SppFeatureCursor(this, _transformer, Source.GetRowCursor(passed, rand), null, features, active);

        // Two cursors over the source: one for the columns that pass through, one that reads images ahead. Both draw the same shuffle.
        int? seed = CanShuffle ? rand?.Next() : null;
        DataViewSchema.Column images = FeatureInput.Find(Source.Schema, _transformer.InputColumnName);
        DataViewRowCursor pass = Source.GetRowCursor(passed, Generator(seed));
        try
        {
            return new SppFeatureCursor(this, _transformer, pass, Source.GetRowCursor([images], Generator(seed)), features, active);
        }
        catch
        {
            pass.Dispose();
            throw;
        }
    }

    /// <summary>One cursor, whatever is asked for: the network already uses all cores, and more cursors would only split its
    /// batches.</summary>
    public override DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

#pragma warning disable CA5394 // Shuffling rows needs no secrets.
    private static Random? Generator(int? seed) => seed is { } value ? new Random(value) : null;
#pragma warning restore CA5394
}
