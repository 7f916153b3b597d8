using Microsoft.ML.SppNet.Networks.Parameters;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class WeightShapesTests
{
    [TestMethod]
    public void EqualShapesPassAndTrailingOnesDoNotCount()
    {
        var expected = new Dictionary<string, long[]> { ["fc.weight"] = [1000, 2048], ["scale"] = [], ["conv"] = [8, 4, 1, 1] };
        var found = new Dictionary<string, long[]> { ["conv"] = [8, 4], ["fc.weight"] = [1000, 2048, 1, 1], ["scale"] = [1] };
        WeightShapes.Check("x", "zf5", expected, found);
        Assert.ThrowsExactly<InvalidDataException>(() =>
            WeightShapes.Check("x", "zf5", expected, new Dictionary<string, long[]>(found) { ["scale"] = [0] }));
    }

    [TestMethod]
    public void OneErrorCountsTheDifferencesAndTellsTheShortest()
    {
        var expected = new Dictionary<string, long[]>
            { ["conv1.weight"] = [96, 3, 7, 7], ["conv1.bias"] = [96], ["fc"] = [10, 20], ["conv2.bias"] = [256] };
        var found = new Dictionary<string, long[]>
            { ["conv1.weight"] = [96, 3, 11, 11], ["conv1.bias"] = [96], ["fc"] = [20, 10], ["b"] = [1] };

        var error = Assert.ThrowsExactly<InvalidDataException>(() => WeightShapes.Check("net.safetensors", "zf5", expected, found));

        Assert.AreEqual(
            "The tensors of 'net.safetensors' do not fit zf5; 4 differ:\n"
            + "  'b' is unexpected, found [1]\n"
            + "  'conv2.bias' is missing, expected [256]\n"
            + "  'fc' has the wrong shape, expected [10, 20], found [20, 10]; and 1 more",
            error.Message);
    }

    [TestMethod]
    public void LongListsStayShort()
    {
        var expected = Enumerable.Range(0, 500).ToDictionary(i => $"t{i:000}", i => new long[] { i });
        var error = Assert.ThrowsExactly<InvalidDataException>(() =>
            WeightShapes.Check("x", "zf5", expected, new Dictionary<string, long[]>()));
        Assert.EndsWith(
            "\n  't000' is missing, expected [0]\n  't001' is missing, expected [1]\n  't002' is missing, expected [2]; and 497 more",
            error.Message);
    }
}
