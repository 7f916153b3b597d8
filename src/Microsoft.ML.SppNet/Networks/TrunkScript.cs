using System.Globalization;
using System.Text;

namespace Microsoft.ML.SppNet;

/// <summary>
/// TorchScript of a run of convolutions: oneDNN's fused operations, which do convolution, bias, residual sum and ReLU in one pass over
/// weights that were packed once. One call runs the whole segment, so that the cost of calling libtorch is paid once.
/// </summary>
internal static class TrunkScript
{
    /// <summary>Packs a weight for an input of a given size, and tells the memory layout that oneDNN chose, as bytes.</summary>
    internal const string PackMethods =
        """
          def pack(self: __torch__.Trunk, w: Tensor, p: int, s: int, g: int, n: int, c: int, y: int, x: int) -> Tensor:
            return ops.mkldnn._reorder_convolution_weight(w, [p, p], [s, s], [1, 1], g, [n, c, y, x])
          def layout(self: __torch__.Trunk, w: Tensor) -> Tensor:
            return ops.mkldnn._get_mkldnn_serialized_md(w)

        """;

    internal static string MethodName(TrunkSegment segment) => string.Create(CultureInfo.InvariantCulture, $"segment{segment.First}");

    /// <summary>The method of a segment: (x, weights and biases in turn) → the values it keeps.</summary>
    internal static string Method(TrunkProgram program, TrunkSegment segment, IReadOnlySet<int> taps)
    {
        var code = new StringBuilder();
        code.Append(CultureInfo.InvariantCulture, $"  def {MethodName(segment)}(self: __torch__.Trunk, v{segment.First}: Tensor, w: List[Tensor]) -> List[Tensor]:\n");
        int weight = 0;
        for (int index = segment.First; index < segment.End; index++)
        {
            string line = program.Steps[index] switch
            {
                ConvStep conv => Convolution(program, conv, index, weight, taps),
                ConcatStep concat => $"torch.cat([v{concat.Input}, v{concat.Second}], 1)",
                Step other => throw new ArgumentException($"{other} is no step of a script", nameof(segment)),
            };
            weight += program.Steps[index] is ConvStep ? 2 : 0;
            code.Append(CultureInfo.InvariantCulture, $"    v{index + 1} = {line}\n");
        }

        return code.Append("    return [").AppendJoin(", ", segment.Kept.Select(value => $"v{value}")).Append("]\n").ToString();
    }

    private static string Convolution(TrunkProgram program, ConvStep conv, int index, int weight, IReadOnlySet<int> taps)
    {
        string tensors = $"w[{weight}], w[{weight + 1}], [{conv.Padding}, {conv.Padding}], [{conv.Stride}, {conv.Stride}], [1, 1], {conv.Groups}";
        string none = "annotate(List[Optional[number]], []), None";
        string activation = conv.Relu ? "\"relu\"" : "None";
        if (conv.Residual is not { } residual)
            return $"ops.mkldnn._convolution_pointwise(v{conv.Input}, {tensors}, {(conv.Relu ? activation : "\"none\"")}, {none})";
        // The sum may be written over the shortcut where nobody reads that again.
        bool last = !taps.Contains(residual) && !program.Steps.Skip(index + 1).Any(step => Reads(step, residual));
        return last
            ? $"ops.mkldnn._convolution_pointwise_(v{residual}, v{conv.Input}, {tensors}, \"add\", None, {activation}, {none})"
            : $"ops.mkldnn._convolution_pointwise(v{conv.Input}, v{residual}, {tensors}, \"add\", None, {activation}, {none})";
    }

    private static bool Reads(Step step, int value) =>
        step.Input == value || (step is ConvStep { Residual: { } residual } && residual == value) || (step is ConcatStep concat && concat.Second == value);
}
