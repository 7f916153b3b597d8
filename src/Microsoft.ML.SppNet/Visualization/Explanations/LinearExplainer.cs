using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Imaging;

namespace Microsoft.ML.SppNet.Visualization;

/// <summary>
/// Explains the scores of a linear model on SPP features exactly: every number of a max-pooled vector came from one cell of one map, so
/// w·x + b is a sum over cells plus the bias, without any approximation.
/// </summary>
/// <remarks>
/// <para>
/// Of equal cells of a bin the first counts, row by row; of sizes combined by their maximum, the first. Vectors divided by their length
/// stay sums over cells, each divided by it. The bias holds the model's own and what normalisers between subtract.
/// </para>
/// <para>
/// Between the features and the model may stand <c>CopyColumns</c>, <c>Concatenate</c>, <c>NormalizeMinMax</c>,
/// <c>NormalizeMeanVariance</c>, <c>NormalizeLpNorm</c> and <c>NormalizeGlobalContrast</c>. The model may be <c>LinearSvc</c>, calibrated
/// or not, any trainer whose model is <see cref="Trainers.LinearModelParameters"/>, <see cref="Trainers.LinearMulticlassModelParameters"/>
/// or <see cref="Trainers.MaximumEntropyModelParameters"/>, and one versus all of linear ones. Everything else is refused in words.
/// </para>
/// Safe for concurrent use; the model stays the caller's and must live as long.
/// </remarks>
public sealed class LinearExplainer
{
    private readonly LinearStage _stage;
    private readonly FeatureSource _source;
    private readonly bool _loadsImages;
    private readonly string? _pathProblem;

    /// <summary>Finds the features and the linear model in a pipeline.</summary>
    /// <param name="model">A fitted pipeline, or one that <c>mlContext.Model.Load</c> gave.</param>
    /// <exception cref="InvalidOperationException">
    /// The model has no SPP features or no linear model, or there is something between them through which scores cannot be followed; the
    /// message says which.
    /// </exception>
    public LinearExplainer(ITransformer model)
    {
        ArgumentNullException.ThrowIfNull(model);
        ITransformer[] stages = [.. Flatten(model)];
        if (!stages.Any(stage => stage is SppFeatureTransformer))
            throw new InvalidOperationException("The model has no SPP features: an explanation needs ExtractSppFeatures in its pipeline.");
        (_stage, int index) = LinearStage.Find(stages);
        var sources = new FeatureSources(stages);
        _source = sources.Find(_stage.Column, index);
        SppFeatureTransformer features = OnlyStage(_source);
        try
        {
            _loadsImages = sources.LoadsImages(features);
        }
        catch (InvalidOperationException changed)
        {
            _pathProblem = changed.Message;
        }
    }

    /// <summary>The model's classes: <c>true</c> alone where it tells true from false, <c>score</c> where it gives a number.</summary>
    public IReadOnlyList<string> Classes => _stage.Classes;

    /// <summary>Reads an image file as the model does and works out its scores.</summary>
    /// <param name="path">The image file.</param>
    /// <exception cref="ImageReadException">The image cannot be read or is of a size that the network cannot take.</exception>
    /// <exception cref="InvalidOperationException">
    /// The model changes images before it takes features: it needs them as <see cref="MLImage"/>.
    /// </exception>
    public ExplainedImage Read(string path)
    {
        CheckPath(path);
        return new ExplainedImage(_stage, _source, new ImageTrace(path, extractor => _loadsImages ? Stored(path) : extractor.Decode(path)));
    }

    /// <summary>Works out the scores of an image as it stands in the model's column of images.</summary>
    /// <param name="image">The image; it stays the caller's.</param>
    /// <exception cref="ImageReadException">Its file is damaged, or it is of a size that the network cannot take.</exception>
    public ExplainedImage Read(MLImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        ImageFile.RequireComplete(image);
        return new ExplainedImage(_stage, _source, new ImageTrace(image.Tag, _ => PixelImage.From(image)));
    }

    /// <summary>
    /// The photograph that <see cref="Read(string)"/> explains: upright, unless the model reads files by LoadImages, which does not turn
    /// them. To draw a <see cref="HeatMap"/> over.
    /// </summary>
    /// <param name="path">The image file.</param>
    /// <returns>The image; the caller disposes it. Errors as <see cref="Read(string)"/>.</returns>
    public MLImage LoadPhotograph(string path)
    {
        CheckPath(path);
        return _loadsImages ? LoadStored(path) : ImageFile.Load(path);
    }

    private void CheckPath(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (_pathProblem is not null)
            throw new InvalidOperationException(_pathProblem);
    }

    private static PixelImage Stored(string path)
    {
        using MLImage image = LoadStored(path);
        return PixelImage.From(image);
    }

    /// <summary>As LoadImages gives it: as it is stored, whatever the orientation says.</summary>
    private static MLImage LoadStored(string path)
    {
        using MLImage checkedFirst = ImageFile.Load(path);
        return MLImage.CreateFromFile(path);
    }

    private static IEnumerable<ITransformer> Flatten(ITransformer model) =>
        model is IEnumerable<ITransformer> chain ? chain.SelectMany(Flatten) : [model];

    private static SppFeatureTransformer OnlyStage(FeatureSource source)
    {
        SppFeatureTransformer[] stages = [.. Stages(source).Distinct()];
        string[] columns = [.. stages.Select(stage => stage.InputColumnName).Distinct()];
        return columns.Length == 1 ? stages[0] : throw new InvalidOperationException(
            $"The model reads images from the columns {string.Join(", ", columns)}: an explanation is of one image.");
    }

    private static IEnumerable<SppFeatureTransformer> Stages(FeatureSource source) => source switch
    {
        PooledSource pooled => [pooled.Stage],
        JoinedSource joined => joined.Parts.SelectMany(Stages),
        ScaledSource scaled => Stages(scaled.Input),
        NormalizedSource row => Stages(row.Input),
        _ => throw new NotSupportedException(source.GetType().Name),
    };
}
