using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Networks.Parameters;
using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>Batch normalisation folded into filters, or into a scale and shift of its own, with numbers worked out by hand.</summary>
[TestClass]
public class BatchNormTests
{
    /// <summary>γ = 2, β = 1, μ = 3, σ² = 0.24 and ε = 0.01: a scale of 2 / √0.25 = 4.</summary>
    private static readonly Dictionary<string, float> Norm = new()
    {
        [".weight"] = 2, [".bias"] = 1, [".running_mean"] = 3, [".running_var"] = 0.24f,
    };

    private static readonly string[] Four = [.. Norm.Keys.Select(part => "n" + part)];

    [TestMethod]
    public void AConvolutionTakesItInWithItsEpsilon()
    {
        var conv = new ConvStep(0, "a", 3, 2, new Window(1, 1)) { BatchNorm = new BatchNorm("n", 0.01) };
        using NetworkParameters read =
            Read(conv, name => name == "a.weight" ? 1.5f : name == "a.bias" ? 0.5f : Norm[name[1..]], [.. Four, "a.bias"]);
        AssertAll(6, read.Tensors["a.weight"].Floats());
        // (0.5 − 3) · 4 + 1
        AssertAll(-9, read.Tensors["a.bias"].Floats());
    }

    [TestMethod]
    public void AConvolutionWithoutBiasGetsOne()
    {
        var conv = new ConvStep(0, "a", 3, 2, new Window(1, 1)) { BatchNorm = new BatchNorm("n", 0.01), HasBias = false };
        using NetworkParameters read = Read(conv, name => name == "a.weight" ? 1.5f : Norm[name[1..]], Four);
        AssertAll(-11, read.Tensors["a.bias"].Floats());
    }

    [TestMethod]
    public void AnAffineStepMayBeABatchNormalisation()
    {
        var affine = new AffineStep(0, "n", 3, Activation.None, 0.01);
        using NetworkParameters read = Read(affine, name => Norm[name[1..]], Four);
        AssertAll(4, read.Tensors["n.weight"].Floats());
        AssertAll(-11, read.Tensors["n.bias"].Floats());
    }

    [TestMethod]
    public void AnAffineStepIsAScaleAndShiftOtherwise()
    {
        using NetworkParameters read =
            Read(new AffineStep(0, "n", 3, Activation.None, 0.01), name => Norm[name[1..]], "n.weight", "n.bias");
        AssertAll(2, read.Tensors["n.weight"].Floats());
        AssertAll(1, read.Tensors["n.bias"].Floats());
    }

    [TestMethod]
    public void AVarianceThatIsNoneIsNamed() => Assert.AreEqual(
        "'x': element 0 of tensor 'n.running_var' is -1, which is no variance.",
        Assert.ThrowsExactly<InvalidDataException>(
            () => Read(new AffineStep(0, "n", 3, Activation.None), name => name == "n.running_var" ? -1 : 1, Four)).Message);

    private static NetworkParameters Read(Step step, Func<string, float> valueOf, params string[] names)
    {
        TrunkProgram program = TrunkProgram.Create([step], []);
        Dictionary<string, long[]> shapes = names.ToDictionary(name => name, _ => new long[] { program.Channels[1] });
        if (step is ConvStep conv)
            shapes[conv.WeightName] = conv.WeightShape;
        return NetworkParameters.Read(new ParameterContract(program, [], shapes), new Constants(shapes, valueOf));
    }

    private static void AssertAll(double expected, ReadOnlySpan<float> values)
    {
        foreach (float value in values)
            Assert.AreEqual(expected, value, 1e-6 * Math.Abs(expected));
    }

    private sealed class Constants(Dictionary<string, long[]> shapes, Func<string, float> valueOf) : IParameterSource
    {
        public string Name => "x";

        public IReadOnlyDictionary<string, long[]> Shapes => shapes;

        public void CopyTo(string name, Span<float> destination) => destination.Fill(valueOf(name));
    }
}
