using Microsoft.ML.SppNet.Detection;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class ScoreThresholdTests
{
    [TestMethod]
    public void ItLiesJustAboveTheBestCounterexampleThatIsLeftOut()
    {
        float threshold = ScoreThreshold.Of([0.5f, 0.9f, 0.7f], [-0.4f, -0.9f]);
        Assert.IsTrue(threshold > -0.4f && threshold < -0.399999f);
    }

    [TestMethod]
    public void ACounterexampleAmongObjectsIsTakenInWhereThatFindsMore()
    {
        // 0.9 + | 0.8 − | 0.7 + | 0.6 + | 0.5 −: F1 is 2·1/4, 2·1/5, 2·2/6, 2·3/7, 2·3/8.
        float threshold = ScoreThreshold.Of([0.9f, 0.7f, 0.6f], [0.8f, 0.5f]);
        Assert.IsTrue(threshold > 0.5f && threshold <= 0.6f);
    }

    [TestMethod]
    public void WithoutCounterexamplesItIsTheLowestObject() => Assert.AreEqual(0.2f, ScoreThreshold.Of([0.9f, 0.2f], []));
}
