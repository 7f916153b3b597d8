using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.SppNet.Data;
using Microsoft.ML.SppNet.Features;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>Adds the objects that a detector finds in an image as columns of variable length.</summary>
/// <remarks>
/// Lazy: no image is looked at before one of its columns is asked for. It owns the detector; <c>PredictionEngine.Dispose</c> disposes the
/// model it was made from, unless made with <c>OwnsTransformer = false</c>.
/// </remarks>
public sealed class SppDetectorTransformer : ITransformer, IDisposable
{
    /// <summary>The column of the classes: keys with their names.</summary>
    public const string LabelColumnName = "PredictedLabel";

    /// <summary>The column of the scores.</summary>
    public const string ScoreColumnName = "Score";

    /// <summary>The column of the boxes: x0, y0, x1, y1 of each object.</summary>
    public const string BoxColumnName = "PredictedBoundingBoxes";

    internal SppDetectorTransformer(IHostEnvironment environment, SppDetector detector, string inputColumnName, float? minimumScore)
    {
        Host = environment.Register(nameof(SppDetectorTransformer));
        (Detector, InputColumnName, MinimumScore) = (detector, inputColumnName, minimumScore);
    }

    /// <summary>The detector.</summary>
    public SppDetector Detector { get; }

    /// <summary>The column of images, or of paths of image files.</summary>
    public string InputColumnName { get; }

    /// <summary>The least score of a detection; null for each class's own.</summary>
    public float? MinimumScore { get; }

    /// <inheritdoc/>
    public bool IsRowToRowMapper => true;

    internal IHost Host { get; }

    /// <summary>The same detector with another least score; both are one when they are disposed.</summary>
    /// <param name="minimumScore">The least score; null for each class's own.</param>
    public SppDetectorTransformer WithMinimumScore(float? minimumScore) => new(Host, Detector, InputColumnName, minimumScore);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The input column is missing or of another type.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        FeatureInput.Find(inputSchema, InputColumnName);
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(inputSchema);
        builder.AddColumn(
            LabelColumnName, new VectorDataViewType(ImageDataViews.KeyOf(Detector.ClassNames)),
            ImageDataViews.KeyValues(Detector.ClassNames));
        builder.AddColumn(ScoreColumnName, new VectorDataViewType(NumberDataViewType.Single));
        builder.AddColumn(BoxColumnName, new VectorDataViewType(NumberDataViewType.Single));
        return builder.ToSchema();
    }

    /// <inheritdoc/>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new SppDetectorView(this, input);
    }

    /// <inheritdoc/>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new SppDetectorMapper(this, inputSchema);

    /// <summary>Disposes the detector.</summary>
    public void Dispose() => Detector.Dispose();

    void ICanSaveModel.Save(ModelSaveContext ctx) => SppDetectorModelFormat.Save(this, ctx);
}
