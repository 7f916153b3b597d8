using Microsoft.ML.SppNet.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Pooling;

/// <summary>Tensors of libtorch's whose maps <see cref="WindowPooling{T}"/> can read: channels side by side in CPU memory, as trunks make
/// them.</summary>
/// <remarks>libtorch's own pooling notes where each maximum was, needs a call per level and window, and wakes threads that then spin on the
/// cores that the next image needs.</remarks>
internal static unsafe class WindowTensors
{
    private const int FewestChannels = 8;

    /// <summary>Whether a tensor is one of those, and nobody asks for gradients.</summary>
    internal static bool Supports(Tensor maps) =>
        maps.device_type == DeviceType.CPU && maps.dtype == ScalarType.Float32 && !maps.requires_grad
        && maps.stride(1) == 1 && maps.shape[1] >= FewestChannels;

    /// <summary>Where the maps lie; valid while the tensor lives.</summary>
    internal static MapView View(Tensor maps)
    {
        long[] shape = maps.shape, strides = maps.stride();
        return new MapView((float*)maps.Address(), (int)shape[0], (int)shape[1], (int)shape[2], (int)shape[3],
            (strides[0], strides[2], strides[3]));
    }
}
