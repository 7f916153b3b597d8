using Microsoft.ML.SppNet.LinearSvc;
using Microsoft.ML.SppNet.Visualization;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>
/// Cells and bias add up to the score that ML.NET gives: with every way to make the vector, every linear model, and everything that may
/// stand between.
/// </summary>
[TestClass]
public sealed class CompletenessTests : IDisposable
{
    private const FeatureNormalization ByPart = FeatureNormalization.L2PerPart;

    private readonly DrawnModel _drawn = new();

    public static IEnumerable<object[]> Options =>
    [
        ["native size", new SppFeatureOptions()],
        ["one size", new SppFeatureOptions { Sizes = [60] }],
        ["unit length", new SppFeatureOptions { Sizes = [60], Normalization = FeatureNormalization.L2 }],
        ["mirrored", new SppFeatureOptions { Sizes = [60], Flip = true, Normalization = FeatureNormalization.L2 }],
        ["sizes one after the other", new SppFeatureOptions { Sizes = [60, 75], Normalization = FeatureNormalization.L2 }],
        ["their mean", new SppFeatureOptions { Sizes = [60, 75], Combine = SizeCombination.Mean, Normalization = ByPart }],
        ["their maximum", new SppFeatureOptions { Sizes = [60, 75, 60], Combine = SizeCombination.Max, Flip = true }],
        ["cropped", new SppFeatureOptions { Sizes = [60], View = ImageView.Crop, Normalization = ByPart }],
        ["warped, mirrored", new SppFeatureOptions { Sizes = [60, 75], View = ImageView.Warp, Flip = true, Normalization = ByPart }],
    ];

    [TestMethod]
    [DynamicData(nameof(Options))]
    public void WithEveryWayToMakeTheVector(string name, SppFeatureOptions options)
    {
        IEstimator<ITransformer> features = _drawn.Features(options, DrawnModel.Column("Features", "fire3", "conv1", "fire3"));
        ITransformer model = _drawn.Fit(features, Multiclass.LinearSvc("Key"));
        Check(name, model, _drawn.Scores(model));
    }

    [TestMethod]
    public void WithEveryLinearModelOfSeveralClasses()
    {
        var binary = _drawn.Context.BinaryClassification.Trainers;
        (string Name, IEstimator<ITransformer> Trainer, bool Probabilities)[] trainers =
        [
            ("LinearSvc", Multiclass.LinearSvc("Key"), false),
            ("LinearSvc, calibrated", Multiclass.LinearSvc(new LinearSvcOptions(), new LinearSvcCalibration(), "Key"), true),
            ("SdcaMaximumEntropy", Multiclass.SdcaMaximumEntropy("Key"), true),
            ("SdcaNonCalibrated", Multiclass.SdcaNonCalibrated("Key"), false),
            ("LbfgsMaximumEntropy", Multiclass.LbfgsMaximumEntropy("Key", l1Regularization: 0.01f, l2Regularization: 0.01f), true),
            ("one versus all, perceptrons", Multiclass.OneVersusAll(binary.AveragedPerceptron("Key"), "Key"), true),
            ("one versus all, scores alone", Multiclass.OneVersusAll(binary.LinearSvm("Key"), "Key", useProbabilities: false), false),
            ("one versus all, logistic", Multiclass.OneVersusAll(binary.LbfgsLogisticRegression("Key"), "Key"), true),
        ];
        foreach ((string name, IEstimator<ITransformer> trainer, bool probabilities) in trainers)
        {
            ITransformer model = _drawn.Fit(_drawn.Features(), trainer);
            Check(name, model, probabilities ? null : _drawn.Scores(model), probabilities ? _drawn.Scores(model) : null);
        }
    }

    [TestMethod]
    public void WithEveryLinearModelOfOneScore()
    {
        var binary = _drawn.Context.BinaryClassification.Trainers;
        (string Name, IEstimator<ITransformer> Trainer, bool Probabilities)[] trainers =
        [
            ("LinearSvc", binary.LinearSvc("Truth"), false),
            ("LinearSvc, calibrated", binary.LinearSvc(new LinearSvcOptions(), new LinearSvcCalibration(), "Truth"), true),
            ("SdcaLogisticRegression", binary.SdcaLogisticRegression("Truth"), true),
            ("LbfgsLogisticRegression", binary.LbfgsLogisticRegression("Truth"), true),
            ("LinearSvm", binary.LinearSvm("Truth"), false),
            ("Sdca of numbers", _drawn.Context.Regression.Trainers.Sdca("Number"), false),
        ];
        foreach ((string name, IEstimator<ITransformer> trainer, bool probabilities) in trainers)
        {
            ITransformer model = _drawn.Fit(_drawn.Features(), trainer);
            Check(name, model, _drawn.Scores(model), probabilities ? _drawn.Scores(model, "Probability") : null);
        }
    }

    /// <summary>What a model makes of its score is not the score.</summary>
    [TestMethod]
    public void OfAPoissonRegressionItIsTheLogarithm()
    {
        ITransformer model = _drawn.Fit(_drawn.Features(), _drawn.Context.Regression.Trainers.LbfgsPoissonRegression("Number"));
        Check("Poisson", model, [.. _drawn.Scores(model).Select(row => new[] { MathF.Log(row[0]) })]);
    }

    [TestMethod]
    public void WithEverythingThatMayStandBetween()
    {
        TransformsCatalog transforms = _drawn.Context.Transforms;
        (string Name, IEstimator<ITransformer> Stage)[] stages =
        [
            ("CopyColumns", transforms.CopyColumns("Between", "Features")),
            ("Concatenate", transforms.Concatenate("Between", "Features", "More")),
            ("NormalizeMinMax", transforms.NormalizeMinMax("Between", "Features")),
            ("NormalizeMinMax, shifted", transforms.NormalizeMinMax("Between", "Features", fixZero: false)),
            ("NormalizeMeanVariance", transforms.NormalizeMeanVariance("Between", "Features", fixZero: false)),
            ("both", transforms.Concatenate("Both", "More", "Features")
                .Append(transforms.NormalizeMeanVariance("Between", "Both", fixZero: false))),
            ("GlobalContrast", transforms.NormalizeGlobalContrast("Between", "Features")),
            ("its deviation, scaled", transforms.NormalizeGlobalContrast(
                "Between", "Features", ensureUnitStandardDeviation: true, scale: 3)),
        ];
        IEnumerable<(string, IEstimator<ITransformer>)> norms =
            from norm in Enum.GetValues<LpNormNormalizingEstimatorBase.NormFunction>()
            from centred in new[] { false, true }
            select ($"{norm}, {centred}", (IEstimator<ITransformer>)transforms.NormalizeLpNorm("Between", "Features", norm, centred));
        foreach ((string name, IEstimator<ITransformer> stage) in stages.Concat(norms))
        {
            IEstimator<ITransformer> features = _drawn.Features(null, DrawnModel.Column("Features"), DrawnModel.Column("More", "conv1"));
            ITransformer model = _drawn.Fit(features.Append(stage), Multiclass.LinearSvc("Key", "Between"));
            Check(name, model, _drawn.Scores(model));
        }
    }

    public void Dispose() => _drawn.Dispose();

    private MulticlassClassificationCatalog.MulticlassClassificationTrainers Multiclass => _drawn.Context.MulticlassClassification.Trainers;

    private void Check(string name, ITransformer model, float[][]? scores, float[][]? probabilities = null)
    {
        var explainer = new LinearExplainer(model);
        for (int index = 0; index < _drawn.Rows.Length; index += 3)
        {
            ExplainedImage image = explainer.Read(_drawn.Rows[index].Image);
            for (int one = 0; one < explainer.Classes.Count; one++)
            {
                ScoreExplanation explanation = image.Explain(explainer.Classes[one]);
                string what = $"{name}, picture {index}, {explanation.Class}";
                AssertClose(explanation.Score, explanation.Bias + explanation.SumOfCells, what);
                if (scores is not null)
                    AssertClose(scores[index][one], explanation.Score, what);
                if (probabilities is not null)
                    Assert.AreEqual(probabilities[index][one], explanation.Probability!.Value, 1e-5, what);
                else
                    Assert.IsNull(explanation.Probability, what);
            }

            if ((probabilities ?? scores)![index] is { Length: > 1 } outputs)
                Assert.AreEqual(explainer.Classes[Array.IndexOf(outputs, outputs.Max())], image.Ranking[0].Class, name);
        }

        (model as IDisposable)?.Dispose();
    }

    /// <summary>Within 1e-4 of the value; of a value that happens to be near zero, within what rounding of its terms leaves.</summary>
    private static void AssertClose(double expected, double actual, string what) =>
        Assert.AreEqual(expected, actual, 1e-4 * Math.Max(Math.Abs(expected), 0.01), what);
}
