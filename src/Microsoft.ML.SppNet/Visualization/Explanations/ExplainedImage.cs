using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Networks.Execution;
using Microsoft.ML.SppNet.Numerics;

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
        int index = Index(className ??= Ranking[0].Class);
        var cells = new CellSums();
        double bias = _stage.Bias(index) + _source.Spread(_stage.Weights(index), _image, cells);
        ClassScore score = Ranking.Single(one => one.Class == className);
        return new ScoreExplanation(score, bias, cells.Grids) { Width = Width, Height = Height };
    }

    /// <summary>
    /// Brings what speaks for a class in one map back to the pixels: each activation begins with what it adds to the score, and goes back
    /// as in a deconvnet (Zeiler and Fergus 2014, section 2.1; see <see cref="ActivationTrace"/>), which lets nothing negative through.
    /// </summary>
    /// <param name="className">The class.</param>
    /// <param name="grid">The map, of an explanation of this image; not that of the mirrored one.</param>
    /// <returns>
    /// A picture as large as the network's input: grey is 0, and values of either sign that are larger than all but a two-hundredth are
    /// black or white. The caller disposes it.
    /// </returns>
    /// <exception cref="ArgumentException">The model has no such class, or the map is another image's or a mirrored one's.</exception>
    public MLImage Project(string className, CellGrid grid)
    {
        float[] values = ProjectValues(className, grid, out NetworkInput input);
        return SignalPicture.Of(values, input).ToImage();
    }

    /// <summary>The picture's values, 3 × H × W.</summary>
    internal float[] ProjectValues(string className, CellGrid grid, out NetworkInput input)
    {
        ArgumentNullException.ThrowIfNull(className);
        ArgumentNullException.ThrowIfNull(grid);
        int index = Index(className);
        MapKey key = grid.Key;
        input = _image.Input(key.Extractor, key.Size) is { } seen && !key.Mirrored ? seen : throw new ArgumentException(
            $"The map {grid.Tap} is none of the image as it is: no picture can be made of it.", nameof(grid));
        using ActivationTrace trace = ActivationTrace.Run(key.Extractor.Network, input, key.Tap);
        using NativeTensor signal = NativeTensor.Zeros(1, trace.Rows, trace.Columns, trace.Maps);
        _source.Spread(_stage.Weights(index), _image, new ActivationShares(key, signal));
        return trace.Back(signal, BackwardRule.Deconvnet);
    }

    /// <exception cref="ArgumentException">There is no such class.</exception>
    private int Index(string className)
    {
        int index = _stage.Classes.TakeWhile(name => name != className).Count();
        return index < _stage.Classes.Count ? index : throw new ArgumentException(
            $"The model has no class '{className}'; it has {string.Join(", ", _stage.Classes)}.", nameof(className));
    }
}
