namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class NetworkGoldenTests
{
    [TestMethod]
    public void ADifferenceIsRelativeToTheNorm()
    {
        var golden = new GoldenTensor([2], 5, 7, [0, 1], [3, 4]);
        Assert.AreEqual(0, golden.Difference([3, 4]));
        Assert.AreEqual(0.5 / (5 / Math.Sqrt(2)), golden.Difference([3, 4.5f]), 1e-12);
        Assert.AreEqual(double.PositiveInfinity, golden.Difference([3, float.NaN]));
    }
}
