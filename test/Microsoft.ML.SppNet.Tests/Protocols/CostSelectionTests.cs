using Microsoft.ML.SppNet.Protocols;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class CostSelectionTests
{
    [TestMethod]
    public void TheBestMeanOverFoldsWinsAndTheSmallestOfEqualOnes()
    {
        double Choose(params double[] results) => CostSelection.Choose(9, new int[9], seed: 1, (_, _, _) => results);
        Assert.AreEqual(1, Choose(0.1, 0.2, 0.9, 0.3, 0.4));
        Assert.AreEqual(0.1, Choose(0.1, 0.5, 0.2, 0.5, 0.5));
    }

    [TestMethod]
    public void FoldsWithoutRowsAreLeftOut()
    {
        int calls = 0;
        double cost = CostSelection.Choose(4, [0, 0, 1, 1], seed: 3, (train, test, _) =>
        {
            calls++;
            Assert.HasCount(2, train);
            Assert.HasCount(2, test);
            return [0.1, 0.2, 0.3, 0.2, 0.1];
        });
        Assert.AreEqual(2, calls);
        Assert.AreEqual(1, cost);
        ArgumentException error = Assert.ThrowsExactly<ArgumentException>(
            () => new Caltech101Options { TrainPerClass = 1, Cost = null }.Check());
        StringAssert.StartsWith(error.Message, "Choosing the cost by cross-validation needs at least 2 training images per class.");
    }

    [TestMethod]
    public void EachRowIsHeldOutOnceAndEachGroupIsSpreadOverTheFolds()
    {
        int[] groups = [0, 0, 0, 1, 1, 1, 1, 1, 1];
        var held = new List<int>();
        CostSelection.Choose(groups.Length, groups, seed: 7, (train, test, costs) =>
        {
            Assert.IsFalse(train.Intersect(test).Any());
            Assert.HasCount(groups.Length, train.Concat(test).ToArray());
            Assert.AreEqual(1, test.Count(row => groups[row] == 0));
            Assert.AreEqual(2, test.Count(row => groups[row] == 1));
            held.AddRange(test);
            return new double[costs.Length];
        });
        CollectionAssert.AreEqual(Enumerable.Range(0, groups.Length).ToArray(), held.Order().ToArray());
    }
}
