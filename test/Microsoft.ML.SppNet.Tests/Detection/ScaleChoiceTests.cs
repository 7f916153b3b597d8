using Microsoft.ML.SppNet.Detection;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class ScaleChoiceTests
{
    private static readonly int[] s_paper = [480, 576, 688, 864, 1200];

    /// <summary>An image with a shorter side of 375: the window's side times scale / 375 against 224, by area.</summary>
    [TestMethod]
    [DataRow(300, 480)]
    [DataRow(164, 480)] // 210, 252: areas 44,100 and 63,504 against 50,176
    [DataRow(150, 576)] // 192, 230.4, 275
    [DataRow(120, 688)] // 184, 220, 276
    [DataRow(100, 864)] // 183, 230
    [DataRow(80, 1200)] // 184: 16,225 short; 256: 15,360 too large
    [DataRow(10, 1200)]
    public void AWindowTakesTheScaleWhereItsAreaIsNearestTo224Squared(int side, int expected) =>
        Assert.AreEqual(expected, s_paper[ScaleChoice.Of(new ImageBox(0, 0, side, side), 375, s_paper, WindowMapping.Paper)]);

    [TestMethod]
    public void OfScalesThatAreEquallyNearTheFirstIsTaken()
    {
        // 224²·(1 − s²/m²) = 224²·(t²/m² − 1) where s² + t² = 2m²: 1, 7 and 5.
        var window = new ImageBox(0, 0, 224, 224);
        Assert.AreEqual(0, ScaleChoice.Of(window, 5, [1, 7], WindowMapping.Paper));
        Assert.AreEqual(0, ScaleChoice.Of(window, 5, [7, 1], WindowMapping.Paper));
        Assert.AreEqual(1, ScaleChoice.Of(window, 5, [7, 2], WindowMapping.Paper));
        // 208 · 100 / 208 = 100, between 90 and 110.
        Assert.AreEqual(0, ScaleChoice.Of(new ImageBox(0, 0, 208, 208), 100, [110, 90], WindowMapping.ReleasedCode));
        Assert.AreEqual(1, ScaleChoice.Of(new ImageBox(0, 0, 208, 208), 100, [111, 90], WindowMapping.ReleasedCode));
    }

    [TestMethod]
    [DataRow(150, 480)] // 520
    [DataRow(120, 688)] // 650
    [DataRow(100, 688)] // 780: 92 from 688, 94 from 874
    [DataRow(75, 1200)] // 1040: 166 from 874, 160 from 1200
    [DataRow(70, 1200)] // 1114
    public void TheReleasedCodeTakesTheScaleNearestToTheOneItExpects(int side, int expected)
    {
        int[] scales = [480, 576, 688, 874, 1200];
        Assert.AreEqual(expected, scales[ScaleChoice.Of(new ImageBox(0, 0, side, side), 375, scales, WindowMapping.ReleasedCode)]);
    }
}
