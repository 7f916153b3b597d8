using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Networks.Execution;
using Microsoft.ML.SppNet.Networks.Parameters;
using Microsoft.ML.SppNet.Numerics;
using Microsoft.ML.SppNet.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class TrunkTraceTests
{
    private static readonly float[] Picture = [1, 5, 2, 0, 3, 4, 8, 7, 9, 0, 1, 1, 2, 6, 3, 2];

    private static readonly HeadLayers NoHead = new(new NetworkArchitecture("resnet18"), [], hasClassifierConv: false);

    /// <summary>4 × 4 cells, windows of 2 × 2: the maxima 5, 8, 9, 3 lie at 1, 6, 8 and 14.</summary>
    [TestMethod]
    public void ASignalGoesBackToWhereTheMaximumWas()
    {
        var pool = new PoolStep(0, PoolKind.Max, new Window(2, 2));
        foreach (BackwardRule rule in Enum.GetValues<BackwardRule>())
        {
            using Traced traced = Run([pool], []);
            CollectionAssert.AreEqual(new float[] { 5, 8, 9, 3 }, First(traced.Trace[1]));
            CollectionAssert.AreEqual(new float[] { 0, 10, 0, 0, 0, 0, 20, 0, 30, 0, 0, 0, 0, 0, 40, 0 },
                traced.Back([10, 20, 30, 40], rule));
        }
    }

    /// <summary>Windows of 3 × 3 at stride 2 with the padding before: the 8 is the largest of two, and their signals meet there.</summary>
    [TestMethod]
    public void SignalsOfWindowsThatShareAMaximumAddUp()
    {
        // Rows 0–1 and columns 0–1; rows 0–1, columns 1–3; rows 1–3, columns 0–1; rows 1–3, columns 1–3.
        using Traced traced = Run([new PoolStep(0, PoolKind.Max, new Window(3, 2, new Pads(1, 1, 0, 0)))], []);
        CollectionAssert.AreEqual(new float[] { 0, 1, 0, 0, 0, 0, 6, 0, 3, 0, 0, 0, 0, 0, 0, 0 },
            traced.Back([1, 2, 3, 4], BackwardRule.Gradient));
    }

    /// <summary>Of several cells as large the first in reading order: what a rectified map is full of.</summary>
    [TestMethod]
    public void OfEqualMaximaTheFirstIsTheSwitch()
    {
        var conv = new ConvStep(0, "c", 3, 1, new Window(1, 1)) { Activation = Activation.Relu };
        using Traced traced =
            Run([conv, new PoolStep(1, PoolKind.Max, new Window(2, 2))], new() { ["c.weight"] = [1, 0, 0], ["c.bias"] = [-5] });
        // Rectified, 5 and less are 0: only 8, 7, 9 and 6 are left, so the upper left window is all 0.
        CollectionAssert.AreEqual(new float[] { 0, 3, 4, 0 }, First(traced.Trace[2]));
        CollectionAssert.AreEqual(new float[] { 1, 0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 0, 0, 0, 0 },
            traced.Back([1, 1, 1, 1], BackwardRule.Deconvnet));
    }

    /// <summary>One filter with 1 at its upper left and 2 right of its middle, and −9 as bias: a 3 × 3 convolution of padding 1, then
    /// ReLU.</summary>
    [TestMethod]
    public void TheMethodsDifferInWhatPassesARelu()
    {
        float[] weight = new float[27];
        (weight[0], weight[5]) = (1, 2);
        var conv = new ConvStep(0, "c", 3, 1, new Window(3, 1, 1)) { Activation = Activation.Relu };
        using Traced traced = Run([conv], new() { ["c.weight"] = weight, ["c.bias"] = [-9] });
        // At (1, 1): 1 · 1 + 2 · 8 − 9; at (2, 0): 2 · 0 − 9, cut off.
        Assert.AreEqual((8f, 0f), (First(traced.Trace[1])[5], First(traced.Trace[1])[8]));
        float[] Back(int cell, float size, BackwardRule rule)
        {
            float[] signal = new float[16];
            signal[cell] = size;
            return traced.Back(signal, rule);
        }

        float[] filter = [5, 0, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0], edge = [0, 0, 0, 0, 0, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0, 0];
        foreach (BackwardRule rule in Enum.GetValues<BackwardRule>())
            CollectionAssert.AreEqual(filter, Back(5, 5, rule), $"{rule}");
        CollectionAssert.AreEqual(new float[16], Back(8, 5, BackwardRule.Gradient), "the forward run was cut off there");
        CollectionAssert.AreEqual(new float[16], Back(8, 5, BackwardRule.Guided), "the forward run was cut off there");
        CollectionAssert.AreEqual(edge, Back(8, 5, BackwardRule.Deconvnet));
        CollectionAssert.AreEqual(filter.Select(value => -value).ToArray(), Back(5, -5, BackwardRule.Gradient));
        CollectionAssert.AreEqual(new float[16], Back(5, -5, BackwardRule.Guided), "no negative signal passes");
        CollectionAssert.AreEqual(new float[16], Back(5, -5, BackwardRule.Deconvnet), "no negative signal passes");
    }

    /// <summary>A convolution with ReLU, whose map passes two branches that are added up again: 3 times the signal, and a deconvnet skips
    /// the normalisation.</summary>
    [TestMethod]
    public void BranchesAddUpAndNormalisationIsSkipped()
    {
        Step[] steps =
        [
            new NormalizeStep(0, new LocalNormalization(NormalizationKind.AcrossChannel, 1, 1, 0.5)),
            new ConvStep(1, "a", 3, 3, new Window(1, 1)),
            new ConvStep(1, "b", 3, 3, new Window(1, 1)) { Residual = 1 },
            new AddStep(2, 3, Activation.None),
        ];
        float[] identity = [1, 0, 0, 0, 1, 0, 0, 0, 1];
        var parameters = new Dictionary<string, float[]>
            { ["a.weight"] = identity, ["a.bias"] = new float[3], ["b.weight"] = identity, ["b.bias"] = new float[3] };
        using Traced traced = Run(steps, parameters);
        float[] signal = new float[48];
        (signal[0], signal[1 * 3]) = (2, 7);
        float[] back = traced.Back(signal, BackwardRule.Deconvnet);
        Assert.AreEqual((6f, 21f), (back[0], back[1]));
        // x / √(1 + x²) has the derivative (1 + x²)^−1.5: at 1 and 5.
        back = traced.Back(signal, BackwardRule.Gradient);
        Assert.AreEqual(6 * Math.Pow(2, -1.5), back[0], 1e-6);
        Assert.AreEqual(21 * Math.Pow(26, -1.5), back[1], 1e-6);
    }

    /// <summary>A deconvnet's signal passes a gated map and leaves the gate out; a gradient passes both.</summary>
    [TestMethod]
    public void AGateScalesADeconvnetsSignal()
    {
        using Traced traced = Run([new GlobalPoolStep(0), new MultiplyStep(0, 1)], []);
        float mean = Picture.Average();
        float[] signal = new float[48];
        signal[0] = 1;
        float[] deconvnet = traced.Back(signal, BackwardRule.Deconvnet), gradient = traced.Back(signal, BackwardRule.Gradient);
        Assert.AreEqual(mean, deconvnet[0], 1e-6);
        Assert.IsTrue(deconvnet[1..].All(value => value == 0));
        Assert.AreEqual(mean + 1f / 16, gradient[0], 1e-6);
        Assert.IsTrue(gradient[1..].All(value => value == 1f / 16));
    }

    /// <summary>Every kind of step: values as the plain run gives them, and the gradient that libtorch finds for the whole.</summary>
    [TestMethod]
    [DynamicData(nameof(KernelStepTests.Programs), typeof(KernelStepTests))]
    public void GradientsAreThoseOfAutograd(string name, object listed)
    {
        TrunkProgram program = TrunkProgram.Create((Step[])listed, []);
        using NetworkParameters parameters = KernelStepTests.Random(program);
        using DisposeScope scope = NewDisposeScope();
        Dictionary<string, Tensor> tensors = TorchParameters.All(parameters);
        Tensor images = randn([1, 3, 25, 22], generator: new Generator(8)), learning = images.detach().clone().requires_grad_();
        Tensor output = TorchTrunk.Run(program, tensors, learning, [program.Output])[0], signal =
            randn(output.shape, generator: new Generator(9));
        using NativeTensor plain = Interleaved(images), plainSignal = Interleaved(signal);
        using var tracer = new TrunkTracer(parameters, NoHead);
        using TrunkTrace trace = tracer.Run(plain, program.Output);
        using NativeTensor expected = Interleaved(output.detach());
        GoldenFeatures.AssertClose(expected.Floats(), trace[program.Output].Floats(), 1e-5, name);
        using NativeTensor gradient = Interleaved(autograd.grad([output], [learning], [signal])[0]);
        using NativeTensor back = trace.Backward(program.Output, plainSignal, BackwardRule.Gradient);
        GoldenFeatures.AssertClose(gradient.Floats(), back.Floats(), 1e-5, name);
    }

    [TestMethod]
    public void ASignalStopsAtTheValueAskedForAndNothingIsLeftBehind()
    {
        using SppNetwork network = SppNetwork.Create("squeezenet1.1");
        using NativeTensor image = new(1, 70, 60, 3);
        CounterRandom.Fill("image", image.Count, 2).CopyTo(image.Floats());
        // The first way back arranges the filters, which are kept.
        TwoParts();
        long before = LiveMemory.NativeBytes();
        TwoParts();
        Assert.AreEqual(before, LiveMemory.NativeBytes());

        void TwoParts()
        {
            (TrunkTrace made, int value) = network.Trace(image, "fire9");
            using TrunkTrace trace = made;
            using NativeTensor middle = trace.Backward(value, trace[value], BackwardRule.Deconvnet, to: 2);
            using NativeTensor direct = trace.Backward(value, trace[value], BackwardRule.Deconvnet), whole =
                trace.Backward(2, middle, BackwardRule.Deconvnet);
            CollectionAssert.AreEqual(trace[2].Shape.ToArray(), middle.Shape.ToArray());
            GoldenFeatures.AssertClose(direct.Floats(), whole.Floats(), 1e-6, "in two parts");
            Assert.IsGreaterThan(0, direct.Floats().ToArray().Max(Math.Abs));
        }
    }

    [TestMethod]
    public void ThreadsChangeNoBit()
    {
        using SppNetwork network = SppNetwork.Create("mobilenet-v2");
        using NativeTensor image = new(1, 75, 90, 3);
        CounterRandom.Fill("image", image.Count, 2).CopyTo(image.Floats());
        (TrunkTrace made, int value) = network.Trace(image, "features.18");
        using TrunkTrace trace = made;
        int threads = SppNetwork.Threads;
        try
        {
            float[]? expected = null;
            foreach (int count in new[] { 1, 2, 5 })
            {
                SppNetwork.Threads = count;
                using NativeTensor back = trace.Backward(value, trace[value], BackwardRule.Guided);
                expected ??= back.Floats().ToArray();
                CollectionAssert.AreEqual(expected, back.Floats().ToArray());
            }
        }
        finally
        {
            SppNetwork.Threads = threads;
        }
    }

    /// <summary>[1, C, H, W] as 1 × H × W × C.</summary>
    private static NativeTensor Interleaved(Tensor tensor) => TensorMemory.CopiedOut(tensor.permute(0, 2, 3, 1));

    /// <summary>The first channel of a value.</summary>
    private static float[] First(NativeTensor value)
    {
        int channels = (int)value.Shape[3];
        return [.. value.Floats().ToArray().Where((_, index) => index % channels == 0)];
    }

    private static Traced Run(Step[] steps, Dictionary<string, float[]> parameters) => new(TrunkProgram.Create(steps, []), parameters);

    /// <summary>A run over the picture, which lies in the first channel.</summary>
    private sealed class Traced : IDisposable
    {
        private readonly NativeTensor _image = NativeTensor.Zeros(1, 4, 4, 3);
        private readonly NetworkParameters _parameters;
        private readonly TrunkTracer _tracer;
        private readonly int _last;

        internal Traced(TrunkProgram program, Dictionary<string, float[]> values)
        {
            for (int cell = 0; cell < Picture.Length; cell++)
                _image.Floats()[cell * 3] = Picture[cell];
            var shapes = program.Steps.OfType<ConvStep>()
                .SelectMany(conv =>
                    new (string Name, long[] Shape)[] { (conv.WeightName, conv.WeightShape), (conv.BiasName, [conv.Filters]) })
                .ToDictionary(pair => pair.Name, pair => pair.Shape);
            _parameters = NetworkParameters.Read(new ParameterContract(program, [], shapes), new Given(shapes, values));
            _tracer = new TrunkTracer(_parameters, NoHead);
            _last = program.Output;
            Trace = _tracer.Run(_image, _last);
        }

        internal TrunkTrace Trace { get; }

        /// <summary>The first channel of what comes back of a signal at the last value.</summary>
        internal float[] Back(float[] signal, BackwardRule rule)
        {
            using NativeTensor arriving = NativeTensor.Zeros([.. Trace[_last].Shape]);
            int step = (int)arriving.Count / signal.Length;
            for (int index = 0; index < signal.Length; index++)
                arriving.Floats()[index * step] = signal[index];
            using NativeTensor back = Trace.Backward(_last, arriving, rule);
            return First(back);
        }

        public void Dispose()
        {
            Trace.Dispose();
            _tracer.Dispose();
            _parameters.Dispose();
            _image.Dispose();
        }
    }

    private sealed class Given(Dictionary<string, long[]> shapes, Dictionary<string, float[]> values) : IParameterSource
    {
        public string Name => "given";

        public IReadOnlyDictionary<string, long[]> Shapes => shapes;

        public void CopyTo(string name, Span<float> destination) => values[name].CopyTo(destination);
    }
}
