using System.Globalization;
using Microsoft.ML.SppNet.Networks.Architecture;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>A trunk's operations in words, the papers' way: filters, size, stride.</summary>
internal static class LayerText
{
    internal static IReadOnlyList<string> Of(TrunkProgram program)
    {
        ILookup<int, string> taps = program.Taps.ToLookup(tap => tap.Value, tap => tap.Key);
        string[] names = ["image", .. program.Steps.Select((step, index) => Name(step, index + 1))];
        return [.. program.Steps.Select((step, index) =>
        {
            string from = step.Input == index || step is ConcatStep ? "" : $", of {names[step.Input]}";
            string tap = taps[index + 1].FirstOrDefault() is { } name ? $" (tap {name})" : "";
            return $"{names[index + 1]}: {Describe(step, names)}{from}{tap}";
        })];
    }

    private static string Name(Step step, int number) => step switch
    {
        ConvStep conv => conv.Name,
        PoolStep => $"pool#{number}",
        NormalizeStep => $"normalize#{number}",
        _ => $"concat#{number}",
    };

    private static string Describe(Step step, string[] names) => step switch
    {
        ConvStep conv => $"{conv.Filters} filters {conv.Size}x{conv.Size}, stride {conv.Stride}, padding {conv.Padding}"
            + (conv.Groups > 1 ? $", {conv.Groups} groups" : "")
            + (conv.Residual is { } residual ? $", plus {names[residual]}" : "")
            + (conv.Relu ? ", ReLU" : ""),
        PoolStep pool => $"maximum of {pool.Size}x{pool.Size}, stride {pool.Stride}, padding {pool.Padding}{(pool.Ceil ? ", ceil mode" : "")}",
        NormalizeStep { Kind: { } kind } => string.Create(
            CultureInfo.InvariantCulture,
            $"local response normalisation {(kind.Kind == NormalizationKind.WithinChannel ? "within channels" : "across channels")}, size {kind.Size}, alpha {kind.Alpha}, beta {kind.Beta}, k {kind.K}"),
        ConcatStep concat => $"channels of {names[concat.Input]}, then of {names[concat.Second]}",
        _ => step.ToString(),
    };
}
