using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Evaluation;
using Microsoft.ML.SppNet.LinearSvc;
using Microsoft.ML.Trainers;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class LinearSvcCalibratedTrainerTests
{
    private static readonly string[] s_names = ["ant", "bee", "cat", "dog"];

    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void ScoresAreProbabilitiesThatMeanWhatTheySay()
    {
        IDataView train = Data(600, seed: 1), test = Data(600, seed: 2);
        ITransformer model = Pipeline().Fit(train);
        (float[] confidences, bool[] correct) = Answers(model.Transform(test));
        double error = ReliabilityCurve.From(confidences, correct).ExpectedCalibrationError;
        Assert.IsLessThan(0.1, error);
        Assert.IsInRange(0.6, 0.95, correct.Average(right => right ? 1.0 : 0));
    }

    [TestMethod]
    public void ProbabilitiesSumToOneAndServeMLNETsEvaluation()
    {
        IDataView train = Data(200, seed: 1), test = Data(200, seed: 2);
        IDataView scored = Pipeline().Fit(train).Transform(test);
        foreach (float[] scores in scored.GetColumn<float[]>("Score"))
        {
            Assert.AreEqual(1, scores.Sum(), 1e-5);
            Assert.IsTrue(scores.All(probability => probability is >= 0 and <= 1));
        }

        MulticlassClassificationMetrics metrics = _ml.MulticlassClassification.Evaluate(scored, predictedLabelColumnName: "Predicted");
        double logLoss = scored.GetColumn<float[]>("Score")
            .Zip(scored.GetColumn<uint>("Label"), (scores, key) => -Math.Log(scores[key - 1])).Average();
        Assert.AreEqual(logLoss, metrics.LogLoss, 1e-5);
        Assert.IsGreaterThan(0.3, metrics.LogLossReduction);
        CollectionAssert.IsSubsetOf(
            scored.GetColumn<ReadOnlyMemory<char>>("PredictedLabel").Select(name => name.ToString()).Distinct().ToArray(), s_names);
    }

    [TestMethod]
    public void CrossValidationAndPredictionEngineWork()
    {
        IDataView data = Data(200, seed: 3);
        var results = _ml.MulticlassClassification.CrossValidate(data, Pipeline(mapBack: false), numberOfFolds: 3);
        Assert.IsTrue(results.All(result => double.IsFinite(result.Metrics.LogLoss) && result.Metrics.MicroAccuracy > 0.5));

        ITransformer model = Pipeline().Fit(data);
        using PredictionEngine<Row, Prediction> engine = _ml.Model.CreatePredictionEngine<Row, Prediction>(model);
        Prediction[] bulk = [.. _ml.Data.CreateEnumerable<Prediction>(model.Transform(data), reuseRowObject: false)];
        Row[] rows = Rows(200, seed: 3);
        for (int i = 0; i < 20; i++)
        {
            Prediction one = engine.Predict(rows[i]);
            Assert.AreEqual(bulk[i].PredictedLabel, one.PredictedLabel);
            CollectionAssert.AreEqual(bulk[i].Score, one.Score);
        }
    }

    [TestMethod]
    public void TheModelIsTheSVMTimesOneNumberAndAnswersTheSame()
    {
        IDataView train = Keyed(Data(100, seed: 4)), test = Keyed(Data(600, seed: 5));
        MulticlassPredictionTransformer<LinearMulticlassModelParameters> plain =
            _ml.MulticlassClassification.Trainers.LinearSvc(cost: 2).Fit(train);
        MulticlassPredictionTransformer<MaximumEntropyModelParameters> calibrated =
            _ml.MulticlassClassification.Trainers.LinearSvc(new LinearSvcOptions { Cost = 2 }, new LinearSvcCalibration()).Fit(train);
        VBuffer<float>[]? weights = null, scaled = null;
        plain.Model.GetWeights(ref weights, out int classes);
        calibrated.Model.GetWeights(ref scaled, out _);
        float factor = scaled[0].GetItemOrDefault(0) / weights[0].GetItemOrDefault(0);
        Assert.IsGreaterThan(0, factor);
        for (int k = 0; k < classes; k++)
        {
            for (int i = 0; i < 4; i++)
                Assert.AreEqual(factor * weights[k].GetItemOrDefault(i), scaled[k].GetItemOrDefault(i), 1e-5f);
            Assert.AreEqual(factor * plain.Model.GetBiases().ElementAt(k), calibrated.Model.GetBiases().ElementAt(k), 1e-5f);
        }

        CollectionAssert.AreEqual(
            plain.Transform(test).GetColumn<uint>("PredictedLabel").ToArray(), calibrated.Transform(test).GetColumn<uint>(
                "PredictedLabel").ToArray());
        float[][] expected = [.. plain.Transform(test).GetColumn<float[]>("Score")];
        float[][] actual = [.. calibrated.Transform(test).GetColumn<float[]>("Score")];
        for (int row = 0; row < expected.Length; row++)
        {
            double sum = expected[row].Sum(score => Math.Exp(factor * score));
            for (int k = 0; k < classes; k++)
                Assert.AreEqual(Math.Exp(factor * expected[row][k]) / sum, actual[row][k], 1e-5);
        }
    }

    [TestMethod]
    public void AClassOfASingleRowIsTrainedAndHasAProbability()
    {
        IDataView data = Keyed(_ml.Data.LoadFromEnumerable([.. Rows(40, seed: 7), new Row { Label = "eel", Features = [-9, -9, -9, -9] }]));
        MulticlassPredictionTransformer<MaximumEntropyModelParameters> model =
            _ml.MulticlassClassification.Trainers.LinearSvc(new LinearSvcOptions(), new LinearSvcCalibration()).Fit(data);
        float[] scores = model.Transform(data).GetColumn<float[]>("Score").Last();
        Assert.HasCount(5, scores);
        Assert.AreEqual(4, Array.IndexOf(scores, scores.Max()));
        Assert.AreEqual(1, scores.Sum(), 1e-5);
    }

    [TestMethod]
    public void TwoClassesOfTenRowsThatNeverMixGiveSureButNotCertainAnswers()
    {
        IDataView data = Keyed(_ml.Data.LoadFromEnumerable(Enumerable.Range(0, 20).Select(i => new Row
        {
            Label = s_names[i % 2], Features = i % 2 == 0 ? [1 + i / 100f, 0, 0, 0] : [0, 1 + i / 100f, 0, 0],
        })));
        MulticlassPredictionTransformer<MaximumEntropyModelParameters> model =
            _ml.MulticlassClassification.Trainers.LinearSvc(new LinearSvcOptions(), new LinearSvcCalibration()).Fit(data);
        (float[] confidences, bool[] correct) = Answers(model.Transform(data));
        Assert.IsTrue(correct.All(right => right));
        foreach (float confidence in confidences)
            Assert.IsInRange(0.95f, 0.99f, confidence);
    }

    [TestMethod]
    public void TheFactorIsInTheLogAndSoIsThatThereIsNone()
    {
        var log = new List<string>();
        _ml.Log += (_, e) => log.Add(e.RawMessage);
        LinearSvcCalibratedMulticlassTrainer trainer =
            _ml.MulticlassClassification.Trainers.LinearSvc(new LinearSvcOptions(), new LinearSvcCalibration());
        trainer.Fit(Keyed(Data(60, seed: 1)));
        Assert.HasCount(1, log.Where(line => line.StartsWith("Probabilities are softmax(", StringComparison.Ordinal)));
        IDataView same = Keyed(_ml.Data.LoadFromEnumerable(s_names.SelectMany(name => Enumerable.Range(0, 5).Select(_ => new Row
        {
            Label = name, Features = [1, 1, 1, 1],
        }))));
        float[] scores = trainer.Fit(same).Transform(same).GetColumn<float[]>("Score").First();
        foreach (float probability in scores)
            Assert.AreEqual(0.25f, probability, 1e-3f);
        CollectionAssert.Contains(
            log, "Scores of rows that were held out rank classes no better than chance: "
            + "the probabilities of all classes are nearly the same.");
    }

    [TestMethod]
    public void ABinaryModelGivesItsScoreAndAProbability()
    {
        IDataView train = Binary(300, seed: 5), test = Binary(300, seed: 6);
        BinaryPredictionTransformer<CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>> model =
            _ml.BinaryClassification.Trainers.LinearSvc(new LinearSvcOptions(), new LinearSvcCalibration()).Fit(train);
        IDataView scored = model.Transform(test);
        float[] plain = [.. _ml.BinaryClassification.Trainers.LinearSvc().Fit(train).Transform(test).GetColumn<float>("Score")];
        CollectionAssert.AreEqual(plain, scored.GetColumn<float>("Score").ToArray());
        float[] probabilities = [.. scored.GetColumn<float>("Probability")];
        PlattCalibrator sigmoid = model.Model.Calibrator;
        for (int i = 0; i < plain.Length; i++)
            Assert.AreEqual(1 / (1 + Math.Exp(sigmoid.Slope * plain[i] + sigmoid.Offset)), probabilities[i], 1e-6);
        bool[] labels = [.. test.GetColumn<bool>("Label")];
        Assert.IsLessThan(0.08, ReliabilityCurve.From(probabilities, labels, bins: 5).ExpectedCalibrationError);
        Assert.IsGreaterThan(0.75, _ml.BinaryClassification.Evaluate(scored).Accuracy);
    }

    [TestMethod]
    public void SavedModelsDoNotMentionThisAssemblyAndPredictTheSame()
    {
        IDataView data = Keyed(Data(60, seed: 1)), binary = Binary(60, seed: 1);
        ITransformer several = _ml.MulticlassClassification.Trainers.LinearSvc(new LinearSvcOptions(), new LinearSvcCalibration()).Fit(
            data);
        SavedModels.AssertSame(_ml, several, data, "Score");
        ITransformer two = _ml.BinaryClassification.Trainers.LinearSvc(new LinearSvcOptions(), new LinearSvcCalibration()).Fit(binary);
        SavedModels.AssertSame(_ml, two, binary, "Score");
        SavedModels.AssertSame(_ml, two, binary, "Probability");
    }

    [TestMethod]
    public void ThePromisedColumnsAreThoseDelivered()
    {
        IDataView data = Keyed(Data(60, seed: 1)), binary = Binary(60, seed: 1);
        LinearSvcCalibratedMulticlassTrainer several = _ml.MulticlassClassification.Trainers.LinearSvc(
            new LinearSvcOptions(), new LinearSvcCalibration());
        SavedModels.AssertPromise(several, data, several.Fit(data), "Score", "PredictedLabel");
        LinearSvcCalibratedBinaryTrainer two = _ml.BinaryClassification.Trainers.LinearSvc(
            new LinearSvcOptions(), new LinearSvcCalibration());
        SavedModels.AssertPromise(two, binary, two.Fit(binary), "Score", "Probability", "PredictedLabel");
    }

    [TestMethod]
    public void AnyNumberOfThreadsGivesTheSameBitsAndTheSeedOtherFolds()
    {
        IDataView data = Keyed(Data(100, seed: 1));
        float[] Scores(int threads, int seed) => [.. _ml.MulticlassClassification.Trainers
            .LinearSvc(new LinearSvcOptions { NumberOfThreads = threads }, new LinearSvcCalibration { Seed = seed })
            .Fit(data).Transform(data).GetColumn<float[]>("Score").SelectMany(scores => scores)];
        CollectionAssert.AreEqual(Scores(1, 0), Scores(5, 0));
        CollectionAssert.AreNotEqual(Scores(1, 0), Scores(1, 1));
    }

    [TestMethod]
    public void ProgressCountsTheClassesOfEveryFoldAndOfTheLastTraining()
    {
        IDataView data = Keyed(Data(60, seed: 1));
        var reports = new List<LinearSvcProgress>();
        var options = new LinearSvcOptions { Progress = new Tool.StepProgress<LinearSvcProgress>(reports.Add) };
        _ml.MulticlassClassification.Trainers.LinearSvc(options, new LinearSvcCalibration { Folds = 3 }).Fit(data);
        CollectionAssert.AreEqual(Enumerable.Range(1, 16).Select(done => new LinearSvcProgress(done, 16)).ToArray(), reports);
    }

    [TestMethod]
    public void WhatCannotBeCalibratedIsRefusedInWords()
    {
        IDataView data = Binary(60, seed: 1);
        Assert.AreEqual(
            "LinearSvcCalibration.Folds must be at least 2, but is 1. (Parameter 'Folds')",
            Assert.Throws<ArgumentException>(
                () => _ml.BinaryClassification.Trainers
                    .LinearSvc(new LinearSvcOptions(), new LinearSvcCalibration { Folds = 1 }).Fit(data)).Message);
        IDataView single = _ml.Data.LoadFromEnumerable(
            [new BinaryRow { Label = true, Features = [1, 2, 0, 0] }, new BinaryRow { Features = [2, 1, 0, 0] },
            new BinaryRow { Features = [2, 0, 0, 0] }]);
        Assert.AreEqual(
            "Probabilities need at least two rows of a class, one to train on and one to hold out: train without calibration, or add rows.",
            Assert.Throws<InvalidOperationException>(
                () => _ml.BinaryClassification.Trainers.LinearSvc(new LinearSvcOptions(), new LinearSvcCalibration()).Fit(single)).Message);
    }

    private IEstimator<ITransformer> Pipeline(bool mapBack = true)
    {
        var pipeline = _ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(_ml.MulticlassClassification.Trainers.LinearSvc(new LinearSvcOptions(), new LinearSvcCalibration()));
        return mapBack
            ? pipeline.Append(_ml.Transforms.CopyColumns("Predicted", "PredictedLabel")).Append(
                _ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"))
            : pipeline;
    }

    private static (float[] Confidences, bool[] Correct) Answers(IDataView scored)
    {
        float[][] scores = [.. scored.GetColumn<float[]>("Score")];
        uint[] labels = [.. scored.GetColumn<uint>("Label")];
        return ([.. scores.Select(row => row.Max())], [.. scores.Select((row, i) => Array.IndexOf(row, row.Max()) == labels[i] - 1)]);
    }

    private IDataView Keyed(IDataView data) => _ml.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);

    private IDataView Data(int rows, int seed) => _ml.Data.LoadFromEnumerable(Rows(rows, seed));

    private IDataView Binary(int rows, int seed) => _ml.Data.LoadFromEnumerable(
        Rows(rows, seed).Select(row => new BinaryRow { Label = row.Label is "ant" or "bee", Features = row.Features }));

    /// <summary>Four clouds that overlap, each in a direction of its own.</summary>
    private static Row[] Rows(int count, int seed)
    {
        var random = new Random(seed);
        float Noise() => (float)(random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5);
        return [.. Enumerable.Range(0, count).Select(i => new Row
        {
            Label = s_names[i % 4], Features = [.. Enumerable.Range(0, 4).Select(axis => (axis == i % 4 ? 1 : 0) + Noise())],
        })];
    }

    private sealed class Row
    {
        public string Label { get; set; } = "";

        [VectorType(4)]
        public float[] Features { get; set; } = [];
    }

    private sealed class BinaryRow
    {
        public bool Label { get; init; }

        [VectorType(4)]
        public float[] Features { get; init; } = [];
    }

    private sealed class Prediction
    {
        public string PredictedLabel { get; set; } = "";

        public float[] Score { get; set; } = [];
    }
}
