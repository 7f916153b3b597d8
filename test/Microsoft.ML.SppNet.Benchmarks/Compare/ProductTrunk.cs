using Microsoft.ML.SppNet.Numerics;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Benchmarks;

/// <summary>What the library runs: its input in the memory order in which its own pixel writer makes it.</summary>
internal sealed class ProductTrunk(TrunkCase one) : OwnProcessCandidate
{
    public override string Name => Candidates.Product;

    public override float[] Output()
    {
        using Tensor maps = one.Network.Forward(one.ChannelsLast, [SppNetwork.SppTap])[0];
        using Tensor rowMajor = maps.contiguous();
        return rowMajor.Floats().ToArray();
    }

    public override void Dispose()
    {
    }

    protected override void Run() => one.Network.Forward(one.ChannelsLast, [SppNetwork.SppTap])[0].Dispose();
}
