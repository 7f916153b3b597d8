namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class PyramidGoldenTests
{
    [TestMethod]
    public void EveryGoldenIsReadAndWhole()
    {
        foreach (PyramidGolden golden in PyramidGolden.LoadAll())
        {
            Assert.HasCount(golden.Channels * golden.Height * golden.Width, golden.Map);
            foreach (PyramidVector pyramid in golden.Pyramids)
            {
                Assert.HasCount(golden.Channels * pyramid.Levels.Sum(n => n * n), pyramid.Vector);
                Assert.AreEqual(golden.Map.Max(), pyramid.Vector.Max());
            }
        }
    }
}
