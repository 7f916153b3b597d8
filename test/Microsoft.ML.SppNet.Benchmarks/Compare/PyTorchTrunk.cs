using System.Runtime.InteropServices;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Benchmarks;

/// <summary>PyTorch with its default settings, in its own process.</summary>
internal sealed class PyTorchTrunk : ICandidate
{
    private readonly PyTorchProcess _python;
    private readonly string _output;

    /// <summary>Hands the trunk and its images over as files; PyTorch writes the model for ONNX Runtime on the way.</summary>
    internal PyTorchTrunk(TrunkCase one, PyTorchProcess python, string folder)
    {
        (_python, _output, Model) = (python, Path.Combine(folder, "output.bin"), Path.Combine(folder, "trunk.onnx"));
        string input = Path.Combine(folder, "input.bin");
        File.WriteAllBytes(input, MemoryMarshal.AsBytes(one.Images.Floats()));
        _python.Ask(new
        {
            open = new
            {
                architecture = one.Network.Architecture.Name,
                strideIn = one.Network.Architecture.StrideIn == ResidualStride.Conv1 ? "conv1" : "conv2",
                tap = one.TapName,
                weights = one.WeightFile,
                input,
                shape = one.Images.shape,
                output = _output,
                onnx = Model,
            },
        });
    }

    public string Name => Candidates.PyTorch;

    /// <summary>The trunk as an ONNX file.</summary>
    internal string Model { get; }

    public float[] Output() => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(_output)).ToArray();

    public double[] Time(TimeSpan budget) =>
        [.. _python.Ask(new { time = budget.TotalSeconds })["milliseconds"]!.AsArray().Select(value => (double)value!)];

    public void Dispose()
    {
    }
}
