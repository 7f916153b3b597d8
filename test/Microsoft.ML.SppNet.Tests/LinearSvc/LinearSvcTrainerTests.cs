using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.SppNet.LinearSvc;
using Microsoft.ML.Trainers;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class LinearSvcTrainerTests
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly List<string> _log = [];

    public LinearSvcTrainerTests() => _ml.Log += (_, e) =>
    {
        if (e.Source.Contains("LinearSvc", StringComparison.Ordinal))
            _log.Add(e.RawMessage);
    };

    private IDataView Multiclass(params Row[] rows)
    {
        IDataView data = _ml.Data.LoadFromEnumerable(rows);
        return _ml.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);
    }

    private static readonly Row[] s_rows =
    [
        new("ant", [5, 0]), new("bee", [0, 5]), new("cat", [-5, -5]), new("ant", [6, 1]), new("bee", [1, 6]), new("cat", [-6, -4]),
    ];

    [TestMethod]
    public void APipelineLearnsAndMapsKeysBackToNames()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(s_rows);
        var pipeline = _ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(_ml.MulticlassClassification.Trainers.LinearSvc())
            .Append(_ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        IDataView scored = pipeline.Fit(data).Transform(data);
        CollectionAssert.AreEqual(
            s_rows.Select(row => row.Label).ToArray(),
            scored.GetColumn<ReadOnlyMemory<char>>("PredictedLabel").Select(name => name.ToString()).ToArray());
        Assert.AreEqual(
            1, _ml.MulticlassClassification.Evaluate(pipeline.Fit(data).Transform(data), predictedLabelColumnName: "Label").MacroAccuracy);
    }

    [TestMethod]
    public void ThePromisedColumnsAreThoseDelivered()
    {
        IDataView data = Multiclass(s_rows);
        LinearSvcMulticlassTrainer trainer = _ml.MulticlassClassification.Trainers.LinearSvc();
        SavedModels.AssertPromise(trainer, data, trainer.Fit(data), "Score", "PredictedLabel");
    }

    [TestMethod]
    public void TheModelIsThatOfTheSolver()
    {
        LinearMulticlassModelParameters model = _ml.MulticlassClassification.Trainers.LinearSvc(cost: 2).Fit(Multiclass(s_rows)).Model;
        var features = new FeatureMatrix(2);
        foreach (Row row in s_rows)
            features.Add(row.Features);
        LinearSvcSolution solution = new LinearSvcSolver(features).SolveOneVersusRest([0, 1, 2, 0, 1, 2], 3, new() { Cost = 2 });
        VBuffer<float>[]? weights = null;
        model.GetWeights(ref weights, out int classes);
        Assert.AreEqual(3, classes);
        for (int k = 0; k < classes; k++)
        {
            CollectionAssert.AreEqual(solution.Weights(k).ToArray(), weights[k].DenseValues().ToArray());
            Assert.AreEqual(solution.Bias(k), model.GetBiases().ElementAt(k));
        }
    }

    [TestMethod]
    public void ABinaryTrainerLearnsAloneAndUnderOneVersusAll()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(
            s_rows.Select(row => new BinaryRow { Label = row.Label == "ant", Features = row.Features }));
        IDataView scored = _ml.BinaryClassification.Trainers.LinearSvc().Fit(data).Transform(data);
        Assert.AreEqual(1, _ml.BinaryClassification.EvaluateNonCalibrated(scored).Accuracy);
        IDataView multiclass = Multiclass(s_rows);
        var model = _ml.MulticlassClassification.Trainers.OneVersusAll(_ml.BinaryClassification.Trainers.LinearSvc()).Fit(multiclass);
        Assert.AreEqual(1, _ml.MulticlassClassification.Evaluate(model.Transform(multiclass)).MacroAccuracy);
    }

    [TestMethod]
    public void ASavedModelDoesNotMentionThisAssemblyAndPredictsTheSame()
    {
        IDataView data = Multiclass(s_rows), binary = _ml.Data.LoadFromEnumerable(
            s_rows.Select(row => new BinaryRow { Label = row.Label == "ant", Features = row.Features }));
        SavedModels.AssertSame(_ml, _ml.MulticlassClassification.Trainers.LinearSvc().Fit(data), data, "Score");
        SavedModels.AssertSame(_ml, _ml.BinaryClassification.Trainers.LinearSvc().Fit(binary), binary, "Score");
    }

    [TestMethod]
    public void ExampleWeightsAreReadFromTheirColumn()
    {
        Row[] rows = [.. s_rows, new("ant", [-6, -6]) { Weight = 0 }];
        IDataView data = Multiclass(rows);
        VBuffer<float>[]? weighted = null, plain = null;
        _ml.MulticlassClassification.Trainers
            .LinearSvc(new LinearSvcOptions { Tolerance = 1e-7 }, exampleWeightColumnName: "Weight").Fit(data).Model
            .GetWeights(ref weighted, out _);
        _ml.MulticlassClassification.Trainers.LinearSvc(new LinearSvcOptions { Tolerance = 1e-7 }).Fit(Multiclass(s_rows)).Model.GetWeights(
            ref plain, out _);
        for (int k = 0; k < 3; k++)
        {
            Assert.AreEqual(plain[k].GetItemOrDefault(0), weighted[k].GetItemOrDefault(0), 1e-5f);
            Assert.AreEqual(plain[k].GetItemOrDefault(1), weighted[k].GetItemOrDefault(1), 1e-5f);
        }
    }

    [TestMethod]
    public void RowsWithoutALabelAreSkippedAndCountedInTheLog()
    {
        _ml.MulticlassClassification.Trainers.LinearSvc().Fit(Multiclass([.. s_rows, new("", [1, 1]), new("", [2, 2])]));
        CollectionAssert.Contains(_log, "Training on 6 rows x 2 features (48 bytes in float32), 3 classes.");
        CollectionAssert.Contains(_log, "Skipped 2 rows without a label.");
    }

    [TestMethod]
    public void ALabelUnseenInTrainingIsMLNETsMissingKeyAndCountsAsWrong()
    {
        var keys = _ml.Transforms.Conversion.MapValueToKey("Label");
        var model = keys.Append(_ml.MulticlassClassification.Trainers.LinearSvc()).Fit(_ml.Data.LoadFromEnumerable(s_rows));
        IDataView test = model.Transform(_ml.Data.LoadFromEnumerable([.. s_rows, new Row("dog", [5, 5])]));
        Assert.AreEqual(0u, test.GetColumn<uint>("Label").Last());
        Assert.AreNotEqual(0u, test.GetColumn<uint>("PredictedLabel").Last());
    }

    [TestMethod]
    public void DataThatCannotBeTrainedOnIsRefusedInWords()
    {
        AssertRefused(
            "Row 1, slot 1 of column 'Features' is NaN: a linear SVM needs finite features. Rows are counted from 0.",
            Multiclass(s_rows[0], new("bee", [0, float.NaN])));
        AssertRefused(
            "All 2 rows have the same value in label column 'Label' (key 1): a linear SVM needs rows of at least two classes.",
            _ml.Data.FilterRowsByColumn(_ml.Data.FilterRowsByKeyColumnFraction(Multiclass(s_rows), "Label", 0, 0.3), "Weight"));
        AssertRefused(
            "The key type of label column 'Label' has 1 values: a linear SVM needs from 2 to 2147483647.", Multiclass(
                s_rows[0], s_rows[3]));
        AssertRefused("A linear SVM cannot be trained on zero rows.", _ml.Data.FilterRowsByColumn(Multiclass(s_rows), "Weight", 5));
        AssertRefused(
            "Row 0 of weight column 'Weight' is -1: an example weight must be finite and not negative. Rows are counted from 0.",
            Multiclass(new("ant", [1, 1]) { Weight = -1 }, s_rows[1]));
        AssertRefused(
            "Training a linear SVM on 6 rows x 2 features keeps the features once in float32 and the weights of 3 classes: 72 bytes, but "
            + "LinearSvcOptions.MaximumMemoryBytes allows 71. Raise the limit, or use fewer rows or shorter features.",
            Multiclass(s_rows),
            new() { MaximumMemoryBytes = 71 });
    }

    [TestMethod]
    public void ColumnsOfTheWrongTypeAreRefusedWithMLNETsWords()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(s_rows);
        Assert.AreEqual(
            "Schema mismatch for label column 'Label': expected Key<UInt32>, got String (Parameter 'input')",
            Assert.Throws<ArgumentOutOfRangeException>(() => _ml.MulticlassClassification.Trainers.LinearSvc().Fit(data)).Message);
        Assert.AreEqual(
            "Could not find feature column 'None' (Parameter 'input')",
            Assert.Throws<ArgumentOutOfRangeException>(
                () => _ml.BinaryClassification.Trainers.LinearSvc(featureColumnName: "None").Fit(data)).Message);
    }

    [TestMethod]
    public void OneClassAloneGivesABinaryModelOfThatClassAndAWarning()
    {
        IDataView data = _ml.Data.LoadFromEnumerable(
            [new BinaryRow { Label = true, Features = [1, 2] }, new BinaryRow { Label = true, Features = [2, 1] }]);
        IDataView scored = _ml.BinaryClassification.Trainers.LinearSvc().Fit(data).Transform(data);
        Assert.IsTrue(scored.GetColumn<bool>("PredictedLabel").All(label => label));
        CollectionAssert.Contains(_log, "All 2 rows have label True: the model can only learn that one class.");
    }

    [TestMethod]
    public void ASearchCutShortAndAnEmptyClassAreToldInTheLog()
    {
        IDataView data = _ml.Data.FilterRowsByKeyColumnFraction(Multiclass(s_rows), "Label", 0, 0.6);
        _ml.MulticlassClassification.Trainers.LinearSvc(new LinearSvcOptions { MaximumIterations = 1, Tolerance = 1e-3 }).Fit(data);
        CollectionAssert.Contains(_log, "1 of 3 classes have no training row and will never be predicted.");
        CollectionAssert.Contains(_log, "2 of 3 classes did not reach the tolerance 0.001 in 1 passes.");
    }

    [TestMethod]
    public void CancellingByTokenEndsTheFit()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(
            () => _ml.MulticlassClassification.Trainers.LinearSvc(new LinearSvcOptions { CancellationToken = cancelled.Token }).Fit(
                Multiclass(s_rows)));
    }

    [TestMethod]
    public void CancellingTheEnvironmentEndsTheFit()
    {
        IDataView data = Multiclass(s_rows);
        // Internal to ML.NET, which its own command line uses.
        typeof(MLContext).GetMethod("CancelExecution", BindingFlags.Instance | BindingFlags.NonPublic)!.Invoke(_ml, null);
        Assert.Throws<OperationCanceledException>(() => _ml.MulticlassClassification.Trainers.LinearSvc().Fit(data));
    }

    private void AssertRefused(string expected, IDataView data, LinearSvcOptions? options = null) => Assert.AreEqual(
        expected,
        Assert.Throws<InvalidOperationException>(
            () => _ml.MulticlassClassification.Trainers.LinearSvc(options ?? new(), exampleWeightColumnName: "Weight").Fit(data)).Message);

    private sealed record Row
    {
        public Row(string label, float[] features) => (Label, Features) = (label, features);

        public string Label { get; init; }

        [VectorType(2)]
        public float[] Features { get; init; }

        public float Weight { get; init; } = 1;
    }

    private sealed class BinaryRow
    {
        public bool Label { get; init; }

        [VectorType(2)]
        public float[] Features { get; init; } = [];
    }
}
