using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class SeededOrderTests
{
    [TestMethod]
    public void TheGeneratorGivesThePublishedNumbers()
    {
        SplitMix64 random = new(1234567);
        CollectionAssert.AreEqual(
            new ulong[] { 6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821 },
            new[] { random.Next(), random.Next(), random.Next(), random.Next(), random.Next() });
    }

    /// <summary>The values come from test/oracles/class_split.py.</summary>
    [TestMethod]
    public void BelowGivesTheOraclesNumbers()
    {
        SplitMix64 random = new(42);
        CollectionAssert.AreEqual(
            new[] { 7, 1, 2, 3, 0, 8, 2, 8, 3, 6, 2, 4 }, Enumerable.Range(0, 12).Select(_ => SeededOrder.Below(10, ref random)).ToArray());
    }

    [TestMethod]
    public void BelowStaysBelowAndReachesEverything()
    {
        SplitMix64 random = new(0);
        int[] counts = new int[7];
        for (int i = 0; i < 7000; i++)
            counts[SeededOrder.Below(7, ref random)]++;
        Assert.IsTrue(counts.All(count => count is > 850 and < 1150), string.Join(", ", counts));
        Assert.AreEqual(0, SeededOrder.Below(1, ref random));
    }

    [TestMethod]
    public void ShuffleKeepsTheItems()
    {
        int[] items = [.. Enumerable.Range(0, 100)];
        SplitMix64 random = new(5);
        SeededOrder.Shuffle(items, ref random);
        CollectionAssert.AreNotEqual(Enumerable.Range(0, 100).ToArray(), items);
        CollectionAssert.AreEquivalent(Enumerable.Range(0, 100).ToArray(), items);
    }
}
