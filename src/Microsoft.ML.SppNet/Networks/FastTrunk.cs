using System.Collections.Concurrent;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet;

/// <summary>
/// Runs a trunk on the CPU in float32 as fast as libtorch's own kernels allow: channels-last memory order from end to end, convolutions
/// in scripted segments with packed weights, normalisation and pooling in one pass between them.
/// </summary>
internal sealed class FastTrunk : IRunner
{
    private readonly NetworkParameters _parameters;
    private readonly PackedWeights _weights;
    private readonly ConcurrentDictionary<string, Lazy<CompiledTrunk>> _compiled = [];

    internal FastTrunk(NetworkParameters parameters)
    {
        _parameters = parameters;
        _weights = new PackedWeights(parameters);
    }

    public IReadOnlyDictionary<string, Tensor> HeadParameters => _parameters.Tensors;

    public Tensor[] Run(Tensor images, IReadOnlyList<int> values)
    {
        using DisposeScope scope = NewDisposeScope();
        CompiledTrunk compiled = _compiled.GetOrAdd(
            string.Join(',', values.Order()), _ => new Lazy<CompiledTrunk>(() => new CompiledTrunk(_parameters.Program, values.ToHashSet()))).Value;
        Tensor[] weights = _weights.ForSize((int)images.shape[0], (int)images.shape[2], (int)images.shape[3]);
        var made = new Dictionary<int, Tensor> { [0] = images.ChannelsLast() };
        foreach (TrunkSegment segment in compiled.Segments)
        {
            Tensor[] outputs = segment.IsScript
                ? compiled.Run(segment, made[segment.First], _weights.Of(segment, weights))
                : [RunKernel(segment, made[segment.First])];
            for (int index = 0; index < outputs.Length; index++)
                made[segment.Kept[index]] = outputs[index];
            if (segment.First > 0 && !values.Contains(segment.First))
                made[segment.First].Dispose();
        }

        Tensor[] results = [.. values.Select(value => made[value])];
        scope.MoveToOuter(results);
        return results;
    }

    public void Dispose()
    {
        foreach (Lazy<CompiledTrunk> compiled in _compiled.Values.Where(compiled => compiled.IsValueCreated))
            compiled.Value.Dispose();
        _weights.Dispose();
    }

    private Tensor RunKernel(TrunkSegment segment, Tensor input)
    {
        var normalize = _parameters.Program.Steps[segment.First] as NormalizeStep;
        var pool = _parameters.Program.Steps[segment.End - 1] as PoolStep;
        if (normalize is null || NormalizePool.Supports(normalize.Kind))
            return NormalizePool.Run(input, normalize?.Kind, pool);
        Tensor normalized = PlainTrunk.Normalize(input, normalize.Kind);
        return pool is null ? normalized : NormalizePool.Run(normalized.ChannelsLast(), null, pool);
    }

    /// <summary>The code for one choice of taps.</summary>
    private sealed class CompiledTrunk : IDisposable
    {
        private readonly jit.ScriptModule _module;

        internal CompiledTrunk(TrunkProgram program, HashSet<int> taps)
        {
            Segments = TrunkSegment.Cut(program, taps);
            string code = string.Concat(Segments.Where(segment => segment.IsScript).Select(segment => TrunkScript.Method(program, segment, taps)));
            _module = jit.load(ScriptArchive.Build(code));
        }

        internal TrunkSegment[] Segments { get; }

        internal Tensor[] Run(TrunkSegment segment, Tensor input, Tensor[] weights) =>
            (Tensor[])_module.invoke(TrunkScript.MethodName(segment), input, weights);

        public void Dispose() => _module.Dispose();
    }
}
