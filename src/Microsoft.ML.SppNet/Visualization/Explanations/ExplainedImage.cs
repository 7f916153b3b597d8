namespace Microsoft.ML.SppNet.Visualization;

/// <summary>An image whose scores are known, each of which can be taken apart.</summary>
public sealed class ExplainedImage
{
    private readonly LinearStage _stage;
    private readonly FeatureSource _source;
    private readonly ImageTrace _image;

    internal ExplainedImage(LinearStage stage, FeatureSource source, ImageTrace image)
    {
        (_stage, _source, _image) = (stage, source, image);
        double[] features = source.Values(image);
        double[] scores = stage.Scores(features);
        float[]? probabilities = stage.Probabilities(features);
        if (!scores.All(double.IsFinite))
            throw new InvalidOperationException("A score of this image is no finite number, and so no sum over its cells.");
        Ranking =
        [
            .. stage.Classes.Select((name, index) => new ClassScore(name, scores[index], probabilities?[index]))
                .OrderByDescending(one => one.Probability ?? one.Score).ThenByDescending(one => one.Score),
        ];
    }

    /// <summary>Width of the photograph in pixels.</summary>
    public int Width => _image.Photograph.Width;

    /// <summary>Height of the photograph in pixels.</summary>
    public int Height => _image.Photograph.Height;

    /// <summary>All classes, the one that the model predicts first.</summary>
    public IReadOnlyList<ClassScore> Ranking { get; }

    /// <summary>Takes the score of a class apart.</summary>
    /// <param name="className">The class; null for the predicted one.</param>
    /// <exception cref="ArgumentException">The model has no such class; the message lists those it has.</exception>
    public ScoreExplanation Explain(string? className = null)
    {
        className ??= Ranking[0].Class;
        int index = _stage.Classes.TakeWhile(name => name != className).Count();
        if (index == _stage.Classes.Count)
        {
            throw new ArgumentException(
                $"The model has no class '{className}'; it has {string.Join(", ", _stage.Classes)}.", nameof(className));
        }

        var grids = new Dictionary<CellGridKey, CellGrid>();
        double bias = _stage.Bias(index) + _source.Spread(_stage.Weights(index), _image, grids);
        ClassScore score = Ranking.Single(one => one.Class == className);
        return new ScoreExplanation(score, bias, [.. grids.Values]) { Width = Width, Height = Height };
    }
}
