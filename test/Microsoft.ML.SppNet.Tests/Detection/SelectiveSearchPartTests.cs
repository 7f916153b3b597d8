using Microsoft.ML.SppNet.Detection;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>The steps of Selective Search, each against what hand and textbook say.</summary>
[TestClass]
public class SelectiveSearchPartTests
{
    /// <summary>CIE L*a*b* under D65 of sRGB's corners, as tables of it print them.</summary>
    [TestMethod]
    [DataRow(255, 255, 255, 100, 0, 0)]
    [DataRow(0, 0, 0, 0, 0, 0)]
    [DataRow(255, 0, 0, 53.24, 80.09, 67.20)]
    [DataRow(0, 255, 0, 87.73, -86.18, 83.18)]
    [DataRow(0, 0, 255, 32.30, 79.19, -107.86)]
    public void LabIsThatOfTheTables(int red, int green, int blue, double l, double a, double b)
    {
        (float L, float A, float B) lab = ColorConversion.ToLab(red, green, blue);
        Assert.AreEqual(l, lab.L / 2.55, 0.05);
        Assert.AreEqual(a, lab.A - 128, 0.1);
        Assert.AreEqual(b, lab.B - 128, 0.1);
    }

    [TestMethod]
    public void HueGoesRoundFromRedByGreenAndBlue()
    {
        Assert.AreEqual((0f, 255f, 200f), ColorConversion.ToHsv(200, 0, 0));
        Assert.AreEqual((85f, 127.5f, 200f), ColorConversion.ToHsv(100, 200, 100));
        Assert.AreEqual((170f, 255f, 50f), ColorConversion.ToHsv(0, 0, 50));
        Assert.AreEqual((0f, 0f, 77f), ColorConversion.ToHsv(77, 77, 77));
        Assert.AreEqual((51f, 102f, 125f), ColorConversion.ToRgi(75, 150, 150));
        Assert.AreEqual((85f, 85f, 0f), ColorConversion.ToRgi(0, 0, 0));
    }

    [TestMethod]
    public void FiltersKeepAConstantAndMeasureTheSlopeOfARamp()
    {
        float[] ramp = [.. Enumerable.Range(0, 15 * 9).Select(i => 3f * (i % 15))], target = new float[ramp.Length];
        SeparableFilter.Apply(ramp, target, 15, 9, SeparableFilter.GaussianDerivative, SeparableFilter.Gaussian);
        Assert.AreEqual(3, target[4 * 15 + 7], 1e-4);
        SeparableFilter.Apply(ramp, target, 15, 9, SeparableFilter.Gaussian, SeparableFilter.GaussianDerivative);
        Assert.AreEqual(0, target[4 * 15 + 7], 1e-4);
        SeparableFilter.Apply(ramp, target, 15, 9, SeparableFilter.Smoothing, SeparableFilter.Smoothing);
        Assert.AreEqual(21, target[4 * 15 + 7], 1e-4);
        Assert.AreEqual(1, SeparableFilter.WideGaussian.ToArray().Sum(), 1e-6);
    }

    /// <summary>
    /// Left part 10, right part 20, in the corner one pixel of 15. Equal channels: weights are √3 times the differences, and 10√3 is
    /// below 200/6.
    /// </summary>
    [TestMethod]
    [DataRow(1, 1, 3)]
    [DataRow(1, 2, 2)]
    [DataRow(200, 1, 1)]
    public void SegmentationJoinsWhatKAndTheMinimumSizeSay(int k, int minimumSize, int regions)
    {
        byte[] values = [10, 10, 20, 20, 10, 10, 20, 20, 10, 10, 20, 15];
        (int[] labels, int found) = PixelSegmentation.Segment(PixelGraph.Of(Grey(values, 4)), k, minimumSize, CancellationToken.None);
        Assert.AreEqual(regions, found);
        int[] expected = regions == 1 ? new int[12] : [0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, regions - 1];
        CollectionAssert.AreEqual(expected, labels);
    }

    [TestMethod]
    public void NeighboursTouchAlongSidesAndAtCorners() =>
        CollectionAssert.AreEqual(
            new[] { (0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3) }, RegionNeighbors.Find([0, 1, 2, 3], 2));

    /// <summary>Four stripes.</summary>
    [TestMethod]
    public void GroupingJoinsSmallRegionsFirstAndEndsWithTheWhole()
    {
        byte[] values = [.. Enumerable.Range(0, 16 * 8).Select(i => (byte)(i % 16 / 4 * 60))];
        ColorFeatures features = ColorFeatures.Of(Grey(values, 16), ColorSpace.Intensity);
        RegionSet regions = RegionSet.Segment(features, k: 1, CancellationToken.None);
        List<PixelBox> boxes = new RegionGrouping(regions, Similarities.Size).Group(CancellationToken.None);
        Assert.HasCount(2 * regions.Count - 1, boxes);
        Assert.AreEqual(new PixelBox(0, 0, 16, 8), boxes[^1]);
        Assert.AreEqual(16 * 8, regions.Sizes.Sum());
    }

    [TestMethod]
    public void AMergedHistogramIsTheWeightedMean()
    {
        RegionHistograms histograms = RegionHistograms.FromCounts([1, 3, 0, 2, 0, 2], 3);
        // (¼, ¾, 0) and (½, 0, ½) share ¼.
        Assert.AreEqual(0.25f, histograms.Intersection(0, 1));
        histograms.Merge(0, 0.5f, 1, 0.5f);
        // (3⁄8, 3⁄8, ¼) and (½, 0, ½).
        Assert.AreEqual(0.625f, histograms.Intersection(0, 1));
        Assert.AreEqual(1f, histograms.Intersection(0, 0));
    }

    private static ColorPlanes Grey(byte[] values, int width) =>
        DrawnScene.Planes(width, values.Length / width, (x, y) => values[y * width + x]);
}
