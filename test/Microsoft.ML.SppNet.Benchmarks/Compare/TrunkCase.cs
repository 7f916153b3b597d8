using Microsoft.ML.SppNet.Networks.Architecture;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Benchmarks;

/// <summary>One network and one batch of images of one size.</summary>
internal sealed class TrunkCase : IDisposable
{
    internal TrunkCase(SppNetwork network, string weightFile, InputSize size, int batch)
    {
        (Network, WeightFile, Size, Batch) = (network, weightFile, size, batch);
        TapName = ArchitectureTables.Find(network.Architecture.Name).Deepest;
        TapValue = network.Parameters.Program.Taps.Single(tap => tap.Key == TapName).Value;
        ChannelsLast = RandomImages.ChannelsLast(size, batch, network.Preprocessing);
        Images = ChannelsLast.contiguous();
    }

    internal SppNetwork Network { get; }

    /// <summary>The network's weights in a file.</summary>
    internal string WeightFile { get; }

    internal InputSize Size { get; }

    internal int Batch { get; }

    /// <summary>The deepest convolution, where every candidate ends.</summary>
    internal string TapName { get; }

    internal int TapValue { get; }

    /// <summary>The images in row-major order [N, C, H, W].</summary>
    internal Tensor Images { get; }

    /// <summary>The same images in the memory order that the library's pixels have.</summary>
    internal Tensor ChannelsLast { get; }

    public override string ToString() => $"{Network.Architecture.Name} {Size}, batch {Batch}";

    public void Dispose()
    {
        Images.Dispose();
        ChannelsLast.Dispose();
    }
}
