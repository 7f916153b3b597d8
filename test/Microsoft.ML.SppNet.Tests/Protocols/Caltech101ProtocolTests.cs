using Microsoft.ML.SppNet.Evaluation;
using Microsoft.ML.SppNet.Protocols;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class Caltech101ProtocolTests
{
    private const int Classes = 4, PerClass = 9;

    [TestMethod]
    public void SeparableFeaturesGiveAHundredPercentInEverySplit()
    {
        using TinyDataSet files = Files();
        ClassFolder data = ClassFolder.Read(files.Root);
        Caltech101Result result = Caltech101Protocol.Run(Features(data, image => image.ClassIndex), data, Options(cost: 10));
        Assert.HasCount(3, result.Splits);
        Assert.AreEqual(1, result.MeanPerClassAccuracy);
        Assert.AreEqual(1, result.OverallAccuracy);
        Assert.AreEqual(0, result.StandardDeviation);
        Assert.AreEqual(3 * 4 * Classes, result.Confusion.Total);
        Assert.IsTrue(result.Splits.All(split => split.Cost == 10));
    }

    [TestMethod]
    public void FeaturesThatSayNothingGiveChance()
    {
        using TinyDataSet files = Files();
        ClassFolder data = ClassFolder.Read(files.Root);
        Caltech101Result result = Caltech101Protocol.Run(Features(data, _ => 0), data, Options(cost: 1));
        Assert.AreEqual(1.0 / Classes, result.MeanPerClassAccuracy, 1e-12);
    }

    [TestMethod]
    public void WithoutACostOneOfTheCandidatesIsChosenForEachSplit()
    {
        using TinyDataSet files = Files();
        ClassFolder data = ClassFolder.Read(files.Root);
        Caltech101Result result = Caltech101Protocol.Run(Features(data, image => image.ClassIndex), data, Options(cost: null));
        Assert.AreEqual(1, result.MeanPerClassAccuracy);
        foreach (Caltech101Split split in result.Splits)
            CollectionAssert.Contains(CostSelection.Candidates, split.Cost);
    }

    [TestMethod]
    public void SplitsCountUpFromTheSeedAndProgressCountsThem()
    {
        using TinyDataSet files = Files();
        ClassFolder data = ClassFolder.Read(files.Root);
        var seeds = new List<int>();
        var drawn = new List<int[]>();
        Caltech101Protocol.Run(data, Options(cost: 1), (train, test, seed) =>
        {
            Assert.IsFalse(train.Intersect(test).Any());
            seeds.Add(seed);
            drawn.Add(train);
            return new Caltech101Split(
                ConfusionCounts.From([.. test.Select(image => data.Labels[image])], [.. test.Select(_ => 0)], data.Classes), 1);
        });
        CollectionAssert.AreEqual(new[] { 7, 8, 9 }, seeds);
        CollectionAssert.AreNotEqual(drawn[0], drawn[1]);
        Assert.IsTrue(drawn.All(train => train.Length == 5 * Classes));
    }

    [TestMethod]
    public void RowsMustBeAsManyAsImages()
    {
        using TinyDataSet files = Files();
        ClassFolder data = ClassFolder.Read(files.Root);
        ArgumentException error = Assert.ThrowsExactly<ArgumentException>(
            () => Caltech101Protocol.Run(new FeatureMatrix(2), data, Options(cost: 1)));
        Assert.AreEqual("There are 0 rows of features for 36 images. (Parameter 'features')", error.Message);
    }

    [TestMethod]
    [DataRow(0.0, "0")]
    [DataRow(double.NaN, "NaN")]
    public void ACostIsAboveZero(double cost, string text)
    {
        using TinyDataSet files = Files();
        ClassFolder data = ClassFolder.Read(files.Root);
        ArgumentException error = Assert.ThrowsExactly<ArgumentException>(
            () => Caltech101Protocol.Run(Features(data, _ => 0), data, Options(cost)));
        Assert.AreEqual($"The cost of an SVM is a number above 0, not {text}. (Parameter 'Cost')", error.Message);
    }

    [TestMethod]
    public void ACancelledRunEnds()
    {
        using TinyDataSet files = Files();
        ClassFolder data = ClassFolder.Read(files.Root);
        var options = new Caltech101Options { TrainPerClass = 5, CancellationToken = new CancellationToken(canceled: true) };
        Assert.Throws<OperationCanceledException>(() => Caltech101Protocol.Run(Features(data, _ => 0), data, options));
    }

    private static Caltech101Options Options(double? cost) =>
        new() { TrainPerClass = 5, TestPerClass = 4, Splits = 3, Seed = 7, Cost = cost };

    /// <summary>One of Classes unit vectors for each image.</summary>
    private static FeatureMatrix Features(ClassFolder data, Func<LabeledImage, int> place)
    {
        var features = new FeatureMatrix(Classes);
        foreach (LabeledImage image in data.Images)
        {
            float[] row = new float[Classes];
            row[place(image)] = 1;
            features.Add(row);
        }

        return features;
    }

    /// <summary>Names of images alone: the protocol opens none.</summary>
    private static TinyDataSet Files()
    {
        var files = new TinyDataSet();
        for (int index = 0; index < Classes * PerClass; index++)
            files.Write($"class{index / PerClass}/{index}.jpg", "");
        return files;
    }
}
