using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Training;
using Microsoft.ML.Trainers;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>The trainer as ML.NET's own are used: fit, evaluate, cross-validate, predict, save, load.</summary>
[TestClass]
public class SppNetTrainerTests
{
    private static readonly SppNetTrainerOptions s_options = new()
    {
        Architecture = new("squeezenet1.1"), Sizes = [48], BatchSize = 8, Epochs = 1, Initialization = FilterInitialization.He,
        LearningRate = 0.001,
        Preprocessing = Preprocessing.TorchVision,
    };

    [TestMethod]
    public void AModelScoresTheSameSavedAndLoadedAndInAnEngine()
    {
        using var folder = new TemporaryFolder();
        var context = new MLContext(seed: 1);
        IDataView data = Data(context, folder, 12);
        TransformerChain<MulticlassPredictionTransformer<MaximumEntropyModelParameters>> whole = Pipeline(context).Fit(data);
        Scored[] scored = [.. context.Data.CreateEnumerable<Scored>(whole.Transform(data), reuseRowObject: false)];
        foreach (Scored row in scored)
        {
            Assert.AreEqual(2, row.Score.Length);
            Assert.AreEqual(1, row.Score.Sum(), 1e-5);
            Assert.AreEqual(row.Score[0] >= row.Score[1] ? 1u : 2u, row.PredictedLabel);
        }

        Assert.IsGreaterThanOrEqualTo(0, context.MulticlassClassification.Evaluate(whole.Transform(data)).LogLoss);
        context.Model.Save(whole, data.Schema, folder["model.zip"]);
        ITransformer loaded = new MLContext().Model.Load(folder["model.zip"], out _);
        Scored[] again = [.. context.Data.CreateEnumerable<Scored>(loaded.Transform(data), reuseRowObject: false)];
        using PredictionEngine<PathRow, Scored> engine = context.Model.CreatePredictionEngine<PathRow, Scored>(whole);
        for (int row = 0; row < scored.Length; row++)
        {
            CollectionAssert.AreEqual(scored[row].Score, again[row].Score);
            CollectionAssert.AreEqual(scored[row].Score,
                engine.Predict(new PathRow { ImagePath = scored[row].ImagePath, Name = "" }).Score);
        }
    }

    [TestMethod]
    public void CrossValidates()
    {
        using var folder = new TemporaryFolder();
        var context = new MLContext(seed: 1);
        IReadOnlyList<TrainCatalogBase.CrossValidationResult<MulticlassClassificationMetrics>> results =
            context.MulticlassClassification.CrossValidate(Data(context, folder, 12), Pipeline(context), numberOfFolds: 2);
        Assert.AreEqual(2, results.Count);
        Assert.IsTrue(results.All(result => double.IsFinite(result.Metrics.MacroAccuracy)));
    }

    [TestMethod]
    public void OptionsOutOfRangeAreNamed()
    {
        var trainers = new MLContext().MulticlassClassification.Trainers;
        Assert.AreEqual(
            "Epochs is at least 1, not 0.",
            Assert.ThrowsExactly<ArgumentException>(() => trainers.SppNet(new SppNetTrainerOptions { Epochs = 0 })).Message);
        Assert.AreEqual(
            "ResizedShorterSide is 100, and a crop of 224 cannot be cut from it.",
            Assert.ThrowsExactly<ArgumentException>(() => trainers.SppNet(new SppNetTrainerOptions { ResizedShorterSide = 100 })).Message);
        Assert.AreEqual(
            "FromLayer is 'fc6', but no Network is given whose weights the layers before it could keep.",
            Assert.ThrowsExactly<ArgumentException>(() => trainers.SppNet(new SppNetTrainerOptions { FromLayer = "fc6" })).Message);
    }

    private static SppNetTrainer Pipeline(MLContext context) =>
        context.MulticlassClassification.Trainers.SppNet(s_options);

    private static IDataView Data(MLContext context, TemporaryFolder folder, int count)
    {
        for (int index = 0; index < count; index++)
        {
            Directory.CreateDirectory(folder[$"class {index % 2}"]);
            folder.Write(Path.Combine($"class {index % 2}", $"{index}.png"), Pictures.Png(50 + index, 60, index));
        }

        return context.Data.LoadImageFolder(folder.Root);
    }

    private sealed class PathRow
    {
        public string ImagePath { get; set; } = "";

        public string Name { get; set; } = "";
    }

    private sealed class Scored
    {
        public string ImagePath { get; set; } = "";

        public float[] Score { get; set; } = [];

        public uint PredictedLabel { get; set; }
    }
}
