using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Networks.Parameters;
using Microsoft.ML.SppNet.Numerics;
using Microsoft.ML.SppNet.Pooling;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>A head as phases of a run. Vectors that nobody asked for are kept in memory of its own, to be disposed when the run is
/// over.</summary>
internal sealed unsafe class KernelHead(HeadLayers layers, NetworkParameters parameters, IReadOnlyDictionary<string, NativeTensor> targets)
    : IDisposable
{
    private readonly List<NativeTensor> _between = [];

    /// <summary>The phases from the trunk's output on.</summary>
    /// <exception cref="ArgumentException">The maps are of a size that the head cannot read.</exception>
    internal IEnumerable<Phase> Phases(MapView maps)
    {
        NativeTensor pooled = layers.InputTap is { } tap && targets.TryGetValue(tap, out NativeTensor? wanted)
            ? wanted
            : Between(maps.Images, layers.Input.Length(maps.Channels));
        return [Pool(maps, pooled.Pointer), .. Phases(pooled)];
    }

    /// <summary>The phases of the fully connected layers.</summary>
    internal IEnumerable<Phase> Phases(NativeTensor pooled)
    {
        var phases = new List<Phase>();
        NativeTensor inputs = pooled;
        foreach (Linear linear in layers.UpTo([.. targets.Keys]))
        {
            NativeTensor weights = parameters.Tensors[linear.Name + ".weight"], bias = parameters.Tensors[linear.Name + ".bias"];
            NativeTensor outputs = targets.TryGetValue(linear.Tap, out NativeTensor? wanted)
                ? wanted
                : Between(inputs.Shape[0], weights.Shape[0]);
            phases.Add(new FullyConnected(inputs.Pointer, checked((int)inputs.Shape[0]), weights, bias, outputs.Pointer, linear.Relu));
            inputs = outputs;
        }

        return phases;
    }

    public void Dispose()
    {
        foreach (NativeTensor tensor in _between)
            tensor.Dispose();
    }

    private Phase Pool(MapView maps, float* pooled)
    {
        if (layers.InputProblem(maps.Height, maps.Width) is { } refusal)
            throw new ArgumentException($"This network {refusal}.");
        return layers.Input switch
        {
            PyramidInput { Pyramid: var pyramid } => pyramid.Pooling(maps, maps.Whole(), pooled),
            AverageInput average => new WindowPooling<Mean>(maps, maps.Whole(), [new LevelGrid(average.Side)], pooled),
            PoolInput { Pool: var pool } =>
                new WindowPooling<Largest>(maps, maps.Whole(), [new StrideGrid(PoolInput.Side, pool.Size, pool.Stride)], pooled),
            _ => throw new ArgumentException($"no pooling is known for {layers.Input}"),
        };
    }

    private NativeTensor Between(long rows, long columns)
    {
        var tensor = new NativeTensor(rows, columns);
        _between.Add(tensor);
        return tensor;
    }
}
