using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Detection;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class SlidingWindowsTests
{
    [TestMethod]
    public void TheLargestComeFirstAndEveryLargeBoxHasAWindowNear()
    {
        using MLImage image = DrawnScene.Constant(200, 150, 0);
        IReadOnlyList<ScoredBox> all = new SlidingWindows().Propose(image);
        Assert.AreEqual(new ScoredBox(new ImageBox(0, 0, 200, 150), 1), all[0]);
        Assert.AreEqual(all[9].Box.Area / (200 * 150), all[9].Score, 1e-6);
        CollectionAssert.AreEqual(
            all.Take(5).ToArray(), new SlidingWindows(new SlidingWindowsOptions { MaximumBoxes = 5 }).Propose(image).ToArray());
        var random = new Random(3);
        for (int i = 0; i < 100; i++)
        {
            int width = random.Next(40, 120), height = random.Next(width / 2, Math.Min(2 * width, 140));
            int left = random.Next(200 - width), top = random.Next(150 - height);
            var box = new ImageBox(left, top, left + width, top + height);
            Assert.IsGreaterThan(0.5, all.Max(window => window.Box.IntersectionOverUnion(box)), $"{box}");
        }
    }

    [TestMethod]
    public void OptionsThatCannotBeAreRefusedInWords()
    {
        AssertRefused("Overlap must be above 0 and below 1, but is 0", new() { Overlap = 0 });
        AssertRefused("MinimumBoxArea must be a number from 16 on, but is NaN", new() { MinimumBoxArea = double.NaN });
        AssertRefused("MaximumAspectRatio must be a number from 1 on, but is 0", new() { MaximumAspectRatio = 0 });
        AssertRefused("MaximumBoxes must be null (all) or at least 1, but is 0", new() { MaximumBoxes = 0 });
        AssertRefused("LongestSide must be from 1 to 4096, but is 4097", new() { LongestSide = 4097 });
    }

    private static void AssertRefused(string message, SlidingWindowsOptions options) => Assert.AreEqual(
        $"SlidingWindowsOptions.{message}. (Parameter '{message.Split(' ')[0]}')",
        Assert.Throws<ArgumentException>(() => new SlidingWindows(options)).Message);
}
