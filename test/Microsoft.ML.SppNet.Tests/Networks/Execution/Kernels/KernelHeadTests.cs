using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Networks.Execution;
using Microsoft.ML.SppNet.Networks.Parameters;
using Microsoft.ML.SppNet.Numerics;
using Microsoft.ML.SppNet.Pooling;
using Microsoft.ML.SppNet.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>Heads on the kernels against libtorch's operations: what makes a vector of the maps, and the layers after it.</summary>
[TestClass]
public unsafe class KernelHeadTests
{
    private const int Images = 3, Channels = 21;

    private static readonly Linear[] Linears = [new("fc6", "fc6", 10), new("fc8", HeadTable.LogitsTap)];

    [TestMethod]
    [DataRow("zf5", NetworkHead.SpatialPyramid, 13, 9, "fc6 logits")]
    [DataRow("zf5", NetworkHead.Pool5, 13, 13, "pool5 fc6 logits")]
    [DataRow("overfeat5", NetworkHead.Pool5, 18, 18, "pool5 fc6 logits")]
    [DataRow("vgg16", NetworkHead.SpatialPyramid, 7, 7, "fc6 logits")]
    [DataRow("vgg16", NetworkHead.SpatialPyramid, 9, 5, "fc6 logits")]
    [DataRow("resnet18", NetworkHead.SpatialPyramid, 6, 11, "fc6 logits")]
    public void IsWhatLibtorchMakesOfIt(string name, NetworkHead head, int height, int width, string taps)
    {
        if (!TileKernel.IsSupported)
            Assert.Inconclusive("skipped: this processor has no AVX2");
        var architecture = new NetworkArchitecture(name) { Head = head };
        var layers = new HeadLayers(architecture, Linears, hasClassifierConv: false);
        Assert.AreEqual(taps, string.Join(' ', layers.Taps));
        using NetworkParameters parameters = Random(layers.Input.Length(Channels));
        float[] maps = CounterRandom.Fill("maps", (long)Images * height * width * Channels, 1);
        Dictionary<string, float[]> actual = Run(layers, parameters, maps, Images, height, width);

        using DisposeScope scope = NewDisposeScope();
        Tensor nchw = tensor(maps).reshape(Images, height, width, Channels).permute(0, 3, 1, 2).contiguous();
        Dictionary<string, Tensor> expected = TorchHead.Run(layers, nchw, TorchParameters.All(parameters), [.. layers.Taps]);
        foreach (string tap in layers.Taps)
            GoldenFeatures.AssertClose(expected[tap].contiguous().Floats(), actual[tap], 1e-6, $"{name} {tap}");

        // An image alone gives the bits that it gives in a batch.
        int cells = height * width * Channels;
        Dictionary<string, float[]> second = Run(layers, parameters, maps[cells..(2 * cells)], 1, height, width);
        foreach (string tap in layers.Taps)
            CollectionAssert.AreEqual(actual[tap][second[tap].Length..(2 * second[tap].Length)], second[tap], $"{name} {tap}");
    }

    [TestMethod]
    public void AMapThatPool5CannotReadIsRefused()
    {
        var layers = new HeadLayers(new NetworkArchitecture("zf5") { Head = NetworkHead.Pool5 }, [], hasClassifierConv: false);
        using NetworkParameters parameters = Random(layers.Input.Length(Channels));
        var error = Assert.ThrowsExactly<ArgumentException>(() => Run(layers, parameters, new float[20 * 13 * Channels], 1, 20, 13));
        Assert.AreEqual(
            "This network has no spatial pyramid: its pool5 must be 6×6 cells, which a 224×224 input gives, "
            + "but its input gave 6×10 from a map of 13×20 (use size 224 with the crop view).",
            error.Message);
    }

    private static Dictionary<string, float[]> Run(HeadLayers layers, NetworkParameters parameters, float[] maps, int images, int height,
        int width)
    {
        Dictionary<string, NativeTensor> targets = layers.Taps.ToDictionary(
            tap => tap, tap => new NativeTensor(images, layers.Length(tap, Channels, parameters.Tensors)));
        using var head = new KernelHead(layers, parameters, targets);
        try
        {
            fixed (float* first = maps)
            {
                long row = (long)width * Channels;
                PhaseScheduler.Run([.. head.Phases(new MapView(first, images, Channels, height, width, (height * row, row, Channels)))], 2);
            }

            return targets.ToDictionary(target => target.Key, target => target.Value.Floats().ToArray());
        }
        finally
        {
            foreach (NativeTensor target in targets.Values)
                target.Dispose();
        }
    }

    private static NetworkParameters Random(int length)
    {
        var source = new CounterSource(new Dictionary<string, long[]>
        {
            ["a.weight"] = [Channels, 3, 1, 1], ["a.bias"] = [Channels],
            ["fc6.weight"] = [10, length], ["fc6.bias"] = [10], ["fc8.weight"] = [5, 10], ["fc8.bias"] = [5],
        });
        TrunkProgram program = TrunkProgram.Create([new ConvStep(0, "a", 3, Channels, new Window(1, 1))], []);
        return NetworkParameters.Read(new ParameterContract(program, Linears, source.Shapes), source);
    }

    private sealed class CounterSource(IReadOnlyDictionary<string, long[]> shapes) : IParameterSource
    {
        public string Name => "counter";

        public IReadOnlyDictionary<string, long[]> Shapes => shapes;

        public void CopyTo(string name, Span<float> destination) => CounterRandom.Fill(name, destination.Length, 0.1).CopyTo(destination);
    }
}
