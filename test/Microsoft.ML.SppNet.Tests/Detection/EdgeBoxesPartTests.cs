using Microsoft.ML.SppNet.Detection;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>The steps of EdgeBoxes, each against what is worked out by hand.</summary>
[TestClass]
public class EdgeBoxesPartTests
{
    private const float Upright = 0, Level = MathF.PI / 2;

    /// <summary>An upright line of four pixels that turns into a level one of three: the turn of half a half-turn is the limit.</summary>
    [TestMethod]
    [DataRow(0.4, 2)]
    [DataRow(0.6, 1)]
    public void AGroupEndsWhereTheEdgeHasTurnedEnough(double limit, int groups)
    {
        EdgeMap map = Map(
            9, 8, (2, 1, Upright), (2, 2, Upright), (2, 3, Upright), (2, 4, Upright), (3, 5, Level), (4, 5, Level), (5, 5, Level));
        (int[] labels, int found, int[] edges) = EdgeClustering.Cluster(map, new EdgeBoxesOptions { EdgeMergeThreshold = limit });
        Assert.AreEqual(groups, found);
        Assert.HasCount(7, edges);
        Assert.AreEqual(1, labels[9 + 2]);
        Assert.AreEqual(groups, labels[5 * 9 + 5]);
        Assert.AreEqual(7, labels.Count(label => label > 0));
    }

    /// <summary>A pixel of 0.3 beside a line joins it; one on its own belongs to no group; those at the map's edges never do.</summary>
    [TestMethod]
    public void WeakGroupsJoinTheirNeighbourOrAreDropped()
    {
        float[] magnitudes = new float[10 * 8], orientations = new float[10 * 8];
        for (int y = 0; y < 8; y++)
            magnitudes[y * 10 + 3] = 1;
        // It turns by a right angle, so that it begins a group of its own.
        (magnitudes[4 * 10 + 4], orientations[4 * 10 + 4]) = (0.3f, Level);
        magnitudes[4 * 10 + 7] = 0.3f;
        (int[] labels, int groups, _) = EdgeClustering.Cluster(new EdgeMap(10, 8, magnitudes, orientations), new EdgeBoxesOptions());
        Assert.AreEqual(1, groups);
        Assert.AreEqual(1, labels[4 * 10 + 4]);
        Assert.AreEqual(0, labels[4 * 10 + 7]);
        Assert.AreEqual(0, labels[3]);
        Assert.AreEqual(7, labels.Count(label => label > 0));
    }

    /// <summary>Equation 1: |cos(θi − θij) · cos(θj − θij)|^γ.</summary>
    [TestMethod]
    // Upright pieces of one upright line, and side by side.
    [DataRow(5, 5, 0, 5, 9, 0, 2, 1)]
    [DataRow(5, 5, 0, 9, 5, 0, 2, 0)]
    // An upright one and one that lies at 45°, the line between them upright.
    [DataRow(5, 5, 0, 5, 9, 45, 2, 0.5)]
    [DataRow(5, 5, 0, 5, 9, 45, 1, 0.70710678)]
    // A line at 45° to both.
    [DataRow(5, 5, 0, 8, 8, 0, 2, 0.25)]
    [DataRow(5, 5, 0, 8, 8, 135, 2, 0.5)]
    public void AffinityIsThatOfTheEquation(
        int x, int y, int degrees, int otherX, int otherY, int otherDegrees, double gamma, double affinity)
    {
        var one = default(EdgeMoments);
        var other = default(EdgeMoments);
        one.Add(x, y, 1, degrees * MathF.PI / 180);
        other.Add(otherX, otherY, 1, otherDegrees * MathF.PI / 180);
        Assert.AreEqual(affinity, one.Affinity(other, gamma), 1e-6);
        Assert.AreEqual(affinity, other.Affinity(one, gamma), 1e-6);
    }

    [TestMethod]
    public void ALineIsReadAsTheGroupsThatItCrosses()
    {
        int[] labels = [0, 1, 1, 0, 2, 3, 3, 0];
        EdgeRuns runs = EdgeRuns.Of(labels, 8, 1, step: 1, stride: 8);
        CollectionAssert.AreEqual(new[] { 1, 2, 3 }, runs.Between(0, 0, 7).ToArray());
        CollectionAssert.AreEqual(new[] { 1 }, runs.Between(0, 2, 3).ToArray());
        CollectionAssert.AreEqual(Array.Empty<int>(), runs.Between(0, 3, 3).ToArray());
        CollectionAssert.AreEqual(new[] { 2, 3 }, runs.Between(0, 3, 5).ToArray());
        CollectionAssert.AreEqual(new[] { 3 }, runs.Between(0, 6, 7).ToArray());
    }

    /// <summary>
    /// A square of four sides 20 pixels long, 80 pixels of magnitude 1 with the corners once: a window around it has half sizes 11 and 11,
    /// so the score is what it holds over 22^1.5, and one whose side runs along the square's has less.
    /// </summary>
    [TestMethod]
    public void AScoreIsTheEdgesWhollyInsideByTheSize()
    {
        EdgeScene scene = EdgeScene.Of(Square(), new EdgeBoxesOptions());
        var scorer = new WindowScorer(scene, new EdgeBoxesOptions());
        Assert.AreEqual(80 / Math.Pow(22, 1.5), scorer.Score(new SearchWindow(19, 19, 41, 41), 0), 1e-4);
        Assert.IsLessThan(20 / Math.Pow(20, 1.5), scorer.Score(new SearchWindow(20, 20, 40, 40), 0));
        // Nothing inside.
        Assert.AreEqual(0, scorer.Score(new SearchWindow(24, 24, 36, 36), 0));
        // Not above what is asked for.
        Assert.AreEqual(0, scorer.Score(new SearchWindow(19, 19, 41, 41), 1));
    }

    [TestMethod]
    public void RefiningFindsTheSquare()
    {
        var options = new EdgeBoxesOptions();
        var scorer = new WindowScorer(EdgeScene.Of(Square(), options), options);
        var start = new SearchWindow(10, 12, 55, 52);
        (SearchWindow window, float score) = scorer.Refine(start, scorer.Score(start, 0));
        Assert.IsGreaterThan(scorer.Score(start, 0), score);
        Assert.AreEqual(score, scorer.Score(window, 0));
        Assert.IsGreaterThan(
            new ImageBox(19, 19, 42, 42).IntersectionOverUnion(start.ToPixelBox().ToImageBox()),
            new ImageBox(19, 19, 42, 42).IntersectionOverUnion(window.ToPixelBox().ToImageBox()));
    }

    [TestMethod]
    public void WindowsCoverTheImageAndOverlapAsAsked()
    {
        List<WindowGrid> grids = WindowGrid.Of(200, 150, alpha: 0.65, minimumArea: 1000, maximumAspectRatio: 3);
        WindowGrid first = grids.Single(grid => grid.WindowWidth == 31 && grid.WindowHeight == 31);
        // (1 − α) / (1 + α) of 31 is 6: two windows so far apart share 25 of 37 columns.
        Assert.AreEqual(new SearchWindow(6, 0, 37, 31), first.At(1, 0, 200, 150));
        Assert.AreEqual(199, first.At(first.Columns - 1, 0, 200, 150).Right);
        Assert.AreEqual(149, first.At(0, first.Rows - 1, 200, 150).Bottom);
        Assert.IsTrue(grids.All(grid => (double)grid.WindowWidth / grid.WindowHeight is > 0.32 and < 3.1));
        Assert.IsEmpty(WindowGrid.Of(20, 30, 0.65, 1000, 3));
    }

    /// <summary>Against suppression that compares all with all.</summary>
    [TestMethod]
    [DataRow(0.75, 1)]
    [DataRow(0.3, 1)]
    [DataRow(0.9, 0.999)]
    public void SuppressionKeepsWhatPlainGreedySuppressionKeeps(double beta, double eta)
    {
        var random = new Random(1);
        SearchWindow[] windows = [.. Enumerable.Range(0, 3000).Select(_ =>
        {
            int left = random.Next(100), top = random.Next(80);
            return new SearchWindow(left, top, left + random.Next(1, 100), top + random.Next(1, 80));
        })];
        var suppression = new BoxSuppression(beta, eta, 200);
        var expected = new List<SearchWindow>();
        double limit = beta;
        foreach (SearchWindow window in windows)
        {
            bool keep = !expected.Any(kept => Box(kept).IntersectionOverUnion(Box(window)) > limit);
            Assert.AreEqual(keep, suppression.Keep(window));
            if (!keep)
                continue;
            expected.Add(window);
            limit *= limit > 0.5 ? eta : 1;
        }

        Assert.IsTrue(expected.Count is > 100 and < 3000);

        static ImageBox Box(SearchWindow window) => new(window.Left, window.Top, window.Right, window.Bottom);
    }

    [TestMethod]
    public void ThinEdgesLieWhereAStepIsAndAcrossIt()
    {
        EdgeMap map = EdgeThinning.Thin(PixelGradients.Of(Plane(24, 12, (x, _) => x < 12 ? 50 : 200), 24, 12));
        for (int y = 0; y < 12; y++)
        {
            for (int x = 0; x < 24; x++)
                Assert.AreEqual(x is 11 or 12 ? 1 : 0, map.Magnitudes[y * 24 + x], $"{x} {y}");
        }

        Assert.AreEqual(0, map.Orientations[5 * 24 + 11], 1e-6);
        EdgeMap level = EdgeThinning.Thin(PixelGradients.Of(Plane(12, 24, (_, y) => y < 12 ? 50 : 200), 12, 24));
        Assert.AreEqual(Level, level.Orientations[12 * 12 + 5], 1e-6);
    }

    private static float[] Plane(int width, int height, Func<int, int, float> value) =>
        [.. Enumerable.Range(0, width * height).Select(pixel => value(pixel % width, pixel / width))];

    private static EdgeMap Map(int width, int height, params (int X, int Y, float Orientation)[] edges)
    {
        float[] magnitudes = new float[width * height], orientations = new float[width * height];
        foreach ((int x, int y, float orientation) in edges)
            (magnitudes[y * width + x], orientations[y * width + x]) = (1, orientation);
        return new EdgeMap(width, height, magnitudes, orientations);
    }

    /// <summary>60 × 60, the outline of the pixels from 20 to 40.</summary>
    private static EdgeMap Square() => Map(60, 60, [.. Enumerable.Range(0, 60 * 60).Select(pixel => (X: pixel % 60, Y: pixel / 60))
        .Where(at => at is { X: >= 20 and <= 40, Y: >= 20 and <= 40 } && (at.X is 20 or 40 || at.Y is 20 or 40))
        .Select(at => (at.X, at.Y, at.X is 20 or 40 ? Upright : Level))]);
}
