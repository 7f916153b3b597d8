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
