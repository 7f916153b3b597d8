using System.Numerics.Tensors;
using Microsoft.ML.SppNet.Visualization;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>Occlusion against one run per position, each with an image that was painted by hand.</summary>
[TestClass]
public class OcclusionTests
{
    [TestMethod]
    [DataRow(0)]
    [DataRow(3)]
    public void EveryPositionIsARunOfItsOwn(int batch)
    {
        using SppNetwork network = SppNetwork.Create("squeezenet1.1", classes: 5);
        NetworkInput image = Inputs.Random(network, 66, 81);
        OcclusionResult result = Occlusion.Measure(network, image,
            new OcclusionOptions { Square = 21, Stride = 15, Grey = 90, Tap = "fire5", BatchSize = batch });
        // 66 − 21 = 45 is three strides, 81 − 21 = 60 four.
        Assert.AreEqual((4, 5, 20), (result.Rows, result.Columns, result.Views.Count));
        (double Total, float[] Probabilities) whole = Look(network, image, result.Map);
        Assert.AreEqual(TensorPrimitives.IndexOfMax<float>(whole.Probabilities), result.Class);
        AssertView(whole, result.Class, result.Whole, "whole");
        using (ActivationTrace trace = ActivationTrace.Run(network, image, "fire5"))
            Assert.AreEqual(trace.StrongestMap, result.Map);
        for (int position = 0; position < 20; position++)
        {
            (int row, int column) = (position / 5, position % 5);
            Assert.AreEqual(new ImageBox(15 * column, 15 * row, 15 * column + 21, 15 * row + 21), result.Square(row, column));
            float[] pixels = image.Pixels.ToArray();
            for (int y = 15 * row; y < 15 * row + 21; y++)
            {
                for (int x = 15 * column; x < 15 * column + 21; x++)
                {
                    // SqueezeNet's preprocessing: BGR, 104, 117, 123, no deviation.
                    (pixels[(y * 81 + x) * 3], pixels[(y * 81 + x) * 3 + 1], pixels[(y * 81 + x) * 3 + 2]) = (90 - 104, 90 - 117, 90 - 123);
                }
            }

            AssertView(Look(network, NetworkInput.FromPixels(network, pixels, 66, 81), result.Map), result.Class, result.Views[position],
                $"{row}, {column}");
        }
    }

    [TestMethod]
    public void ScoresMayComeFromElsewhere()
    {
        using SppNetwork network = SppNetwork.Create("squeezenet1.1");
        NetworkInput image = Inputs.Random(network, 60, 60);
        var column = new SppFeatureColumn("x") { Taps = ["fire3", "spp"], Levels = [2] };
        int length = (network.Channels("fire3") + network.Channels("fire9")) * 4;
        var options = new OcclusionOptions
        {
            Square = 40, Stride = 20, Map = 3, Class = 1, ScoreColumn = column,
            Scores = vector => vector.Length == length ? [0, vector.Sum(), vector[^1]] : [],
        };
        OcclusionResult result = Occlusion.Measure(network, image, options);
        float[] own = [.. Inputs.Vector(network, image, "fire3", new SpatialPyramid(2)),
            .. Inputs.Vector(network, image, "spp", new SpatialPyramid(2))];
        Assert.AreEqual((3, 1), (result.Map, result.Class));
        Assert.AreEqual((own.Sum(), 1), (result.Whole.Score, result.Whole.MostProbable));
        Assert.IsTrue(result.Views.All(view => view.Score != result.Whole.Score));
    }

    [TestMethod]
    public void AScoringFunctionGivesAsManyScoresForEveryView()
    {
        using SppNetwork network = SppNetwork.Create("squeezenet1.1");
        NetworkInput image = Inputs.Random(network, 60, 60);
        int calls = 0;
        string Refused(Func<float[], IReadOnlyList<float>> scores) => Assert.ThrowsExactly<InvalidOperationException>(
            () => Occlusion.Measure(network, image, new OcclusionOptions { Scores = scores })).Message;
        Assert.AreEqual("The scoring function gave 2 scores for one view and 1 for another.",
            Refused(_ => new float[calls++ == 0 ? 2 : 1]));
        Assert.AreEqual("The scoring function gave nothing for a view.", Refused(_ => null!));
    }

    [TestMethod]
    public void WithoutScoresTheMapAloneIsWatched()
    {
        using SppNetwork network = SppNetwork.Create("zf5");
        OcclusionResult result =
            Occlusion.Measure(network, Inputs.Random(network, 70, 70), new OcclusionOptions { Square = 70, Stride = 1 });
        Assert.AreEqual((1, 1, null), (result.Rows, result.Columns, result.Class));
        Assert.AreEqual((float.NaN, -1), (result.Views[0].Score, result.Views[0].MostProbable));
    }

    [TestMethod]
    public void WhatDoesNotFitIsRefused()
    {
        using SppNetwork network = SppNetwork.Create("squeezenet1.1", classes: 2);
        NetworkInput image = Inputs.Random(network, 60, 80);
        string Refused(OcclusionOptions options) =>
            Assert.ThrowsExactly<ArgumentException>(() => Occlusion.Measure(network, image, options)).Message;
        Assert.AreEqual("A square of 61 pixels is larger than the image, which the network sees at 80×60.", Refused(new() { Square = 61 }));
        Assert.AreEqual("The square's side is a number of pixels from 1 on, not 0.", Refused(new() { Square = 0 }));
        Assert.AreEqual("The stride is a number of pixels from 1 on, not 0.", Refused(new() { Stride = 0 }));
        Assert.AreEqual("'logits' is a vector of the head, not a feature map.", Refused(new() { Tap = "logits" }));
        Assert.AreEqual("The tap 'spp' has the maps 0 to 511; there is no map 512.", Refused(new() { Map = 512 }));
        Assert.AreEqual("There are the classes 0 to 1, and no class 2.", Refused(new() { Class = 2 }));
        using SppNetwork headless = SppNetwork.Create("squeezenet1.1");
        Assert.AreEqual(
            "There are no classes, and so no class 0: the network has no logits.",
            Assert.ThrowsExactly<ArgumentException>(() => Occlusion.Measure(headless, image, new() { Class = 0 })).Message);
    }

    private static (double Total, float[] Probabilities) Look(SppNetwork network, NetworkInput image, int map)
    {
        float[] maps = Inputs.Maps(network, image, "fire5"), logits = Inputs.Vector(network, image, "logits", null);
        double sum = logits.Sum(logit => Math.Exp(logit - logits.Max()));
        return (maps.Where((_, index) => index % network.Channels("fire5") == map).Sum(value => (double)value),
            [.. logits.Select(logit => (float)(Math.Exp(logit - logits.Max()) / sum))]);
    }

    private static void AssertView((double Total, float[] Probabilities) expected, int? watched, OccludedView actual, string what)
    {
        Assert.AreEqual(expected.Total, actual.Activation, what);
        Assert.AreEqual(expected.Probabilities[watched!.Value], actual.Score, 1e-6f, what);
        Assert.AreEqual(TensorPrimitives.IndexOfMax<float>(expected.Probabilities), actual.MostProbable, what);
    }
}
