using System.Text.Json;
using Microsoft.ML.SppNet.Detection;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class NonMaximumSuppressionTests
{
    [TestMethod]
    public void WhatStaysIsWhatTorchvisionKeeps()
    {
        foreach (JsonElement fields in DetectionFixture.Cases("suppression.json"))
        {
            int[] expected = [.. fields.GetProperty("kept").EnumerateArray().Select(value => value.GetInt32())];
            CollectionAssert.AreEqual(expected, NonMaximumSuppression.Keep(
                fields.Boxes("boxes"), fields.Numbers("scores"), fields.GetProperty("overlap").GetDouble()).ToArray());
        }
    }

    [TestMethod]
    public void ABoxThatOverlapsByExactlyTheLimitStays()
    {
        // 10×10 and 10×10 with 5 rows in common: 50 of 150 pixels.
        ImageBox[] boxes = [new(0, 0, 10, 10), new(0, 5, 10, 15)];
        CollectionAssert.AreEqual(new[] { 0, 1 }, NonMaximumSuppression.Keep(boxes, [2, 1], 50.0 / 150).ToArray());
        CollectionAssert.AreEqual(new[] { 0 }, NonMaximumSuppression.Keep(boxes, [2, 1], 0.333).ToArray());
    }

    [TestMethod]
    public void ABoxThatWentTakesNoOtherWithIt()
    {
        // The second goes because of the first; the third overlaps the second alone.
        ImageBox[] boxes = [new(0, 0, 10, 10), new(0, 4, 10, 14), new(0, 9, 10, 19)];
        CollectionAssert.AreEqual(new[] { 0, 2 }, NonMaximumSuppression.Keep(boxes, [3, 2, 1]).ToArray());
    }

    [TestMethod]
    public void OfEqualScoresTheFirstBoxIsTheBetter()
    {
        ImageBox[] boxes = [new(0, 0, 10, 10), new(0, 1, 10, 11), new(50, 50, 60, 60), new(50, 51, 60, 61)];
        CollectionAssert.AreEqual(new[] { 0, 2 }, NonMaximumSuppression.Keep(boxes, [1, 1, 1, 1]).ToArray());
        CollectionAssert.AreEqual(new[] { 3, 0 }, NonMaximumSuppression.Keep(boxes, [1, 1, 1, 2]).ToArray());
        CollectionAssert.AreEqual(new[] { 3 }, NonMaximumSuppression.Keep(boxes, [1, 1, 1, 2], maximum: 1).ToArray());
    }

    [TestMethod]
    public void BoxesThatTouchDoNotOverlapAndNoBoxesAreNone()
    {
        ImageBox[] boxes = [new(0, 0, 10, 10), new(10, 0, 20, 10)];
        CollectionAssert.AreEqual(new[] { 0, 1 }, NonMaximumSuppression.Keep(boxes, [2, 1], overlap: 0).ToArray());
        Assert.IsEmpty(NonMaximumSuppression.Keep([], []));
    }

    [TestMethod]
    public void ScoresThatHaveNoOrderAreRefused()
    {
        ArgumentException error = Assert.ThrowsExactly<ArgumentException>(() => NonMaximumSuppression.Keep([new(0, 0, 1, 1)], [float.NaN]));
        Assert.AreEqual("A score is NaN: it has no place in an order. (Parameter 'scores')", error.Message);
        error = Assert.ThrowsExactly<ArgumentException>(() => NonMaximumSuppression.Keep([new(0, 0, 1, 1)], [1, 2]));
        Assert.AreEqual("There are 2 scores for 1 boxes. (Parameter 'scores')", error.Message);
        error = Assert.ThrowsExactly<ArgumentException>(() => NonMaximumSuppression.Keep([], [], 1.5));
        Assert.AreEqual("The overlap is a share from 0 to 1, not 1.5. (Parameter 'overlap')", error.Message);
    }
}
