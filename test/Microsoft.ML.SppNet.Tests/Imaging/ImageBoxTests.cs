using Microsoft.ML.SppNet.Data;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>Values worked by hand.</summary>
[TestClass]
public sealed class ImageBoxTests
{
    [TestMethod]
    public void AVocBoxCountsFromOneAndIncludesItsEnd()
    {
        Assert.AreEqual(new ImageBox(0, 0, 500, 375), new VocBox(1, 1, 500, 375).ToImageBox());
        ImageBox pixel = new VocBox(7, 9, 7, 9).ToImageBox();
        Assert.AreEqual((new ImageBox(6, 8, 7, 9), 1f, 1f, 1.0), (pixel, pixel.Width, pixel.Height, pixel.Area));
        Assert.AreEqual(new ImageBox(44.7f, 0, 97, 12.5f), new VocBox(45.7f, 1, 97, 12.5f).ToImageBox());
    }

    [TestMethod]
    public void OverlapAsTheDevkitCountsIt()
    {
        // The devkit adds 1 to every difference: 10 × 10 and 10 × 10 pixels share 5 × 10; (5 · 10) / (100 + 100 − 50).
        ImageBox left = new VocBox(1, 1, 10, 10).ToImageBox(), right = new VocBox(6, 1, 15, 10).ToImageBox();
        Assert.AreEqual(new ImageBox(5, 0, 10, 10), left.Intersect(right));
        Assert.AreEqual(50 / 150.0, left.IntersectionOverUnion(right));
        Assert.AreEqual(50 / 150.0, right.IntersectionOverUnion(left));
        Assert.AreEqual(1, left.IntersectionOverUnion(left));
    }

    [TestMethod]
    public void BoxesThatTouchShareNothing()
    {
        ImageBox left = new(0, 0, 10, 10), right = new(10, 0, 20, 10), far = new(30, 30, 40, 40);
        Assert.AreEqual(0, left.Intersect(right).Area);
        Assert.AreEqual(0, left.IntersectionOverUnion(right));
        Assert.AreEqual(0, left.Intersect(far).Area, "both sides are negative: their product is none");
        Assert.AreEqual(0, left.IntersectionOverUnion(far));
        Assert.AreEqual(0, new ImageBox(3, 3, 3, 3).IntersectionOverUnion(new ImageBox(3, 3, 3, 3)), "empty boxes overlap nothing");
    }

    [TestMethod]
    public void AreasOfTheLargestImagesAreExact() => Assert.AreEqual((1 << 28) - 16_384.0, new ImageBox(0, 0, 16_384, 16_383).Area);
}
