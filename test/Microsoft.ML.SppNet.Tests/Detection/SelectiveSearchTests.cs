using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Detection;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class SelectiveSearchTests
{
    [TestMethod]
    public void ABrightThingOnAPlainGroundIsFoundToThePixel()
    {
        byte[] pixels = new byte[100 * 80 * 4];
        Array.Fill(pixels, (byte)40);
        for (int y = 20; y < 50; y++)
            Array.Fill(pixels, (byte)230, (y * 100 + 30) * 4, 35 * 4);
        ScoredBox[] boxes = Propose(MLImage.CreateFromPixels(100, 80, MLPixelFormat.Rgba32, pixels), new());
        Assert.IsGreaterThan(0.9, boxes.Max(box => box.Box.IntersectionOverUnion(new ImageBox(30, 20, 65, 50))));
    }

    /// <summary>
    /// The first boxes as another machine must find them: nothing here may depend on its vectors or its mathematics library.
    /// </summary>
    [TestMethod]
    public void TheFirstBoxesAreThoseOfEveryMachine()
    {
        ScoredBox[] boxes = Propose(DrawnScene.Create(160, 120), new() { Seed = 5 });
        string first = string.Join(' ', boxes.Take(5).Select(
            box => string.Create(CultureInfo.InvariantCulture, $"{box.Box.Left},{box.Box.Top},{box.Box.Right},{box.Box.Bottom}")));
        Assert.AreEqual("130: 90,7,136,26 0,0,65,120 50,55,102,120 0,0,160,120 53,77,82,111", $"{boxes.Length}: {first}");
    }

    [TestMethod]
    public void AnotherSeedGivesTheSameBoxesInAnotherOrder()
    {
        ScoredBox[] one = Propose(DrawnScene.Create(160, 120), new() { MaximumBoxes = null });
        ScoredBox[] other = Propose(DrawnScene.Create(160, 120), new() { MaximumBoxes = null, Seed = 1 });
        CollectionAssert.AreEquivalent(one.Select(box => box.Box).ToArray(), other.Select(box => box.Box).ToArray());
        CollectionAssert.AreNotEqual(one.Select(box => box.Box).ToArray(), other.Select(box => box.Box).ToArray());
    }

    [TestMethod]
    public void LimitsLeaveOutBoxesAndKeepTheOrderOfTheOthers()
    {
        ScoredBox[] all = Propose(DrawnScene.Create(160, 120), new() { MaximumBoxes = null });
        ScoredBox[] expected = [.. all.Where(box => box.Box is { Width: >= 20 and <= 100, Height: >= 20 and <= 100 }).Take(7)];
        Assert.HasCount(7, expected);
        CollectionAssert.AreEqual(
            expected, Propose(DrawnScene.Create(160, 120), new() { MinimumSide = 20, MaximumSide = 100, MaximumBoxes = 7 }));
    }

    [TestMethod]
    public void OptionsThatCannotBeAreRefusedInWords()
    {
        AssertRefused("Mode must be Fast or Quality, but is 7", new() { Mode = (SelectiveSearchMode)7 });
        AssertRefused("MinimumSide must be at least 1, but is 0", new() { MinimumSide = 0 });
        AssertRefused("MaximumSide must be null or at least MinimumSide, but is 9", new() { MinimumSide = 10, MaximumSide = 9 });
        AssertRefused("MaximumBoxes must be null (all) or at least 1, but is 0", new() { MaximumBoxes = 0 });
        AssertRefused("LongestSide must be from 1 to 8192, but is 8193", new() { LongestSide = 8193 });
        AssertRefused("NumberOfThreads must be null (one per processor) or at least 1, but is 0", new() { NumberOfThreads = 0 });
    }

    private static void AssertRefused(string message, SelectiveSearchOptions options) => Assert.AreEqual(
        $"SelectiveSearchOptions.{message}. (Parameter '{message.Split(' ')[0]}')",
        Assert.Throws<ArgumentException>(() => new SelectiveSearch(options)).Message);

    private static ScoredBox[] Propose(MLImage image, SelectiveSearchOptions options)
    {
        using (image)
            return [.. new SelectiveSearch(options).Propose(image)];
    }
}
