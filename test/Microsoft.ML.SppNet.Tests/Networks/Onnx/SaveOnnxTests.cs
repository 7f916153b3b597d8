using Microsoft.ML.SppNet.Networks.Parameters;
using Microsoft.ML.SppNet.Numerics;
using Microsoft.ML.SppNet.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>What <see cref="SppNetwork.SaveOnnx(string, OnnxExportOptions)"/> writes, run by <see cref="OnnxInterpreter"/> and read
/// back.</summary>
[TestClass]
public class SaveOnnxTests
{
    [TestMethod]
    [DataRow("alexnet", 131, 97)]
    [DataRow("zf5", 131, 97)]
    [DataRow("squeezenet1.1", 97, 131)]
    [DataRow("resnet18", 97, 131)]
    [DataRow("mobilenet-v2", 97, 131)]
    [DataRow("efficientnet-b0", 97, 131)]
    public void TheGraphMakesTheFeaturesAtEverySize(string architecture, int height, int width)
    {
        using SppNetwork network = SppNetwork.Create(architecture);
        using var folder = new TemporaryFolder();
        var free = new OnnxExportOptions { Levels = [6, 3, 2, 1], Normalize = true };
        var fixedSize = new OnnxExportOptions { Levels = free.Levels, Normalize = true, Height = height, Width = width };
        network.SaveOnnx(folder["free.onnx"], free);
        network.SaveOnnx(folder["fixed.onnx"], fixedSize);
        AssertSame(network, folder["free.onnx"], free, height, width);
        AssertSame(network, folder["free.onnx"], free, 224, 224);
        AssertSame(network, folder["fixed.onnx"], fixedSize, height, width);
    }

    [TestMethod]
    [DataRow("residual")]
    [DataRow("mobile")]
    [DataRow("inception")]
    [DataRow("squeeze")]
    [DataRow("cntk")]
    public void ImportedNetworksLeaveAgain(string name)
    {
        using SppNetwork network = SppNetwork.Load(OnnxNetworkTests.Fixture(name + ".onnx"));
        using var folder = new TemporaryFolder();
        string[] taps = network.Taps.Contains("logits") ? ["spp", "logits"] : ["spp", "average"];
        var options = new OnnxExportOptions { Taps = taps, Levels = [3, 1] };
        network.SaveOnnx(folder["again.onnx"], options);
        AssertSame(network, folder["again.onnx"], options, 45, 70);
        using SppNetwork again = SppNetwork.Load(folder["again.onnx"]);
        Assert.AreEqual(network.Architecture, again.Architecture);
        CollectionAssert.AreEqual(network.Fingerprint.ToArray(), again.Fingerprint.ToArray());
    }

    [TestMethod]
    public void HeadsAreWritten()
    {
        using SppNetwork pyramid = SppNetwork.Create(new NetworkArchitecture("zf5") { HeadLevels = [2, 1] }, classes: 7);
        AssertWritten(pyramid, new OnnxExportOptions { Taps = ["fc6", "conv4", "logits"], Levels = [2, 1] }, 150, 117);
        using SppNetwork pool = SppNetwork.Create(new NetworkArchitecture("alexnet-torchvision"), classes: 7);
        AssertWritten(pool, new OnnxExportOptions { Taps = ["logits"] }, 224, 224);
        AssertWritten(pool, new OnnxExportOptions { Taps = ["fc7"], Height = 150, Width = 117 }, 150, 117);
        using SppNetwork single = SppNetwork.Create(new NetworkArchitecture("zf5") { Head = NetworkHead.Pool5 }, classes: 7);
        AssertWritten(single, new OnnxExportOptions { Taps = ["pool5", "logits"], Height = 224, Width = 224 }, 224, 224);
        using SppNetwork scores = SppNetwork.Create("squeezenet1.1", classes: 7);
        AssertWritten(scores, new OnnxExportOptions { Taps = ["logits"] }, 150, 117);
    }

    [TestMethod]
    public void TheNetworkIsReadBackWhole()
    {
        using SppNetwork network = SppNetwork.Create("squeezenet1.1", classes: 7);
        using var folder = new TemporaryFolder();
        network.SaveOnnx(folder["a.onnx"], new OnnxExportOptions { Taps = ["spp", "logits"] });
        using SppNetwork again = SppNetwork.Load(folder["a.onnx"]);
        Assert.AreEqual(network.Architecture, again.Architecture);
        Assert.AreEqual(network.Preprocessing, again.Preprocessing);
        CollectionAssert.AreEqual(network.Taps.ToArray(), again.Taps.ToArray());
        CollectionAssert.AreEqual(network.Fingerprint.ToArray(), again.Fingerprint.ToArray());
    }

    [TestMethod]
    [DataRow("alexnet", "norm1, pool1, conv2", "conv4")]
    [DataRow("squeezenet1.1", "conv1, pool1, fire2", "fire8")]
    [DataRow("resnet18", "conv1, pool1, layer1", "layer3")]
    [DataRow("efficientnet-b0", "features.0, features.1, gated1", "features.6")]
    public void APartIsReadBackByItsLayers(string architecture, string taps, string deepest)
    {
        using SppNetwork network = SppNetwork.Create(architecture);
        using var folder = new TemporaryFolder();
        foreach (OnnxExportOptions options in new[]
        {
            new OnnxExportOptions { Taps = [deepest], Normalize = true },
            new OnnxExportOptions { Taps = [deepest], Height = 97, Width = 131 },
        })
        {
            network.SaveOnnx(folder["part.onnx"], options);
            using SppNetwork part = SppNetwork.Load(folder["part.onnx"]);
            Assert.AreEqual("onnx", part.Architecture.Name);
            Assert.AreEqual(network.Preprocessing, part.Preprocessing);
            foreach (string tap in taps.Split(", "))
                Assert.Contains(tap, part.Taps);
            Assert.Contains(": node ", part.Warnings.Single());
            using DisposeScope scope = NewDisposeScope();
            Tensor image = Image(97, 131);
            Assert.IsLessThan(1e-5,
                Difference(Floats(network.Forward(image, [deepest])[0]), Floats(part.Forward(image, [SppNetwork.SppTap])[0])));
        }
    }

    [TestMethod]
    public void AChangedGraphLosesItsCard()
    {
        using SppNetwork network = SppNetwork.Create("squeezenet1.1");
        using var folder = new TemporaryFolder();
        network.SaveOnnx(folder["a.onnx"], new OnnxExportOptions());
        byte[] bytes = File.ReadAllBytes(folder["a.onnx"]);
        int at = bytes.AsSpan().IndexOf("strides"u8);
        int stride = at + bytes.AsSpan(at).IndexOf((byte)0x40) + 1;
        Assert.AreEqual(2, bytes[stride]);
        bytes[stride] = 1;
        using SppNetwork changed = SppNetwork.Load(folder.Write("b.onnx", bytes));
        Assert.AreEqual("onnx", changed.Architecture.Name);
    }

    [TestMethod]
    public void TheFileSaysWhatItReadsAndMakes()
    {
        using SppNetwork network = SppNetwork.Create("alexnet");
        using var folder = new TemporaryFolder();
        network.SaveOnnx(folder["a.onnx"], new OnnxExportOptions { Taps = ["conv1", "spp"], Levels = [2, 1] });
        using IWeightFile opened = WeightFile.Open(folder["a.onnx"]);
        OnnxGraph graph = ((OnnxFile)opened).Graph;
        Assert.AreEqual("image [, 3, , ] → features [, 1760]", $"{Text(graph.Inputs.Single())} → {Text(graph.Outputs.Single())}");
        Assert.AreEqual("Conv", graph.Nodes.Single(node => node.Name == "conv1/sum").Op);
        Assert.AreEqual("LRN", graph.Nodes.Single(node => node.Name == "normalize").Op);

        static string Text(OnnxPort port) => $"{port.Name} [{string.Join(", ", port.Shape!)}]";
    }

    [TestMethod]
    public void WhatCannotBeWrittenIsSaid()
    {
        using SppNetwork network = SppNetwork.Create(new NetworkArchitecture("zf5") { Head = NetworkHead.Pool5 }, classes: 2);
        AssertRefused("The fully connected layers of zf5 read one size of image only: say which. (Parameter 'options')", network,
            new() { Taps = ["fc6"] });
        AssertRefused(
            "An image of 20×20 pixels is too small for tap 'spp', which needs 31 on the shorter side.", network,
            new() { Height = 20, Width = 20 });
        AssertRefused("A height needs a width, and a width a height; give both, or neither for images of any size. (Parameter 'options')",
            network, new() { Height = 20 });
        AssertRefused("At least one tap must be asked for. (Parameter 'options')", network, new() { Taps = [] });
        AssertRefused("Images of 0×5 pixels are none. (Parameter 'options')", network, new() { Height = 5, Width = 0 });
    }

    private static void AssertRefused(string message, SppNetwork network, OnnxExportOptions options)
    {
        using var folder = new TemporaryFolder();
        Assert.AreEqual(message, Assert.ThrowsExactly<ArgumentException>(() => network.SaveOnnx(folder["x.onnx"], options)).Message);
        Assert.IsEmpty(Directory.GetFiles(folder.Root));
    }

    private static void AssertWritten(SppNetwork network, OnnxExportOptions options, int height, int width)
    {
        using var folder = new TemporaryFolder();
        network.SaveOnnx(folder["a.onnx"], options);
        AssertSame(network, folder["a.onnx"], options, height, width);
    }

    private static void AssertSame(SppNetwork network, string path, OnnxExportOptions options, int height, int width)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor pixels = Pixels(height, width);
        float[] expected = Features(network, pixels, options), actual = OnnxInterpreter.Run(path, pixels);
        Assert.HasCount(expected.Length, actual);
        Assert.IsLessThan(5e-5, Difference(expected, actual), $"{Path.GetFileName(path)} {width}×{height}");
    }

    /// <summary>What the library makes of the same pixels.</summary>
    private static float[] Features(SppNetwork network, Tensor pixels, OnnxExportOptions options)
    {
        var pyramid = new SpatialPyramid(options.Levels);
        Tensor image = network.Preprocessing.Channels == ChannelOrder.Bgr ? pixels.flip(1) : pixels;
        Tensor mean = tensor(network.Preprocessing.Mean.ToArray()).view(1, 3, 1, 1);
        image = (image - mean) / tensor(network.Preprocessing.StandardDeviation.ToArray()).view(1, 3, 1, 1);
        Tensor[] made = network.Forward(image, options.Taps);
        Tensor vector = cat([.. made.Select(one => one.dim() == 4 ? pyramid.Pool(one) : one)], 1);
        return Floats(options.Normalize ? vector / vector.square().sum([1], keepdim: true).sqrt() : vector);
    }

    private static Tensor Pixels(int height, int width) =>
        (tensor(CounterRandom.Fill($"pixels/{height}x{width}", 2L * 3 * height * width, 1)).reshape(2, 3, height, width) * 40
            + 128).clamp(0, 255);

    private static Tensor Image(int height, int width) =>
        tensor(CounterRandom.Fill($"input/{height}x{width}", 3L * height * width, 2)).reshape(1, 3, height, width);

    private static float[] Floats(Tensor tensor) => tensor.contiguous().Floats().ToArray();

    private static double Difference(float[] expected, float[] actual) =>
        expected.Zip(actual, (one, other) => Math.Abs((double)one - other)).Max() / expected.Max(value => Math.Abs((double)value));
}
