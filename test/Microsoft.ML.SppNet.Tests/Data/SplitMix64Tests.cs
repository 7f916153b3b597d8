namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class SplitMix64Tests
{
    [TestMethod]
    public void GivesThePublishedNumbers()
    {
        SplitMix64 random = new(1234567);
        ulong[] numbers = [random.Next(), random.Next(), random.Next(), random.Next(), random.Next()];
        CollectionAssert.AreEqual(
            new ulong[] { 6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821 }, numbers);
    }

    [TestMethod]
    public void BelowStaysBelowAndReachesEverything()
    {
        SplitMix64 random = new(0);
        int[] counts = new int[7];
        for (int i = 0; i < 7000; i++)
            counts[random.Below(7)]++;
        Assert.IsTrue(counts.All(count => count is > 850 and < 1150), string.Join(", ", counts));
        Assert.AreEqual(0, random.Below(1));
    }

    [TestMethod]
    public void ShuffleKeepsTheItems()
    {
        int[] items = [.. Enumerable.Range(0, 100)];
        new SplitMix64(5).Shuffle(items);
        CollectionAssert.AreNotEqual(Enumerable.Range(0, 100).ToArray(), items);
        CollectionAssert.AreEquivalent(Enumerable.Range(0, 100).ToArray(), items);
    }
}
