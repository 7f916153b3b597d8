using Microsoft.ML.SppNet.Networks.Architecture;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>Runs a head with libtorch: the plain reading of it.</summary>
internal static class TorchHead
{
    /// <summary>Runs the layers up to the deepest tap asked for.</summary>
    /// <param name="layers">The head.</param>
    /// <param name="maps">Tensor [N, C, H, W], the trunk's output.</param>
    /// <param name="parameters">Tensors by name, where the maps are.</param>
    /// <param name="taps">Taps of the head.</param>
    /// <returns>A tensor [N, D] per tap; the caller disposes them.</returns>
    /// <exception cref="ArgumentException">The maps are of a size that the head cannot read.</exception>
    internal static Dictionary<string, Tensor> Run(HeadLayers layers, Tensor maps, IReadOnlyDictionary<string, Tensor> parameters,
        IReadOnlyCollection<string> taps)
    {
        using Tensor pooled = Pool(layers, maps);
        return RunPooled(layers, pooled, parameters, taps);
    }

    /// <summary>As <see cref="Run"/>, from vectors [N, D] that are pooled already.</summary>
    internal static Dictionary<string, Tensor> RunPooled(
        HeadLayers layers, Tensor pooled, IReadOnlyDictionary<string, Tensor> parameters, IReadOnlyCollection<string> taps)
    {
        using DisposeScope scope = NewDisposeScope();
        var found = new Dictionary<string, Tensor>();
        if (layers.InputTap is { } tap && taps.Contains(tap))
            found[tap] = pooled.alias();
        Tensor vector = pooled;
        foreach (Linear linear in layers.UpTo(taps))
        {
            vector = nn.functional.linear(vector, parameters[linear.Name + ".weight"], parameters[linear.Name + ".bias"]);
            vector = linear.Relu ? vector.relu_() : vector;
            if (taps.Contains(linear.Tap))
                found[linear.Tap] = vector.alias();
        }

        foreach (Tensor kept in found.Values)
            kept.MoveToOuterDisposeScope();
        return found;
    }

    /// <summary>What the first layer reads of a trunk's output [N, C, H, W]: a tensor [N, D].</summary>
    /// <exception cref="ArgumentException">The maps are of a size that the head cannot read.</exception>
    internal static Tensor Pool(HeadLayers layers, Tensor maps)
    {
        switch (layers.Input)
        {
            case PyramidInput pyramid:
                return pyramid.Pyramid.Pool(maps);
            case AverageInput average:
                return nn.functional.adaptive_avg_pool2d(maps, [average.Side, average.Side]).flatten(1);
            case PoolInput { Pool: var pool }:
                if (layers.InputProblem((int)maps.shape[2], (int)maps.shape[3]) is { } refusal)
                    throw new ArgumentException($"This network {refusal}.");
                return nn.functional.max_pool2d(maps, [pool.Size, pool.Size], [pool.Stride, pool.Stride], ceil_mode: pool.Ceil).flatten(1);
            default:
                throw new ArgumentException($"no pooling is known for {layers.Input}");
        }
    }
}
