using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet;

/// <summary>Views of CPU tensors as spans.</summary>
internal static class TensorMemory
{
    /// <summary>The elements of a contiguous float32 CPU tensor, in row-major order, without a copy. Valid while the tensor lives.</summary>
    internal static Span<float> Floats(this Tensor tensor)
    {
        if (tensor.dtype != ScalarType.Float32 || tensor.device_type != DeviceType.CPU || !tensor.is_contiguous())
            throw new ArgumentException($"Expected a contiguous float32 tensor in CPU memory, got {tensor.dtype} on {tensor.device_type}.", nameof(tensor));
        return MemoryMarshal.Cast<byte, float>(tensor.bytes);
    }
}
