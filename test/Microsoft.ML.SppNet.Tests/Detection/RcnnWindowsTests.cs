using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Detection;
using Microsoft.ML.SppNet.Imaging;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class RcnnWindowsTests
{
    [TestMethod]
    public void AWindowIsSeenWithSixteenPixelsAroundIt()
    {
        // 195 pixels and 16 on each side fill the square as they are.
        Assert.AreEqual(new WarpGeometry(84, 34, 311, 261, 0, 0, 227, 227), WarpGeometry.Of(new ImageBox(100, 50, 295, 245), 500, 375));
        // Half as large: 8 pixels around, 97.5 / 195 · 227 = 113.5 wide, rounded away from zero on both sides.
        Assert.AreEqual(new WarpGeometry(92, 42, 206, 156, 0, 0, 227, 227),
            WarpGeometry.Of(new ImageBox(100, 50, 197.5f, 147.5f), 500, 375));
    }

    [TestMethod]
    public void WhatTheImageLacksAroundAWindowIsLeftEmpty()
    {
        // The window fills the image; its surroundings are empty on all sides.
        Assert.AreEqual(new WarpGeometry(0, 0, 195, 195, 16, 16, 195, 195), WarpGeometry.Of(new ImageBox(0, 0, 195, 195), 195, 195));
        // At the left edge: 16 columns are missing there, none on the right.
        Assert.AreEqual(new WarpGeometry(0, 34, 211, 261, 16, 0, 211, 227), WarpGeometry.Of(new ImageBox(0, 50, 195, 245), 500, 375));
        // A single pixel becomes the square.
        Assert.AreEqual(1, WarpGeometry.Of(new ImageBox(3, 3, 4, 4), 9, 9).Right - WarpGeometry.Of(new ImageBox(3, 3, 4, 4), 9, 9).Left);
    }

    [TestMethod]
    public void AWindowOfTheSquaresSizeIsWhatTheNetworkMakesOfThatPartOfTheImage()
    {
        using SppNetwork network = SppNetwork.Create("squeezenet1.1");
        using var features =
            new RcnnWindowFeatures(network, new SppDetectorOptions { Method = DetectorMethod.Rcnn, Tap = "fire4", Levels = [2, 1] });
        using MLImage picture = DrawnScene.Create(260, 240);
        using PixelImage image = PixelImage.From(picture);
        using IImageWindows windows = features.Prepare(image, mirrored: false), mirrored = features.Prepare(image, mirrored: true);
        ImageBox[] boxes = [new(20, 24, 215, 219), new(0, 0, 195, 195), new(10, 10, 60, 40)];
        float[][] rows = WindowRows.Of(windows, boxes);

        // The first as it is: columns 4 to 231, rows 8 to 235. The second has 16 empty columns and rows before it.
        CollectionAssert.AreEqual(Vector(network, Input(image, network.Preprocessing, 4, 8, 0)), rows[0]);
        CollectionAssert.AreEqual(Vector(network, Input(image, network.Preprocessing, 0, 0, 16)), rows[1]);
        float[][] again = WindowRows.Of(mirrored, [.. boxes.Select(box => WindowSet.Mirrored(box, 260))]);
        Assert.IsFalse(rows[2].SequenceEqual(again[2]), "the mirrored image has features of its own");
    }

    private static NativeTensor Input(PixelImage image, Preprocessing preprocessing, int left, int top, int margin)
    {
        NativeTensor input = NativeTensor.Zeros(1, 227, 227, 3);
        int side = 227 - margin;
        for (int y = 0; y < side; y++)
        {
            for (int x = 0; x < side; x++)
            {
                // The picture's pixels are RGBA, the network's BGR.
                Span<byte> pixel = image.Pixels.Slice(4 * ((top + y) * image.Width + left + x), 3);
                Span<float> target = input.Floats().Slice(3 * ((margin + y) * 227 + margin + x), 3);
                for (int channel = 0; channel < 3; channel++)
                    target[channel] = (pixel[2 - channel] - preprocessing.Mean[channel]) / preprocessing.StandardDeviation[channel];
            }
        }

        return input;
    }

    private static float[] Vector(SppNetwork network, NativeTensor input)
    {
        using (input)
        {
            using NativeTensor vector =
                network.Vectors(default, InferencePrecision.Float32, input, false, [("fire4", new SpatialPyramid(2, 1))])[0];
            return vector.Floats().ToArray();
        }
    }
}
