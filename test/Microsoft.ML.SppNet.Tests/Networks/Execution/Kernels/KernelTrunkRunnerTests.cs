using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>The fast path against the plain one: every architecture, every tap; and that neither batch nor threads change a bit.</summary>
[TestClass]
public class KernelTrunkRunnerTests
{
    public static IEnumerable<object[]> Architectures =>
    [
        // One of each kind: what differs from these in depth or width alone is checked against its oracle.
        .. new[]
        {
            "zf5", "convnet5", "overfeat5", "overfeat7", "alexnet", "alexnet-torchvision", "resnet18", "resnet50", "resnext50-32x4d",
            "squeezenet1.1", "mobilenet-v2", "efficientnet-b0", "sppnet-compact",
        }.Select(name => new object[] { new NetworkArchitecture(name) }),
        [new NetworkArchitecture("zf5") { Padding = TrunkPadding.Deployment }],
        [new NetworkArchitecture("alexnet") { NormalizationOrder = NormalizationOrder.AfterPooling }],
        [new NetworkArchitecture("zf5") { Normalization = new LocalNormalization(NormalizationKind.WithinChannel, 5, 1e-3, 0.75) }],
        [new NetworkArchitecture("zf5") { Normalization = new LocalNormalization(NormalizationKind.AcrossChannel, 3, 1e-3, 0.5, 2) }],
        [new NetworkArchitecture("resnet50") { StrideIn = ResidualStride.Conv1 }],
    ];

    [TestMethod]
    [DynamicData(nameof(Architectures))]
    public void EveryTapIsThePlainTrunks(NetworkArchitecture architecture)
    {
        using SppNetwork network = SppNetwork.Create(architecture);
        using DisposeScope scope = NewDisposeScope();
        TrunkProgram program = network.Parameters.Program;
        int[] taps = [.. program.Taps.Select(tap => tap.Value)];
        // A gate turns a rounding of its large argument into one of its factor: pixels over their deviation keep that small.
        using Tensor images = randn([2, 3, 97, 131], generator: new Generator(5)) * (architecture.Name == "efficientnet-b0" ? 1 : 50);
        Tensor[] expected = PlainTrunk.Run(network, images, taps);
        using var fast = network.Kernels();

        AssertEqual(expected, fast.Run(images, taps), architecture, "all taps at once");
        for (int tap = 0; tap < taps.Length; tap++)
            AssertEqual([expected[tap]], fast.Run(images, [taps[tap]]), architecture, program.Taps[tap].Key);
    }

    [TestMethod]
    public void SizesInTurnDoNotDisturbOneAnother()
    {
        using SppNetwork network = SppNetwork.Create("resnet18");
        using DisposeScope scope = NewDisposeScope();
        int output = network.Parameters.Program.Output;
        using var fast = network.Kernels();
        for (int run = 0; run < 3; run++)
        {
            foreach ((int count, int height, int width) in new[] { (1, 64, 64), (3, 64, 64), (1, 97, 64), (1, 64, 97), (1, 33, 200) })
            {
                using Tensor images = randn([count, 3, height, width], generator: new Generator(7));
                Tensor[] expected = PlainTrunk.Run(network, images, [output]);
                AssertEqual(expected, fast.Run(images, [output]), network.Architecture, $"{count}×{height}×{width}, run {run}");
            }
        }
    }

    [TestMethod]
    [DataRow("zf5")]
    [DataRow("alexnet")]
    [DataRow("squeezenet1.1")]
    [DataRow("resnet50")]
    [DataRow("resnext50-32x4d")]
    [DataRow("mobilenet-v2")]
    [DataRow("efficientnet-b0")]
    [DataRow("sppnet-compact")]
    public void NeitherBatchNorThreadsChangeABit(string architecture)
    {
        using SppNetwork network = SppNetwork.Create(architecture);
        int[] output = [network.Parameters.Program.Output];
        using var fast = network.Kernels();
        using Tensor images = randn([5, 3, 120, 150], generator: new Generator(11));
        using DisposeScope scope = NewDisposeScope();
        int threads = SppNetwork.Threads;
        try
        {
            SppNetwork.Threads = 1;
            byte[] expected = fast.Run(images, output)[0].contiguous().bytes.ToArray();
            byte[] alone = [.. Enumerable.Range(0, 5)
                .SelectMany(image => fast.Run(images.narrow(0, image, 1), output)[0].contiguous().bytes.ToArray())];
            CollectionAssert.AreEqual(expected, alone, "image by image");
            SppNetwork.Threads = 4;
            CollectionAssert.AreEqual(expected, fast.Run(images, output)[0].contiguous().bytes.ToArray(), "on four threads");
        }
        finally
        {
            SppNetwork.Threads = threads;
        }
    }

    [TestMethod]
    public void MemoryGoesWithTheNetworkDisposedOrForgotten()
    {
        using Tensor images = randn([1, 3, 64, 64]);
        Forget(images, dispose: true);
        long before = LiveMemory.NativeBytes();
        Forget(images, dispose: true);
        Assert.AreEqual(before, NativeFloats.LiveBytes, "after disposal");
        Forget(images, dispose: false);
        // A helper that has not yet heard of the run's end still holds it for a moment.
        SpinWait.SpinUntil(() => LiveMemory.NativeBytes() == before, TimeSpan.FromSeconds(10));
        Assert.AreEqual(before, NativeFloats.LiveBytes, "after garbage collection");
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void Forget(Tensor images, bool dispose)
    {
        SppNetwork network = SppNetwork.Create("squeezenet1.1");
        network.Forward(images, ["fire9"])[0].Dispose();
        if (dispose)
            network.Dispose();
    }

    [TestMethod]
    public void TensorFloat32OnAProcessorIsFloat32()
    {
        using SppNetwork network = SppNetwork.Create("zf5");
        using DisposeScope scope = NewDisposeScope();
        Tensor images = randn([1, 3, 80, 90], generator: new Generator(2));
        CollectionAssert.AreEqual(
            network.Forward(images, ["conv5"])[0].contiguous().bytes.ToArray(),
            network.Forward(images, ["conv5"], InferencePrecision.TensorFloat32)[0].contiguous().bytes.ToArray());
    }

    [TestMethod]
    public void ThreadsShareOneTrunk()
    {
        using SppNetwork network = SppNetwork.Create("squeezenet1.1");
        using Tensor images = randn([1, 3, 80, 90], generator: new Generator(9));
        using Tensor expected = network.Forward(images, ["fire9"])[0];
        float[] values = expected.contiguous().data<float>().ToArray();
        Parallel.For(0, 8, _ =>
        {
            for (int run = 0; run < 5; run++)
            {
                using DisposeScope scope = NewDisposeScope();
                GoldenFeatures.AssertClose(values, network.Forward(images, ["fire9"])[0].contiguous().data<float>().ToArray(), 1e-5,
                    "concurrent run");
            }
        });
    }

    private static void AssertEqual(Tensor[] expected, Tensor[] actual, NetworkArchitecture architecture, string what)
    {
        for (int tap = 0; tap < expected.Length; tap++)
        {
            CollectionAssert.AreEqual(expected[tap].shape, actual[tap].shape);
            double difference = (expected[tap] - actual[tap]).norm().ToDouble() / Math.Max(expected[tap].norm().ToDouble(), 1e-9);
            Assert.IsTrue(difference <= 1e-5, $"{architecture}, {what}, tap {tap}: relative difference {difference:E2}");
        }
    }
}
