namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class ClassSplitTests
{
    private static readonly int[] Labels = [.. Enumerable.Repeat(0, 7), .. Enumerable.Repeat(1, 5), .. Enumerable.Repeat(2, 9)];

    /// <summary>The values come from test/oracles/class_split.py: whoever changes them changes everyone's splits.</summary>
    [TestMethod]
    [DataRow(1, new[] { 1, 4, 6, 8, 10, 11, 14, 17, 20 }, new[] { 0, 2, 3, 5, 7, 9, 12, 13, 15, 16 })]
    [DataRow(2, new[] { 1, 3, 5, 7, 8, 9, 12, 18, 20 }, new[] { 0, 2, 4, 6, 10, 11, 13, 15, 16, 19 })]
    [DataRow(-1, new[] { 0, 1, 5, 7, 10, 11, 13, 15, 20 }, new[] { 2, 3, 4, 6, 8, 9, 12, 17, 18, 19 })]
    public void ASeedGivesTheSameSplitEverywhere(int seed, int[] train, int[] test)
    {
        ClassSplit split = ClassSplit.ByCount(Labels, 3, 4, seed);
        CollectionAssert.AreEqual(train, split.Train.ToArray());
        CollectionAssert.AreEqual(test, split.Test.ToArray());
    }

    [TestMethod]
    public void AClassIsSplitTheSameHoweverTheOthersLieBetweenItsExamples()
    {
        int[] mixed = [2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 2, 0, 2, 2];
        ClassSplit together = ClassSplit.ByCount(Labels, 3, 4, 7);
        ClassSplit apart = ClassSplit.ByCount(mixed, 3, 4, 7);
        for (int label = 0; label < 3; label++)
        {
            CollectionAssert.AreEqual(Ranks(Labels, together.Train, label), Ranks(mixed, apart.Train, label));
            CollectionAssert.AreEqual(Ranks(Labels, together.Test, label), Ranks(mixed, apart.Test, label));
        }
    }

    [TestMethod]
    public void TestTakesWhatIsLeftUpToItsCount()
    {
        ClassSplit split = ClassSplit.ByCount(Labels, 4, 3, 1);
        CollectionAssert.AreEqual(new[] { 4, 4, 4 }, CountPerClass(split.Train));
        CollectionAssert.AreEqual(new[] { 3, 1, 3 }, CountPerClass(split.Test));
        Assert.IsFalse(split.Train.Intersect(split.Test).Any());
    }

    [TestMethod]
    public void AClassWithNothingLeftToTestIsAnError()
    {
        InvalidDataException error = Assert.ThrowsExactly<InvalidDataException>(
            () => ClassSplit.ByCount(Labels, 5, 4, 1, ["ant", "bass", "crab"]));
        Assert.AreEqual("class bass has 5 examples: 5 for training would leave none to test", error.Message);
        error = Assert.ThrowsExactly<InvalidDataException>(() => ClassSplit.ByCount(Labels, 6, 4, 1));
        Assert.AreEqual("class 1 has 5 examples: 6 for training would leave none to test", error.Message);
    }

    [TestMethod]
    public void BadArgumentsAreErrors()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ClassSplit.ByCount(Labels, 0, 4, 1));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ClassSplit.ByCount(Labels, 3, 0, 1));
        ArgumentOutOfRangeException error =
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => ClassSplit.ByCount([0, 0, -2], 1, 1, 1));
        Assert.AreEqual("expected labels from 0 on, found -2 at index 2 (Parameter 'labels')", error.Message);
    }

    private static int[] CountPerClass(IEnumerable<int> indices) =>
        [.. indices.GroupBy(index => Labels[index]).OrderBy(group => group.Key).Select(group => group.Count())];

    private static int[] Ranks(int[] labels, IReadOnlyList<int> part, int label)
    {
        List<int> members = [.. Enumerable.Range(0, labels.Length).Where(i => labels[i] == label)];
        return [.. part.Where(i => labels[i] == label).Select(i => members.IndexOf(i))];
    }
}
