using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Networks.Execution;
using Microsoft.ML.SppNet.Networks.Parameters;
using Microsoft.ML.SppNet.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class TrunkTraceTests
{
    private static readonly float[] Picture = [1, 5, 2, 0, 3, 4, 8, 7, 9, 0, 1, 1, 2, 6, 3, 2];

    /// <summary>4 × 4 cells, windows of 2 × 2: the maxima 5, 8, 9, 3 lie at 1, 6, 8 and 14.</summary>
    [TestMethod]
    public void ASignalGoesBackToWhereTheMaximumWas()
    {
        using DisposeScope scope = NewDisposeScope();
        TrunkProgram program = TrunkProgram.Create([new PoolStep(0, PoolKind.Max, new Window(2, 2))], []);
        using TrunkTrace trace = TrunkTrace.Run(program, new Dictionary<string, Tensor>(), Image(), 1);
        CollectionAssert.AreEqual(new float[] { 5, 8, 9, 3 }, trace[1][0, 0].reshape(-1).data<float>().ToArray());
        CollectionAssert.AreEqual(new long[] { 1, 6, 8, 14 }, trace.Switches(1)[0, 0].reshape(-1).data<long>().ToArray());
        Tensor signal = zeros_like(trace[1]);
        signal[0, 0] = tensor(new float[] { 10, 20, 30, 40 }).reshape(2, 2);
        foreach (BackwardRule rule in Enum.GetValues<BackwardRule>())
        {
            CollectionAssert.AreEqual(
                new float[] { 0, 10, 0, 0, 0, 0, 20, 0, 30, 0, 0, 0, 0, 0, 40, 0 },
                trace.Backward(1, signal, rule)[0, 0].reshape(-1).data<float>().ToArray());
        }
    }

    /// <summary>Windows of 3 × 3 at stride 1 with the padding before: the 8 is the largest of several, and their signals meet
    /// there.</summary>
    [TestMethod]
    public void SignalsOfWindowsThatShareAMaximumAddUp()
    {
        using DisposeScope scope = NewDisposeScope();
        TrunkProgram program = TrunkProgram.Create([new PoolStep(0, PoolKind.Max, new Window(3, 2, new Pads(1, 1, 0, 0)))], []);
        using TrunkTrace trace = TrunkTrace.Run(program, new Dictionary<string, Tensor>(), Image(), 1);
        // Rows 0–1 and columns 0–1; rows 0–1, columns 1–3; rows 1–3, columns 0–1; rows 1–3, columns 1–3.
        CollectionAssert.AreEqual(new long[] { 1, 6, 8, 6 }, trace.Switches(1)[0, 0].reshape(-1).data<long>().ToArray());
        Tensor back = trace.Backward(1, ones_like(trace[1]), BackwardRule.Gradient);
        CollectionAssert.AreEqual(new float[] { 0, 1, 0, 0, 0, 0, 2, 0, 1, 0, 0, 0, 0, 0, 0, 0 },
            back[0, 0].reshape(-1).data<float>().ToArray());
    }

    /// <summary>One filter with 1 at its upper left and 2 right of its middle, and −9 as bias: a 3 × 3 convolution of padding 1, then
    /// ReLU.</summary>
    [TestMethod]
    public void ADeconvnetRectifiesTheSignalAndAGradientTheForwardRun()
    {
        using DisposeScope scope = NewDisposeScope();
        var conv = new ConvStep(0, "c", 3, 1, new Window(3, 1, 1)) { Activation = Activation.Relu };
        Tensor weight = zeros(1, 3, 3, 3);
        weight[0, 0, 0, 0] = 1;
        weight[0, 0, 1, 2] = 2;
        using TrunkTrace trace = TrunkTrace.Run(
            TrunkProgram.Create([conv], []),
            new Dictionary<string, Tensor> { ["c.weight"] = weight, ["c.bias"] = tensor(new float[] { -9 }) }, Image(), 1);
        // At (1, 1): 1 · 1 + 2 · 8 − 9; at (2, 0): 2 · 0 − 9, cut off.
        Assert.AreEqual((8f, 0f), (trace[1][0, 0, 1, 1].ToSingle(), trace[1][0, 0, 2, 0].ToSingle()));
        float[] Back(int row, int column, float size, BackwardRule rule)
        {
            Tensor signal = zeros_like(trace[1]);
            signal[0, 0, row, column] = size;
            return trace.Backward(1, signal, rule)[0, 0].reshape(-1).data<float>().ToArray();
        }

        float[] filter = [5, 0, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0], edge = [0, 0, 0, 0, 0, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0, 0];
        CollectionAssert.AreEqual(filter, Back(1, 1, 5, BackwardRule.Gradient));
        CollectionAssert.AreEqual(filter, Back(1, 1, 5, BackwardRule.Deconvnet));
        CollectionAssert.AreEqual(new float[16], Back(2, 0, 5, BackwardRule.Gradient), "the forward run was cut off there");
        CollectionAssert.AreEqual(edge, Back(2, 0, 5, BackwardRule.Deconvnet));
        CollectionAssert.AreEqual(filter.Select(value => -value).ToArray(), Back(1, 1, -5, BackwardRule.Gradient));
        CollectionAssert.AreEqual(new float[16], Back(1, 1, -5, BackwardRule.Deconvnet), "no negative signal passes");
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
        Tensor images = randn([2, 3, 25, 22], generator: new Generator(8));
        int last = program.Output;
        using TrunkTrace trace = TrunkTrace.Run(program, tensors, images, last);
        Tensor learning = images.detach().clone().requires_grad_();
        Tensor output = TorchTrunk.Run(program, tensors, learning, [last])[0];
        AssertClose(output.detach(), trace[last], name);
        Tensor signal = randn(output.shape, generator: new Generator(9));
        AssertClose(autograd.grad([output], [learning], [signal])[0], trace.Backward(last, signal, BackwardRule.Gradient), name);
    }

    [TestMethod]
    public void ASignalStopsAtTheValueAskedForAndNothingIsLeftBehind()
    {
        using SppNetwork network = SppNetwork.Create("squeezenet1.1");
        TrunkProgram program = network.Parameters.Program;
        using DisposeScope scope = NewDisposeScope();
        Dictionary<string, Tensor> tensors = TorchParameters.All(network.Parameters);
        Tensor images = randn([1, 3, 70, 60], generator: new Generator(2));
        long before = LiveMemory.Tensors();
        using (TrunkTrace trace = TrunkTrace.Run(program, tensors, images, program.Output))
        {
            // What this test itself makes by the way.
            using DisposeScope own = NewDisposeScope();
            Tensor signal = trace[program.Output];
            using Tensor middle = trace.Backward(program.Output, signal, BackwardRule.Deconvnet, to: 2);
            using Tensor whole = trace.Backward(2, middle, BackwardRule.Deconvnet);
            using Tensor direct = trace.Backward(program.Output, signal, BackwardRule.Deconvnet);
            CollectionAssert.AreEqual(trace[2].shape, middle.shape);
            AssertClose(direct, whole, "in two parts");
            Assert.IsGreaterThan(0, direct.abs().max().ToSingle());
        }

        Assert.AreEqual(before, LiveMemory.Tensors());
    }

    private static Tensor Image()
    {
        Tensor image = zeros(1, 3, 4, 4);
        image[0, 0] = tensor(Picture).reshape(4, 4);
        return image;
    }

    private static void AssertClose(Tensor expected, Tensor actual, string what)
    {
        CollectionAssert.AreEqual(expected.shape, actual.shape, what);
        GoldenFeatures.AssertClose(expected.contiguous().Floats(), actual.contiguous().Floats(), 1e-5, what);
    }
}
