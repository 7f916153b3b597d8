using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Networks.Parameters;
using Microsoft.ML.SppNet.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>Runs <see cref="TorchTrunk"/> with the parameters moved to a device.</summary>
internal sealed class TorchTrunkRunner : ITrunkRunner
{
    /// <summary>libtorch keeps its choice of TF32 for the whole process: it is set for the time of a run.</summary>
    private static readonly Lock GpuGate = new();

    private readonly TrunkProgram _program;
    private readonly ScalarType _type;
    private readonly bool _gpu, _tensorFloat32;
    private readonly Dictionary<string, Tensor> _trunk;
    private readonly Dictionary<string, Tensor> _head;

    internal TorchTrunkRunner(NetworkParameters parameters, Device device, InferencePrecision precision)
    {
        _program = parameters.Program;
        _gpu = device.type == DeviceType.CUDA;
        _tensorFloat32 = precision == InferencePrecision.TensorFloat32;
        _type = precision == InferencePrecision.BFloat16 ? ScalarType.BFloat16 : ScalarType.Float32;
        _trunk = Copy(parameters, device, _type, trunk: true);
        _head = Copy(parameters, device, ScalarType.Float32, trunk: false);
    }

    public IReadOnlyDictionary<string, Tensor> HeadParameters => _head;

    public Tensor[] Run(Tensor images, IReadOnlyList<int> values)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor[] made = _gpu ? RunOnGpu(images, values) : TorchTrunk.Run(_program, _trunk, images.to(_type), values);
        Tensor[] results = [.. made.Select(tensor => tensor.to(ScalarType.Float32))];
        scope.MoveToOuter(results);
        return results;
    }

    /// <summary>Hands the steps to the GPU, which does them in its own time. Its libraries round to TF32 unless told not to, and float32 is to mean float32.</summary>
    private Tensor[] RunOnGpu(Tensor images, IReadOnlyList<int> values)
    {
        lock (GpuGate)
        {
            bool others = backends.cudnn.allow_tf32;
            backends.cudnn.allow_tf32 = _tensorFloat32;
            try
            {
                return TorchTrunk.Run(_program, _trunk, images.to(_type), values);
            }
            finally
            {
                backends.cudnn.allow_tf32 = others;
            }
        }
    }

    public void Dispose()
    {
        foreach (Tensor tensor in _trunk.Values.Concat(_head.Values))
            tensor.Dispose();
    }

    private static Dictionary<string, Tensor> Copy(NetworkParameters parameters, Device device, ScalarType type, bool trunk)
    {
        HashSet<string> head = [.. parameters.Linears.SelectMany(linear => new[] { linear.Name + ".weight", linear.Name + ".bias" })];
        // An alias where nothing changes: the copy then costs no memory.
        return parameters.Tensors.Where(entry => head.Contains(entry.Key) != trunk)
            .ToDictionary(entry => entry.Key, entry => Place(entry.Value, device, type));
    }

    private static Tensor Place(Tensor parameter, Device device, ScalarType type)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor placed = parameter.alias().to(type, device);
        // Images come channels-last, and a GPU's matrix units want filters in the same order.
        return (device.type == DeviceType.CUDA && placed.dim() == 4 ? placed.ChannelsLast() : placed).DetachFromDisposeScope();
    }
}
