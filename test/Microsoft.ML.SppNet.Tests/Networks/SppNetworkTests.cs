using System.Globalization;
using Microsoft.ML.SppNet.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class SppNetworkTests
{
    [TestMethod]
    public void AnUnknownTapIsRefusedWithThoseThereAre()
    {
        using SppNetwork network = SppNetwork.Create("zf5");
        string message = "The network zf5 has no tap 'conv6'; it has spp, conv1, conv2, conv3, conv4, conv5. (Parameter 'tap')";
        Assert.AreEqual(message, Assert.ThrowsExactly<ArgumentException>(() => network.IsMap("conv6")).Message);
        Assert.AreEqual(message, Assert.ThrowsExactly<ArgumentException>(() => network.Channels("conv6")).Message);
        using Tensor image = zeros(1, 3, 50, 50);
        Assert.AreEqual(message, Assert.ThrowsExactly<ArgumentException>(() => network.Forward(image, ["conv5", "conv6"])).Message);
    }

    [TestMethod]
    public void NoTapIsRefusedWithThoseThereAre()
    {
        using SppNetwork network = SppNetwork.Create("zf5");
        using Tensor image = zeros(1, 3, 50, 50);
        Assert.AreEqual(
            "At least one tap must be asked for; the network zf5 has spp, conv1, conv2, conv3, conv4, conv5. (Parameter 'taps')",
            Assert.ThrowsExactly<ArgumentException>(() => network.Forward(image, [])).Message);
    }

    [TestMethod]
    public void ImagesOfAnotherShapeOrTypeAreRefused()
    {
        using SppNetwork network = SppNetwork.Create("squeezenet1.1");
        using Tensor flat = zeros(3, 50, 50), grey = zeros(1, 1, 50, 50), bytes = zeros([1, 3, 50, 50], dtype: ScalarType.Byte);
        Assert.AreEqual("Expected images as a float32 tensor [N, 3, H, W], got Float32 [3, 50, 50]. (Parameter 'images')", Refused(flat));
        Assert.AreEqual("Expected images as a float32 tensor [N, 3, H, W], got Float32 [1, 1, 50, 50]. (Parameter 'images')",
            Refused(grey));
        Assert.AreEqual("Expected images as a float32 tensor [N, 3, H, W], got Byte [1, 3, 50, 50]. (Parameter 'images')", Refused(bytes));

        string Refused(Tensor images) => Assert.ThrowsExactly<ArgumentException>(() => network.Forward(images, ["spp"])).Message;
    }

    [TestMethod]
    public void AnUnknownArchitectureIsRefusedWithThoseThereAre() => Assert.AreEqual(
        "There is no architecture 'zf6'; there are zf5, convnet5, overfeat5, overfeat7, alexnet, caffenet, alexnet-torchvision, vgg11, "
            + "vgg11bn, vgg13, "
        + "vgg13bn, vgg16, vgg16bn, vgg19, vgg19bn, resnet18, resnet34, resnet50, resnet101, resnet152, wide-resnet50-2, resnext50-32x4d, "
        + "squeezenet1.0, squeezenet1.1, mobilenet-v2, efficientnet-b0, zf5-small, overfeat5-small, sppnet-compact.",
        Assert.ThrowsExactly<ArgumentException>(() => SppNetwork.Create("zf6")).Message);

    [TestMethod]
    public void TheFixedHeadSaysWhichInputItNeeds()
    {
        using SppNetwork network = SppNetwork.Create(new NetworkArchitecture("zf5") { Head = NetworkHead.Pool5 }, classes: 2);
        using Tensor image = zeros(1, 3, 260, 224);
        Assert.AreEqual(
            "This network has no spatial pyramid: its pool5 must be 6×6 cells, which a 224×224 input gives, but its input gave 6×7 from a "
                + "map of 13×15 (use size 224 with the crop view).",
            Assert.ThrowsExactly<ArgumentException>(() => network.Forward(image, ["pool5"])).Message);
        CollectionAssert.AreEqual(new[] { "spp", "conv1", "conv2", "conv3", "conv4", "conv5", "pool5", "fc6", "fc7", "logits" },
            network.Taps.ToArray());
    }

    [TestMethod]
    public void EachTapAskedForTwiceComesTwice()
    {
        using SppNetwork network = SppNetwork.Create("squeezenet1.1", classes: 5);
        using DisposeScope scope = NewDisposeScope();
        Tensor[] taps = network.Forward(rand(2, 3, 60, 70), ["logits", "spp", "logits", "fire9", "spp"]);
        Assert.HasCount(5, taps);
        CollectionAssert.AreEqual(new long[] { 2, 5 }, taps[2].shape);
        Assert.IsTrue(taps[1].equal(taps[3]).all().item<bool>());
        foreach (Tensor tap in taps)
            tap.Dispose();
    }

    /// <summary>Only shapes, not values, differ between batches of one image and of many.</summary>
    [TestMethod]
    public void ABatchOfManyGivesWhatEachImageGives()
    {
        using SppNetwork network = SppNetwork.Create("zf5", classes: 7);
        using DisposeScope scope = NewDisposeScope();
        Tensor images = randn(5, 3, 70, 90) * 60;
        string[] taps = ["conv2", "spp", "fc7", "logits"];
        Tensor[] together = network.Forward(images, taps);
        for (int image = 0; image < 5; image++)
        {
            Tensor[] alone = network.Forward(images.narrow(0, image, 1), taps);
            for (int tap = 0; tap < taps.Length; tap++)
            {
                Tensor expected = together[tap].narrow(0, image, 1);
                Assert.IsLessThan(1e-5, ((alone[tap] - expected).norm() / expected.norm()).item<float>(), taps[tap]);
            }
        }
    }

    [TestMethod]
    public void BFloat16IsCloseAndGivesFloat32()
    {
        using SppNetwork network = SppNetwork.Create("zf5");
        using DisposeScope scope = NewDisposeScope();
        Tensor images = randn(1, 3, 100, 80) * 60;
        Tensor exact = network.Forward(images, ["spp"])[0], rounded = network.Forward(images, ["spp"], InferencePrecision.BFloat16)[0];
        Assert.AreEqual(ScalarType.Float32, rounded.dtype);
        float difference = ((exact - rounded).norm() / exact.norm()).item<float>();
        Assert.IsTrue(difference is > 0 and < 0.03f, $"{difference}");
    }

    [TestMethod]
    public void TheSameSeedGivesTheSameNetworkAndAnotherSeedAnother()
    {
        using SppNetwork first = SppNetwork.Create("resnet18", 3, 4), second = SppNetwork.Create("resnet18", 3, 4),
        other = SppNetwork.Create("resnet18", 4, 4);
        Assert.IsTrue(first.Fingerprint.SequenceEqual(second.Fingerprint));
        Assert.IsFalse(first.Fingerprint.SequenceEqual(other.Fingerprint));
    }

    [TestMethod]
    public void TheFingerprintIsTheSameInEveryCulture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        var commas = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        commas.NumberFormat.NumberDecimalSeparator = ",";
        var architecture =
            new NetworkArchitecture("zf5") { Normalization = new LocalNormalization(NormalizationKind.AcrossChannel, 5, 0.25, 0.75, 1.5) };
        string text = architecture.ToString();
        try
        {
            CultureInfo.CurrentCulture = commas;
            Assert.AreEqual(text, architecture.ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        Assert.AreEqual(
            "zf5 (padding Training, head SpatialPyramid 6-3-2-1, stride in Conv2, AcrossChannel normalisation of size 5, alpha 0.25, beta "
                + "0.75, k 1.5)", text);
    }

    [TestMethod]
    public void HandlesShareTheWeightsAndTheLastFreesThem()
    {
        long before = LiveMemory.Tensors(), bytes = LiveMemory.NativeBytes();
        SppNetwork network = SppNetwork.Create("squeezenet1.1");
        SppNetwork other = network.Share();
        using Tensor image = zeros(1, 3, 40, 40);
        network.Dispose();
        network.Dispose();
        foreach (Action use in new Action[] { () => network.Forward(image, ["spp"]), () => network.Channels("spp"),
            () => network.Save(Stream.Null), () => network.Share() })
            Assert.AreEqual(
                $"Cannot access a disposed object.{Environment.NewLine}Object name: 'Microsoft.ML.SppNet.SppNetwork'.",
                Assert.ThrowsExactly<ObjectDisposedException>(use).Message);
        Tensor result = other.Forward(image, ["spp"])[0];
        Assert.AreEqual(512, result.shape[1]);
        result.Dispose();
        other.Dispose();
        image.Dispose();
        Assert.AreEqual(before, LiveMemory.Tensors());
        Assert.AreEqual(bytes, LiveMemory.NativeBytes());
    }

    [TestMethod]
    public void AForwardPassLeavesNoTensorsButItsResults()
    {
        using SppNetwork network = SppNetwork.Create("zf5", classes: 3);
        using Tensor image = randn(1, 3, 60, 60);
        // The second run of a size packs its weights, which then stay.
        for (int run = 0; run < 2; run++)
        {
            foreach (Tensor warm in network.Forward(image, ["spp", "logits"]))
                warm.Dispose();
        }

        long before = LiveMemory.Tensors();
        Tensor[] results = network.Forward(image, ["conv1", "spp", "fc6", "logits"]);
        Assert.AreEqual(before + 4, LiveMemory.Tensors());
        foreach (Tensor result in results)
            result.Dispose();
        Assert.Throws<ArgumentException>(() => network.Forward(image, ["conv1", "nothing"]));
        Assert.AreEqual(before, LiveMemory.Tensors());
    }

    [TestMethod]
    public void DisposingWhileOthersRunEndsInResultsOrWords()
    {
        for (int round = 0; round < 20; round++)
        {
            SppNetwork network = SppNetwork.Create("squeezenet1.1");
            using Tensor image = randn(1, 3, 64, 64);
            using var start = new ManualResetEventSlim();
            Task<int>[] runs = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
            {
                start.Wait();
                for (int run = 0; ; run++)
                {
                    try
                    {
                        network.Forward(image, ["spp"])[0].Dispose();
                    }
                    catch (ObjectDisposedException)
                    {
                        return run;
                    }
                }
            }))];
            start.Set();
            Thread.Sleep(round);
            network.Dispose();
            Assert.IsTrue(Task.WaitAll(runs, TimeSpan.FromSeconds(30)));
        }
    }

    /// <summary>Another padding gives what a network made with it gives, from the same weights, and outlives the network that it came
    /// from.</summary>
    [TestMethod]
    public void WithPaddingSharesTheWeights()
    {
        var deployed = new NetworkArchitecture("zf5") { Padding = TrunkPadding.Deployment };
        SppNetwork trained = SppNetwork.Create("zf5", seed: 3);
        long before = LiveMemory.Tensors(), floats = NativeFloats.LiveBytes;
        SppNetwork network = trained.WithPadding(TrunkPadding.Deployment);
        Assert.AreEqual((before, floats), (LiveMemory.Tensors(), NativeFloats.LiveBytes));
        Assert.AreEqual(deployed, network.Architecture);
        Assert.AreEqual(trained.Preprocessing, network.Preprocessing);
        trained.Dispose();

        using SppNetwork expected = SppNetwork.Create(deployed, seed: 3);
        using (DisposeScope scope = NewDisposeScope())
        {
            Tensor image = randn([1, 3, 100, 90], generator: new Generator(1));
            CollectionAssert.AreEqual(
                expected.Forward(image, ["conv5"])[0].contiguous().bytes.ToArray(),
                network.Forward(image, ["conv5"])[0].contiguous().bytes.ToArray());
        }

        using SppNetwork back = network.WithPadding(TrunkPadding.Training), same = back.WithPadding(TrunkPadding.Training);
        Assert.AreEqual(TrunkPadding.Training, same.Architecture.Padding);
        Assert.ThrowsExactly<ArgumentException>(() => network.WithPadding((TrunkPadding)7));
        network.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => network.WithPadding(TrunkPadding.Training));
        Assert.IsGreaterThan(0, back.ParameterCount);
    }

    [TestMethod]
    public void TheLastOfBothPaddingsFreesTheWeights()
    {
        SppNetwork trained = SppNetwork.Create("squeezenet1.1");
        long held = NativeFloats.LiveBytes;
        SppNetwork network = trained.WithPadding(TrunkPadding.Deployment);
        network.Dispose();
        Assert.IsGreaterThan(0, trained.ParameterCount);
        network = trained.WithPadding(TrunkPadding.Deployment);
        trained.Dispose();
        Assert.AreEqual(held, NativeFloats.LiveBytes);
        network.Dispose();
        Assert.IsLessThan(held, NativeFloats.LiveBytes);
    }
}
