using Microsoft.ML.SppNet.Networks.Execution;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>Which features were asked for.</summary>
internal sealed record FeatureChoice(SppFeatureOptions Options, SppFeatureColumn Column)
{
    /// <summary>Makes what computes them; the caller disposes it.</summary>
    /// <exception cref="ToolException">A value is out of range, or the network lacks a tap.</exception>
    internal SppFeatureExtractor Open(SppNetwork network, RunDevice device) => Open(network, device, [Column]);

    /// <summary>The same with a vector for each tap, all from one run of the network.</summary>
    /// <exception cref="ToolException">As above.</exception>
    internal SppFeatureExtractor OpenPerTap(SppNetwork network, RunDevice device) =>
        Open(network, device, [.. Column.Taps.Select(tap => Column with { Name = tap, Taps = [tap] })]);

    private SppFeatureExtractor Open(SppNetwork network, RunDevice device, IReadOnlyList<SppFeatureColumn> columns) =>
        ToolException.RefusedAsUsage(() => new SppFeatureExtractor(network, Options, columns, device));
}
