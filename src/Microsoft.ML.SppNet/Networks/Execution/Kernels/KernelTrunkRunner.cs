using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Networks.Parameters;
using Microsoft.ML.SppNet.Numerics;
using Microsoft.ML.SppNet.Pooling;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>
/// Runs a network on the CPU in float32 with kernels of our own: channels-last from end to end, Winograd's algorithm where it pays, nothing
/// repacked per size. Maps are pooled where the run left them, and the head follows in the same run. Only the methods on tensors of
/// libtorch's need libtorch.
/// </summary>
internal sealed unsafe class KernelTrunkRunner(NetworkParameters parameters, HeadLayers head) : ITrunkRunner
{
    private readonly ConvolutionWeights _weights = new(parameters);
    private readonly RunMemory _memory = new();

    public NativeTensor[] Vectors(NativeTensor images, bool mirrored, IReadOnlyList<VectorRequest> requests)
    {
        (int count, int height, int width) = ((int)images.Shape[0], (int)images.Shape[1], (int)images.Shape[2]);
        NativeTensor[] results = [.. requests.Select(request => new NativeTensor([count, .. ShapeOf(request, new Sides(height, width))]))];
        try
        {
            Dictionary<string, NativeTensor> taps = requests.Zip(results).Where(pair => pair.First.HeadTap is not null)
                .ToDictionary(pair => pair.First.HeadTap!, pair => pair.Second);
            using var after = new KernelHead(head, parameters, taps);
            Run(Batch(images, count, height, width, mirrored), [.. requests.Select(request => request.Value)], mapOf =>
            [
                .. requests.Zip(results).Where(pair => pair.First.Pyramid is not null)
                    .Select(pair => Pooling(pair.First.Pyramid!, mapOf(pair.First.Value), pair.Second)),
                .. requests.Zip(results).Where(pair => pair.First.IsWhole)
                    .Select(pair => new CopyOut(mapOf(pair.First.Value), pair.Second.Pointer)),
                .. taps.Count > 0 ? after.Phases(mapOf(parameters.Program.Output)) : [],
            ]);
            GC.KeepAlive(images);
            return results;
        }
        catch
        {
            foreach (NativeTensor result in results)
                result.Dispose();
            throw;
        }
    }

    public NativeTensor[] Head(NativeTensor pooled, IReadOnlyList<string> taps)
    {
        Dictionary<string, NativeTensor> results = taps.ToDictionary(tap => tap, tap => new NativeTensor(pooled.Shape[0], LengthOf(tap)));
        using var layers = new KernelHead(head, parameters, results);
        PhaseScheduler.Run([.. layers.Phases(pooled)], ComputeThreads.Count);
        GC.KeepAlive(pooled);
        return [.. taps.Select(tap => results[tap])];
    }

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
            results.Keys,
            mapOf => [.. results.Select(result => new CopyOut(mapOf(result.Key), (float*)result.Value.Address()))]);
        // Nothing but its address is in use during the run, and a tensor that nobody refers to is finalised.
        GC.KeepAlive(images);
        Tensor[] maps = [.. values.Select(value => results[value].permute(0, 3, 1, 2))];
        scope.MoveToOuter(maps);
        return maps;
    }

    public Dictionary<string, Tensor> Head(Tensor maps, IReadOnlyCollection<string> taps)
    {
        Dictionary<string, NativeTensor> results = taps.ToDictionary(tap => tap, tap => new NativeTensor(maps.shape[0], LengthOf(tap)));
        using var layers = new KernelHead(head, parameters, results);
        PhaseScheduler.Run([.. layers.Phases(WindowTensors.View(maps))], ComputeThreads.Count);
        GC.KeepAlive(maps);
        return results.ToDictionary(result => result.Key, result => Moved(result.Value));
    }

    private static Tensor Moved(NativeTensor vectors)
    {
        using (vectors)
            return TensorMemory.Copied(vectors);
    }

    public void Dispose()
    {
        _memory.Dispose();
        _weights.Dispose();
    }

    /// <summary>Mirrored images are read from their last column back, which costs nothing.</summary>
    private static ImageBatch Batch(NativeTensor images, int count, int height, int width, bool mirrored)
    {
        const int channels = 3;
        long row = (long)width * channels;
        return new ImageBatch(
            images.Pointer + (mirrored ? row - channels : 0), count, height, width,
            (row * height, 1, row, mirrored ? -channels : channels));
    }

    private static Phase Pooling(SpatialPyramid pyramid, MapView maps, NativeTensor rows) =>
        pyramid.Pooling(maps, maps.Whole(), rows.Pointer);

    private long[] ShapeOf(VectorRequest request, Sides image)
    {
        int channels = parameters.Program.Channels[request.Value];
        if (!request.IsWhole)
            return [request.HeadTap is { } tap ? LengthOf(tap) : request.Pyramid!.Dimension(channels)];
        Sides map = parameters.Program.SizeOf(request.Value, image);
        return [map.Height, map.Width, channels];
    }

    private int LengthOf(string headTap) =>
        head.Length(headTap, parameters.Program.Channels[parameters.Program.Output], parameters.Tensors);

    private void Run(in ImageBatch images, IReadOnlyCollection<int> values, AfterTrunk after)
    {
        int threads = ComputeThreads.Count;
        KernelPlan plan = KernelPlan.Build(parameters.Program, _weights, images, values, threads);
        NativeFloats memory = _memory.Rent(plan.MemoryLength + threads * plan.ScratchLength);
        try
        {
            Phase[] phases = [.. plan.Phases, .. after(value => plan.MapOf(value, memory.Pointer))];
            PhaseScheduler.Run(phases, threads, memory.Pointer, memory.Pointer + plan.MemoryLength, plan.ScratchLength);
        }
        finally
        {
            _memory.Return(memory);
        }
    }

    /// <summary>What follows the trunk in the same run, given where its values lie.</summary>
    private delegate IEnumerable<Phase> AfterTrunk(Func<int, MapView> mapOf);
}
