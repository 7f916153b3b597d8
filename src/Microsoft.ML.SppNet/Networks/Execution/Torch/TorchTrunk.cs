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
        TrunkProgram program, IReadOnlyDictionary<string, Tensor> parameters, Tensor images, IReadOnlyList<int> values,
        bool training = false)
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

    /// <summary>Runs one step, given the values before it.</summary>
    internal static Tensor Run(Step step, Tensor[] made, IReadOnlyDictionary<string, Tensor> parameters, bool training)
    {
        Tensor input = made[step.Input];
        switch (step)
        {
            case ConvStep conv:
                Tensor sum = TorchWindows.Convolve(input, conv, parameters[conv.WeightName], parameters.GetValueOrDefault(conv.BiasName));
                if (conv.BatchNorm is { } norm && parameters.ContainsKey(norm.Name + ".running_mean"))
                    sum = Normalize(sum, norm, parameters, training);
                return Activate(conv.Residual is { } residual ? sum.add_(made[residual]) : sum, conv.Activation);
            case PoolStep pool:
                return TorchWindows.Pool(input, pool);
            case GlobalPoolStep:
                return input.mean([2, 3], keepdim: true);
            case NormalizeStep normalize:
                return Normalize(input, normalize.Kind);
            case ConcatStep concat:
                return cat([.. concat.Parts.Select(part => made[part])], dim: 1);
            case AddStep add:
                return Activate(input.add(made[add.Second]), add.Activation);
            case MultiplyStep multiply:
                return input.mul(made[multiply.Gate]);
            case AffineStep affine:
                return Activate(input.mul(PerChannel(affine.ScaleName)).add_(PerChannel(affine.ShiftName)), affine.Activation);
            case ActivationStep activation:
                return Activate(input.clone(), activation.Activation);
            default:
                throw new ArgumentException($"no operation is known for {step}", nameof(step));
        }

        Tensor PerChannel(string name) => parameters[name].view(1, -1, 1, 1);
    }

    private static Tensor Normalize(Tensor maps, BatchNorm norm, IReadOnlyDictionary<string, Tensor> parameters, bool training) =>
        nn.functional.batch_norm(
        maps, parameters[norm.Name + ".running_mean"], parameters[norm.Name + ".running_var"], parameters[norm.Name + ".weight"],
        parameters[norm.Name + ".bias"],
        training, eps: norm.Epsilon);

    /// <summary>An activation, in place.</summary>
    internal static Tensor Activate(Tensor maps, Activation activation) => activation == Activation.None ? maps : activation.Kind switch
    {
        ActivationKind.Clip when activation == Activation.Relu => maps.relu_(),
        ActivationKind.Clip => maps.clamp_(activation.A, activation.B),
        ActivationKind.LeakyRelu => nn.functional.leaky_relu(maps, activation.A, inplace: true),
        ActivationKind.Silu => nn.functional.silu(maps, inplace: true),
        ActivationKind.Sigmoid => maps.sigmoid_(),
        ActivationKind.HardSigmoid => maps.mul_(activation.A).add_(activation.B).clamp_(0, 1),
        ActivationKind.HardSwish => nn.functional.hardswish(maps, inplace: true),
        _ => throw new ArgumentException($"no operation is known for {activation}", nameof(activation)),
    };

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
