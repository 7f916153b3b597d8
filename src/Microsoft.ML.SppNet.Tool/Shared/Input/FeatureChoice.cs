using Microsoft.ML.SppNet.Networks.Execution;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>Which features were asked for.</summary>
/// <param name="Sizes">Shorter sides that were asked for; null where nobody said.</param>
/// <param name="At">The options at some sizes.</param>
/// <param name="Column">Taps and levels.</param>
internal sealed record FeatureChoice(IReadOnlyList<int>? Sizes, Func<IReadOnlyList<int>, SppFeatureOptions> At, SppFeatureColumn Column)
{
    /// <summary>The options for a network: at the sizes that were asked for, else at the one that its model card names, else at native
    /// size.</summary>
    internal SppFeatureOptions OptionsFor(SppNetwork network) => At(Sizes ?? (network.Card.Size is { } size ? [size] : []));

    /// <summary>Makes what computes them; the caller disposes it.</summary>
    /// <exception cref="ToolException">A value is out of range, or the network lacks a tap.</exception>
    internal SppFeatureExtractor Open(SppNetwork network, RunDevice device) => Open(network, device, [Column]);

    /// <summary>The same with a vector for each tap, all from one run of the network.</summary>
    /// <exception cref="ToolException">As above.</exception>
    internal SppFeatureExtractor OpenPerTap(SppNetwork network, RunDevice device) =>
        Open(network, device, [.. Column.Taps.Select(tap => Column with { Name = tap, Taps = [tap] })]);

    private SppFeatureExtractor Open(SppNetwork network, RunDevice device, IReadOnlyList<SppFeatureColumn> columns) =>
        ToolException.RefusedAsUsage(() => new SppFeatureExtractor(network, OptionsFor(network), columns, device));
}
