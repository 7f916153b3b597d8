using Microsoft.ML.SppNet.Networks.Architecture;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>Numbers of windows and pads, worked out by hand from the definitions of ONNX, TensorFlow, Caffe and PyTorch.</summary>
[TestClass]
public class WindowTests
{
    /// <summary>⌈cells / stride⌉ windows; what they lack in cells is shared out, and an odd one goes to the rule's side.</summary>
    [TestMethod]
    [DataRow(3, 2, 1, 7, 4, 1, 1)]
    [DataRow(3, 2, 1, 8, 4, 0, 1)]
    [DataRow(7, 2, 1, 224, 112, 2, 3)]
    [DataRow(7, 2, 1, 225, 113, 3, 3)]
    [DataRow(3, 2, 1, 112, 56, 0, 1)]
    [DataRow(3, 2, 1, 113, 57, 1, 1)]
    [DataRow(3, 1, 2, 10, 10, 2, 2)]
    [DataRow(2, 1, 1, 5, 5, 0, 1)]
    [DataRow(3, 2, 1, 1, 1, 1, 1)]
    [DataRow(1, 2, 1, 5, 3, 0, 0)]
    [DataRow(1, 3, 1, 5, 2, 0, 0)]
    [DataRow(2, 3, 1, 6, 2, 0, 0)]
    public void SamePaddingFollowsTheMap(int size, int stride, int dilation, int cells, int windows, int less, int more)
    {
        foreach (PadRule rule in new[] { PadRule.SameUpper, PadRule.SameLower })
        {
            var window = new Window(size, stride) { Dilation = dilation, Rule = rule };
            Assert.AreEqual(new Sides(windows, windows), window.CountIn(cells));
            Pads expected = rule == PadRule.SameUpper ? new Pads(less, less, more, more) : new Pads(more, more, less, less);
            Assert.AreEqual(expected, window.PadsIn(cells), rule.ToString());
        }
    }

    [TestMethod]
    [DataRow(3, 2, 0, 0, 110, 54, 55)]
    [DataRow(3, 2, 0, 0, 111, 55, 55)]
    [DataRow(3, 2, 0, 0, 2, 0, 1)]
    [DataRow(3, 2, 0, 0, 1, 0, 0)]
    [DataRow(3, 1, 0, 0, 2, 0, 0)]
    [DataRow(3, 2, 1, 1, 8, 4, 5)]
    // The third of three windows would start behind the map and its first padding.
    [DataRow(2, 2, 1, 1, 3, 2, 2)]
    [DataRow(2, 2, 1, 1, 4, 3, 3)]
    [DataRow(1, 3, 0, 0, 5, 2, 2)]
    public void CeilCountsAWindowThatReachesOverTheEdge(int size, int stride, int before, int after, int cells, int floor, int ceil)
    {
        var window = new Window(size, stride, new Pads(before, before, after, after));
        Assert.AreEqual(new Sides(floor, floor), window.CountIn(cells));
        Assert.AreEqual(new Sides(ceil, ceil), (window with { Ceil = true }).CountIn(cells));
    }

    [TestMethod]
    public void EachSideHasItsOwnPads()
    {
        // (224 + 3 + 2 − 7) / 2 + 1 rows and (224 + 0 + 1 − 7) / 2 + 1 columns.
        var window = new Window(7, 2, new Pads(3, 0, 2, 1));
        Assert.AreEqual(new Sides(112, 110), window.CountIn(224));
        Assert.AreEqual(new Pads(3, 0, 2, 1), window.PadsIn(224));
        var rectangle = new Window(new Sides(1, 7), new Sides(1, 3), new Pads(0, 3, 0, 2)) { Dilation = new Sides(1, 2) };
        // 10 rows; a reach of 13 columns in 30 + 5, every third.
        Assert.AreEqual(new Sides(10, 8), rectangle.CountIn(new Sides(10, 30)));
        Assert.IsTrue(rectangle.CountIn(new Sides(10, 7)).IsEmpty);
        Assert.IsTrue(rectangle.CountIn(0).IsEmpty);
    }
}
