namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class NetworkGoldenTests
{
    [TestMethod]
    public void EveryGoldenIsReadAndWhole()
    {
        string[] names = [.. NetworkGolden.Names];
        Assert.HasCount(21, names);
        foreach (string name in names)
        {
            NetworkGolden golden = NetworkGolden.Load(name);
            Assert.StartsWith(golden.Network, name);
            Assert.AreNotEqual(0, golden.Cases.Length, name);
            foreach (GoldenTensor tap in golden.Cases.SelectMany(one => one.Taps.Values.Concat(one.Pyramids.Values)))
            {
                Assert.HasCount(26, tap.Indices, name);
                Assert.HasCount(26, tap.Values, name);
                Assert.AreEqual(tap.Shape.Aggregate(1L, (product, size) => product * size) - 1, tap.Indices[1], name);
            }
        }
    }

    [TestMethod]
    public void ReadsTheDeploymentSizesOfTheFacts()
    {
        GoldenCase[] cases = [.. NetworkGolden.Load("zf5").Cases.Where(one => one.Padding == "Deployment" && one.Height == one.Width)];
        Assert.AreEqual("224: 15, 180: 12", string.Join(", ", cases.Select(one => $"{one.Width}: {one.Taps["conv5"].Shape[2]}")));
    }

    [TestMethod]
    public void ADifferenceIsRelativeToTheNorm()
    {
        var golden = new GoldenTensor([2], 5, 7, [0, 1], [3, 4]);
        Assert.AreEqual(0, golden.Difference([3, 4]));
        Assert.AreEqual(0.5 / (5 / Math.Sqrt(2)), golden.Difference([3, 4.5f]), 1e-12);
        Assert.AreEqual(double.PositiveInfinity, golden.Difference([3, float.NaN]));
    }
}
