using Microsoft.ML.SppNet.Networks.Architecture;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>
/// Runs a trunk with one stock libtorch operation per step in NCHW order: the plain reading of the table. It is the oracle of
/// <see cref="KernelTrunkRunner"/>, and what runs on devices other than the CPU.
/// </summary>
internal static class TorchTrunk
{
    /// <summary>Runs the steps up to the deepest value asked for.</summary>
    /// <param name="program">The steps.</param>
    /// <param name="parameters">Tensors by name, on the device and of the type of <paramref name="images"/>.</param>
    /// <param name="images">Tensor [N, 3, H, W].</param>
    /// <param name="values">Values to keep.</param>
    /// <param name="training">Whether batch normalisation kept apart takes the batch's statistics and updates its own.</param>
    /// <returns>A tensor [N, C, H′, W′] per value, in their order; the caller disposes them.</returns>
    internal static Tensor[] Run(
        TrunkProgram program, IReadOnlyDictionary<string, Tensor> parameters, Tensor images, IReadOnlyList<int> values, bool training = false)
    {
        using DisposeScope scope = NewDisposeScope();
        var made = new Tensor[values.Max() + 1];
        made[0] = images;
        int[] lastUse = program.LastUses(made.Length - 1);
        for (int index = 0; index + 1 < made.Length; index++)
        {
            using (DisposeScope step = NewDisposeScope())
                made[index + 1] = Run(program.Steps[index], made, parameters, training).MoveToOuterDisposeScope();
            // A deep network's maps would not all fit in a GPU's memory: each goes after its last use.
            for (int value = 1; value <= index; value++)
            {
                if (lastUse[value] == index && !values.Contains(value))
                    made[value].Dispose();
            }
        }

        Tensor[] kept = [.. values.Select(value => made[value].alias())];
        scope.MoveToOuter(kept);
        return kept;
    }

    private static Tensor Run(Step step, Tensor[] made, IReadOnlyDictionary<string, Tensor> parameters, bool training)
    {
        Tensor input = made[step.Input];
        switch (step)
        {
            case ConvStep conv:
                Tensor sum = nn.functional.conv2d(
                    input, parameters[conv.WeightName], parameters.GetValueOrDefault(conv.BiasName), [conv.Stride, conv.Stride], [conv.Padding, conv.Padding],
                    [1, 1], conv.Groups);
                if (conv.BatchNorm is { } norm && parameters.ContainsKey(norm + ".running_mean"))
                    sum = BatchNorm(sum, norm, parameters, training);
                if (conv.Residual is { } residual)
                    sum = sum.add_(made[residual]);
                return conv.Relu ? sum.relu_() : sum;
            case PoolStep pool:
                return nn.functional.max_pool2d(
                    input, [pool.Size, pool.Size], [pool.Stride, pool.Stride], [pool.Padding, pool.Padding], ceil_mode: pool.Ceil);
            case NormalizeStep normalize:
                return Normalize(input, normalize.Kind);
            case ConcatStep concat:
                return cat([input, made[concat.Second]], dim: 1);
            default:
                throw new ArgumentException($"no operation is known for {step}", nameof(step));
        }
    }

    private static Tensor BatchNorm(Tensor maps, string name, IReadOnlyDictionary<string, Tensor> parameters, bool training) => nn.functional.batch_norm(
        maps, parameters[name + ".running_mean"], parameters[name + ".running_var"], parameters[name + ".weight"], parameters[name + ".bias"], training);

    /// <summary>Local response normalisation; summed in float32 whatever the type of the maps.</summary>
    internal static Tensor Normalize(Tensor maps, LocalNormalization kind)
    {
        Tensor input = maps.to(ScalarType.Float32);
        if (kind.Kind == NormalizationKind.AcrossChannel)
            return nn.functional.local_response_norm(input, kind.Size, kind.Alpha, kind.Beta, kind.K).to(maps.dtype);
        // avg_pool2d divides by n² everywhere, padding included, as Caffe does.
        Tensor mean = nn.functional.avg_pool2d(input.square(), kind.Size, stride: 1, padding: kind.Size / 2, count_include_pad: true);
        return input.mul(mean.mul_(kind.Alpha).add_(kind.K).pow_(-kind.Beta)).to(maps.dtype);
    }
}
