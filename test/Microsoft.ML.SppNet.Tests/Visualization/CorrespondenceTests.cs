using Microsoft.ML.SppNet.Visualization;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class CorrespondenceTests
{
    [TestMethod]
    public void SignsAreOfWhatChanges()
    {
        CollectionAssert.AreEqual(new sbyte[] { 1, 0, -1, 1 }, SignChanges.Of([3, 2, 1, 0], [1, 2, 4, -1]));
        // Of four signs two differ; of three pairs the shares are ½, ¼ and ¾.
        sbyte[][] images = [[1, 0, -1, 1], [1, 1, 1, 1], [1, 0, -1, 0]];
        CollectionAssert.AreEqual(new[] { 0.5, 0.25, 0.75 }, SignChanges.Pairs(images).ToArray());
    }

    [TestMethod]
    public void APartIsHiddenInEveryImageAndComparedPairByPair()
    {
        using SppNetwork network = SppNetwork.Create("squeezenet1.1");
        NetworkInput[] images =
            [Inputs.Random(network, 60, 60, "a"), Inputs.Random(network, 60, 60, "b"), Inputs.Random(network, 60, 60, "c")];
        ImageBox[] boxes = [new(5.5f, 4, 20, 19.2f), new(30, 30, 45, 45), new(-4, 50, 9, 90)];
        // All pixels that a box touches, inside the image.
        (int Left, int Top, int Right, int Bottom)[] hidden = [(5, 4, 20, 20), (30, 30, 45, 45), (0, 50, 9, 60)];
        string[] taps = ["fire2", "spp"];
        IReadOnlyList<PartCorrespondence> rows = Correspondence.Measure(
            network, images, [new ImagePart("eye", boxes)], new CorrespondenceOptions { Taps = taps, RandomParts = 2, Grey = 0 });
        CollectionAssert.AreEqual(new[] { "eye", "eye", "random", "random" }, rows.Select(row => row.Part).ToArray());
        CollectionAssert.AreEqual(new[] { "fire2", "spp", "fire2", "spp" }, rows.Select(row => row.Tap).ToArray());
        for (int tap = 0; tap < 2; tap++)
        {
            SpatialPyramid? pyramid = taps[tap] == "spp" ? SpatialPyramid.Default : null;
            sbyte[][] signs = [.. images.Select((image, index) =>
            {
                float[] pixels = image.Pixels.ToArray();
                (int left, int top, int right, int bottom) = hidden[index];
                for (int y = top; y < bottom; y++)
                {
                    for (int x = left; x < right; x++)
                        ((float[])[-104, -117, -123]).CopyTo(pixels, (y * 60 + x) * 3);
                }

                return SignChanges.Of(
                    Inputs.Vector(network, image, taps[tap], pyramid),
                    Inputs.Vector(network, NetworkInput.FromPixels(network, pixels, 60, 60), taps[tap], pyramid));
            })];
            double[] shares = [.. SignChanges.Pairs(signs)];
            double mean = shares.Average();
            Assert.AreEqual(mean, rows[tap].Mean);
            Assert.AreEqual(Math.Sqrt(shares.Sum(share => (share - mean) * (share - mean)) / 2), rows[tap].StandardDeviation, 1e-12);
            Assert.IsGreaterThan(0, rows[tap].StandardDeviation);
        }
    }

    [TestMethod]
    public void RandomPartsDependOnTheSeedAlone()
    {
        using SppNetwork network = SppNetwork.Create("squeezenet1.1");
        NetworkInput[] images = [Inputs.Random(network, 60, 60, "a"), Inputs.Random(network, 70, 60, "b")];
        PartCorrespondence Random(int seed) => Correspondence.Measure(
            network, images, [new ImagePart("all", [new(0, 0, 60, 60), new(0, 0, 15, 15)])],
            new CorrespondenceOptions { Seed = seed, RandomParts = 3 })[1];
        Assert.AreEqual(Random(1), Random(1));
        Assert.AreNotEqual(Random(1), Random(2));
    }

    [TestMethod]
    public void WhatCannotBeComparedIsRefused()
    {
        using SppNetwork network = SppNetwork.Create("squeezenet1.1");
        NetworkInput[] images = [Inputs.Random(network, 60, 60), Inputs.Random(network, 60, 70)];
        ImageBox box = new(0, 0, 9, 9);
        string Refused(NetworkInput[] of, ImagePart part, string tap = "spp") => Assert.ThrowsExactly<ArgumentException>(
            () => Correspondence.Measure(network, of, [part], new CorrespondenceOptions { Taps = [tap] })).Message;
        Assert.AreEqual("Correspondence is between images: at least two are needed, not 1. (Parameter 'images')",
            Refused(images[..1], new("eye", [box])));
        Assert.AreEqual("Part 'eye' has 1 boxes for 2 images. (Parameter 'parts')", Refused(images, new("eye", [box])));
        Assert.AreEqual(
            $"Part 'eye' hides nothing of image 1: {new ImageBox(80, 0, 90, 9)} lies outside it. (Parameter 'parts')",
            Refused(images, new("eye", [box, new(80, 0, 90, 9)])));
        Assert.AreEqual(
            "Images of 60×60 and 70×60 pixels have maps of different sizes at 'fire2': bring them to one size, or compare at 'spp'.",
            Refused(images, new("eye", [box, box]), "fire2"));
    }
}
