using Microsoft.ML.SppNet.Networks.Parameters;
using Microsoft.ML.SppNet.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>A network's parameters as tensors of libtorch's: copies, on a device and in a number format.</summary>
internal static class TorchParameters
{
    /// <summary>All parameters in float32 on the CPU; the caller disposes them.</summary>
    internal static Dictionary<string, Tensor> All(NetworkParameters parameters) =>
        parameters.Tensors.ToDictionary(entry => entry.Key, entry => Place(entry.Value, CPU, ScalarType.Float32));

    /// <summary>The parameters of the trunk, or those of the fully connected layers; the caller disposes them.</summary>
    internal static Dictionary<string, Tensor> Part(NetworkParameters parameters, Device device, ScalarType type, bool trunk)
    {
        HashSet<string> head = [.. parameters.Linears.SelectMany(linear => new[] { linear.Name + ".weight", linear.Name + ".bias" })];
        return parameters.Tensors.Where(entry => head.Contains(entry.Key) != trunk)
            .ToDictionary(entry => entry.Key, entry => Place(entry.Value, device, type));
    }

    private static Tensor Place(NativeTensor parameter, Device device, ScalarType type)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor placed = TensorMemory.Copied(parameter).to(type, device);
        // Images come channels-last, and a GPU's matrix units want filters in the same order.
        return (device.type == DeviceType.CUDA && placed.dim() == 4 ? placed.ChannelsLast() : placed).DetachFromDisposeScope();
    }
}
