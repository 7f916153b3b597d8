using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Networks.Parameters;
using Microsoft.ML.SppNet.Numerics;
using Microsoft.ML.SppNet.TorchLoading;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>Runs <see cref="TorchTrunk"/> and <see cref="TorchHead"/> with the parameters moved to a device.</summary>
internal sealed class TorchTrunkRunner : ITrunkRunner
{
    /// <summary>libtorch keeps its choice of TF32 for the whole process: it is set for the time of a run.</summary>
    private static readonly Lock GpuGate = new();

    private readonly TrunkProgram _program;
    private readonly HeadLayers _layers;
    private readonly Device _device;
    private readonly ScalarType _type;
    private readonly bool _gpu, _tensorFloat32;
    private readonly Dictionary<string, Tensor> _trunk;
    private readonly Dictionary<string, Tensor> _head;
    private readonly ScriptTrunk? _script;

    private TorchTrunkRunner(NetworkParameters parameters, HeadLayers head, Device device, InferencePrecision precision)
    {
        (_program, _layers, _device) = (parameters.Program, head, device);
        _gpu = device.type == DeviceType.CUDA;
        _tensorFloat32 = precision == InferencePrecision.TensorFloat32;
        _type = precision == InferencePrecision.BFloat16 ? ScalarType.BFloat16 : ScalarType.Float32;
        _script = ScriptTrunk.IsOf(_program) ? new ScriptTrunk(_program, parameters, device, precision) : null;
        _trunk = _script is null ? TorchParameters.Part(parameters, device, _type, trunk: true) : [];
        _head = TorchParameters.Part(parameters, device, ScalarType.Float32, trunk: false);
    }

    /// <summary>Copies the parameters to the device.</summary>
    /// <param name="parameters">The network's parameters.</param>
    /// <param name="head">Its head.</param>
    /// <param name="device">Where it runs.</param>
    /// <param name="precision">The trunk's number format.</param>
    /// <param name="reason">Why libtorch is needed, for the message where it is not there.</param>
    /// <exception cref="DllNotFoundException">libtorch does not load.</exception>
    internal static TorchTrunkRunner Create(NetworkParameters parameters, HeadLayers head, RunDevice device, InferencePrecision precision,
        string reason)
    {
        TorchBackend.EnsureLoaded(reason);
        return new TorchTrunkRunner(parameters, head, device.Gpu is { } gpu ? new Device(DeviceType.CUDA, gpu) : CPU, precision);
    }

    public NativeTensor[] Vectors(NativeTensor images, bool mirrored, IReadOnlyList<VectorRequest> requests)
    {
        TorchBackend.FollowThreads();
        using DisposeScope scope = NewDisposeScope();
        using IDisposable mode = inference_mode();
        int[] values = [.. requests.Select(request => request.Value).Distinct()];
        Tensor[] made = Run(Input(images, mirrored), values);
        string[] taps = [.. requests.Select(request => request.HeadTap).OfType<string>().Distinct()];
        Dictionary<string, Tensor> vectors = taps.Length > 0 ? Head(made[Array.IndexOf(values, _program.Output)], taps) : [];
        return [.. requests.Select(request => TensorMemory.CopiedOut(request.HeadTap is { } tap ? vectors[tap] : Made(request)))];

        Tensor Made(VectorRequest request)
        {
            Tensor maps = made[Array.IndexOf(values, request.Value)];
            return request.Pyramid is { } pyramid ? pyramid.Pool(maps) : maps.permute(0, 2, 3, 1);
        }
    }

    public NativeTensor[] Head(NativeTensor pooled, IReadOnlyList<string> taps)
    {
        TorchBackend.FollowThreads();
        using DisposeScope scope = NewDisposeScope();
        using IDisposable mode = inference_mode();
        Dictionary<string, Tensor> vectors = TorchHead.RunPooled(_layers, Send(TensorMemory.Copied(pooled)), _head, [.. taps]);
        return [.. taps.Select(tap => TensorMemory.CopiedOut(vectors[tap]))];
    }

    public Tensor[] Run(Tensor images, IReadOnlyList<int> values)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor[] made = _gpu ? RunOnGpu(images, values) : RunHere(images, values);
        Tensor[] results = [.. made.Select(tensor => tensor.to(ScalarType.Float32))];
        scope.MoveToOuter(results);
        return results;
    }

    public Dictionary<string, Tensor> Head(Tensor maps, IReadOnlyCollection<string> taps) => TorchHead.Run(_layers, maps, _head, taps);

    /// <summary>Written as N × H × W × 3 and viewed as N × 3 × H × W: the strides of channels-last memory order, without a copy.</summary>
    private Tensor Input(NativeTensor images, bool mirrored)
    {
        Tensor input = Send(TensorMemory.Copied(images)).permute(0, 3, 1, 2);
        return mirrored ? input.flip(3) : input;
    }

    /// <summary>From memory that the system may not move the GPU fetches by itself, while this thread goes on.</summary>
    private Tensor Send(Tensor tensor) => _gpu ? tensor.pin_memory().to(_device, non_blocking: true) : tensor;

    /// <summary>Hands the steps to the GPU, which does them in its own time. Its libraries round to TF32 unless told not to, and float32 is
    /// to mean float32.</summary>
    private Tensor[] RunOnGpu(Tensor images, IReadOnlyList<int> values)
    {
        lock (GpuGate)
        {
            bool others = backends.cudnn.allow_tf32;
            backends.cudnn.allow_tf32 = _tensorFloat32;
            try
            {
                return RunHere(images, values);
            }
            finally
            {
                backends.cudnn.allow_tf32 = others;
            }
        }
    }

    private Tensor[] RunHere(Tensor images, IReadOnlyList<int> values) =>
        _script?.Run(images, values) ?? TorchTrunk.Run(_program, _trunk, images.to(_type), values);

    public void Dispose()
    {
        _script?.Dispose();
        foreach (Tensor tensor in _trunk.Values.Concat(_head.Values))
            tensor.Dispose();
    }
}
