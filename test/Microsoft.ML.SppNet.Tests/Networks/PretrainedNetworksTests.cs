using System.Globalization;
using Microsoft.ML.SppNet.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>The trained ResNet-18 of ML.NET's package, which this project references as users do, against ONNX Runtime's run of the same
/// file (test/oracles/resnet18_vector.cs).</summary>
[TestClass]
public class PretrainedNetworksTests
{
    [TestMethod]
    public void ResNet18IsOnnxRuntimes()
    {
        float[] expected = [.. File.ReadLines(OnnxNetworkTests.Fixture("resnet18-vector.txt"))
            .Select(line => float.Parse(line, CultureInfo.InvariantCulture))];
        using SppNetwork network = PretrainedNetworks.ResNet18();
        Assert.AreEqual("Bgr, mean [103.06262, 115.90288, 123.15163], standard deviation [1, 1, 1]", network.Preprocessing.ToString());
        Assert.AreEqual("MIT", network.Card.Licence);
        Assert.IsEmpty(network.Warnings);
        using DisposeScope scope = NewDisposeScope();
        float[] found = network.Forward(Picture(network.Preprocessing, 224, 224), ["average"])[0].contiguous().Floats().ToArray();
        Assert.HasCount(512, found);
        Assert.IsLessThan(1e-4, expected.Zip(found, (one, other) => Math.Abs(one - other)).Max() / expected.Max());
    }

    /// <summary>The file's padding is written out for 224: at other sizes the branches of its blocks would differ by a row.</summary>
    [TestMethod]
    [DataRow(224, 224, 7, 7)]
    [DataRow(225, 301, 8, 10)]
    [DataRow(197, 240, 7, 8)]
    public void ResNet18RunsAtEverySize(int height, int width, int rows, int columns)
    {
        using SppNetwork network = PretrainedNetworks.ResNet18();
        using DisposeScope scope = NewDisposeScope();
        Tensor[] maps =
            network.Forward(Picture(network.Preprocessing, height, width), ["block2", "block4", "block6", "block8", SppNetwork.SppTap]);
        CollectionAssert.AreEqual(new long[] { 64, 128, 256, 512, 512 }, maps.Select(map => map.shape[1]).ToArray());
        CollectionAssert.AreEqual(new long[] { 1, 512, rows, columns }, maps[^1].shape);
    }

    [TestMethod]
    public void WithoutThePackageTheLineThatAddsItIsSaid()
    {
        using var folder = new TemporaryFolder();
        string path = folder["DnnImageModels", "ResNet18Onnx", "ResNet18.onnx"];
        Assert.AreEqual(
            $"There is no '{path}'. Add the trained weights to the application: dotnet add package "
                + "Microsoft.ML.DnnImageFeaturizer.ResNet18 --version 0.23.1",
            Assert.ThrowsExactly<FileNotFoundException>(() => PretrainedNetworks.ResNet18(folder.Root)).Message);
    }

    private static Tensor Picture(Preprocessing preprocessing, int height, int width)
    {
        float[] values = new float[3 * height * width];
        for (int index = 0; index < values.Length; index++)
        {
            (int channel, int row, int column) = (index / (height * width), index / width % height, index % width);
            values[index] = Pixel(2 - channel, row, column) - preprocessing.Mean[channel];
        }

        return tensor(values).reshape(1, 3, height, width);
    }

    /// <summary>Discs and stripes, as the oracle draws them; channels are red, green, blue.</summary>
    private static int Pixel(int channel, int row, int column)
    {
        int disc = (row - 100) * (row - 100) + (column - 120) * (column - 120) < 60 * 60 ? 140 : 0;
        return (disc + (channel + 1) * ((row * 3 + column * (channel + 2)) % 64)) % 256;
    }
}
