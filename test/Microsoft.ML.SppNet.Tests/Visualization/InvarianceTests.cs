using System.Numerics.Tensors;
using Microsoft.ML.SppNet.Visualization;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class InvarianceTests
{
    /// <summary>3 × 4 pixels, each channel its own; what comes in from outside is grey.</summary>
    [TestMethod]
    public void PixelsGoWhereTheChangeTakesThem()
    {
        using SppNetwork network = SppNetwork.Create("zf5");
        NetworkInput image = NetworkInput.FromPixels(network, [.. Enumerable.Range(1, 36).Select(value => (float)value)], 3, 4);
        float[] grey = [-1, -2, -3];
        float[] Changed(ImageChange change, double amount)
        {
            float[] pixels = new float[36];
            ChangedImage.Write(image, change, amount, grey, pixels);
            return pixels;
        }

        float[] own = image.Pixels.ToArray(), row = [.. Enumerable.Repeat(grey, 4).SelectMany(pixel => pixel)];
        foreach ((ImageChange change, double nothing) in new[]
            { (ImageChange.VerticalTranslation, 0.0), (ImageChange.Scale, 1), (ImageChange.Rotation, 0) })
            CollectionAssert.AreEqual(own, Changed(change, nothing), $"{change}");
        CollectionAssert.AreEqual(row.Concat(own[..24]).ToArray(), Changed(ImageChange.VerticalTranslation, 1), "down");
        CollectionAssert.AreEqual(own[12..].Concat(row).ToArray(), Changed(ImageChange.VerticalTranslation, -1), "up");
        // Half a pixel down: the mean of a pixel and the one above.
        Assert.AreEqual((own[12] + own[0]) / 2, Changed(ImageChange.VerticalTranslation, 0.5)[12]);
        float[] turned = Changed(ImageChange.Rotation, 180);
        for (int pixel = 0; pixel < 12; pixel++)
        {
            for (int channel = 0; channel < 3; channel++)
                Assert.AreEqual(own[(11 - pixel) * 3 + channel], turned[pixel * 3 + channel], 1e-4, "upside down");
        }

        // Twice as large, the middle row's second pixel (½ left of the middle) shows what lay ¼ left of it.
        Assert.AreEqual(own[15] * 0.75 + own[18] * 0.25, Changed(ImageChange.Scale, 2)[15], 1e-5);
    }

    /// <summary>A square picture turned by 90° counter-clockwise: its right side comes to the top.</summary>
    [TestMethod]
    public void ARotationIsCounterClockwise()
    {
        using SppNetwork network = SppNetwork.Create("zf5");
        float[] pixels = new float[27], turned = new float[27];
        pixels[(1 * 3 + 2) * 3] = 8;
        ChangedImage.Write(NetworkInput.FromPixels(network, pixels, 3, 3), ImageChange.Rotation, 90, [0, 0, 0], turned);
        Assert.AreEqual(8, turned[1 * 3], 1e-5);
        Assert.AreEqual(8, turned.Sum(), 1e-5);
    }

    [TestMethod]
    public void CurvesAreDistancesOfSeparateRuns()
    {
        using SppNetwork network = SppNetwork.Create("squeezenet1.1", classes: 4);
        NetworkInput image = Inputs.Random(network, 60, 70);
        double[] amounts = [0, -3, 8];
        InvarianceCurve curve = InvarianceCurve.Measure(
            network, image, ImageChange.VerticalTranslation, amounts,
            new InvarianceOptions { Taps = ["conv1", "spp", "logits"], Class = 2 });
        Assert.AreEqual((ImageChange.VerticalTranslation, 2), (curve.Change, curve.Class));
        CollectionAssert.AreEqual(amounts, curve.Points.Select(point => point.Amount).ToArray());
        CollectionAssert.AreEqual(new float[3], curve.Points[0].Distances.ToArray());
        foreach (InvariancePoint point in curve.Points)
        {
            float[] pixels = new float[60 * 70 * 3];
            // 128 in BGR with SqueezeNet's means.
            ChangedImage.Write(image, ImageChange.VerticalTranslation, point.Amount, [24, 11, 5], pixels);
            NetworkInput moved = NetworkInput.FromPixels(network, pixels, 60, 70);
            float Distance(string tap, SpatialPyramid? pyramid) => TensorPrimitives.Distance<float>(
                Inputs.Vector(network, image, tap, pyramid), Inputs.Vector(network, moved, tap, pyramid));
            CollectionAssert.AreEqual(
                new[] { Distance("conv1", null), Distance("spp", SpatialPyramid.Default), Distance("logits", null) },
                point.Distances.ToArray());
            float[] logits = Inputs.Vector(network, moved, "logits", null);
            Assert.AreEqual(1 / logits.Sum(logit => Math.Exp(logit - logits[2])), point.Score, 1e-6);
        }
    }

    [TestMethod]
    public void WhatIsNoAmountIsRefused()
    {
        using SppNetwork network = SppNetwork.Create("squeezenet1.1");
        NetworkInput image = Inputs.Random(network, 60, 60);
        string Refused(ImageChange change, double amount, InvarianceOptions? options = null) =>
            Assert.ThrowsExactly<ArgumentException>(() => InvarianceCurve.Measure(network, image, change, [amount], options)).Message;
        Assert.AreEqual("0 is no factor above 0. (Parameter 'amounts')", Refused(ImageChange.Scale, 0));
        Assert.AreEqual("NaN is no finite number. (Parameter 'amounts')", Refused(ImageChange.Rotation, double.NaN));
        Assert.AreEqual("7 is no ImageChange; there are VerticalTranslation, Scale, Rotation.", Refused((ImageChange)7, 1));
        Assert.AreEqual("At least one tap must be compared. (Parameter 'options')", Refused(ImageChange.Scale, 1, new() { Taps = [] }));
        Assert.StartsWith("The network squeezenet1.1 has no tap 'fc7'; it has spp,",
            Refused(ImageChange.Scale, 1, new() { Taps = ["fc7"] }));
    }
}
