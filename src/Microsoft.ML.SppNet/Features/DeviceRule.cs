using Microsoft.ML.Runtime;
using Microsoft.ML.SppNet.Interop;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Features;

/// <summary>ML.NET's rule of devices: the GPU named by the options or by the context; else the CPU, which also stands in where allowed.</summary>
internal static class DeviceRule
{
    internal static Device Choose(IHost host, int? gpuDeviceId, bool? fallbackToCpu)
    {
        (int? contextGpu, bool contextFallback) = HostRules.Gpu(host);
        if ((gpuDeviceId ?? contextGpu) is not { } index)
            return CPU;
        int count = GpuCount();
        if (index >= 0 && index < count)
        {
            HostRules.Log(host, nameof(DeviceRule), $"Features are computed on GPU {index}.");
            return new Device(DeviceType.CUDA, index);
        }

        string missing = count == 0 ? "libtorch sees no GPU here" : $"libtorch sees {count} GPUs here, numbered from 0";
        if (!(fallbackToCpu ?? contextFallback))
            throw new InvalidOperationException($"GPU {index} was asked for, but {missing}. Set FallbackToCpu to run on the CPU instead, or reference a CUDA backend package.");
        HostRules.Log(host, nameof(DeviceRule), $"GPU {index} was asked for, but {missing}: features are computed on the CPU.", warning: true);
        return CPU;
    }

    /// <summary>How many GPUs libtorch can use; 0 with a backend for the CPU.</summary>
    internal static int GpuCount() => cuda.is_available() ? cuda.device_count() : 0;
}
