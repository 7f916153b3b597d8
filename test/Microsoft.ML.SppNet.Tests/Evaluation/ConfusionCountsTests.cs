using Microsoft.ML.SppNet.Evaluation;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class ConfusionCountsTests
{
    private static readonly string[] s_names = ["ant", "bee", "cat"];

    [TestMethod]
    public void AccuraciesFollowFromTheCounts()
    {
        // ant: 3 of 4, bee: 1 of 2, cat: no examples.
        ConfusionCounts matrix = ConfusionCounts.From([0, 0, 0, 0, 1, 1], [0, 0, 0, 1, 1, 2], s_names);
        Assert.AreEqual(3, matrix[0, 0]);
        Assert.AreEqual(1, matrix[0, 1]);
        Assert.AreEqual(1, matrix[1, 2]);
        Assert.AreEqual(6, matrix.Total);
        Assert.AreEqual(4.0 / 6, matrix.OverallAccuracy, 1e-12);
        Assert.AreEqual(0.75, matrix.Recall(0));
        Assert.AreEqual(0.5, matrix.Recall(1));
        Assert.IsTrue(double.IsNaN(matrix.Recall(2)));
        Assert.AreEqual((0.75 + 0.5) / 2, matrix.MeanPerClassAccuracy, 1e-12);
        CollectionAssert.AreEqual(s_names, matrix.ClassNames.ToArray());
    }

    [TestMethod]
    public void WithoutExamplesAccuraciesAreNotNumbers()
    {
        var matrix = new ConfusionCounts(s_names);
        Assert.IsTrue(double.IsNaN(matrix.OverallAccuracy));
        Assert.IsTrue(double.IsNaN(matrix.MeanPerClassAccuracy));
    }

    [TestMethod]
    public void BadInputIsRefusedInWords()
    {
        Assert.AreEqual(
            "There are 1 predictions for 2 examples. (Parameter 'predicted')",
            Assert.Throws<ArgumentException>(() => ConfusionCounts.From([0, 1], [0], s_names)).Message);
        Assert.AreEqual(
            "Classes are numbered from 0 to 2. (Parameter 'predicted')" + Environment.NewLine + "Actual value was 3.",
            Assert.Throws<ArgumentOutOfRangeException>(() => new ConfusionCounts(s_names).Add(0, 3)).Message);
        Assert.AreEqual(
            "A confusion matrix has at least one class. (Parameter 'classNames')",
            Assert.Throws<ArgumentException>(() => new ConfusionCounts([])).Message);
    }
}
