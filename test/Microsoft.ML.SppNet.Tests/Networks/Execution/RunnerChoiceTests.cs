using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Networks.Execution;
using Microsoft.ML.SppNet.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class RunnerChoiceTests
{
    private sealed record StrangeStep(int Input) : Step(Input);

    [TestMethod]
    public void TheReasonIsInTheOrderOfWhatWasAskedFor()
    {
        using SppNetwork network = SppNetwork.Create("resnet18");
        string cpu = TileKernel.IsSupported
            ? "own kernels (AVX2, float32)"
            : "libtorch: this processor has no AVX2 with fused multiply-add";
        Assert.AreEqual(cpu, network.DescribeExecution());
        Assert.AreEqual(cpu, network.DescribeExecution(InferencePrecision.TensorFloat32), "TF32 is nothing that a processor has");
        Assert.AreEqual("libtorch: bfloat16 was asked for", network.DescribeExecution(InferencePrecision.BFloat16));
        Assert.AreEqual("libtorch: GPU 2 was asked for", network.DescribeExecution(InferencePrecision.BFloat16, gpuDeviceId: 2));
    }

    [TestMethod]
    public void AStepThatTheKernelsLackGoesToLibtorch()
    {
        TrunkProgram program = TrunkProgram.Create([new ActivationStep(0, Activation.Relu), new StrangeStep(1)], []);
        Assert.AreEqual("the kernels have no StrangeStep", KernelSupport.Problem(program));
        if (TileKernel.IsSupported)
        {
            RunnerChoice choice = RunnerChoice.For(program, RunDevice.Cpu, InferencePrecision.Float32);
            Assert.AreEqual((false, "libtorch: the kernels have no StrangeStep"), (choice.OnKernels, choice.ToString()));
        }
    }

    [TestMethod]
    public void TheTrunksOfAllTablesRunOnTheKernels()
    {
        foreach (string name in NetworkArchitecture.Names)
            Assert.IsNull(KernelSupport.Problem(TrunkProgram.Build(new NetworkArchitecture(name), classes: 5)), name);
    }

    /// <summary>The head alone, on rows that were pooled elsewhere.</summary>
    [TestMethod]
    public void HeadVectorsAreThoseOfTheLayersAlone()
    {
        using SppNetwork network = SppNetwork.Create("resnet18", classes: 5);
        float[] rows = CounterRandom.Fill("rows", 7 * 512, 1);
        float[] actual = Head(network, rows);
        using DisposeScope scope = NewDisposeScope();
        Tensor weight = TensorMemory.Copied(network.Parameters.Tensors["fc.weight"]), bias =
            TensorMemory.Copied(network.Parameters.Tensors["fc.bias"]);
        GoldenFeatures.AssertClose(nn.functional.linear(tensor(rows).reshape(7, 512), weight, bias).Floats(), actual, 1e-6, "logits");
        CollectionAssert.AreEqual(actual[10..15], Head(network, rows[1024..1536]));

        using var wrong = new NativeTensor(2, 511);
        Assert.AreEqual(
            "The head of resnet18 reads rows of 512 values, not [2, 511]. (Parameter 'pooled')",
            Assert.ThrowsExactly<ArgumentException>(() => network.HeadVectors(RunDevice.Cpu, wrong, "logits")).Message);
        using var right = new NativeTensor(2, 512);
        Assert.AreEqual(
            "'layer4' is a feature map, not a vector of the head. (Parameter 'taps')",
            Assert.ThrowsExactly<ArgumentException>(() => network.HeadVectors(RunDevice.Cpu, right, "layer4")).Message);
    }

    private static float[] Head(SppNetwork network, float[] rows)
    {
        using var pooled = new NativeTensor(rows.Length / 512, 512);
        rows.CopyTo(pooled.Floats());
        using NativeTensor logits = network.HeadVectors(RunDevice.Cpu, pooled, "logits").Single();
        return logits.Floats().ToArray();
    }
}
