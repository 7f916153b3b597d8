using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet;

/// <summary>Views of CPU tensors as spans.</summary>
internal static class TensorMemory
{
    /// <summary>The same tensor [N, C, H, W] in channels-last memory order; no copy where it is so already.</summary>
    internal static Tensor ChannelsLast(this Tensor tensor) => tensor.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);

    /// <summary>The elements of a contiguous float32 CPU tensor, in row-major order, without a copy. Valid while the tensor lives.</summary>
    internal static Span<float> Floats(this Tensor tensor)
    {
        if (tensor.dtype != ScalarType.Float32 || tensor.device_type != DeviceType.CPU || !tensor.is_contiguous())
            throw new ArgumentException($"Expected a contiguous float32 tensor in CPU memory, got {tensor.dtype} on {tensor.device_type}.", nameof(tensor));
        return MemoryMarshal.Cast<byte, float>(tensor.bytes);
    }
}
