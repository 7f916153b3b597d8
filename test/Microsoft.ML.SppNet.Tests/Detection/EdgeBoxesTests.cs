using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Detection;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class EdgeBoxesTests
{
    /// <summary>
    /// The first boxes as another machine must find them: nothing here may depend on its vectors or its mathematics library.
    /// </summary>
    [TestMethod]
    public void TheFirstBoxesAreThoseOfEveryMachine()
    {
        using MLImage image = DrawnScene.Create(160, 120);
        ScoredBox[] boxes = [.. new EdgeBoxes().Propose(image)];
        string first = string.Join(' ', boxes.Take(4).Select(box => string.Create(
            CultureInfo.InvariantCulture, $"{box.Box.Left},{box.Box.Top},{box.Box.Right},{box.Box.Bottom}:{box.Score:R}")));
        Assert.AreEqual(
            "381: 51,80,85,120:0.42956552 106,36,145,101:0.38965693 45,80,89,118:0.36302122 48,76,84,116:0.35691068",
            $"{boxes.Length}: {first}");
    }

    [TestMethod]
    public void LimitsLeaveOutBoxesAndKeepTheOrderOfTheOthers()
    {
        using MLImage image = DrawnScene.Create(160, 120);
        ScoredBox[] all = [.. new EdgeBoxes().Propose(image)];
        CollectionAssert.AreEqual(all[..7], new EdgeBoxes(new EdgeBoxesOptions { MaximumBoxes = 7 }).Propose(image).ToArray());
        ScoredBox[] large = [.. new EdgeBoxes(new EdgeBoxesOptions { MinimumSide = 50 }).Propose(image)];
        Assert.IsNotEmpty(large);
        Assert.IsTrue(large.All(box => Math.Min(box.Box.Width, box.Box.Height) >= 50));
        Assert.IsEmpty(new EdgeBoxes(new EdgeBoxesOptions { MinimumSide = 121 }).Propose(image));
        ScoredBox[] small = [.. new EdgeBoxes(new EdgeBoxesOptions { MinimumBoxArea = 100 }).Propose(image)];
        Assert.IsGreaterThan(all.Length, small.Length);
    }

    /// <summary>A map of half the image's size: boxes are doubled.</summary>
    [TestMethod]
    public void BoxesAreInPixelsOfTheImageWhateverTheMap()
    {
        using MLImage image = DrawnScene.Create(160, 120);
        EdgeMap map = new GradientEdgeDetector(longestSide: 80).Detect(image);
        Assert.AreEqual((80, 60), (map.Width, map.Height));
        ScoredBox[] inMap = [.. new EdgeBoxes().Propose(map)];
        ScoredBox[] inImage = [.. new EdgeBoxes(detector: new GradientEdgeDetector(longestSide: 80)).Propose(image)];
        CollectionAssert.AreEqual(
            inMap.Select(found => found with { Box = Doubled(found.Box) }).ToArray(),
            inImage);

        static ImageBox Doubled(ImageBox box) => new(box.Left * 2, box.Top * 2, box.Right * 2, box.Bottom * 2);
    }

    [TestMethod]
    public void AMapLargerThanTheImageIsRefused()
    {
        using MLImage image = DrawnScene.Create(60, 40);
        Assert.AreEqual(
            "The edge map is 61 × 40 pixels and the image 60 × 40: the map may not be larger.",
            Assert.Throws<InvalidOperationException>(() => new EdgeBoxes(detector: new FixedMap(61, 40)).Propose(image)).Message);
    }

    [TestMethod]
    public void MapsAreCheckedAndAnglesFolded()
    {
        Assert.AreEqual(
            "A map of 2 × 2 pixels has 4 orientations, not 3. (Parameter 'orientations')",
            Assert.Throws<ArgumentException>(() => new EdgeMap(2, 2, new float[4], new float[3])).Message);
        Assert.AreEqual(
            "The magnitudes hold 1.5 in column 1, row 0: expected from 0 to 1. (Parameter 'magnitudes')",
            Assert.Throws<ArgumentException>(() => new EdgeMap(2, 1, [0, 1.5f], new float[2])).Message);
        Assert.AreEqual(
            "The magnitudes hold NaN in column 0, row 1: expected from 0 to 1. (Parameter 'magnitudes')",
            Assert.Throws<ArgumentException>(() => new EdgeMap(1, 2, [0, float.NaN], new float[2])).Message);
        Assert.AreEqual(
            "The orientations hold NaN in column 0, row 0: expected a finite angle. (Parameter 'orientations')",
            Assert.Throws<ArgumentException>(() => new EdgeMap(1, 1, [0], [float.NaN])).Message);
        Assert.AreEqual(
            "An edge map has from 1 to 16777216 pixels, not 65536 × 65536. (Parameter 'width')",
            Assert.Throws<ArgumentException>(() => new EdgeMap(65536, 65536, [], [])).Message);
        float[] angles = [0, MathF.PI, -MathF.PI / 4, 7, -0f], folded = [0, 0, 2.3561945f, 0.7168147f, 0];
        EdgeMap map = new(5, 1, new float[5], angles);
        for (int i = 0; i < angles.Length; i++)
            Assert.AreEqual(folded[i], map.Orientations[i], 1e-6);
    }

    /// <summary>
    /// An edge everywhere and in one direction, or in none: more than any detector gives, and no reason to go on for long.
    /// </summary>
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void AMapFullOfEdgesIsSearchedToTheEnd(bool noise)
    {
        var random = new Random(1);
        float[] magnitudes = new float[120 * 90], orientations = new float[120 * 90];
        for (int i = 0; i < magnitudes.Length; i++)
            (magnitudes[i], orientations[i]) = noise ? (random.NextSingle(), random.NextSingle() * MathF.PI) : (1, 1);
        Assert.IsNotEmpty(new EdgeBoxes().Propose(new EdgeMap(120, 90, magnitudes, orientations)));
    }

    [TestMethod]
    public void OptionsThatCannotBeAreRefusedInWords()
    {
        AssertRefused("Alpha must be above 0 and below 1, but is 1", new() { Alpha = 1 });
        AssertRefused("Beta must be above 0 and at most 0.99, but is NaN", new() { Beta = double.NaN });
        AssertRefused("Eta must be above 0 and at most 1, but is 0", new() { Eta = 0 });
        AssertRefused("MinimumScore must be a number from 0 on, but is -1", new() { MinimumScore = -1 });
        AssertRefused("MaximumBoxes must be at least 1, but is 0", new() { MaximumBoxes = 0 });
        AssertRefused("EdgeMinimumMagnitude must be from 0 to 1, but is 2", new() { EdgeMinimumMagnitude = 2 });
        AssertRefused("EdgeMergeThreshold must be a number above 0, but is 0", new() { EdgeMergeThreshold = 0 });
        AssertRefused("ClusterMinimumMagnitude must be a number from 0 on, but is -1", new() { ClusterMinimumMagnitude = -1 });
        AssertRefused("MaximumAspectRatio must be a number from 1 on, but is 0.5", new() { MaximumAspectRatio = 0.5 });
        AssertRefused("MinimumBoxArea must be a number from 16 on, but is 15", new() { MinimumBoxArea = 15 });
        AssertRefused("Gamma must be a number from 0 on, but is -1", new() { Gamma = -1 });
        AssertRefused("Kappa must be a number from 0 on, but is Infinity", new() { Kappa = double.PositiveInfinity });
        AssertRefused("MinimumSide must be at least 1, but is 0", new() { MinimumSide = 0 });
        AssertRefused("NumberOfThreads must be null (one per processor) or at least 1, but is 0", new() { NumberOfThreads = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new GradientEdgeDetector(4097));
    }

    private static void AssertRefused(string message, EdgeBoxesOptions options) => Assert.AreEqual(
        $"EdgeBoxesOptions.{message}. (Parameter '{message.Split(' ')[0]}')",
        Assert.Throws<ArgumentException>(() => new EdgeBoxes(options)).Message);

    private sealed class FixedMap(int width, int height) : IEdgeDetector
    {
        public EdgeMap Detect(MLImage image, CancellationToken cancellationToken = default) =>
            new(width, height, new float[width * height], new float[width * height]);
    }
}
