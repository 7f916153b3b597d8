using System.Collections.Concurrent;
using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Networks.Parameters;
using Microsoft.ML.SppNet.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>Runs a trunk on the CPU in float32 with kernels of our own: channels-last from end to end, Winograd's algorithm where it pays, nothing repacked per size.</summary>
internal sealed unsafe class KernelTrunkRunner(NetworkParameters parameters) : ITrunkRunner
{
    /// <summary>Memory beyond this is given back after a run: one huge image, or many runs at a time, must not cost their memory for good.</summary>
    private const long MostKept = (256L << 20) / sizeof(float);

    private readonly ConvolutionWeights _weights = new(parameters);
    private readonly ConcurrentStack<NativeFloats> _memory = [];
    private long _kept;

    public IReadOnlyDictionary<string, Tensor> HeadParameters => parameters.Tensors;

    public Tensor[] Run(Tensor images, IReadOnlyList<int> values)
    {
        using DisposeScope scope = NewDisposeScope();
        (long count, int height, int width) = (images.shape[0], (int)images.shape[2], (int)images.shape[3]);
        Sides[] sizes = parameters.Program.Sizes(values.Max(), new Sides(height, width));
        Dictionary<int, Tensor> results = values.Distinct().ToDictionary(value => value, value => empty(
            [count, sizes[value].Height, sizes[value].Width, parameters.Program.Channels[value]], dtype: ScalarType.Float32));
        long[] strides = images.stride();
        Run(
            new ImageBatch((float*)images.Address(), (int)count, height, width, (strides[0], strides[1], strides[2], strides[3])),
            results.ToDictionary(result => result.Key, result => result.Value.Address()));
        // Nothing but its address is in use during the run, and a tensor that nobody refers to is finalised.
        GC.KeepAlive(images);
        Tensor[] maps = [.. values.Select(value => results[value].permute(0, 3, 1, 2))];
        scope.MoveToOuter(maps);
        return maps;
    }

    public void Dispose()
    {
        foreach (NativeFloats memory in _memory)
            memory.Dispose();
        _weights.Dispose();
    }

    private void Run(in ImageBatch images, Dictionary<int, nint> results)
    {
        int threads = get_num_threads();
        KernelPlan plan = KernelPlan.Build(parameters.Program, _weights, images, results, threads);
        NativeFloats memory = Rent(plan.MemoryLength + threads * plan.ScratchLength);
        try
        {
            PhaseScheduler.Run(plan.Phases, threads, memory.Pointer, memory.Pointer + plan.MemoryLength, plan.ScratchLength);
        }
        finally
        {
            Return(memory);
        }
    }

    private NativeFloats Rent(long length)
    {
        if (_memory.TryPop(out NativeFloats? memory))
        {
            Interlocked.Add(ref _kept, -memory.Length);
            if (memory.Length >= length)
                return memory;
            memory.Dispose();
        }

        return new NativeFloats(length);
    }

    private void Return(NativeFloats memory)
    {
        if (Interlocked.Add(ref _kept, memory.Length) <= MostKept)
        {
            _memory.Push(memory);
            return;
        }

        Interlocked.Add(ref _kept, -memory.Length);
        memory.Dispose();
    }
}
