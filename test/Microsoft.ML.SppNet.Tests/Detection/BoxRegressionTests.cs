using System.Text.Json;
using Microsoft.ML.SppNet.Detection;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class BoxRegressionTests
{
    private static readonly ImageBox s_everything = new(-1e6f, -1e6f, 1e6f, 1e6f);

    /// <summary>Fewer rows than columns, more, and as many.</summary>
    [TestMethod]
    public void BoxesMoveAsWithTheRidgeRegressionOfNumPy()
    {
        foreach (JsonElement fields in DetectionFixture.Cases("regression.json"))
        {
            var features = new FeatureMatrix(fields.GetProperty("columns").GetInt32());
            foreach (float[] row in fields.Numbers("features").Chunk(features.Columns))
                features.Add(row);
            ImageBox[] windows = fields.Boxes("windows"), moved = fields.Boxes("moved");
            BoxRegressor regressor = BoxRegressor.Train(
                features, fields.GetProperty("factor").GetDouble(), windows, fields.Boxes("objects"),
                fields.GetProperty("penalty").GetDouble(), new());
            for (int row = 0; row < windows.Length; row++)
                AssertSame(moved[row], regressor.Apply(features[row], windows[row], s_everything), 2e-3);
        }
    }

    [TestMethod]
    public void AShiftBetweenTwoBoxesTakesTheOneToTheOther()
    {
        var random = new SplitMix64(3);
        for (int round = 0; round < 200; round++)
        {
            ImageBox from = Draw(ref random), to = Draw(ref random);
            AssertSame(to, BoxShift.Between(from, to).Apply(from), 1e-4);
            Assert.AreEqual(new BoxShift(0, 0, 0, 0), BoxShift.Between(from, from));
        }
    }

    [TestMethod]
    public void ShiftsAreInUnitsOfTheWindow()
    {
        BoxShift shift = BoxShift.Between(new ImageBox(10, 10, 30, 50), new ImageBox(20, 10, 60, 30));
        Assert.AreEqual(1, shift.X);
        Assert.AreEqual(-0.25, shift.Y);
        Assert.AreEqual(Math.Log(2), shift.Width, 1e-12);
        Assert.AreEqual(Math.Log(0.5), shift.Height, 1e-12);
    }

    [TestMethod]
    public void WhitenedTargetsComeBack()
    {
        var random = new SplitMix64(5);
        BoxShift[] targets = [.. Enumerable.Range(0, 50).Select(_ => BoxShift.Between(Draw(ref random), Draw(ref random)))];
        var whitening = new TargetWhitening(targets);
        double[] whitened = whitening.Whiten(targets[7]);
        (_, float[] restored) = whitening.Restore([[0f], [0f], [0f], [0f]], whitened);
        for (int index = 0; index < BoxShift.Count; index++)
            Assert.AreEqual(targets[7].ToArray()[index], restored[index], 1e-5);
    }

    [TestMethod]
    public void AMovedBoxIsCutAtTheEdgesOfTheImageAndNeverVanishes()
    {
        var regressor = new BoxRegressor([[1], [0], [0], [0]], [0, 0, 0, 0]);
        Assert.AreEqual(new ImageBox(60, 10, 70, 20), regressor.Apply([5], new ImageBox(10, 10, 20, 20), new ImageBox(0, 0, 100, 50)));
        Assert.AreEqual(new ImageBox(60, 10, 64, 20), regressor.Apply([5], new ImageBox(10, 10, 20, 20), new ImageBox(0, 0, 64, 50)));
        Assert.AreEqual(new ImageBox(10, 10, 20, 20), regressor.Apply([50], new ImageBox(10, 10, 20, 20), new ImageBox(0, 0, 64, 50)));
    }

    [TestMethod]
    public void EquationsWithoutASingleSolutionAreRefused() => Assert.AreEqual(
        "The matrix of the equations is not positive definite.",
        Assert.ThrowsExactly<InvalidOperationException>(() => new Cholesky([[1], [1, 1]], new())).Message);

    private static ImageBox Draw(ref SplitMix64 random)
    {
        (float left, float top) = ((float)(random.NextDouble() * 300), (float)(random.NextDouble() * 300));
        return new ImageBox(left, top, left + 1 + (float)(random.NextDouble() * 200), top + 1 + (float)(random.NextDouble() * 200));
    }

    private static void AssertSame(ImageBox expected, ImageBox actual, double tolerance)
    {
        Assert.AreEqual(expected.Left, actual.Left, tolerance);
        Assert.AreEqual(expected.Top, actual.Top, tolerance);
        Assert.AreEqual(expected.Right, actual.Right, tolerance);
        Assert.AreEqual(expected.Bottom, actual.Bottom, tolerance);
    }
}
