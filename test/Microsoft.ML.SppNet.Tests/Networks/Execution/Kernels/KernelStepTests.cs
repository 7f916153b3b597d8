using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Networks.Execution;
using Microsoft.ML.SppNet.Networks.Parameters;
using Microsoft.ML.SppNet.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>Every kind of step on the kernels against libtorch's own operations, alone and joined, at odd sizes; and that neither batch nor
/// threads change a bit.</summary>
[TestClass]
public class KernelStepTests
{
    private static readonly Window Three = new(3, 1, 1);

    public static IEnumerable<object[]> Programs => new Dictionary<string, Step[]>
    {
        ["depthwise"] = [Conv(0, "a", 3, 24, Three, Activation.Relu6), Conv(1, "b", 24, 24, new Window(3, 2, 1), Activation.HardSwish, 24),
            Conv(2, "c", 24, 40, new Window(1, 1), Activation.Silu)],
        ["depthwise residual"] = [Conv(0, "a", 3, 20, Three, Activation.LeakyRelu(0.1f)),
            Conv(1, "b", 20, 20, new Window(5, 1, 2), Activation.Sigmoid, 20) with { Residual = 1 }],
        ["groups of four"] = [Conv(0, "a", 3, 32, Three, Activation.Relu), Conv(1, "b", 32, 32, new Window(3, 2, 1), Activation.Relu, 8)],
        ["groups of five"] = [Conv(0, "a", 3, 15, Three, Activation.Relu), Conv(1, "b", 15, 30, Three, Activation.None, 3)],
        ["two filters a channel"] = [Conv(0, "a", 3, 8, Three, Activation.Relu), Conv(1, "b", 8, 16, Three, Activation.None, 8)],
        ["image depthwise"] = [Conv(0, "a", 3, 3, Three, Activation.None, 3)],
        ["dilation"] = [Conv(0, "a", 3, 16, new Window(3, 1, 2) { Dilation = 2 }, Activation.Relu),
            Conv(1, "b", 16, 32, new Window(3, 2, 3) { Dilation = 3 }, Activation.Relu)],
        ["rectangular"] = [Conv(0, "a", 3, 16, new Window(new Sides(1, 7), 1, new Pads(0, 3, 0, 3)), Activation.Relu),
            Conv(1, "b", 16, 16, new Window(new Sides(7, 1), new Sides(2, 1), new Pads(3, 0, 3, 0)), Activation.None)],
        ["asymmetric"] = [Conv(0, "a", 3, 16, new Window(7, 2, new Pads(3, 3, 2, 2)), Activation.Relu),
            new PoolStep(1, PoolKind.Max, new Window(3, 2, new Pads(1, 1, 0, 0)))],
        ["same"] = [Conv(0, "a", 3, 16, new Window(3, 2) { Rule = PadRule.SameUpper }, Activation.Relu),
            new PoolStep(1, PoolKind.Average, new Window(3, 2) { Rule = PadRule.SameLower })],
        ["averages"] = [Conv(0, "a", 3, 10, Three, Activation.None), new PoolStep(1, PoolKind.AverageWithPadding,
            new Window(3, 2, 1) { Ceil = true }), new PoolStep(2, PoolKind.Average, new Window(3, 2, 1) { Ceil = true }),
            new PoolStep(3, PoolKind.AverageWithPadding, new Window(2, 1, new Pads(1, 0, 0, 1)))],
        ["pool of the image"] = [new PoolStep(0, PoolKind.Max, new Window(3, 2, 1))],
        ["gate"] = [Conv(0, "a", 3, 24, Three, Activation.Silu), new GlobalPoolStep(1), Conv(2, "b", 24, 6, new Window(1, 1),
            Activation.Silu), Conv(3, "c", 6, 24, new Window(1, 1), Activation.HardSigmoid(1f / 6)), new MultiplyStep(1, 4)],
        ["joins"] = [Conv(0, "a", 3, 16, Three, Activation.Relu), Conv(1, "b", 16, 12, Three, Activation.Sigmoid), new ConcatStep([1, 2,
            1]), new ConcatStep([3, 2, 1]), Conv(4, "c", 72, 16, Three, Activation.None), Conv(1, "d", 16, 16, Three, Activation.None)],
        ["joins in sixteens"] =
            [Conv(0, "a", 3, 16, Three, Activation.Relu), Conv(1, "b", 16, 32, Three, Activation.Relu), new ConcatStep([1, 2]),
                Conv(1, "c", 16, 16, Three, Activation.Relu), new ConcatStep([3, 4]), Conv(5, "d", 64, 8, Three, Activation.None),
            Conv(2, "e", 32, 8, new Window(5, 1, 2), Activation.None), new AddStep(6, 7, Activation.Relu)],
        ["affine"] = [Conv(0, "a", 3, 20, Three, Activation.None), new AffineStep(1, "s", 20, Activation.Relu),
            new ActivationStep(2, Activation.HardSwish), new NormalizeStep(3, LocalNormalization.AlexNet)],
    }.Select(program => new object[] { program.Key, program.Value });

    [TestMethod]
    [DynamicData(nameof(Programs))]
    public void IsWhatLibtorchMakesOfIt(string name, object listed)
    {
        var steps = (Step[])listed;
        TrunkProgram program = TrunkProgram.Create(steps, []);
        Assert.IsNull(KernelSupport.Problem(program));
        using NetworkParameters parameters = Random(program);
        using var fast =
            new KernelTrunkRunner(parameters, new HeadLayers(new NetworkArchitecture("resnet18"), [], hasClassifierConv: false));
        int[] all = [.. Enumerable.Range(1, steps.Length)];
        foreach ((int height, int width) in new[] { (37, 29), (16, 64), (9, 8), (1, 40), (30, 1), (5, 3) })
        {
            if (program.SizeOf(program.Output, new Sides(height, width)).IsEmpty)
                continue;
            using DisposeScope scope = NewDisposeScope();
            Tensor images = randn([3, 3, height, width], generator: new Generator(5));
            Tensor[] expected = PlainTrunk.Run(parameters, images, all), actual = fast.Run(images, all);
            for (int value = 0; value < all.Length; value++)
            {
                string what = $"{name} {height}×{width}, value {value + 1}";
                CollectionAssert.AreEqual(expected[value].shape, actual[value].shape, what);
                double difference = (expected[value] - actual[value]).norm().ToDouble() / Math.Max(expected[value].norm().ToDouble(), 1e-9);
                Assert.IsLessThanOrEqualTo(1e-5, difference, what);
            }

            // The last value alone, image by image: memory of others is used again, and no bit changes.
            byte[] whole = fast.Run(images, [program.Output])[0].contiguous().bytes.ToArray();
            byte[] alone = [.. Enumerable.Range(0, 3)
                .SelectMany(image => fast.Run(images.narrow(0, image, 1), [program.Output])[0].contiguous().bytes.ToArray())];
            CollectionAssert.AreEqual(whole, alone, $"{name} {height}×{width}");
            CollectionAssert.AreEqual(whole, actual[^1].contiguous().bytes.ToArray(), $"{name} {height}×{width}");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Programs))]
    public void ThreadsChangeNoBit(string name, object listed)
    {
        TrunkProgram program = TrunkProgram.Create((Step[])listed, []);
        using NetworkParameters parameters = Random(program);
        using var fast =
            new KernelTrunkRunner(parameters, new HeadLayers(new NetworkArchitecture("resnet18"), [], hasClassifierConv: false));
        using DisposeScope scope = NewDisposeScope();
        Tensor images = randn([2, 3, 61, 83], generator: new Generator(6));
        int[] all = [.. Enumerable.Range(1, program.Output)];
        int threads = SppNetwork.Threads;
        try
        {
            byte[][]? expected = null;
            foreach (int count in new[] { 1, 2, 3, 8 })
            {
                SppNetwork.Threads = count;
                byte[][] made = [.. fast.Run(images, all).Select(value => value.contiguous().bytes.ToArray())];
                expected ??= made;
                for (int value = 0; value < all.Length; value++)
                    CollectionAssert.AreEqual(expected[value], made[value], $"{name}, {count} threads, value {value + 1}");
            }
        }
        finally
        {
            SppNetwork.Threads = threads;
        }
    }

    [TestMethod]
    public void MapsThatDoNotMeetAreRefused()
    {
        TrunkProgram program =
            TrunkProgram.Create([Conv(0, "a", 3, 3, new Window(3, 2, 1), Activation.None), new AddStep(1, 0, Activation.None)], []);
        using NetworkParameters parameters = Random(program);
        using var fast =
            new KernelTrunkRunner(parameters, new HeadLayers(new NetworkArchitecture("resnet18"), [], hasClassifierConv: false));
        using Tensor images = zeros(1, 3, 8, 10);
        Assert.AreEqual(
            "For an image of 10×8 pixels step 2 of the network joins maps of 5×4 and 10×8 cells. (Parameter 'images')",
            Assert.ThrowsExactly<ArgumentException>(() => fast.Run(images, [2])).Message);
    }

    private static ConvStep Conv(int input, string name, int channels, int filters, Window window, Activation activation, int groups = 1) =>
        new(input, name, channels, filters, window) { Activation = activation, Groups = groups };

    internal static NetworkParameters Random(TrunkProgram program)
    {
        var shapes = new Dictionary<string, long[]>();
        foreach (ConvStep conv in program.Steps.OfType<ConvStep>())
            (shapes[conv.WeightName], shapes[conv.BiasName]) = (conv.WeightShape, [conv.Filters]);
        foreach (AffineStep affine in program.Steps.OfType<AffineStep>())
            (shapes[affine.ScaleName], shapes[affine.ShiftName]) = ([affine.Channels], [affine.Channels]);
        return NetworkParameters.Read(new ParameterContract(program, [], shapes), new RandomSource(shapes));
    }

    private sealed class RandomSource(Dictionary<string, long[]> shapes) : IParameterSource
    {
        public string Name => "random";

        public IReadOnlyDictionary<string, long[]> Shapes => shapes;

        public void CopyTo(string name, Span<float> destination)
        {
            var random = new Random(destination.Length);
            double scale = Math.Sqrt(3.0 * shapes[name][0] / destination.Length);
            foreach (ref float value in destination)
                value = (float)((random.NextDouble() * 2 - 1) * scale);
        }
    }
}
