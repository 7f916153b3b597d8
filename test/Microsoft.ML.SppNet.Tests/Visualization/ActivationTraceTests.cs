using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Files;
using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Visualization;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class ActivationTraceTests
{
    [TestMethod]
    public void WhatThereIsNotIsRefused()
    {
        using SppNetwork network = SppNetwork.Create("squeezenet1.1", classes: 3);
        NetworkInput input = Inputs.Random(network, 60, 70);
        Assert.AreEqual(
            "The network squeezenet1.1 has no tap 'conv5'; it has spp, conv1, fire2, fire3, fire4, fire5, fire6, fire7, fire8, fire9, "
                + "conv10, logits. (Parameter 'tap')",
            Refused(() => ActivationTrace.Run(network, input, "conv5")));
        Assert.AreEqual("'logits' is a vector of the head, not a feature map. (Parameter 'tap')",
            Refused(() => ActivationTrace.Run(network, input, "logits")));
        Assert.AreEqual(
            "An image of 10×10 pixels is too small for tap 'fire9', which needs 17 on the shorter side.",
            Refused(() => ActivationTrace.Run(network, Inputs.Random(network, 10, 10), "fire9")));
        using ActivationTrace trace = ActivationTrace.Run(network, input, "fire2");
        Assert.AreEqual("The tap 'fire2' has the maps 0 to 127; there is no map 128.", Refused(() => trace.Strongest(128)));
        Assert.AreEqual("The tap 'fire2' has the maps 0 to 127; there is no map -1.", Refused(() => trace.Map(-1)));
        Assert.AreEqual(
            $"The maps of tap 'fire2' have {trace.Rows} rows and {trace.Columns} columns; there is no cell at row 0, column "
                + $"{trace.Columns}.",
            Refused(() => trace.Activation(0, 0, trace.Columns)));
        Assert.AreEqual(
            "9 is no ProjectionMethod; there are Deconvnet, GuidedBackpropagation, Gradient.",
            Refused(() => trace.Project(trace.Strongest(0), (ProjectionMethod)9)));
        Assert.AreEqual("5 values are no image of 2×1 pixels and 3 channels. (Parameter 'pixels')",
            Refused(() => NetworkInput.FromPixels(network, new float[5], 1, 2)));
    }

    [TestMethod]
    public void MapsAndTheirStrongestAreThoseOfTheNetwork()
    {
        using SppNetwork network = SppNetwork.Create("zf5");
        NetworkInput input = Inputs.Random(network, 97, 120);
        using ActivationTrace trace = ActivationTrace.Run(network, input, "conv5");
        float[] maps = Inputs.Maps(network, input, "conv5");
        Assert.AreEqual(maps.Length, trace.Maps * trace.Rows * trace.Columns);
        double[] totals = new double[trace.Maps];
        for (int map = 0; map < trace.Maps; map++)
        {
            float[,] cells = trace.Map(map);
            float largest = float.NegativeInfinity;
            for (int row = 0; row < trace.Rows; row++)
            {
                for (int column = 0; column < trace.Columns; column++)
                {
                    Assert.AreEqual(maps[(row * trace.Columns + column) * trace.Maps + map], cells[row, column]);
                    largest = Math.Max(largest, cells[row, column]);
                    totals[map] += cells[row, column];
                }
            }

            MapActivation strongest = trace.Strongest(map);
            Assert.AreEqual(largest, strongest.Value);
            Assert.AreEqual(strongest, trace.Activation(map, strongest.Row, strongest.Column));
        }

        Assert.AreEqual(Array.IndexOf(totals, totals.Max()), trace.StrongestMap);
    }

    /// <summary>Without pooling, activations and normalisation the three are one; a deconvnet begins with the activation's value.</summary>
    [TestMethod]
    public void AllMethodsAgreeWhereAllIsLinear()
    {
        var imported = new ImportedTrunk(
            TrunkProgram.Create(
                [new ConvStep(0, "a", 3, 8, new Window(3, 2, 1)), new ConvStep(1, "b", 8, 8, new Window(3, 1, 1)) { Residual = 1 }],
                [KeyValuePair.Create("b", 2)]),
            "b", new HeadTable([]));
        using SppNetwork network = SppNetwork.Create(new NetworkArchitecture(ImportedTrunk.Name) { Imported = imported });
        using ActivationTrace trace = ActivationTrace.Run(network, Inputs.Random(network, 20, 23), "b");
        MapActivation activation = trace.Activation(3, 4, 5);
        float[] gradient = trace.Project(activation, ProjectionMethod.Gradient).Values.ToArray();
        CollectionAssert.AreEqual(gradient, trace.Project(activation, ProjectionMethod.GuidedBackpropagation).Values.ToArray());
        GoldenFeatures.AssertClose(
            gradient.Select(value => value * activation.Value).ToArray(), trace.Project(activation).Values, 1e-6, "deconvnet");
    }

    [TestMethod]
    public void ArraysAndPicturesAreWritten()
    {
        using var folder = new TemporaryFolder();
        using SppNetwork network = SppNetwork.Create("squeezenet1.1");
        using ActivationTrace trace = ActivationTrace.Run(network, Inputs.Random(network, 60, 70), "fire2");
        Projection projection = trace.Project(trace.Strongest(5));
        string path = folder["projection.npy"];
        projection.SaveArray(path);
        NpyArray array = NpyReader.Read(path);
        CollectionAssert.AreEqual(new[] { 3, 60, 70 }, array.Shape);
        CollectionAssert.AreEqual(projection.Values.ToArray(), array.Values);
        using MLImage field = projection.ToImage(), whole = projection.ToImage(new ImageBox(0, 0, 70, 60)), patch = projection.ImagePatch();
        Assert.AreEqual(
            ((int)projection.Field.Width, (int)projection.Field.Height, 70, 60), (field.Width, field.Height, whole.Width, whole.Height));
        Assert.AreEqual((field.Width, field.Height), (patch.Width, patch.Height));
        Assert.IsTrue(whole.Pixels.Contains<byte>(1) && whole.Pixels.Contains<byte>(128), "from one end of the scale to the other");
        // BGR, 104, 117, 123: the patch's first pixel, its red from the third channel.
        int first = ((int)projection.Field.Top * 70 + (int)projection.Field.Left) * 3;
        Assert.AreEqual((byte)Math.Clamp(Math.Round(trace.Input.Pixels[first + 2] + 123), 0, 255), patch.Pixels[0]);
        using MLImage marked = trace.MarkField(projection.Activation), plain = projection.ImagePatch(new ImageBox(0, 0, 70, 60));
        Assert.AreEqual((70, 60), (marked.Width, marked.Height));
        ImageBox box = projection.Field;
        int inside = (((int)box.Top + 1) * 70 + (int)box.Left + 1) * 4;
        Assert.AreNotEqual(plain.Pixels[inside], marked.Pixels[inside], "the rectangle's corner");
    }

    [TestMethod]
    public void TheFirstFiltersAreTheWeights()
    {
        using SppNetwork network = SppNetwork.Create("zf5");
        FirstLayerFilters filters = FirstLayerFilters.Of(network);
        Assert.AreEqual(("conv1", 96, 7, 7), (filters.Layer, filters.Count, filters.Height, filters.Width));
        CollectionAssert.AreEqual(network.Parameters.Tensors["conv1.weight"].Floats().ToArray(), filters.Values.ToArray());
        using MLImage picture = filters.ToImage(2);
        Assert.AreEqual((10 * 16 - 2, 10 * 16 - 2), (picture.Width, picture.Height), "ten in a row, of 14 pixels with gaps of 2");
        // BGR: the picture's red is the third channel's weight.
        float[] first = filters.Values[..147].ToArray();
        float bound = first.Max(Math.Abs);
        Assert.AreEqual((byte)Math.Round(128 + first[2 * 49] * (127 / (double)bound)), picture.Pixels[0]);
    }

    private static string Refused(Action action) => Assert.ThrowsExactly<ArgumentException>(action).Message;
}
