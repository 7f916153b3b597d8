using System.Text.Json;
using Microsoft.ML.SppNet.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>Small networks in ONNX files against PyTorch's own run of them (test/oracles/onnx_networks.py).</summary>
[TestClass]
public class OnnxNetworkTests
{
    private static readonly Lazy<JsonDocument> Expected = new(() => JsonDocument.Parse(File.ReadAllBytes(Fixture("expected.json"))));

    [TestMethod]
    [DataRow("residual", "logits", 2e-5)]
    [DataRow("mobile", "average", 2e-5)]
    [DataRow("inception", "logits", 2e-5)]
    [DataRow("front", "", 2e-5)]
    [DataRow("squeeze", "logits", 2e-5)]
    [DataRow("cntk", "average", 2e-5)]
    [DataRow("outside", "logits", 2e-5)]
    [DataRow("half", "logits", 2e-5)]
    public void FeaturesAreTheOraclesAtEverySize(string name, string head, double tolerance)
    {
        using SppNetwork network = SppNetwork.Load(Fixture(name + ".onnx"));
        using SppNetwork saved = SavedAndLoaded(network);
        Assert.AreEqual(network.Architecture, saved.Architecture);
        CollectionAssert.AreEqual(network.Fingerprint.ToArray(), saved.Fingerprint.ToArray());
        CollectionAssert.AreEqual(network.Taps.ToArray(), saved.Taps.ToArray());
        foreach (JsonElement one in Expected.Value.RootElement.GetProperty(name).EnumerateArray())
        {
            (int height, int width) = (one.GetProperty("height").GetInt32(), one.GetProperty("width").GetInt32());
            using DisposeScope scope = NewDisposeScope();
            Tensor image = tensor(CounterRandom.Fill($"input/{height}x{width}", 3L * height * width, 2)).reshape(1, 3, height, width);
            foreach (SppNetwork loaded in new[] { network, saved })
            {
                Tensor trunk = loaded.Forward(image, [SppNetwork.SppTap])[0];
                CollectionAssert.AreEqual(one.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray(), trunk.shape);
                AssertClose(one.GetProperty("trunk"), trunk, tolerance, $"{name} {width}x{height}");
                if (head.Length > 0)
                    AssertClose(one.GetProperty("head"), loaded.Forward(image, [head])[0], tolerance, $"{name} {width}x{height} {head}");
            }
        }
    }

    [TestMethod]
    public void TapsAreNodesAndShortNames()
    {
        using SppNetwork network = SppNetwork.Load(Fixture("residual.onnx"));
        Assert.AreEqual(
            "spp, conv1, /Relu, pool1, /pool/MaxPool, conv2, /layer1/Relu, block1, /layer1/Relu_1, conv3, /layer2/Relu, conv4, "
                + "/layer2/bn2/BatchNormalization, "
            + "block2, /layer2/Relu_1, average, logits",
            string.Join(", ", network.Taps));
        Assert.AreEqual("onnx", network.Architecture.Name);
        Assert.AreEqual(16, network.Channels("block2"));
        Assert.AreEqual(5, network.Channels("logits"));
    }

    [TestMethod]
    public void NodesBeforeTheFirstLayerArePreprocessing()
    {
        using SppNetwork network = SppNetwork.Load(Fixture("front.onnx"));
        Assert.AreEqual("Bgr, mean [103.5, 116.25, 123.75], standard deviation [57.5, 57, 58.5]", network.Preprocessing.ToString());
        Assert.IsEmpty(network.Warnings);
    }

    [TestMethod]
    public void WhatImagesWentThroughIsAssumedWithAWord()
    {
        string path = Fixture("residual.onnx");
        using SppNetwork network = SppNetwork.Load(path);
        Assert.AreEqual(
            $"'{path}' does not say what its images went through; torchvision's preprocessing is taken: say --channels, --mean and --std, "
                + "or the preprocessing of SppNetwork.Load.",
            network.Warnings.Single());
        Assert.AreEqual(Preprocessing.TorchVision, network.Preprocessing);
        using SppNetwork said = SppNetwork.Load(path, null, Preprocessing.CaffeImageNet);
        Assert.IsEmpty(said.Warnings);
        Assert.AreEqual(Preprocessing.CaffeImageNet, said.Preprocessing);
        Assert.AreEqual(
            $"'{path}' is an ONNX file and brings its own layers: name no architecture for it.",
            Assert.ThrowsExactly<InvalidDataException>(() => SppNetwork.Load(path, new NetworkArchitecture("resnet18"))).Message);
    }

    [TestMethod]
    public void DeploymentPaddingCentresEveryLayer()
    {
        using SppNetwork network = SppNetwork.Load(Fixture("inception.onnx"));
        NetworkArchitecture deployed = network.Architecture with { Padding = TrunkPadding.Deployment };
        Assert.AreNotEqual(network.Architecture, deployed);
        using SppNetwork centred = SppNetwork.Create(deployed);
        using Tensor image = zeros(1, 3, 64, 64);
        using Tensor map = centred.Forward(image, [SppNetwork.SppTap])[0];
        // 64 → 22 by 5 × 5 / 3 with 2 cells around, → 12 by 3 × 3 / 2 with one, the last over the edge.
        CollectionAssert.AreEqual(new long[] { 1, 28, 12, 12 }, map.shape);
    }

    internal static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", "Weights", "Onnx", name);

    private static SppNetwork SavedAndLoaded(SppNetwork network)
    {
        using var folder = new TemporaryFolder();
        network.Save(folder["saved.safetensors"]);
        return SppNetwork.Load(folder["saved.safetensors"]);
    }

    private static void AssertClose(JsonElement expected, Tensor actual, double tolerance, string what)
    {
        double[] wanted = [.. expected.EnumerateArray().Select(value => value.GetDouble())];
        float[] all = actual.contiguous().Floats().ToArray();
        // The oracle keeps every n-th element of a large tensor.
        int step = Math.Max(1, all.Length / 256);
        float[] found = [.. all.Where((_, index) => index % step == 0)];
        Assert.HasCount(wanted.Length, found, what);
        double largest = wanted.Max(Math.Abs);
        Assert.IsLessThanOrEqualTo(tolerance, wanted.Zip(found, (one, other) => Math.Abs(one - other)).Max() / largest, what);
    }
}
