using TorchSharp;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>Which features were asked for.</summary>
internal sealed record FeatureChoice(SppFeatureOptions Options, SppFeatureColumn Column)
{
    /// <summary>Makes what computes them; the caller disposes it.</summary>
    /// <exception cref="ToolException">A value is out of range, or the network lacks a tap.</exception>
    internal SppFeatureExtractor Open(SppNetwork network, torch.Device device) =>
        ToolException.RefusedAsUsage(() => new SppFeatureExtractor(network, Options, [Column], device));
}
