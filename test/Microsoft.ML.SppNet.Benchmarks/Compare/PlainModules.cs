using Microsoft.ML.SppNet.Networks.Execution;
using Microsoft.ML.SppNet.Numerics;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Benchmarks;

/// <summary>One stock libtorch operation per layer, of the same libtorch that the library runs on.</summary>
internal sealed class PlainModules(TrunkCase one) : OwnProcessCandidate
{
    private readonly Dictionary<string, Tensor> _parameters = TorchParameters.All(one.Network.Parameters);

    public override string Name => Candidates.Plain;

    public override float[] Output()
    {
        using Tensor maps = Maps();
        return maps.Floats().ToArray();
    }

    public override void Dispose()
    {
        foreach (Tensor parameter in _parameters.Values)
            parameter.Dispose();
    }

    protected override void Run() => Maps().Dispose();

    private Tensor Maps()
    {
        using IDisposable mode = inference_mode();
        return TorchTrunk.Run(one.Network.Parameters.Program, _parameters, one.Images, [one.TapValue])[0];
    }
}
