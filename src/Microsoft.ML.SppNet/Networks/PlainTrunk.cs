using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet;

/// <summary>
/// Runs a trunk with one stock libtorch operation per step in NCHW order: the plain reading of the table. It is the oracle of
/// the fast path, and what runs on devices other than the CPU.
/// </summary>
internal static class PlainTrunk
{
    /// <summary>Runs the steps up to the deepest value asked for.</summary>
    /// <param name="program">The steps.</param>
    /// <param name="parameters">Tensors by name, on the device and of the type of <paramref name="images"/>.</param>
    /// <param name="images">Tensor [N, 3, H, W].</param>
    /// <param name="values">Values to keep.</param>
    /// <returns>A tensor [N, C, H′, W′] per value, in their order; the caller disposes them.</returns>
    internal static Tensor[] Run(TrunkProgram program, IReadOnlyDictionary<string, Tensor> parameters, Tensor images, IReadOnlyList<int> values)
    {
        using DisposeScope scope = NewDisposeScope();
        var made = new Tensor[values.Max() + 1];
        made[0] = images;
        for (int index = 0; index + 1 < made.Length; index++)
            made[index + 1] = Run(program.Steps[index], made, parameters);
        Tensor[] kept = [.. values.Select(value => made[value].alias())];
        scope.MoveToOuter(kept);
        return kept;
    }

    private static Tensor Run(Step step, Tensor[] made, IReadOnlyDictionary<string, Tensor> parameters)
    {
        Tensor input = made[step.Input];
        switch (step)
        {
            case ConvStep conv:
                Tensor sum = nn.functional.conv2d(
                    input, parameters[conv.WeightName], parameters[conv.BiasName], [conv.Stride, conv.Stride], [conv.Padding, conv.Padding], [1, 1], conv.Groups);
                if (conv.Residual is { } residual)
                    sum = sum.add_(made[residual]);
                return conv.Relu ? sum.relu_() : sum;
            case PoolStep pool:
                return nn.functional.max_pool2d(
                    input, [pool.Size, pool.Size], [pool.Stride, pool.Stride], [pool.Padding, pool.Padding], ceil_mode: pool.Ceil);
            case NormalizeStep { Kind.Kind: NormalizationKind.AcrossChannel } normalize:
                return nn.functional.local_response_norm(input, normalize.Kind.Size, normalize.Kind.Alpha, normalize.Kind.Beta, normalize.Kind.K);
            case NormalizeStep normalize:
                // avg_pool2d divides by n² everywhere, padding included, as Caffe does.
                Tensor mean = nn.functional.avg_pool2d(input.square(), normalize.Kind.Size, stride: 1, padding: normalize.Kind.Size / 2, count_include_pad: true);
                return input.mul(mean.mul_(normalize.Kind.Alpha).add_(normalize.Kind.K).pow_(-normalize.Kind.Beta));
            case ConcatStep concat:
                return cat([input, made[concat.Second]], dim: 1);
            default:
                throw new ArgumentException($"no operation is known for {step}", nameof(step));
        }
    }
}
