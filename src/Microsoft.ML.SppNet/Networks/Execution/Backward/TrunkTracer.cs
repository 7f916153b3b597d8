using System.Collections.Concurrent;
using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Networks.Parameters;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>A trunk ready to be run with everything kept that the way back needs. Safe for concurrent use.</summary>
internal sealed class TrunkTracer : IDisposable
{
    private readonly NetworkParameters _parameters;
    private readonly SeparateActivations _trunk;
    private readonly ITrunkRunner _runner;
    private readonly ConcurrentDictionary<string, Lazy<NativeTensor>> _filters = [];

    /// <param name="parameters">The network's parameters; they stay the caller's.</param>
    /// <param name="head">Its head, which is not run.</param>
    internal TrunkTracer(NetworkParameters parameters, HeadLayers head)
    {
        _parameters = parameters;
        _trunk = SeparateActivations.Of(parameters.Program);
        _runner = TrunkRunners.Create(parameters.With(_trunk.Program), head, RunDevice.Cpu, InferencePrecision.Float32);
    }

    /// <summary>Runs the trunk up to a value.</summary>
    /// <param name="image">1 × H × W × 3; it must stay as it is while the trace lives.</param>
    /// <param name="deepest">The value, as the network's own program numbers it.</param>
    /// <returns>The trace; the caller disposes it before this.</returns>
    internal TrunkTrace Run(NativeTensor image, int deepest)
    {
        int last = _trunk.Values[deepest];
        NativeTensor[] made = last == 0
            ? []
            : _runner.Vectors(image, mirrored: false,
                [.. Enumerable.Range(1, last).Select(value => new VectorRequest(value, null, null))]);
        return new TrunkTrace(_trunk, this, _parameters, [image, .. made]);
    }

    /// <summary>A convolution's filters as the way back reads them, kept from one use to the next.</summary>
    internal NativeTensor Filters(ConvStep step) => _filters.GetOrAdd(
        step.Name, _ => new Lazy<NativeTensor>(() => ConvolutionBackward.Arrange(step, _parameters.Tensors[step.WeightName]))).Value;

    public void Dispose()
    {
        _runner.Dispose();
        foreach (Lazy<NativeTensor> filters in _filters.Values.Where(filters => filters.IsValueCreated))
            filters.Value.Dispose();
    }
}
