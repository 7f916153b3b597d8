using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Networks.Execution;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>A score per class of one image, or why there is none.</summary>
internal sealed record ImageScores(ImageEntry Image, float[] Scores, string? Error);

/// <summary>A saved ML.NET model that tells classes of images apart: one of <c>sppnet fit</c>, or of any program that uses the
/// library.</summary>
internal sealed class TrainedClassifier : IDisposable
{
    private readonly MLContext _mlContext;
    private readonly ITransformer _model;
    private readonly ITransformer[] _parts;
    private readonly int _features;

    private TrainedClassifier(string path, RunDevice device)
    {
        _mlContext = new MLContext { GpuDeviceId = device.Gpu };
        _model = SavedModel.Load(_mlContext, path);
        _parts = _model is IEnumerable<ITransformer> parts ? [.. parts] : [_model];
        _features = Array.FindIndex(_parts, part => part is SppFeatureTransformer);
        if (_features < 0)
            throw ToolException.BadInput($"'{path}' has no SPP-net features in it, as a model of sppnet fit has.");
        DataViewSchema schema = _model.GetOutputSchema(_mlContext.Data.LoadImageFiles([]).Schema);
        if (schema.GetColumnOrNull("Score") is not { Type: VectorDataViewType } score || !score.HasSlotNames())
            throw ToolException.BadInput($"'{path}' gives no scores of classes by name, as a model of sppnet fit does.");
        VBuffer<ReadOnlyMemory<char>> names = default;
        score.GetSlotNames(ref names);
        Classes = [.. names.DenseValues().Select(name => name.ToString())];
    }

    internal IReadOnlyList<string> Classes { get; }

    /// <exception cref="ToolException">There is no such model, or it is of another kind.</exception>
    internal static TrainedClassifier Open(string path, RunDevice device)
    {
        try
        {
            return new TrainedClassifier(path, device);
        }
        catch (ArgumentException exception)
        {
            throw ToolException.BadInput($"'{path}' takes no paths of images in a column ImagePath: {Failures.Sentence(exception)}",
                exception);
        }
    }

    /// <summary>Scores images in their order; one that cannot be read is told, and the next go on.</summary>
    internal IEnumerable<ImageScores> Score(IReadOnlyList<ImageEntry> images, CancellationToken cancellation)
    {
        int next = 0;
        while (next < images.Count)
        {
            // Features row by row, the rest on each row: ML.NET's own cursor would read batches on several threads and lose the rows before
            // a bad one.
            IDataView rows = _mlContext.Data.LoadImageFiles([.. images.Skip(next)]);
            foreach (ITransformer part in _parts[.._features])
                rows = part.Transform(rows);
            // Whatever the model does with images that cannot be used: here each is told.
            rows = ((SppFeatureTransformer)_parts[_features]).Transform(rows, BadImages.Throw);
            IRowToRowMapper rest =
                ((ITransformer)new TransformerChain<ITransformer>(_parts[(_features + 1)..])).GetRowToRowMapper(rows.Schema);
            DataViewSchema.Column score = rest.OutputSchema["Score"];
            using DataViewRowCursor cursor = rows.GetRowCursor(rest.GetDependencies([score]));
            ValueGetter<VBuffer<float>> getter = rest.GetRow(cursor, [score]).GetGetter<VBuffer<float>>(score);
            string? bad = null;
            while (bad is null && next < images.Count)
            {
                float[] scores = [];
                try
                {
                    scores = BoundedWait.For(() => Next(cursor, getter), cancellation);
                }
                catch (ImageReadException exception)
                {
                    bad = exception.InnerException?.Message ?? exception.Message;
                }

                cancellation.ThrowIfCancellationRequested();
                yield return new ImageScores(images[next++], scores, bad);
            }
        }
    }

    public void Dispose() => (_model as IDisposable)?.Dispose();

    private static float[] Next(DataViewRowCursor cursor, ValueGetter<VBuffer<float>> getter)
    {
        VBuffer<float> scores = default;
        if (!cursor.MoveNext())
            throw new InvalidOperationException("The model gave fewer rows than it was given images.");
        getter(ref scores);
        return [.. scores.DenseValues()];
    }
}
