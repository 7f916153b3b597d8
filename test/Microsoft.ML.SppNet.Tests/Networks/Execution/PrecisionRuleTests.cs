using Microsoft.ML.SppNet.Networks.Execution;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class PrecisionRuleTests
{
    [TestMethod]
    [DataRow(7, 1 << 5, 0, true, DisplayName = "AVX512_BF16")]
    [DataRow(7, 0, 1 << 22, true, DisplayName = "AMX_BF16")]
    [DataRow(7, ~(1 << 5), ~(1 << 22), false, DisplayName = "all but the two")]
    [DataRow(6, -1, -1, false, DisplayName = "a processor without leaf 7")]
    public void ReadsTheTwoBits(int highestLeaf, int eax, int edx, bool expected) =>
        Assert.AreEqual(expected, PrecisionRule.OnProcessor((leaf, subleaf) => (leaf, subleaf) switch
        {
            (0, _) => (highestLeaf, 0, 0, 0),
            (7, 1) => (eax, 0, 0, 0),
            _ => (0, 0, 0, edx),
        }));

    [TestMethod]
    public void WithoutInstructionsFeaturesAreThoseOfFloat32()
    {
        if (PrecisionRule.HasBFloat16)
            Assert.Inconclusive("skipped: this processor has bfloat16 instructions, so nothing falls back");
        using SppNetwork network = SppNetwork.Create("zf5");
        using var plain = new SppFeatureExtractor(network);
        using var asked = new SppFeatureExtractor(network, new SppFeatureOptions { Precision = InferencePrecision.BFloat16 });
        using var folder = new TemporaryFolder();
        string image = folder.Write("image.png", TestImages.Png(80, 70));
        Assert.AreEqual(InferencePrecision.Float32, asked.Precision);
        CollectionAssert.AreEqual(plain.Extract(image)[0], asked.Extract(image)[0]);
    }

    [TestMethod]
    public void GpusHaveEveryFormatAndProcessorsNoTensorFloat32()
    {
        var gpu = new RunDevice(0);
        foreach (InferencePrecision asked in Enum.GetValues<InferencePrecision>())
            Assert.AreEqual(asked, PrecisionRule.For(gpu, asked));
        Assert.AreEqual(InferencePrecision.Float32, PrecisionRule.For(RunDevice.Cpu, InferencePrecision.TensorFloat32));
        Assert.AreEqual(InferencePrecision.Float32, PrecisionRule.For(RunDevice.Cpu, InferencePrecision.Float32));
    }

    /// <summary>The arithmetic is libtorch's and works, slowly, without the instructions too: every tap stays close to float32's.</summary>
    [TestMethod]
    [DataRow("zf5")]
    [DataRow("overfeat5")]
    public void BFloat16TapsPointTheWayOfFloat32(string architecture)
    {
        using SppNetwork network = SppNetwork.Create(architecture);
        using DisposeScope scope = NewDisposeScope();
        Tensor images = randn([1, 3, 100, 120], generator: new Generator(3)) * 40;
        string[] taps = [.. network.Taps];
        Tensor[] exact = network.Forward(images, taps), rounded = network.Forward(images, taps, InferencePrecision.BFloat16);
        for (int tap = 0; tap < taps.Length; tap++)
        {
            double cosine = nn.functional.cosine_similarity(exact[tap].flatten(), rounded[tap].flatten(), 0).ToDouble();
            Assert.IsGreaterThan(0.999, cosine, taps[tap]);
            Assert.AreEqual(ScalarType.Float32, rounded[tap].dtype);
        }
    }
}
