using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Numerics;

/// <summary>Between tensors of libtorch's and plain memory.</summary>
internal static class TensorMemory
{
    /// <summary>The same tensor [N, C, H, W] in channels-last memory order; no copy where it is so already.</summary>
    internal static Tensor ChannelsLast(this Tensor tensor) => tensor.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);

    /// <summary>Where a CPU tensor's first element lies: memory of libtorch's, which stays where it is while the tensor lives.</summary>
    internal static unsafe nint Address(this Tensor tensor)
    {
        if (tensor.numel() == 0)
            return 0;
        // One element is contiguous, whatever the order of all.
        using Tensor first = tensor.as_strided([1], [1], tensor.storage_offset());
        fixed (float* address = first.Floats())
            return (nint)address;
    }

    /// <summary>The elements of a contiguous float32 CPU tensor, in row-major order, without a copy. Valid while the tensor
    /// lives.</summary>
    internal static Span<float> Floats(this Tensor tensor)
    {
        if (tensor.dtype != ScalarType.Float32 || tensor.device_type != DeviceType.CPU || !tensor.is_contiguous())
            throw new ArgumentException($"Expected a contiguous float32 tensor in CPU memory, got {tensor.dtype} on {tensor.device_type}.",
                nameof(tensor));
        return MemoryMarshal.Cast<byte, float>(tensor.bytes);
    }

    /// <summary>A copy as a float32 tensor of libtorch's in CPU memory.</summary>
    internal static Tensor Copied(NativeTensor source)
    {
        Tensor tensor = empty([.. source.Shape], dtype: ScalarType.Float32);
        source.Floats().CopyTo(tensor.Floats());
        return tensor;
    }

    /// <summary>A copy of a float32 tensor, wherever it is, in plain memory.</summary>
    internal static NativeTensor CopiedOut(Tensor source)
    {
        using Tensor here = source.cpu(), contiguous = here.contiguous();
        var tensor = new NativeTensor(source.shape);
        contiguous.Floats().CopyTo(tensor.Floats());
        return tensor;
    }
}
