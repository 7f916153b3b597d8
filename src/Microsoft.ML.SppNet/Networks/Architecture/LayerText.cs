using System.Globalization;

namespace Microsoft.ML.SppNet.Networks.Architecture;

/// <summary>A trunk's operations in words, the papers' way: filters, size, stride.</summary>
internal static class LayerText
{
    internal static IReadOnlyList<NetworkLayer> Of(TrunkProgram program)
    {
        ILookup<int, string> taps = program.Taps.ToLookup(tap => tap.Value, tap => tap.Key);
        string[] names = ["image", .. program.Steps.Select((step, index) => Name(step, index + 1))];
        return [.. program.Steps.Select((step, index) =>
        {
            string from = step.Input == index || step is ConcatStep or AddStep or MultiplyStep ? "" : $", of {names[step.Input]}";
            return new NetworkLayer(
                names[index + 1], Describe(step, names) + from, [.. step.Inputs.Select(input => names[input])],
                taps[index + 1].FirstOrDefault());
        })];
    }

    private static string Name(Step step, int number) => step switch
    {
        ConvStep conv => conv.Name,
        AffineStep affine => affine.Name,
        PoolStep or GlobalPoolStep => $"pool#{number}",
        NormalizeStep => $"normalize#{number}",
        AddStep => $"add#{number}",
        MultiplyStep => $"multiply#{number}",
        ActivationStep => $"activation#{number}",
        ScriptStep => $"script#{number}",
        _ => $"concat#{number}",
    };

    private static string Describe(Step step, string[] names) => step switch
    {
        ConvStep conv => $"{conv.Filters} filters {Of(conv.Window)}"
            + (conv.Groups > 1 ? $", {conv.Groups} groups" : "")
            + (conv.Residual is { } residual ? $", plus {names[residual]}" : "")
            + Of(conv.Activation),
        PoolStep pool => $"{(pool.Kind == PoolKind.Max ? "maximum" : "mean")} of {Of(pool.Window)}"
            + (pool.Kind == PoolKind.AverageWithPadding ? ", padding counted" : ""),
        GlobalPoolStep => "mean of the whole map",
        ScriptStep script => string.Create(
            CultureInfo.InvariantCulture,
            $"output {script.Output} of a TorchScript module, {script.Channels} channels, stride {script.Sizes.Stride}"),
        NormalizeStep { Kind: { } kind } => string.Create(
            CultureInfo.InvariantCulture,
            $"local response normalisation {(kind.Kind == NormalizationKind.WithinChannel ? "within channels" : "across channels")}, size "
                + $"{kind.Size}, alpha {kind.Alpha}, beta {kind.Beta}, k {kind.K}"),
        ConcatStep concat => $"channels of {string.Join(", then of ", concat.Parts.Select(part => names[part]))}",
        AddStep add => $"{names[add.Input]} plus {names[add.Second]}{Of(add.Activation)}",
        MultiplyStep multiply => $"{names[multiply.Input]} times {names[multiply.Gate]}",
        AffineStep affine => $"scale and shift per channel{Of(affine.Activation)}",
        ActivationStep { Activation: { } activation } => activation.ToString(),
        _ => step.ToString(),
    };

    private static string Of(Window window)
    {
        string padding = window.Rule != PadRule.Written ? window.Rule == PadRule.SameUpper
            ? "same, odd cell last"
            : "same, odd cell first" : window.Pads switch
        {
            (int all, int left, int bottom, int right) when all == left && all == bottom && all == right => $"{all}",
            (int top, int left, int bottom, int right) => $"{top}/{left}/{bottom}/{right}",
        };
        string dilation = window.Dilation == 1 ? "" : $", dilation {Of(window.Dilation)}";
        return $"{window.Size.Height}x{window.Size.Width}, stride {Of(window.Stride)}, padding "
            + $"{padding}{dilation}{(window.Ceil ? ", ceil mode" : "")}";
    }

    private static string Of(Sides sides) => sides.Height == sides.Width ? $"{sides.Height}" : $"{sides.Height}x{sides.Width}";

    private static string Of(Activation activation) => activation == Activation.None ? "" : $", {activation}";
}
