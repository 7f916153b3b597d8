using System.Runtime.ExceptionServices;
using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Imaging;
using Microsoft.ML.SppNet.Interop;

namespace Microsoft.ML.SppNet.Features;

/// <summary>Walks the source and, ahead of it, its images.</summary>
internal sealed class SppFeatureCursor : DataViewRowCursor
{
    private readonly SppFeatureView _view;
    private readonly SppFeatureTransformer _transformer;
    private readonly DataViewRowCursor _pass;
    private readonly DataViewRowCursor? _ahead;
    private readonly HashSet<int> _active;
    private readonly ExtractionLog? _log;
    private readonly FeaturePipeline<(long Row, DataViewRowId Id)>? _pipeline;
    private readonly ValueGetter<DataViewRowId> _id;
    private float[][]? _vectors, _missing;
    private bool _isBad;
    private long _position = -1;
    private bool _disposed;

    /// <param name="view">Whose rows these are.</param>
    /// <param name="transformer">Network and options.</param>
    /// <param name="pass">The columns that pass through.</param>
    /// <param name="ahead">The images; null where nothing is to be known of them.</param>
    /// <param name="features">Whether features are wanted, rather than only which images are good.</param>
    /// <param name="active">The columns that are wanted.</param>
    internal SppFeatureCursor(
        SppFeatureView view, SppFeatureTransformer transformer, DataViewRowCursor pass, DataViewRowCursor? ahead, bool features,
        HashSet<int> active)
    {
        _view = view;
        _transformer = transformer;
        _pass = pass;
        _ahead = ahead;
        _active = active;
        _id = pass.GetIdGetter();
        if (ahead is null)
            return;
        _pipeline = new(transformer.AliveExtractor, Jobs(ahead), checkOnly: !features);
        _log = new ExtractionLog(
            transformer.Host, features ? "Features of" : "Looked at", view.Source.GetRowCount(), view.BadImages,
            TimeProvider.System);
    }

    public override DataViewSchema Schema => _view.Schema;

    public override long Position => _position;

    public override long Batch => _pass.Batch;

    public override ValueGetter<DataViewRowId> GetIdGetter() => _pass.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => _active.Contains(column.Index);

    public override bool MoveNext()
    {
        _vectors = null;
        do
        {
            if (_pass.MoveNext())
                continue;
            _log?.Finish();
            _position = -1;
            return false;
        }
        while (!TakeImage());
        _position++;
        return true;
    }

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsColumnActive(column))
            throw new InvalidOperationException($"Column '{column.Name}' is not active in this cursor.");
        int own = column.Index - _view.Source.Schema.Count;
        return own < 0 ? _pass.GetGetter<TValue>(_view.Source.Schema[column.Index])
            : own == _transformer.Columns.Count ? FeatureGetter.ForFlag<TValue>(column.Name, () => _isBad)
            : FeatureGetter.For<TValue>(column.Name,
                () => (_vectors ?? throw new InvalidOperationException("The cursor stands on no row."))[own]);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            // The pipeline first: it may be reading ahead at this moment.
            _pipeline?.Dispose();
            _ahead?.Dispose();
            _pass.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Takes what came of the row's image.</summary>
    /// <returns>False where the row is left out for it.</returns>
    private bool TakeImage()
    {
        if (_pipeline is null)
            return true;
        HostRules.CheckAlive(_transformer.Host);
        DataViewRowId id = default;
        _id(ref id);
        if (!_pipeline.TryNext(out FeatureResult<(long Row, DataViewRowId Id)> result) || !result.Key.Id.Equals(id))
        {
            throw new InvalidOperationException(
                "The data are not repeatable: two passes over them gave different rows. Cache them first, or read them from a fixed list.");
        }

        _log!.Add();
        _isBad = result.Error is not null;
        if (result.Error is null)
        {
            _vectors = result.Vectors;
            return true;
        }

        if (result.Error is not ImageReadException image)
            throw RowErrors.Thrown(result.Error);
        if (_view.BadImages == BadImages.Throw)
            throw RowErrors.At(result.Key.Row, _view.Source, id, image);
        _log.AddBad(() => RowErrors.At(result.Key.Row, _view.Source, id, image).Message);
        _vectors = _missing ??= _transformer.MissingVectors();
        return _view.BadImages == BadImages.MissingValues;
    }

    private IEnumerable<ImageJob<(long Row, DataViewRowId Id)>> Jobs(DataViewRowCursor ahead)
    {
        DataViewSchema.Column column = FeatureInput.Find(ahead.Schema, _transformer.InputColumnName);
        Func<(string? Path, Func<PixelImage> Load)> loader = FeatureInput.Loader(ahead, column, _transformer.Extractor);
        ValueGetter<DataViewRowId> idGetter = ahead.GetIdGetter();
        while (ahead.MoveNext())
        {
            DataViewRowId id = default;
            idGetter(ref id);
            (string? path, Func<PixelImage> load) = Load(loader);
            yield return new((ahead.Position, id), path, load);
        }
    }

    /// <summary>An error that reading a row's value ends with belongs to that row, and is told when its turn comes; cancellation does
    /// not.</summary>
    private static (string? Path, Func<PixelImage> Load) Load(Func<(string? Path, Func<PixelImage> Load)> loader)
    {
        try
        {
            return loader();
        }
        catch (Exception exception) when (exception is not (OutOfMemoryException or OperationCanceledException))
        {
            var captured = ExceptionDispatchInfo.Capture(exception);
            return (null, () =>
            {
                captured.Throw();
                return null!;
            });
        }
    }
}
