namespace Microsoft.ML.SppNet.Tests;

/// <summary>The values are those of test/oracles/counter_random.py, to the last bit.</summary>
[TestClass]
public class CounterRandomTests
{
    private static readonly float[] Weights = [0.09014996f, 0.4903235f, -0.9541565f, 0.47239566f];
    private static readonly float[] Variances = [1.1423076f, 1.2867535f, 1.4707788f];

    [TestMethod]
    public void GivesTheOraclesWeights() => CollectionAssert.AreEqual(Weights, CounterRandom.Fill("conv1.weight", 4, 1));

    [TestMethod]
    public void AddsTheOffsetInDoublePrecision() =>
        CollectionAssert.AreEqual(Variances, CounterRandom.Fill("bn1.running_var", 3, 0.5, 1));

    [TestMethod]
    public void SeedsByTheNameInUtf8() => Assert.AreEqual(41.708027f, CounterRandom.Fill("größe", 1, 128)[0]);

    [TestMethod]
    public void CountsOnAcrossBlocks() => Assert.AreEqual(1.3537409f, CounterRandom.Fill("input/197x301", 177_891, 2)[^1]);
}
